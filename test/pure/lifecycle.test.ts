import { describe, expect, test } from 'vitest';
import { emptyAccount, type CustomerAccount } from '../../domain/customer.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import { discardDraft, finaliseDraft } from '../../domain/drafts.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { receivePayment, reversePayment, startPayment, unlinkPayment, type Payment } from '../../domain/payments.ts';
import { confirmPayout, failPayout, type PayoutState } from '../../domain/payouts.ts';
import { parseSettings } from '../../domain/settings.ts';
import { aDocument, booked } from '../support/documents.ts';
import { written } from './notation.ts';

const open = booked(aDocument());
const draft: InvoiceDocument = { ...open, status: 'draft', number: '', rows: [], balanceMinor: 0 };
const bookingOf = (document: InvoiceDocument, account: Partial<CustomerAccount> = {}, settings: unknown = {}) => ({
  document,
  account: { ...emptyAccount(document.customerId, document.currency), ...account },
  settings: parseSettings(settings),
  today: '2026-02-01',
});
const payment = (over: Partial<Payment> = {}): Payment => ({
  id: `${open.id}/p`, documentId: open.id, customerId: open.customerId, currency: 'EUR', amountMinor: 14_569, on: '2026-02-01', state: 'linked', source: 'recorded', ...over,
}); // prettier-ignore
const paid = booked(aDocument(), { payments: [{ id: 'p', amountMinor: 14_569 }] });
const text = (journal: readonly JournalEntry[]) => journal.map((entry) => written(entry, { [open.id]: 'A' }));
const refused = (code: string) => expect.objectContaining({ refusal: expect.objectContaining({ code }) as unknown });

describe('a draft becomes an invoice', () => {
  test('booked as macro IA, with credit before free balance (E3, E7)', () => {
    const { journal, customers, changes } = finaliseDraft(
      bookingOf(draft, { creditMinor: 3_000, freeMinor: 99_999, version: 4 }),
    );
    expect(text(journal)).toEqual([
      '1200[A] 145.69 / 4000 124.94 + 2200 20.75', '2100 30.00 / 1200[A] 30.00', '2150 115.69 / 1200[A] 115.69',
    ]); // prettier-ignore
    expect(customers).toMatchObject([{ creditDeltaMinor: -3_000, freeDeltaMinor: -11_569, version: 4 }]);
    expect(changes).toMatchObject([{ fromStatus: 'draft', toStatus: 'paid', toBalanceMinor: 0, finalises: true }]);
  });

  test('with the journal off nothing is posted, and all else is the same (X12)', () => {
    const on = finaliseDraft(bookingOf(draft));
    expect(finaliseDraft(bookingOf(draft, {}, { journal: { enabled: false } }))).toEqual({ ...on, journal: [] });
  });

  test.each<[what: string, code: string, run: () => unknown]>([
    ['what is finalised is no draft', 'NOT_A_DRAFT', () => finaliseDraft(bookingOf(open))],
    ['nor can it be discarded', 'NOT_A_DRAFT', () => discardDraft(open)],
    ['closed books take nothing', 'PERIOD_CLOSED', () => finaliseDraft(bookingOf(draft, {}, { periods: { closedThrough: '2026-02-01' } }))],
    ['the draft of a request waits for its signature', 'PENDING_REQUEST_EXISTS', () => finaliseDraft(bookingOf({ ...draft, type: 'cancellation' }))],
    ['and is not discarded beside it', 'PENDING_REQUEST_EXISTS', () => discardDraft({ ...draft, type: 'cancellation' })],
    ['a credit note needs its invoice', 'INVOICE_NOT_FOUND', () => finaliseDraft(bookingOf({ ...draft, class: 'credit', type: 'credit_note' }))],
  ])('%s: %s', (_what, code, run) => expect(run).toThrow(refused(code))); // prettier-ignore

  test('a credit note stays within what is left of each tax group', () => {
    const content = aDocument({ class: 'credit', lines: [{ quantity: '2', unitPrice: '-24.95', taxRate: '7' }] });
    const note: InvoiceDocument = { ...booked(content), status: 'draft', rows: [], balanceMinor: 0 };
    expect(() => finaliseDraft(bookingOf(note), { document: open, creditNotes: [] })).toThrow(
      refused('EXCEEDS_CREDITABLE'),
    );
  });
});

describe('money comes and goes', () => {
  test('PA x; what is too much is free balance (2150)', () => {
    expect(text(receivePayment(bookingOf(open), payment()).journal)).toEqual(['1000 145.69 / 1200[A] 145.69']);
    const more = receivePayment(bookingOf(open), payment({ amountMinor: 20_000 }));
    expect(text(more.journal)).toEqual(['1000 200.00 / 1200[A] 145.69 + 2150 54.31']);
    expect(more.customers).toMatchObject([{ freeDeltaMinor: 5_431 }]);
  });

  test('a document that takes no money leaves all of it free', () => {
    for (const document of [draft, { ...open, status: 'canceled' as const, balanceMinor: 0 }, paid])
      expect(receivePayment(bookingOf(document), payment({ id: 'q' })).customers).toMatchObject([
        { freeDeltaMinor: 14_569 },
      ]);
  });

  test('UP x; opened again', () => {
    const { journal, changes } = unlinkPayment(bookingOf(paid), payment(), 0);
    expect(text(journal)).toEqual(['1200[A] 145.69 / 2150 145.69']);
    expect(changes).toMatchObject([
      { fromStatus: 'paid', toStatus: 'open', toBalanceMinor: 14_569, unlinks: [payment().id] },
    ]);
  });

  test('a chargeback: 1200[A] / 1000; of free money 2150 / 1000', () => {
    expect(text(reversePayment(bookingOf(paid), payment()).journal)).toEqual(['1200[A] 145.69 / 1000 145.69']);
    const free = reversePayment(bookingOf(open, { freeMinor: 14_569 }), payment({ state: 'free' }));
    expect(text(free.journal)).toEqual(['2150 145.69 / 1000 145.69']);
  });

  test('one in flight moves no money, neither when it starts nor when it fails', () => {
    const started = startPayment(open, { id: 'c', amountMinor: 100 });
    expect(started).toMatchObject({
      journal: [],
      customers: [],
      changes: [{ paymentsInFlight: [{ id: 'c', amountMinor: 100 }] }],
    });
    const flying = { ...open, paymentsInFlight: [{ id: 'c', amountMinor: 100 }] };
    expect(reversePayment(bookingOf(flying), payment({ id: 'c', state: 'in_flight' }))).toMatchObject({
      journal: [],
      changes: [{ paymentsInFlight: [] }],
    });
  });

  test.each<[what: string, code: string, run: () => unknown]>([
    ['a credit takes no payment', 'NOT_AN_INVOICE', () => receivePayment(bookingOf({ ...open, class: 'credit' }), payment())],
    ['nor is one started on it', 'NOT_AN_INVOICE', () => startPayment({ ...open, class: 'credit' }, payment())],
    ['what is not linked cannot be unlinked', 'PAYMENT_STATE', () => unlinkPayment(bookingOf(open), payment(), 0)],
    ['what was refunded cannot be unlinked', 'PAYMENT_STATE', () => unlinkPayment(bookingOf(paid), payment(), 1)],
    ['what is reversed is reversed', 'PAYMENT_STATE', () => reversePayment(bookingOf(open), payment({ state: 'reversed' }))],
    ['free balance is no payment of a bank', 'PAYMENT_STATE', () => reversePayment(bookingOf(paid), payment({ source: 'free_balance' }))],
    ['what is used elsewhere is unlinked there first', 'FREE_BALANCE_USED', () => reversePayment(bookingOf(open, { freeMinor: 14_568 }), payment({ state: 'free' }))],
  ])('%s: %s', (_what, code, run) => expect(run).toThrow(refused(code))); // prettier-ignore
});

describe('payouts (rule 8)', () => {
  const payout = (state: PayoutState) => ({
    id: 'o',
    documentId: open.id,
    customerId: open.customerId,
    currency: 'EUR',
    amountMinor: 3_966,
    state,
  });

  test('2160 / 1000 only when a bank confirms, also after it failed', () => {
    for (const state of ['requested', 'failed'] as const)
      expect(text(confirmPayout(bookingOf(open), payout(state)).journal)).toEqual(['2160 39.66 / 1000 39.66']);
    expect(failPayout(bookingOf(open), payout('requested'))).toMatchObject({ journal: [], customers: [] });
  });

  test('one that is confirmed stays so: PAYOUT_STATE', () => {
    expect(() => confirmPayout(bookingOf(open), payout('confirmed'))).toThrow(refused('PAYOUT_STATE'));
    expect(() => failPayout(bookingOf(open), payout('confirmed'))).toThrow(refused('PAYOUT_STATE'));
  });
});
