import type { BalanceRow } from './balance.ts';
import { daysBetween } from './policy-facts.ts';

/** What of a document says how its customer pays. */
export interface Paying {
  readonly class: 'invoice' | 'credit';
  readonly status: string;
  readonly currency: string;
  readonly issueDate: string;
  readonly balanceMinor: number;
  readonly rows: readonly BalanceRow[];
}

/** What is open of documents, by currency in order of appearance; credits count against it. */
export function openBalances(documents: readonly Paying[]): readonly (readonly [currency: string, minor: number])[] {
  const sums = new Map<string, number>();
  for (const { status, currency, balanceMinor } of documents)
    if (status === 'open') sums.set(currency, (sums.get(currency) ?? 0) + balanceMinor);
  return [...sums];
}

/** The median number of days from an invoice's date to the last payment that paid it; undefined when none tells. */
export function medianDaysToPay(documents: readonly Paying[]): number | undefined {
  const days = documents.flatMap((document) => daysToPay(document) ?? []).toSorted((a, b) => a - b);
  const [low, high] = [days[Math.ceil(days.length / 2) - 1], days[Math.floor(days.length / 2)]];
  return low === undefined || high === undefined ? undefined : Math.round((low + high) / 2);
}

function daysToPay({ class: side, status, issueDate, rows }: Paying): number | undefined {
  if (side !== 'invoice' || status !== 'paid') return undefined;
  const paidOn = rows.flatMap(({ kind, amountMinor, on }) => (kind === 'payment' && amountMinor < 0 && on !== undefined ? [on] : [])); // prettier-ignore
  const last = paidOn.toSorted().at(-1);
  return last === undefined ? undefined : daysBetween(issueDate, last);
}
