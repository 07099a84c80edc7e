import { kinds } from './input.ts';
import { limitsOf } from './policy-columns.ts';
import type { CumulativeFact, PolicyFacts } from './policy-facts.ts';
import { gridOf, paymentOrder } from './policy-grid.ts';
import { factFlags, policyHashOf, policyText, type FactFlag, type Policy } from './policy.ts';
import { principalTypes } from './principal.ts';
import { reasonCodes } from './request.ts';

/** Numbers from 0 to below 1, the same for the same seed (mulberry32): `domain/` has no randomness of its own. */
function numbersFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type FactsPair = readonly [facts: PolicyFacts, worse: PolicyFacts];

/** Pairs of facts that differ only in what makes a correction riskier; chosen by the policy's hash, so lint repeats itself. */
export function riskierPairs(policy: Policy, count: number): readonly FactsPair[] {
  const { ageDays } = gridOf(policy);
  const next = numbersFrom(Number.parseInt(policyHashOf(policyText(policy)).slice(0, 8), 16));
  return Array.from({ length: count }, () => {
    const facts = someFacts(policy, ageDays, next);
    return [facts, worsened(policy, facts, ageDays, next)];
  });
}

type Next = () => number;
const below = (next: Next, end: number): number => Math.floor(next() * end);
const pick = <T>(next: Next, list: readonly [T, ...T[]]): T => list[below(next, list.length)] ?? list[0];

function someFacts(policy: Policy, ages: readonly number[], next: Next): PolicyFacts {
  const currencies = [...Object.keys(policy.bands), 'JPY', 'CHF'];
  const currency = currencies[below(next, currencies.length)] ?? 'EUR';
  const facts: PolicyFacts = {
    ...(Object.fromEntries(factFlags.map((name) => [name, next() < 0.1])) as Record<FactFlag, boolean>),
    kind: pick(next, kinds),
    reason: pick(next, reasonCodes),
    exposureMinor: someAmount(policy, currency, next),
    currency,
    payment: pick(next, paymentOrder),
    ageDays: someAge(ages, next),
    requesterType: pick(next, principalTypes),
    bulkItems: next() < 0.8 ? 0 : below(next, 200),
    cumulative: [],
  };
  const cumulative = policy.cumulative
    .filter(() => next() < 0.5)
    .map(({ key }): CumulativeFact => {
      const byLevel = policy.ladder.map(() => (next() < 0.5 ? 0 : someAmount(policy, policy.rates.base, next)));
      return { key, name: key, byLevel, requests: [] };
    });
  return { ...facts, cumulative };
}

/** Most often at a limit or beside it: there the rules change. */
function someAmount(policy: Policy, currency: string, next: Next): number {
  const limits = limitsOf(policy, currency) ?? [];
  const limit = limits[below(next, limits.length)] ?? 1_000_000;
  return next() < 0.5 ? Math.max(0, limit + below(next, 3) - 1) : below(next, limit * 3 + 1);
}

const someAge = (ages: readonly number[], next: Next): number =>
  Math.max(0, (ages[below(next, ages.length)] ?? 0) + below(next, 4) - 2);

function worsened(policy: Policy, facts: PolicyFacts, ages: readonly number[], next: Next): PolicyFacts {
  const paid = paymentOrder.slice(paymentOrder.indexOf(facts.payment));
  return {
    ...facts,
    ...(next() < 0.5 ? { exposureMinor: Math.max(facts.exposureMinor, someAmount(policy, facts.currency, next)) } : {}),
    ...(next() < 0.5 ? { ageDays: Math.max(facts.ageDays, someAge(ages, next)) } : {}),
    ...(next() < 0.5 ? { payment: paid[below(next, paid.length)] ?? facts.payment } : {}),
    ...(next() < 0.5 ? { requesterType: 'agent' } : {}),
  };
}
