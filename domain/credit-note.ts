import type { BalanceRow } from './balance.ts';
import type { CreditParts } from './credit-body.ts';
import type { CustomerDelta } from './customer.ts';
import type { InvoiceDocument } from './document.ts';
import type { Facts } from './facts.ts';
import { accounts, entries, entry } from './journal.ts';
import { keptOf } from './made.ts';
import { documentMoves } from './moves.ts';
import { changeOf, type Effects, type PlannedChange, type PlannedDocument, type PlannedPayout } from './plan.ts';
import { payoutId } from './plan-draft.ts';
import type { CorrectionRequest } from './request.ts';

/** Where the money of a credit goes: off the open balance, to the customer's credit, or out. */
export interface Disposition {
  readonly clearMinor: number;
  readonly creditMinor: number;
  readonly refundMinor: number;
}

/** A credit note with what becomes of its money: documents, rows, journal, customer, payout (macros NU, NL; E13b). */
export function creditNoteEffects(
  { document }: Pick<Facts, 'document'>,
  request: Pick<CorrectionRequest, 'requestId'>,
  { body, grossMinor, schedules }: Pick<CreditParts, 'body' | 'grossMinor' | 'schedules'>,
  { clearMinor, creditMinor, refundMinor }: Disposition,
): Effects {
  const { id: invoiceId, customerId, currency } = document;
  const id = `${request.requestId}.1`;
  const rows: readonly BalanceRow[] = [
    { kind: 'invoice', amountMinor: -grossMinor },
    ...(clearMinor === 0 ? [] : [{ kind: 'clearing', amountMinor: clearMinor, ref: invoiceId } as const]),
    ...disposedRows(creditMinor, refundMinor),
  ];
  const note: PlannedDocument = {
    ...keptOf(document),
    ...body,
    id,
    class: 'credit',
    type: 'credit_note',
    typeCode: '381',
    status: 'settled',
    rows,
    balanceMinor: 0,
    links: { creditFor: invoiceId },
  };
  const balanceMinor = document.balanceMinor - clearMinor;
  const isPaid = document.status === 'open' && clearMinor > 0 && balanceMinor === 0;
  const cleared: readonly BalanceRow[] =
    clearMinor === 0 ? [] : [{ kind: 'clearing', amountMinor: -clearMinor, ref: id }];
  const change: PlannedChange = {
    ...changeOf(document, isPaid ? 'paid' : document.status, cleared),
    creditedBy: id,
    ...(schedules.length === 0 ? {} : { schedules }),
  };
  return {
    changes: [change],
    documents: [note],
    journal: entries([
      entry('credit_note', currency, documentMoves(note)),
      entry('clearing', currency, [
        [accounts.receivable, clearMinor, id],
        [accounts.receivable, -clearMinor, invoiceId],
      ]),
      ...disposalEntries(id, currency, creditMinor, refundMinor),
    ]),
    customers: [deltaOf(customerId, currency, creditMinor, refundMinor)],
    payouts: payoutOf(request, note, refundMinor),
  };
}

/** Rows by which a credit is gone. */
export const disposedRows = (creditMinor: number, refundMinor: number): readonly BalanceRow[] => [
  ...(creditMinor === 0 ? [] : [{ kind: 'disposition_credit', amountMinor: creditMinor } as const]),
  ...(refundMinor === 0 ? [] : [{ kind: 'disposition_refund', amountMinor: refundMinor } as const]),
];

export const disposalEntries = (id: string, currency: string, creditMinor: number, refundMinor: number) => [
  entry('credit_granted', currency, [
    [accounts.receivable, creditMinor, id],
    [accounts.customerCredit, -creditMinor],
  ]),
  entry('refund_due', currency, [
    [accounts.receivable, refundMinor, id],
    [accounts.refundsPayable, -refundMinor],
  ]),
];

export const deltaOf = (customerId: string, currency: string, creditMinor: number, refundMinor: number): CustomerDelta => ({
  customerId, currency, creditDeltaMinor: creditMinor, freeDeltaMinor: 0, payableDeltaMinor: refundMinor,
}); // prettier-ignore

export const payoutOf = (
  request: Pick<CorrectionRequest, 'requestId'>,
  { id, customerId, currency }: Pick<InvoiceDocument, 'id' | 'customerId' | 'currency'>,
  amountMinor: number,
): readonly PlannedPayout[] =>
  amountMinor === 0 ? [] : [{ id: payoutId(request), documentId: id, customerId, currency, amountMinor }];
