import { formatMoney } from './money.ts';
import { limitsOf } from './policy-columns.ts';
import { toBaseMinor, usageAt, type Usage } from './policy-cumulative.ts';
import type { PolicyFacts } from './policy-facts.ts';
import { levelOf, type BaseRow, type Floor, type Policy } from './policy.ts';

const dayMs = 86_400_000;

export interface Found {
  readonly row: BaseRow | undefined;
  readonly floors: readonly Floor[];
  /** Level of row and floors, and the one in the end. */
  readonly raisedFrom: number;
  readonly level: number;
}

/** Why people must look at it, in their words: the row, the floors that matter, the sums. */
export function whyOf(
  policy: Policy,
  facts: PolicyFacts,
  { row, floors, raisedFrom, level }: Found,
): readonly string[] {
  const asking = floors.filter(({ atLeast, step }) => levelOf(policy, atLeast) > 0 || step !== undefined);
  const byRow = row === undefined ? ['no row of the policy is about it'] : levelOf(policy, row.result) > 0 ? rowTexts(policy, facts, row) : []; // prettier-ignore
  return [
    ...byRow,
    ...(level > raisedFrom ? cumulativeTexts(policy, facts, raisedFrom, level) : []),
    ...asking.map(({ why }) => why),
  ];
}

/** What the row looked at; a row that looks at nothing has no other reason than itself. */
function rowTexts(policy: Policy, facts: PolicyFacts, { when, name }: BaseRow): readonly string[] {
  const { exposureMinor, currency, payment, ageDays, requesterType, kind, reason } = facts;
  const amount = when.band && amountText(policy, exposureMinor, currency);
  const texts = [
    ...(amount === undefined ? [] : [amount]),
    ...(when.payment && payment !== 'unpaid' ? [`the document is ${payment.replace('_', ' ')}`] : []),
    ...(when.ageDays?.from === undefined ? [] : [`the document is ${ageDays} days old`]),
    ...(when.requester && requesterType !== 'person' ? [`the requester is of type ${requesterType}`] : []),
    ...(when.kind ? [`it is of kind ${kind}`] : []),
    ...(when.reason ? [`the reason is ${reason.replaceAll('_', ' ')}`] : []),
  ];
  return texts.length > 0 ? texts : [`row ${name} of the policy`];
}

function amountText(policy: Policy, minor: number, currency: string): string | undefined {
  const limits = limitsOf(policy, currency);
  if (!limits) return `no bands are set for ${currency}`;
  const passed = limits.findLast((limit) => minor > limit);
  return passed === undefined ? undefined : `${formatMoney(minor, currency)} is above the limit of ${formatMoney(passed, currency)}`; // prettier-ignore
}

function cumulativeTexts(policy: Policy, facts: PolicyFacts, from: number, level: number): readonly string[] {
  const own = toBaseMinor(policy, facts.exposureMinor, facts.currency);
  if (own === undefined) return [`no rate is set for ${facts.currency}`];
  // The level below the one that it came to: there something is over.
  const below = Math.max(level - 1, from);
  const over = usageAt(policy, facts, own, below).filter(({ isOver }) => isOver);
  return over.map((usage) => usageText(policy, usage, own));
}

/** `EUR 800.00 with other corrections of the customer in 7 days is above EUR 500.00`. */
export function usageText(
  { rates }: Policy,
  { key, windowMs, sumMinor, budgetMinor }: Usage,
  ownMinor: number,
): string {
  const window = windowMs === undefined ? '' : ` in ${durationText(windowMs)}`;
  const total = formatMoney(ownMinor + sumMinor, rates.base);
  return `${total} with other corrections of the ${key}${window} is above ${formatMoney(budgetMinor, rates.base)}`;
}

const durationText = (ms: number): string =>
  ms > dayMs && ms % dayMs === 0 ? `${ms / dayMs} days` : `${Math.ceil(ms / (dayMs / 24))} hours`;
