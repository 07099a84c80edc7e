import type { No } from './decision-proof.ts';
import type { Actor, ActorRole } from './decision.ts';
import { refusal } from './errors.ts';
import { approverRoles, type Grant, type Principal } from './principal.ts';
import { classOf, covers, type Delegation, type Separated } from './separation.ts';

/** What is known of the directory when somebody decides. */
export interface ActingAs {
  /** Everybody who is active now. */
  readonly people: readonly Principal[];
  /** Every delegation that was in force at any moment since the request came in, those included that were ended early. */
  readonly delegations: readonly Delegation[];
  readonly about: Separated;
  readonly nowMs: number;
  /** When the person signed in, ms. */
  readonly authAtMs: number;
  /** The step that the decision is on: an ad hoc delegation is for one. */
  readonly step?: number;
  /** Id of the person whose right is used. */
  readonly onBehalfOf?: string;
}

/**
 * Who decides, as the gateway vouches for it at this moment (approvals.md section 4): own and lent rights for this kind, and
 * every name that counts as the same person. Refuses with DELEGATE_NOT_IN_FORCE.
 */
export function actorOf(person: Principal, acting: ActingAs): { readonly ok: true; readonly actor: Actor } | No {
  const { people, delegations, about, nowMs, authAtMs, onBehalfOf } = acting;
  const principal = person.id.toLowerCase();
  const names = classOf(principal, delegations, about, nowMs);
  const lent = onBehalfOf === undefined ? undefined : lentBy(onBehalfOf.toLowerCase(), principal, acting);
  if (lent === null) return { ok: false, refusal: refusal('DELEGATE_NOT_IN_FORCE', { param: 'onBehalfOf' }) };
  const actor = {
    principal,
    type: person.type,
    class: [...new Set(names.flatMap((name) => [name, ...emailsOf(name, [person, ...people])]))].toSorted(),
    roles: rolesFor(person.roles, about),
    ...(person.unit === undefined ? {} : { unit: person.unit }),
    ...(lent ? { lent } : {}),
    authAt: authAtMs,
  };
  return { ok: true, actor };
}

const emailsOf = (name: string, people: readonly Principal[]): readonly string[] =>
  people.flatMap(({ id, email }) => (id.toLowerCase() === name && email !== undefined ? [email.toLowerCase()] : []));

/** Grants that are about this kind; a grant for some kinds says nothing about a policy. */
const rolesFor = (grants: readonly Grant[], { kind }: Separated): readonly ActorRole[] =>
  grants
    .filter(({ kinds }) => kinds === undefined || kinds.some((one) => one === kind))
    .map(({ role, ceilingMinor }) => ({ role, ...(ceilingMinor === undefined ? {} : { ceilingMinor }) }));

type Lending = Pick<ActingAs, 'delegations' | 'about' | 'nowMs' | 'step'>;

/** Delegations by which this person may sign for others now; one for a step only on that step. */
const lentTo = (to: string, { delegations, about, nowMs, step }: Lending): readonly Delegation[] =>
  delegations.filter(
    (one) =>
      one.to === to && covers(one, about) && isInForce(one, nowMs) && (one.step === undefined || one.step === step),
  );

/** Ids of those whose rights this person may use for the request now. */
export const lendersOf = ({ id }: Principal, lending: Lending): readonly string[] => [
  ...new Set(lentTo(id.toLowerCase(), lending).map(({ from }) => from)),
];

/**
 * The right that is lent: the lender's own grants, never what he holds by a delegation himself, each up to the lower of his
 * and the delegation's ceiling. Null without a delegation that is in force, or when the lender is no active person.
 */
function lentBy(from: string, to: string, acting: ActingAs): NonNullable<Actor['lent']> | null {
  const lender = acting.people.find(({ id, type }) => id.toLowerCase() === from && type === 'person');
  const delegation = lentTo(to, acting).find((one) => one.from === from);
  if (!lender || !delegation) return null;
  const roles = rolesFor(lender.roles, acting.about).filter(({ role }) => approverRoles.some((one) => one === role));
  return { delegationId: delegation.id, from, roles: roles.map((role) => atMost(role, delegation.ceilingMinor)) };
}

const atMost = ({ role, ceilingMinor }: ActorRole, max: number | undefined): ActorRole => {
  const ceilings = [ceilingMinor, max].filter((one) => one !== undefined);
  return { role, ...(ceilings.length === 0 ? {} : { ceilingMinor: Math.min(...ceilings) }) };
};

/** To sign it must not have ended, not even this moment; to count as one person having been in force is enough. */
const isInForce = ({ fromMs, untilMs, endedAtMs }: Delegation, nowMs: number): boolean =>
  fromMs <= nowMs && nowMs < Math.min(untilMs, endedAtMs ?? untilMs);
