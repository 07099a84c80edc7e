import { refusal, type Refusal } from './errors.ts';
import type { Vote } from './gate.ts';
import { classOf, type Delegation, type Separated } from './separation.ts';

/** Somebody as the directory has him now. `id` and `email` are lower case. */
export interface KnownPerson {
  readonly id: string;
  readonly email?: string;
  readonly isRevoked: boolean;
}

interface Now {
  readonly about: Separated;
  readonly people: readonly KnownPerson[];
  readonly delegations: readonly Delegation[];
  readonly nowMs: number;
}

/**
 * Segregation of duties by all that is known when it is applied (approvals.md section 4): a delegation that was made after the
 * votes may join a voter with who asked, or two voters with each other. SOD_CONFLICT.
 */
export function whyNotSeparate(votes: readonly Vote[], insiders: readonly string[], now: Now): Refusal | undefined {
  const asked = classNow(insiders, now);
  const classes = votes.map(({ actor }) => ({
    principal: actor.principal,
    names: classNow([actor.principal, ...actor.class], now),
  }));
  for (const [index, { principal, names }] of classes.entries()) {
    const insider = meeting(names, asked);
    if (insider !== undefined)
      return refusal('SOD_CONFLICT', { detail: `${principal} counts as one person with ${insider}, who has asked for it.` }); // prettier-ignore
    const other = classes.slice(0, index).find((one) => meeting(names, one.names) !== undefined);
    if (other)
      return refusal('SOD_CONFLICT', { detail: `${principal} and ${other.principal} count as one person by now.` });
  }
  return undefined;
}

const meeting = (one: ReadonlySet<string>, other: ReadonlySet<string>): string | undefined =>
  [...one].find((name) => other.has(name));

/** Ids of everybody who counts as one of these by now; an address that is nobody's stands for itself. */
function classNow(names: readonly string[], { about, people, delegations, nowMs }: Now): ReadonlySet<string> {
  const ids = names.map((name) => people.find(({ id, email }) => id === name || email === name)?.id ?? name);
  return new Set(ids.flatMap((id) => classOf(id, delegations, about, nowMs)));
}
