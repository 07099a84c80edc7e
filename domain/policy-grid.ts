import { kinds } from './input.ts';
import type { Cell } from './policy-columns.ts';
import { type BandName, type Columns, type Policy } from './policy.ts';
import { principalTypes } from './principal.ts';
import { reasonCodes } from './request.ts';

/** Payment states, from what is least at stake to what is most. */
export const paymentOrder = ['unpaid', 'partially_paid', 'paid'] as const;

/** The values of every column that rows and floors can tell apart: between two cuts nothing changes. */
export interface Grid {
  readonly kind: readonly Cell['kind'][];
  readonly reason: readonly Cell['reason'][];
  readonly band: readonly BandName[];
  readonly payment: readonly Cell['payment'][];
  /** First day of each interval. */
  readonly ageDays: readonly number[];
  readonly requester: readonly Cell['requester'][];
}

/** Names of the policy's bands, ascending. */
export const bandNames = ({ bands }: Pick<Policy, 'bands'>): readonly BandName[] => {
  const most = Math.max(0, ...Object.values(bands).map((limits) => limits.length));
  return Array.from({ length: most + 1 }, (_none, index): BandName => `B${index}`);
};

/** Cuts each column at the boundaries that the policy names (approvals.md section 2.5). */
export function gridOf(policy: Policy): Grid {
  const columns: readonly Columns[] = [...policy.base, ...policy.floors].map(({ when }) => when);
  const days = columns.flatMap(({ ageDays: { from = 0, to } = {} }) => (to === undefined ? [from] : [from, to + 1]));
  return {
    kind: kindsOfValue(kinds, columns.map(({ kind }) => kind)),
    reason: kindsOfValue(reasonCodes, columns.map(({ reason }) => reason)),
    band: [...bandNames(policy), 'none'],
    payment: paymentOrder,
    ageDays: [...new Set([0, ...days])].sort((a, b) => a - b),
    requester: principalTypes,
  }; // prettier-ignore
}

/** One value for all that no row tells apart. */
function kindsOfValue<T extends string>(values: readonly T[], named: readonly (readonly T[] | undefined)[]): readonly T[] {
  const lists = named.filter((list) => list !== undefined);
  const seen = new Map<string, T>();
  for (const value of values) {
    const signature = lists.map((list) => (list.includes(value) ? '1' : '0')).join('');
    if (!seen.has(signature)) seen.set(signature, value);
  }
  return [...seen.values()];
} // prettier-ignore

/** Every cell of the grid. */
export function* cellsOf(grid: Grid): Generator<Cell> {
  for (const kind of grid.kind)
    for (const reason of grid.reason)
      for (const band of grid.band)
        for (const payment of grid.payment)
          for (const ageDays of grid.ageDays)
            for (const requester of grid.requester) yield { kind, reason, band, payment, ageDays, requester };
}

/** The cells next to one where more is at stake: a larger amount, more paid, an older document, an agent. */
export function worseCells(grid: Grid, cell: Cell): readonly Cell[] {
  const bands = grid.band.filter((band) => band !== 'none');
  const next = <T>(list: readonly T[], value: T): T | undefined => {
    const at = list.indexOf(value);
    return at < 0 ? undefined : list[at + 1];
  };
  const band = next(bands, cell.band);
  const payment = next(grid.payment, cell.payment);
  const ageDays = next(grid.ageDays, cell.ageDays);
  return [
    ...(band === undefined ? [] : [{ ...cell, band }]),
    ...(payment === undefined ? [] : [{ ...cell, payment }]),
    ...(ageDays === undefined ? [] : [{ ...cell, ageDays }]),
    ...(cell.requester === 'agent' ? [] : [{ ...cell, requester: 'agent' as const }]),
  ];
}

/** A cell in words; columns in which all values are one are left out. */
export function cellText(grid: Grid, { kind, reason, band, payment, ageDays, requester }: Cell): string {
  const next = grid.ageDays[grid.ageDays.indexOf(ageDays) + 1];
  const ages = next === undefined ? `${ageDays} days and more` : `${ageDays} to ${next - 1} days`;
  return [
    ...(grid.kind.length > 1 ? [`kind ${kind}`] : []),
    ...(grid.reason.length > 1 ? [`reason ${reason}`] : []),
    band === 'none' ? 'currency without bands' : `band ${band}`,
    payment,
    ...(grid.ageDays.length > 1 ? [ages] : []),
    requester,
  ].join(', ');
}
