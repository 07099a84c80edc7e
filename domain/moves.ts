import type { BalanceRow } from './balance.ts';
import type { DocumentContent, InvoiceDocument } from './document.ts';
import { accounts, type Move } from './journal.ts';
import { sumMinor } from './money.ts';
import type { PlannedDocument } from './plan.ts';

/** Discounts that stand on a document: a mirrored one stands no more. */
export function discountsOf(rows: readonly BalanceRow[]): readonly BalanceRow[] {
  const adjustments = rows.filter((row) => row.kind === 'adjustment');
  return sumMinor(adjustments.map((row) => row.amountMinor)) === 0 ? [] : adjustments;
}

/** Revenue of the lines that is deferred, all of it and the part recognised so far, minor units in the document's sign. */
export function deferral(content: Pick<DocumentContent, 'lines'>): { totalMinor: number; recognisedMinor: number } {
  const parts = content.lines.flatMap((line) => line.recognition ?? []);
  return {
    totalMinor: sumMinor(parts.map((part) => part.amountMinor)),
    recognisedMinor: sumMinor(parts.filter((part) => part.booked).map((part) => part.amountMinor)),
  };
}

/** What a made document books on its own account: a credit with debits of revenue and tax, an invoice the other way (NU, NL). */
export function documentMoves(document: Pick<PlannedDocument, 'id' | 'lines' | 'totals'>): readonly Move[] {
  const { totals, id } = document;
  const { totalMinor, recognisedMinor } = deferral(document);
  const waitingMinor = totalMinor - recognisedMinor;
  return [
    [accounts.receivable, totals.grossMinor, id],
    [accounts.deferred, -waitingMinor],
    [accounts.revenue, -(totals.netMinor - waitingMinor)],
    [accounts.vat, -totals.taxMinor],
  ];
}

/**
 * The moves that take a document out of revenue and tax again: its own amounts, copied, never recomputed
 * (spec/domain.md section 5, rule 3), each on the account where it stands now (R77): what is recognised on 4000,
 * what is not on 2300, with what unwound discounts have given back to it. `reversalId` is the document that carries it.
 */
export function reversalMoves(document: InvoiceDocument, reversalId: string): readonly Move[] {
  const { totals } = document;
  const { totalMinor, recognisedMinor } = deferral(document);
  const givenBack = discountsOf(document.rows).flatMap((row) => row.deferred ?? []);
  const waitingMinor =
    totalMinor - recognisedMinor + sumMinor(givenBack.filter((part) => !part.booked).map((part) => part.amountMinor));
  return [
    [accounts.deferred, waitingMinor],
    [accounts.revenue, totals.netMinor - waitingMinor],
    [accounts.vat, totals.taxMinor],
    [accounts.receivable, -totals.grossMinor, reversalId],
  ];
}

/** A discount's entry: what it takes from discounts (4900), deferred revenue and tax, and from the receivable. */
export function discountMoves(row: BalanceRow, documentId: string): readonly Move[] {
  const netMinor = sumMinor((row.split ?? []).map((part) => part.netMinor));
  const taxMinor = sumMinor((row.split ?? []).map((part) => part.taxMinor));
  const deferredMinor = sumMinor((row.deferred ?? []).filter((part) => !part.booked).map((part) => part.amountMinor));
  return [
    [accounts.discounts, netMinor - deferredMinor],
    [accounts.deferred, deferredMinor],
    [accounts.vat, taxMinor],
    [accounts.receivable, -(netMinor + taxMinor), documentId],
  ];
}

/** The same moves the other way. */
export const mirrored = (moves: readonly Move[]): readonly Move[] =>
  moves.map(([account, debitMinor, ...of]): Move => [account, -debitMinor || 0, ...of]);

/** The first moves less the second: what a change of a document in place books (E11). */
export const difference = (now: readonly Move[], before: readonly Move[]): readonly Move[] =>
  now.map(([account, debitMinor, ...of], index): Move => [account, debitMinor - (before[index]?.[1] ?? 0) || 0, ...of]);
