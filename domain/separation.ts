import type { Kind } from './input.ts';

/**
 * A right to sign that somebody lends (approvals.md section 4): standing for a time, or for one request's step. Times are ms.
 * It is a row, not a gate command; one that was ended early keeps counting for the classes of what was open then.
 */
export interface Delegation {
  readonly id: string;
  /** Who lends, and who may sign for him: ids, lower case. */
  readonly from: string;
  readonly to: string;
  readonly kinds?: readonly Kind[];
  /** At most the lender's own; minor units of the policy's base currency. */
  readonly ceilingMinor?: number;
  /** Only for this request, and only until its step ends. */
  readonly requestId?: string;
  readonly step?: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly endedAtMs?: number;
}

/** A request as delegations look at it. */
export interface Separated {
  readonly requestId: string;
  readonly kind: Kind | 'policy';
  readonly receivedAtMs: number;
}

/** Whether a delegation is about such a request. */
export const covers = ({ requestId, kinds }: Delegation, about: Pick<Separated, 'requestId' | 'kind'>): boolean =>
  requestId === undefined
    ? kinds === undefined || kinds.some((kind) => kind === about.kind)
    : requestId === about.requestId;

/** Whether it was in force at any moment of a span, both ends included. */
export function inForceWithin({ fromMs, untilMs, endedAtMs }: Delegation, aMs: number, bMs: number): boolean {
  const endMs = Math.min(untilMs, endedAtMs ?? untilMs);
  return fromMs <= endMs && fromMs <= bMs && endMs >= aMs; // one that was ended before it began never was
}

/**
 * Everybody who counts as the same person for a request: reachable over delegations that cover it and were in force at any
 * moment from its receipt to now, so that a late revocation does not help (section 4, rule 1). With the person, sorted.
 */
export function classOf(
  person: string,
  delegations: readonly Delegation[],
  about: Separated,
  nowMs: number,
): readonly string[] {
  const links = delegations.filter((one) => covers(one, about) && inForceWithin(one, about.receivedAtMs, nowMs));
  const reached = new Set([person]);
  for (const name of reached)
    // grows while it is walked
    for (const { from, to } of links) {
      if (from === name) reached.add(to);
      if (to === name) reached.add(from);
    }
  return [...reached].toSorted();
}
