import type { PolicyFacts } from './policy-facts.ts';
import type { BandName, BaseRow, Columns, Floor, FloorColumns, Policy } from './policy.ts';
import { levelOf } from './policy.ts';

/** The values of the columns for one request: the amount is the place of its band. */
export interface Cell extends Pick<PolicyFacts, 'kind' | 'reason' | 'payment' | 'ageDays'> {
  readonly band: BandName;
  readonly requester: PolicyFacts['requesterType'];
}

/** Limits of a currency's bands; undefined for a currency without. */
export const limitsOf = ({ bands }: Pick<Policy, 'bands'>, currency: string): readonly number[] | undefined =>
  Object.hasOwn(bands, currency) ? bands[currency] : undefined;

/** The band of an amount: upper ends belong to the band below. */
export function bandOf(policy: Pick<Policy, 'bands'>, currency: string, amountMinor: number): BandName {
  const limits = limitsOf(policy, currency);
  if (!limits) return 'none';
  const index = limits.findIndex((limit) => amountMinor <= limit);
  return `B${index < 0 ? limits.length : index}`;
}

export const cellOf = (policy: Pick<Policy, 'bands'>, facts: PolicyFacts): Cell => ({
  kind: facts.kind,
  reason: facts.reason,
  band: bandOf(policy, facts.currency, facts.exposureMinor),
  payment: facts.payment,
  ageDays: facts.ageDays,
  requester: facts.requesterType,
});

/** Whether the columns fit: one that is missing fits anything. */
export function fits(when: Columns, cell: Cell): boolean {
  const { from = 0, to = Infinity } = when.ageDays ?? {};
  return (
    (when.kind?.includes(cell.kind) ?? true) &&
    (when.reason?.includes(cell.reason) ?? true) &&
    (when.band?.includes(cell.band) ?? true) &&
    (when.payment?.includes(cell.payment) ?? true) &&
    (when.requester?.includes(cell.requester) ?? true) &&
    cell.ageDays >= from &&
    cell.ageDays <= to
  );
}

/** What floors look at beyond the columns. */
export type FloorFacts = Pick<PolicyFacts, NonNullable<FloorColumns['facts']>[number] | 'bulkItems'>;

export const floorFits = (when: FloorColumns, cell: Cell, facts: FloorFacts): boolean =>
  fits(when, cell) &&
  (when.facts?.some((name) => facts[name]) ?? true) &&
  facts.bulkItems > (when.bulkItemsAbove ?? -1);

/** The first base row that fits; lint proves that there is one and no other. */
export const rowOf = ({ base }: Pick<Policy, 'base'>, cell: Cell): BaseRow | undefined =>
  base.find(({ when }) => fits(when, cell));

export const floorsOf = ({ floors }: Pick<Policy, 'floors'>, cell: Cell, facts: FloorFacts): readonly Floor[] =>
  floors.filter(({ when }) => floorFits(when, cell, facts));

/** The level of row and floors together; without a row nothing may pass. */
export const baseLevel = (policy: Policy, row: BaseRow | undefined, floors: readonly Floor[]): number =>
  Math.max(
    row ? levelOf(policy, row.result) : policy.ladder.length,
    ...floors.map(({ atLeast }) => levelOf(policy, atLeast)),
  );
