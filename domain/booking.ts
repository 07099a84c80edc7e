import type { CustomerAccount, CustomerDelta } from './customer.ts';
import { balanceOf, type BalanceRow } from './balance.ts';
import type { DocumentContent, DocumentStatus, InvoiceDocument } from './document.ts';
import { accounts, entries, entry, type JournalEntry, type Move } from './journal.ts';
import { sumMinor } from './money.ts';

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

/** Revenue of the lines that is deferred, all of it and the part recognised so far, minor units in the document's sign. */
export function deferral(content: Pick<DocumentContent, 'lines'>): { totalMinor: number; recognisedMinor: number } {
  const parts = content.lines.flatMap((line) => line.recognition ?? []);
  return {
    totalMinor: sumMinor(parts.map((part) => part.amountMinor)),
    recognisedMinor: sumMinor(parts.filter((part) => part.booked).map((part) => part.amountMinor)),
  };
}

/**
 * Books a document that enters the ledger: the specification's macro IA (a credit is the same with its own sign),
 * recognised revenue, rounding, then payments and used credit (PA, UC). Prepaid is a payment like any other (BT-113).
 */
export function bookDocument(id: string, content: DocumentContent, history: History): Booked {
  const { totals, currency, issueDate } = content;
  const { totalMinor, recognisedMinor } = deferral(content);
  const row = (kind: BalanceRow['kind'], amountMinor: number, ref?: string, on = issueDate): BalanceRow => ({
    kind, amountMinor, on, ...(ref === undefined ? {} : { ref }),
  }); // prettier-ignore
  const prepaid: readonly Payment[] =
    totals.prepaidMinor === 0 ? [] : [{ id: `${id}/prepaid`, amountMinor: totals.prepaidMinor }];
  const payments = [...prepaid, ...history.payments];
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

/**
 * The moves that take a document out of revenue and tax again: its own amounts, copied, never recomputed
 * (spec/domain.md section 5, rule 3), each on the account where it stands now (R77): what is recognised on 4000,
 * what is not on 2300. `reversalId` is the document that carries the reversal.
 */
export function reversalMoves(document: InvoiceDocument, reversalId: string): readonly Move[] {
  const { totals } = document;
  const { totalMinor, recognisedMinor } = deferral(document);
  const waitingMinor = totalMinor - recognisedMinor;
  return [
    [accounts.deferred, waitingMinor],
    [accounts.revenue, totals.netMinor - waitingMinor],
    [accounts.vat, totals.taxMinor],
    [accounts.receivable, -totals.grossMinor, reversalId],
  ];
}

export interface Finalised extends Booked {
  readonly customer: CustomerDelta;
}

/**
 * Finalises an invoice: books it, then applies the customer's credit and after it the free balance, never above the
 * open amount (spec/domain.md section 1; E3 books invoice B this way).
 */
export function finaliseInvoice(
  id: string,
  content: DocumentContent,
  customer: CustomerAccount & { readonly customerId: string },
): Finalised {
  const booked = bookDocument(id, content, { payments: [], creditUsedMinor: 0 });
  const creditMinor = Math.min(customer.creditMinor, Math.max(booked.balanceMinor, 0));
  const freeMinor = Math.min(customer.freeMinor, Math.max(booked.balanceMinor - creditMinor, 0));
  const apply = (kind: 'credit_applied' | 'payment', amountMinor: number): readonly BalanceRow[] =>
    amountMinor === 0 ? [] : [{ kind, amountMinor: -amountMinor, on: content.issueDate }];
  const rows = [...booked.rows, ...apply('credit_applied', creditMinor), ...apply('payment', freeMinor)];
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
    }, // prettier-ignore
  };
}
