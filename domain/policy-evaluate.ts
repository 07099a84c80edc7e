import type { Step } from './gate.ts';
import { baseLevel, cellOf, floorsOf, rowOf } from './policy-columns.ts';
import { cumulativeLevel, toBaseMinor } from './policy-cumulative.ts';
import type { PolicyFacts } from './policy-facts.ts';
import { stepsOf } from './policy-steps.ts';
import { whyOf, type Found } from './policy-why.ts';
import type { Policy } from './policy.ts';

/** What a request needs, and which rules say so. */
export interface Verdict {
  /** `auto`: nobody signs. `block`: nobody may. */
  readonly kind: 'auto' | 'approval' | 'block';
  /**
   * Place in the ladder, which later sums go by; the ladder's length for `block`. A floor may ask for a step of its own without
   * raising the level (f10): then it is 0 although somebody signs.
   */
  readonly level: number;
  /** The base row that matched; `none` when the policy has a gap. */
  readonly row: string;
  readonly floors: readonly string[];
  readonly steps: readonly Step[];
  /** What the request moves in the policy's base currency, minor units; absent for a currency without a rate. */
  readonly exposureBaseMinor?: number;
  /** For people: why it is not auto. */
  readonly why: readonly string[];
}

/**
 * Evaluates a policy (approvals.md sections 2.1 to 2.4): the base row, raised by all floors that match and by the sums of other
 * requests. Pure and total: the same facts always give the same verdict, so it can be computed again from stored ones.
 */
export function evaluatePolicy(policy: Policy, facts: PolicyFacts): Verdict {
  const found = weigh(policy, facts);
  const { row, floors, level } = found;
  const isBlocked = level >= policy.ladder.length;
  const steps = isBlocked ? [] : stepsOf(policy, level, floors);
  const exposureBaseMinor = toBaseMinor(policy, facts.exposureMinor, facts.currency);
  const kind = isBlocked ? 'block' : steps.length === 0 ? 'auto' : 'approval';
  return {
    kind,
    level,
    row: row?.name ?? 'none',
    floors: floors.map(({ name }) => name),
    steps,
    ...(exposureBaseMinor === undefined ? {} : { exposureBaseMinor }),
    why: kind === 'auto' ? [] : whyOf(policy, facts, found),
  };
}

/** The level, and what it comes from; without steps and words. */
export function weigh(policy: Policy, facts: PolicyFacts): Found {
  const cell = cellOf(policy, facts);
  const row = rowOf(policy, cell);
  const floors = floorsOf(policy, cell, facts);
  const raisedFrom = baseLevel(policy, row, floors);
  return { row, floors, raisedFrom, level: cumulativeLevel(policy, facts, raisedFrom) };
}
