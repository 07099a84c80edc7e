import Big from 'big.js';
import { digitsOf, isCurrency } from './money.ts';
import { cellOf, limitsOf, rowOf } from './policy-columns.ts';
import type { CumulativeFact, PolicyFacts } from './policy-facts.ts';
import { levelOf, type BandName, type Policy } from './policy.ts';

/**
 * An amount in the base currency of the policy, minor units, rounded up; undefined for a currency without a rate. Beyond
 * 2^53 - 1 it stays there: such a sum is over every budget.
 */
export function toBaseMinor({ rates }: Pick<Policy, 'rates'>, minor: number, currency: string): number | undefined {
  const rate = currency === rates.base ? '1' : Object.hasOwn(rates.perUnit, currency) ? rates.perUnit[currency] : undefined; // prettier-ignore
  if (rate === undefined || !isCurrency(currency)) return undefined;
  const exact = new Big(minor).times(rate).times(new Big(10).pow(digitsOf(rates.base) - digitsOf(currency)));
  const up = exact.round(0, Big.roundUp);
  return up.gt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : up.toNumber();
}

/**
 * limit(l): the largest amount that a base row grants a request like this one at level l or below, minor units of its currency;
 * 0 where none does. So a request on its own is judged by rows and floors alone. The top level has no limit.
 */
export function limitOf(policy: Policy, facts: PolicyFacts, level: number): number {
  if (level >= policy.ladder.length - 1) return Infinity;
  const cell = cellOf(policy, facts);
  const limits = limitsOf(policy, facts.currency);
  const grants = (band: BandName): boolean => {
    const row = rowOf(policy, { ...cell, band });
    return row !== undefined && levelOf(policy, row.result) <= level;
  };
  if (!limits) return grants('none') ? Infinity : 0;
  return Math.max(0, ...[...limits, Infinity].filter((_end, index) => grants(`B${index}`)));
}

/** How one key stands at one level. */
export interface Usage {
  readonly key: CumulativeFact['key'];
  readonly name: string;
  readonly windowMs?: number;
  /** Of the other requests at this level or below. */
  readonly sumMinor: number;
  readonly budgetMinor: number;
  readonly requests: readonly string[];
  readonly isOver: boolean;
}

/** S(k, l) against budget(k, l), so many times limit(l) in the base currency, for every key that the policy sums. */
export function usageAt(policy: Policy, facts: PolicyFacts, ownBaseMinor: number, level: number): readonly Usage[] {
  if (facts.cumulative.length === 0) return [];
  const limit = limitOf(policy, facts, level);
  const limitBaseMinor = limit === Infinity ? Infinity : (toBaseMinor(policy, limit, facts.currency) ?? 0);
  return facts.cumulative.flatMap(({ key, name, byLevel, requests }) => {
    const rule = policy.cumulative.find((one) => one.key === key);
    if (!rule) return [];
    const sumMinor = byLevel.slice(0, level + 1).reduce((sum, minor) => sum + minor, 0);
    const budgetMinor = rule.times * limitBaseMinor;
    const window = rule.windowMs === undefined ? {} : { windowMs: rule.windowMs };
    return [{ key, name, ...window, sumMinor, budgetMinor, requests, isOver: ownBaseMinor + sumMinor > budgetMinor }];
  });
}

/**
 * The rule against splitting (approvals.md section 2.4): the smallest level l, from the one that row and floors ask for, with
 * own <= limit(l) and, for every key, own + S(k, l) <= budget(k, l). Levels below do not count: else what floors send to L1 would
 * never use up its budget, and a thousand small payouts would all stay there. A request that moves nothing skips the rule, a
 * currency without a rate is at the top. Limits are those of the request's own currency, in the base where sums are compared.
 */
export function cumulativeLevel(policy: Policy, facts: PolicyFacts, from: number): number {
  const { exposureMinor, currency } = facts;
  const top = policy.ladder.length - 1;
  if (exposureMinor === 0 || policy.cumulative.length === 0 || from >= top) return from;
  const ownBaseMinor = toBaseMinor(policy, exposureMinor, currency);
  if (ownBaseMinor === undefined) return top;
  const holds = (level: number): boolean =>
    exposureMinor <= limitOf(policy, facts, level) &&
    !usageAt(policy, facts, ownBaseMinor, level).some(({ isOver }) => isOver);
  for (let level = from; level < top; level += 1) if (holds(level)) return level;
  return top;
}
