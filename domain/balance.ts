import type { Recognition } from './document.ts';

/** What moved a document's balance. The balance is the sum of the rows and equals the document's 1200 sub-ledger. */
export interface BalanceRow {
  readonly kind:
    | 'invoice'
    | 'rounding'
    | 'payment'
    | 'credit_applied'
    | 'clearing'
    | 'adjustment'
    | 'disposition_refund'
    | 'disposition_credit';
  readonly amountMinor: number;
  readonly on?: string;
  /** The payment or the other document that the row is about. */
  readonly ref?: string;
  /** Of an adjustment: how the discount was split, more than 0; a mirrored row carries the same split. */
  readonly split?: readonly GroupAmount[];
  /** Of an adjustment: what it took from lines with deferred revenue, more than 0; what was recognised is `booked`. */
  readonly deferred?: readonly TakenPart[];
}

/** A part of a line's revenue that a discount or a credit took away; `booked` means that it was recognised. */
export interface TakenPart extends Recognition {
  readonly lineId: string;
}

/** Net and tax that fall on one tax group. */
export interface GroupAmount {
  readonly taxCategory: string;
  readonly taxRate?: string;
  readonly netMinor: number;
  readonly taxMinor: number;
  /** Part of the net: tax that a discount booked in full to 4900 leaves where it is, and that is credited no more (X5). */
  readonly keptTaxMinor?: number;
}

export type PaymentState = 'unpaid' | 'partially_paid' | 'paid';

/** Money linked to the document, net of unlinked payments. Applied customer credit is no payment. */
export const paidMinor = (rows: readonly BalanceRow[]): number => -sumOf(rows, 'payment') || 0;
/** Customer credit used on the document, net of what was given back. */
export const creditUsedMinor = (rows: readonly BalanceRow[]): number => -sumOf(rows, 'credit_applied') || 0;

/** Derived from the rows alone (spec/domain.md section 2): credit alone never makes an invoice paid. */
export function paymentState(document: {
  readonly rows: readonly BalanceRow[];
  readonly balanceMinor: number;
}): PaymentState {
  if (paidMinor(document.rows) === 0) return 'unpaid';
  return document.balanceMinor === 0 ? 'paid' : 'partially_paid';
}

const sumOf = (rows: readonly BalanceRow[], kind: BalanceRow['kind']): number =>
  rows.reduce((sum, row) => (row.kind === kind ? sum + row.amountMinor : sum), 0) || 0;

export const balanceOf = (rows: readonly BalanceRow[]): number =>
  rows.reduce((sum, row) => sum + row.amountMinor, 0) || 0;
