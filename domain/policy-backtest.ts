import { hashValue } from './canonical.ts';
import { evaluatePolicy, type Verdict } from './policy-evaluate.ts';
import type { PolicyFacts } from './policy-facts.ts';
import { levelName, policyHashOf, policyText, type Policy } from './policy.ts';

/** A decision as it was stored: the facts of then, and what the policy of then came to. */
export interface StoredDecision {
  readonly requestId: string;
  readonly facts: PolicyFacts;
  /** The level that was granted; its index in the ladder of then. */
  readonly level: number;
  /** How many steps waited; left out, the level alone is compared. */
  readonly steps?: number;
  /** Left out: auto at level 0, approval above. */
  readonly kind?: Verdict['kind'];
  /** How the request ended, as `applied` or `rejected`. */
  readonly outcome: string;
}

/** What would have gone differently. */
export const directions = [
  'newlyAuto', 'newlyGated', 'newlyBlocked', 'unblocked', 'moreSteps', 'fewerSteps', 'otherLevel',
] as const; // prettier-ignore
export type Direction = (typeof directions)[number];

export interface Example {
  readonly requestId: string;
  readonly outcome: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly levelBefore: number;
  /** Name in the new policy's ladder. */
  readonly levelNow: string;
  readonly why: readonly string[];
}

export interface Change {
  readonly count: number;
  /** Exposure by currency, minor units. */
  readonly moneyMinor: Readonly<Record<string, number>>;
  /** How many of them people rejected. */
  readonly rejected: number;
  readonly rejectedMoneyMinor: Readonly<Record<string, number>>;
  /** The first of them, at most 20. */
  readonly examples: readonly Example[];
}

export interface BacktestReport {
  readonly policyVersion: string;
  readonly policyHash: string;
  /** sha256 of all decisions that went in. */
  readonly inputHash: string;
  readonly decisions: number;
  readonly same: number;
  readonly changes: Readonly<Record<Direction, Change>>;
}

const examplesMax = 20;

/**
 * What a policy would have come to on decisions of the past (approvals.md section 6), on the facts as of then. Sums of other
 * requests are those that were stored: levels that the new policy would have granted before do not change them.
 */
export function backtest(decisions: readonly StoredDecision[], policy: Policy): BacktestReport {
  const changes: Record<Direction, Change> = {
    newlyAuto: nothing, newlyGated: nothing, newlyBlocked: nothing, unblocked: nothing, moreSteps: nothing, fewerSteps: nothing,
    otherLevel: nothing,
  }; // prettier-ignore
  let same = 0;
  for (const decision of decisions) {
    const now = evaluatePolicy(policy, decision.facts);
    const direction = directionOf(decision, now);
    if (direction === undefined) same += 1;
    else changes[direction] = counted(changes[direction], decision, now, policy);
  }
  return {
    policyVersion: policy.version,
    policyHash: policyHashOf(policyText(policy)),
    inputHash: hashValue('countersign/backtest/v1', decisions),
    decisions: decisions.length,
    same,
    changes,
  };
}

const nothing: Change = { count: 0, moneyMinor: {}, rejected: 0, rejectedMoneyMinor: {}, examples: [] };

function directionOf({ kind, level, steps }: StoredDecision, now: Verdict): Direction | undefined {
  const before = kind ?? (level === 0 ? 'auto' : 'approval');
  if (before !== now.kind) {
    if (now.kind === 'block') return 'newlyBlocked';
    if (before === 'block') return 'unblocked';
    return now.kind === 'auto' ? 'newlyAuto' : 'newlyGated';
  }
  if (now.kind !== 'approval') return undefined;
  if (steps !== undefined && steps !== now.steps.length) return now.steps.length > steps ? 'moreSteps' : 'fewerSteps';
  return level === now.level ? undefined : 'otherLevel';
}

function counted(change: Change, decision: StoredDecision, now: Verdict, policy: Policy): Change {
  const { requestId, outcome, level, facts } = decision;
  const { exposureMinor: amountMinor, currency } = facts;
  const isRejected = outcome === 'rejected';
  const example = { requestId, outcome, amountMinor, currency, levelBefore: level, levelNow: levelName(policy, now.level), why: now.why }; // prettier-ignore
  return {
    count: change.count + 1,
    moneyMinor: added(change.moneyMinor, currency, amountMinor),
    rejected: change.rejected + Number(isRejected),
    rejectedMoneyMinor: isRejected
      ? added(change.rejectedMoneyMinor, currency, amountMinor)
      : change.rejectedMoneyMinor,
    examples: change.examples.length < examplesMax ? [...change.examples, example] : change.examples,
  };
}

/** A sum beyond 2^53 - 1 stays there: it is for people to see, and nothing goes by it. */
const added = (sums: Readonly<Record<string, number>>, currency: string, minor: number) => ({
  ...sums,
  [currency]: Math.min((sums[currency] ?? 0) + minor, Number.MAX_SAFE_INTEGER),
});
