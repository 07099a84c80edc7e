import { whyNotAuto, type Obstacle } from './policy-auto.ts';
import { bandOf, limitsOf } from './policy-columns.ts';
import { toBaseMinor, usageAt } from './policy-cumulative.ts';
import { evaluatePolicy, type Verdict } from './policy-evaluate.ts';
import type { CumulativeFact, PolicyFacts } from './policy-facts.ts';
import { levelName, type BandName, type Policy } from './policy.ts';

/** How others' requests with one key stand against the budgets, in the base currency. */
export interface CumulativeExplained extends Pick<CumulativeFact, 'key' | 'name' | 'requests'> {
  /** Absent: over its whole life. */
  readonly windowMs?: number;
  /** Every level below the top: what others moved at it or below, and how much there may be with this request. */
  readonly levels: readonly { readonly level: string; readonly sumMinor: number; readonly budgetMinor: number }[];
}

/** Why a request needs what it needs, for people and programs (approvals.md section 2.6). */
export interface Explanation extends Pick<Verdict, 'kind' | 'row' | 'floors'> {
  /** Name in the ladder, or `block`. */
  readonly level: string;
  readonly own: { readonly amountMinor: number; readonly currency: string };
  /** The policy's base currency, which sums and budgets are in. */
  readonly base: string;
  /** The same in the base currency; absent without a rate. */
  readonly ownBaseMinor?: number;
  readonly cumulative: readonly CumulativeExplained[];
  readonly whyGate: readonly string[];
  /** All of them at their thresholds: auto; all but one: not. Empty when it is auto, or never can be. */
  readonly whyNotAuto: readonly Obstacle[];
  readonly canBeAuto: boolean;
  /** How far it is to the next band, minor units; absent in the highest and without bands. */
  readonly margin?: { readonly band: BandName; readonly next: BandName; readonly leftMinor: number };
}

/** Explains the verdict on these facts; pure, so a stored decision is explained as it was. */
export function explain(policy: Policy, facts: PolicyFacts): Explanation {
  const { kind, row, floors, level, exposureBaseMinor, why } = evaluatePolicy(policy, facts);
  const obstacles = whyNotAuto(policy, facts);
  const margin = marginOf(policy, facts);
  return {
    kind,
    row,
    floors,
    level: levelName(policy, level),
    own: { amountMinor: facts.exposureMinor, currency: facts.currency },
    base: policy.rates.base,
    ...(exposureBaseMinor === undefined ? {} : { ownBaseMinor: exposureBaseMinor }),
    cumulative: cumulativeOf(policy, facts),
    whyGate: why,
    whyNotAuto: obstacles ?? [],
    canBeAuto: obstacles !== undefined,
    ...(margin === undefined ? {} : { margin }),
  };
}

function cumulativeOf(policy: Policy, facts: PolicyFacts): readonly CumulativeExplained[] {
  const own = toBaseMinor(policy, facts.exposureMinor, facts.currency) ?? 0;
  const byLevel = policy.ladder.slice(0, -1).map(({ name }, level) => ({ name, usages: usageAt(policy, facts, own, level) }));
  return (byLevel[0]?.usages ?? []).map(({ key, name, windowMs, requests }, at) => ({
    key,
    name,
    ...(windowMs === undefined ? {} : { windowMs }),
    requests,
    levels: byLevel.flatMap(({ name: level, usages }) => {
      const usage = usages[at];
      // A level that any amount may be granted at has no budget.
      return usage && Number.isFinite(usage.budgetMinor) ? [{ level, sumMinor: usage.sumMinor, budgetMinor: usage.budgetMinor }] : [];
    }),
  }));
} // prettier-ignore

function marginOf(policy: Policy, { exposureMinor, currency }: PolicyFacts): Explanation['margin'] {
  const limits = limitsOf(policy, currency) ?? [];
  const index = limits.findIndex((limit) => exposureMinor <= limit);
  const limit = limits[index];
  if (limit === undefined) return undefined;
  return { band: bandOf(policy, currency, exposureMinor), next: `B${index + 1}`, leftMinor: limit - exposureMinor };
}
