import { refusal, type Refusal } from './errors.ts';
import type { Kind } from './input.ts';
import { approverRoles, type Grant, type Principal } from './principal.ts';
import { classOf, type Delegation, type Separated } from './separation.ts';

/** Delegations that one person may have given, or hold, at a time (approvals.md section 4). */
export const delegationsMax = 10;

/** A right that somebody wants to lend. Times are ms. */
export type WantedDelegation = Omit<Delegation, 'id' | 'endedAtMs'>;

/** Everything that a delegation is judged by. */
export interface Delegating {
  readonly wanted: WantedDelegation;
  readonly lender: Principal;
  readonly delegate: Principal;
  /** All that are in force now or later. */
  readonly delegations: readonly Delegation[];
  /** The request that it is for, the names of those who asked, and all delegations since it came in. */
  readonly request?: {
    readonly about: Separated;
    readonly insiders: readonly string[];
    readonly since: readonly Delegation[];
  };
  readonly nowMs: number;
}

/** Why a right cannot be lent like this; undefined when it can. Refuses with the codes DELEGATE_* and DELEGATION_LIMIT. */
export function whyNotDelegate(delegating: Delegating): Refusal | undefined {
  const { wanted, delegate } = delegating;
  if (wanted.to === wanted.from) return refusal('DELEGATE_SELF', { param: 'to' });
  if (delegate.type !== 'person')
    return refusal('DELEGATE_CONFLICT', { param: 'to', detail: `${delegate.id} is of type ${delegate.type}.` });
  return (
    whyNotApart(delegating) ?? whyNotTime(delegating) ?? whyNotOwn(delegating) ?? whyChain(delegating) ?? whyTooMany(delegating)
  );
} // prettier-ignore

/** Who asked for a request has no part in signing it, not by another's right either. */
function whyNotApart({ wanted, lender, delegate, request, nowMs }: Delegating): Refusal | undefined {
  if (!request) return undefined;
  const { about, insiders, since } = request;
  for (const [param, { id, email }] of [['to', delegate], ['from', lender]] as const) {
    const names = [...classOf(id, since, about, nowMs), ...(email === undefined ? [] : [email])];
    const insider = names.find((name) => insiders.includes(name));
    if (insider !== undefined)
      return refusal('DELEGATE_CONFLICT', { param, detail: insider === id ? `${id} has asked for ${wanted.requestId ?? ''}.` : `${id} counts as ${insider}.` });
  }
  return undefined;
} // prettier-ignore

function whyNotTime({ wanted: { fromMs, untilMs }, nowMs }: Delegating): Refusal | undefined {
  if (fromMs < nowMs) return refusal('DELEGATE_SCOPE', { param: 'from', detail: 'It would begin in the past.' });
  if (untilMs <= fromMs) return refusal('DELEGATE_SCOPE', { param: 'until', detail: 'It would end before it begins.' });
  return undefined;
}

/** Nobody lends what he has not: no other kinds, and no higher ceiling than his highest for them. */
function whyNotOwn({ wanted: { kinds, ceilingMinor }, lender, request }: Delegating): Refusal | undefined {
  const grants = lender.roles.filter(({ role }) => approverRoles.some((one) => one === role));
  const missing = (kinds ?? []).find((kind) => !grants.some((grant) => isFor(grant, kind)));
  if (grants.length === 0) return refusal('DELEGATE_SCOPE', { detail: `${lender.id} has no role that signs.` });
  if (missing !== undefined)
    return refusal('DELEGATE_SCOPE', { param: 'kinds', detail: `${lender.id} signs no ${missing}.` });
  const about = kinds ?? (request && request.about.kind !== 'policy' ? [request.about.kind] : undefined);
  const usable = about === undefined ? grants : grants.filter((grant) => about.some((kind) => isFor(grant, kind)));
  if (usable.length === 0) return refusal('DELEGATE_SCOPE', { detail: `${lender.id} signs nothing of this kind.` });
  const ceilings = usable.map((grant) => grant.ceilingMinor);
  const highest = ceilings.some((one) => one === undefined) ? Infinity : Math.max(...ceilings.map((one) => one ?? 0));
  if (ceilingMinor !== undefined && ceilingMinor > highest)
    return refusal('DELEGATE_SCOPE', { param: 'ceilingMinor', detail: `${lender.id} signs up to ${highest}.` });
  return undefined;
}

const isFor = ({ kinds }: Grant, kind: Kind): boolean => kinds === undefined || kinds.includes(kind);

/** Those that are in force at some moment of the wanted time. */
const during = ({ delegations, wanted }: Delegating): readonly Delegation[] =>
  delegations.filter(
    ({ fromMs, untilMs, endedAtMs }) =>
      fromMs < wanted.untilMs && Math.min(untilMs, endedAtMs ?? untilMs) > wanted.fromMs,
  );

/** A lent right is not lent on, and one person is not lender and delegate at once. */
function whyChain(delegating: Delegating): Refusal | undefined {
  const { from, to } = delegating.wanted;
  const held = during(delegating).find((one) => one.to === from);
  if (held) return refusal('DELEGATE_CHAIN', { detail: `${from} signs for ${held.from} (${held.id}).` });
  const given = during(delegating).find((one) => one.from === to);
  return given && refusal('DELEGATE_CHAIN', { detail: `${given.to} signs for ${to} (${given.id}).` });
}

function whyTooMany(delegating: Delegating): Refusal | undefined {
  const { from, to } = delegating.wanted;
  const standing = during(delegating);
  const most = [from, to].find(
    (person) => standing.filter((one) => one.from === person || one.to === person).length >= delegationsMax,
  );
  return most === undefined
    ? undefined
    : refusal('DELEGATION_LIMIT', { detail: `${most} has ${delegationsMax} already.` });
}

export type DelegationState = 'in_force' | 'to_come' | 'ended';

export function delegationStateAt({ fromMs, untilMs, endedAtMs }: Delegation, atMs: number): DelegationState {
  if (endedAtMs !== undefined || untilMs <= atMs) return 'ended';
  return fromMs <= atMs ? 'in_force' : 'to_come';
}
