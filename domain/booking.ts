import type { CustomerAccount, CustomerDelta } from './customer.ts';
import { balanceOf, type BalanceRow } from './balance.ts';
import { encodeId } from './canonical.ts';
import type { DocumentContent, DocumentStatus } from './document.ts';
import { accounts, entries, entry, type JournalEntry } from './journal.ts';
import { deferral } from './moves.ts';

/** A payment that is linked to a document. */
export interface Payment {
  readonly id: string;
  readonly amountMinor: number;
  readonly on?: string;
}

/** What happened to a document before it came to us; all of it is booked with it. */
export interface History {
  readonly payments: readonly Payment[];
  /** Customer credit that the document used (2100). */
  readonly creditUsedMinor: number;
}

export interface Booked {
  readonly rows: readonly BalanceRow[];
  readonly balanceMinor: number;
  readonly status: DocumentStatus;
  readonly journal: readonly JournalEntry[];
}

/** A document's content as it is booked; what is planned has no issue date before the commit. */
export type BookedContent = Pick<DocumentContent, 'class' | 'currency' | 'lines' | 'totals'> & {
  readonly issueDate?: string;
};

/** The payments that a document brings along, prepaid first, with ids of the document's own. */
export function paymentsOf(
  id: string,
  { totals }: Pick<DocumentContent, 'totals'>,
  { payments }: Pick<History, 'payments'>,
): readonly Payment[] {
  const prepaid = totals.prepaidMinor === 0 ? [] : [{ id: `${id}/+prepaid`, amountMinor: totals.prepaidMinor }];
  return [...prepaid, ...payments.map((payment) => ({ ...payment, id: paymentIdOf(id, payment.id) }))];
}

/**
 * Books a document that enters the ledger: the specification's macro IA (a credit is the same with its own sign),
 * recognised revenue, rounding, then payments and used credit (PA, UC). Prepaid is a payment like any other (BT-113).
 */
export function bookDocument(id: string, content: BookedContent, history: History): Booked {
  const { totals, currency, issueDate } = content;
  const { totalMinor, recognisedMinor } = deferral(content);
  const row = (kind: BalanceRow['kind'], amountMinor: number, ref?: string, on = issueDate): BalanceRow => ({
    kind, amountMinor, ...(on === undefined ? {} : { on }), ...(ref === undefined ? {} : { ref }),
  }); // prettier-ignore
  const payments = paymentsOf(id, content, history);
  const rows = [
    row('invoice', totals.grossMinor),
    ...(totals.roundingMinor === 0 ? [] : [row('rounding', totals.roundingMinor)]),
    ...payments.map((payment) => row('payment', -payment.amountMinor, payment.id, payment.on)),
    ...(history.creditUsedMinor === 0 ? [] : [row('credit_applied', -history.creditUsedMinor)]),
  ];
  const balanceMinor = balanceOf(rows);
  return {
    rows,
    balanceMinor,
    status: balanceMinor !== 0 ? 'open' : content.class === 'invoice' ? 'paid' : 'settled',
    journal: entries([
      entry('invoice', currency, [
        [accounts.receivable, totals.grossMinor, id],
        [accounts.revenue, -(totals.netMinor - totalMinor)],
        [accounts.deferred, -totalMinor],
        [accounts.vat, -totals.taxMinor],
      ]),
      entry('rounding', currency, [
        [accounts.receivable, totals.roundingMinor, id],
        [accounts.rounding, -totals.roundingMinor],
      ]),
      entry('recognition', currency, [
        [accounts.deferred, recognisedMinor],
        [accounts.revenue, -recognisedMinor],
      ]),
      ...payments.map(({ amountMinor }) =>
        entry('payment', currency, [
          [accounts.bank, amountMinor],
          [accounts.receivable, -amountMinor, id],
        ]),
      ),
      entry('credit_used', currency, [
        [accounts.customerCredit, history.creditUsedMinor],
        [accounts.receivable, -history.creditUsedMinor, id],
      ]),
    ]),
  };
}

/** Credit that a customer brought along when it was imported (the specification's macro OC). */
export const openingCredit = (amountMinor: number, currency: string): readonly JournalEntry[] =>
  entries([
    entry('opening_credit', currency, [
      [accounts.opening, amountMinor],
      [accounts.customerCredit, -amountMinor],
    ]),
  ]);

export interface Finalised extends Booked {
  readonly customer: CustomerDelta;
}

/**
 * Finalises an invoice: books it, then applies the customer's credit and after it the free balance, never above the
 * open amount (spec/domain.md section 1; E3 books invoice B this way). The delta names the account's version when it uses any.
 */
export function finaliseInvoice(id: string, content: BookedContent, customer: CustomerAccount): Finalised {
  const booked = bookDocument(id, content, { payments: [], creditUsedMinor: 0 });
  const creditMinor = Math.min(customer.creditMinor, Math.max(booked.balanceMinor, 0));
  const freeMinor = Math.min(customer.freeMinor, Math.max(booked.balanceMinor - creditMinor, 0));
  const on = content.issueDate === undefined ? {} : { on: content.issueDate };
  const rows: readonly BalanceRow[] = [
    ...booked.rows,
    ...(creditMinor === 0 ? [] : [{ kind: 'credit_applied', amountMinor: -creditMinor, ...on } as const]),
    ...(freeMinor === 0 ? [] : [{ kind: 'payment', amountMinor: -freeMinor, ref: freePaymentId(id), ...on } as const]),
  ];
  const balanceMinor = balanceOf(rows);
  const { currency } = content;
  return {
    rows,
    balanceMinor,
    status: balanceMinor === 0 ? 'paid' : 'open',
    journal: [
      ...booked.journal,
      ...entries([
        entry('credit_used', currency, [
          [accounts.customerCredit, creditMinor],
          [accounts.receivable, -creditMinor, id],
        ]),
        entry('payment', currency, [
          [accounts.unapplied, freeMinor],
          [accounts.receivable, -freeMinor, id],
        ]),
      ]),
    ],
    customer: {
      customerId: customer.customerId, currency, creditDeltaMinor: -creditMinor || 0, freeDeltaMinor: -freeMinor || 0,
      payableDeltaMinor: 0, ...(creditMinor + freeMinor === 0 ? {} : { version: customer.version }),
    }, // prettier-ignore
  };
}

/** The payment that free balance makes at finalisation: one a document. No reference of a caller is encoded with a plus. */
export const freePaymentId = (documentId: string): string => `${documentId}/+free`;
/** A document's payments have ids of their own, whatever the bank calls them. */
export const paymentIdOf = (documentId: string, reference: string): string => `${documentId}/${encodeId(reference)}`;
