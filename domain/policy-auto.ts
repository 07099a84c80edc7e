import { kinds } from './input.ts';
import { formatMoney } from './money.ts';
import { limitsOf } from './policy-columns.ts';
import { toBaseMinor, usageAt } from './policy-cumulative.ts';
import { evaluatePolicy } from './policy-evaluate.ts';
import type { PolicyFacts } from './policy-facts.ts';
import { gridOf, paymentOrder } from './policy-grid.ts';
import { usageText } from './policy-why.ts';
import { factFlags, type FactFlag, type Policy } from './policy.ts';
import { principalTypes } from './principal.ts';
import { reasonCodes } from './request.ts';

/** Facts with an order, from harmless to grave. */
type Ordered = 'exposureMinor' | 'payment' | 'ageDays' | 'bulkItems' | FactFlag;
const categories = ['kind', 'reason', 'currency', 'requesterType'] as const;
/** `cumulative[1]` is what others moved with that key, at the first level. */
type FactName = Ordered | (typeof categories)[number] | `cumulative[${number}]`;
type Value = string | number | boolean;

/** A fact that keeps a request from being auto, and the value up to which it would not. */
export interface Obstacle {
  readonly fact: FactName;
  readonly value: Value;
  readonly threshold: Value;
  readonly text: string;
}

/** Place of a sum among the cumulative facts; undefined for another fact. */
function placeOf(fact: FactName): number | undefined {
  const found = /^cumulative\[(\d+)\]$/.exec(fact)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The facts with another value for one of them. */
export function withFact(facts: PolicyFacts, fact: FactName, value: Value): PolicyFacts {
  const place = placeOf(fact);
  if (place === undefined) return { ...facts, [fact]: value };
  const cumulative = facts.cumulative.map((one, at) =>
    at === place ? { ...one, byLevel: [Number(value), ...one.byLevel.slice(1)] } : one,
  );
  return { ...facts, cumulative };
}

function valueOf(facts: PolicyFacts, fact: FactName): Value {
  const place = placeOf(fact);
  return place === undefined ? facts[fact as Exclude<FactName, `cumulative[${number}]`>] : (facts.cumulative[place]?.byLevel[0] ?? 0);
} // prettier-ignore

/**
 * What keeps a request from being auto (approvals.md section 2.6): with all of these facts at their thresholds it is auto, and
 * with any one of them as it is now it is not. Undefined where no facts whatever make it auto. Counts on a policy that lint
 * accepts: there, less at stake never needs more, so each fact can be loosened on its own as far as it goes.
 */
export function whyNotAuto(policy: Policy, facts: PolicyFacts): readonly Obstacle[] | undefined {
  const isAuto = (given: PolicyFacts): boolean => evaluatePolicy(policy, given).kind === 'auto';
  if (isAuto(facts)) return [];
  const start = [facts, ...(isAuto(harmless(facts)) ? [] : others(policy, facts))].find((given) =>
    isAuto(harmless(given)),
  );
  if (!start) return undefined;
  let reached = harmless(start);
  for (const fact of factsOf(start)) {
    const best = valuesOf(policy, start, reached, fact).find((value) => isAuto(withFact(reached, fact, value)));
    if (best !== undefined) reached = withFact(reached, fact, best);
  }
  const named: readonly FactName[] = [...categories, ...factsOf(facts)];
  return named.flatMap((fact) => {
    const [value, threshold] = [valueOf(facts, fact), valueOf(reached, fact)];
    return value === threshold
      ? []
      : [{ fact, value, threshold, text: textOf(policy, facts, reached, { fact, threshold }) }];
  });
}

/** Something else asked for, by somebody else or in the base currency: first what differs least. */
function others(policy: Policy, facts: PolicyFacts): readonly PolicyFacts[] {
  const all = kinds.flatMap((kind) =>
    reasonCodes.flatMap((reason) =>
      [facts.currency, policy.rates.base].flatMap((currency) =>
        [facts.requesterType, ...principalTypes].map((requesterType) => ({ ...facts, kind, reason, currency, requesterType })),
      ),
    ),
  ); // prettier-ignore
  const changes = (one: PolicyFacts): number => categories.filter((name) => one[name] !== facts[name]).length;
  return all.sort((a, b) => changes(a) - changes(b));
}

/** The same request with nothing at stake. */
const harmless = (facts: PolicyFacts): PolicyFacts => ({
  ...facts,
  ...(Object.fromEntries(factFlags.map((name) => [name, false])) as Record<FactFlag, boolean>),
  exposureMinor: 0,
  payment: 'unpaid',
  ageDays: 0,
  bulkItems: 0,
  cumulative: facts.cumulative.map((one) => ({ ...one, byLevel: [0, ...one.byLevel.slice(1)] })),
});

/** Facts that have an order, those first that explain most. */
const factsOf = ({ cumulative }: PolicyFacts): readonly FactName[] => [
  'exposureMinor', 'payment', 'ageDays', ...factFlags, 'bulkItems', ...cumulative.map((_one, at) => `cumulative[${at}]` as const),
]; // prettier-ignore

/** How the key of a sum stands at the first level, with what the request itself moves there. */
function usageOf(policy: Policy, facts: PolicyFacts, place: number) {
  const one = facts.cumulative[place];
  const ownMinor = toBaseMinor(policy, facts.exposureMinor, facts.currency) ?? 0;
  const usage = usageAt(policy, facts, ownMinor, 0).find(({ key, name }) => key === one?.key && name === one.name);
  return usage && { usage, ownMinor };
}

/** Values of a fact from the one that it has downwards, as far as the policy can tell them apart. */
function valuesOf(policy: Policy, start: PolicyFacts, reached: PolicyFacts, fact: FactName): readonly Value[] {
  const own = valueOf(start, fact);
  const downTo = (ends: readonly number[]) => [own, ...ends.filter((end) => end < Number(own)).sort((a, b) => b - a)];
  const place = placeOf(fact);
  if (place !== undefined) {
    const found = usageOf(policy, reached, place);
    return found ? downTo([Math.max(0, found.usage.budgetMinor - found.ownMinor)]) : [own];
  }
  if (fact === 'exposureMinor') return downTo(limitsOf(policy, start.currency) ?? []);
  if (fact === 'payment') return paymentOrder.slice(0, paymentOrder.indexOf(start.payment) + 1).reverse();
  if (fact === 'ageDays') return downTo(gridOf(policy).ageDays.map((day) => Math.max(0, day - 1)));
  return fact === 'bulkItems' ? downTo(policy.floors.flatMap(({ when }) => when.bulkItemsAbove ?? [])) : [own];
}

function textOf(policy: Policy, facts: PolicyFacts, reached: PolicyFacts, { fact, threshold }: Pick<Obstacle, 'fact' | 'threshold'>): string {
  const { exposureMinor, currency, ageDays, payment, bulkItems, requesterType } = facts;
  switch (fact) {
    case 'exposureMinor':
      return `${formatMoney(exposureMinor, currency)} is moved; at most ${formatMoney(Number(threshold), currency)} goes without approval`;
    case 'payment':
      return `the document is ${payment.replace('_', ' ')}, not ${String(threshold).replace('_', ' ')}`;
    case 'ageDays':
      return `the document is ${ageDays} days old, more than ${threshold}`;
    case 'bulkItems':
      return `it is part of a bulk of ${bulkItems} items, more than ${threshold}`;
    case 'currency':
      return `${currency} has no bands, or no rate`;
    case 'requesterType':
      return `the requester is of type ${requesterType}`;
    case 'kind':
    case 'reason':
      return `${fact} ${facts[fact]} does not go without approval`;
    default: {
      const place = placeOf(fact);
      // The budget is that of a request that could be auto; the sums are those that there are.
      const asIs = { ...reached, exposureMinor, currency, cumulative: facts.cumulative };
      const found = place === undefined ? undefined : usageOf(policy, asIs, place);
      if (found) return usageText(policy, found.usage, found.ownMinor);
      return policy.floors.find(({ when }) => when.facts?.some((name) => name === fact))?.why ?? fact;
    }
  }
} // prettier-ignore
