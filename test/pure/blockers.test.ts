import { describe, expect, test } from 'vitest';
import { actionsFor, whyNotCancel, type Facts } from '../../domain/actions.ts';
import { paymentState } from '../../domain/balance.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import { presets } from '../../domain/settings.ts';
import { aDocument, booked, grossOf } from '../support/documents.ts';
import { committed, factsOf, planned, refusedWith } from './situations.ts';

const payment = (amountMinor: number) => ({ payments: [{ id: 'p1', amountMinor }] });
const note = booked(
  aDocument({ number: 'CN', class: 'credit', lines: [{ quantity: '1', unitPrice: '-24.95', taxRate: '7' }] }),
);
const unpaid = booked(aDocument());
const paid = booked(aDocument(), payment(14_569));
const partPaid = booked(aDocument(), payment(10_000));
const done = committed(unpaid, planned(factsOf(unpaid)));
const undone = committed(note, planned(factsOf(note)));
const consumed: InvoiceDocument = {
  ...note, status: 'settled', balanceMinor: 0, rows: [...note.rows, { kind: 'clearing', amountMinor: 2_670 }],
}; // prettier-ignore
const partConsumed: InvoiceDocument = {
  ...note, balanceMinor: -1_670, rows: [...note.rows, { kind: 'credit_applied', amountMinor: 1_000 }],
}; // prettier-ignore
const noteAs = (status: 'open' | 'settled') => [{ id: note.id, number: 'CN', status }];

const yes: readonly string[] = [];
type Row = readonly [
  state: string,
  facts: Pick<Facts, 'document'> & Partial<Facts>,
  strict: readonly string[],
  juston: readonly string[],
];
const matrix: readonly Row[] = [
  ['open, unpaid', { document: unpaid }, yes, yes],
  ['open, unpaid, credit used', { document: booked(aDocument(), { creditUsedMinor: 3_000 }) }, yes, yes],
  ['open, partially paid', { document: partPaid }, ['HAS_PAYMENTS'], yes],
  ['open, prepaid in part', { document: booked(aDocument({ prepaidMinor: 5_000 })) }, ['HAS_PAYMENTS'], yes],
  ['open, overpaid', { document: booked(aDocument(), payment(20_000)) }, ['HAS_PAYMENTS'], yes],
  ['paid, cash', { document: paid }, ['HAS_PAYMENTS'], yes],
  ['paid, credit and cash', { document: booked(aDocument(), { ...payment(10_000), creditUsedMinor: 4_569 }) }, ['HAS_PAYMENTS'], yes],
  ['paid by credit alone', { document: booked(aDocument(), { creditUsedMinor: 14_569 }) }, yes, yes],
  ['nothing to pay', { document: booked(aDocument({ lines: grossOf('0.00') })) }, yes, yes],
  ['invoice canceled', { document: done.canceled }, ['ALREADY_CANCELED'], ['ALREADY_CANCELED']],
  ['credit note canceled', { document: undone.canceled }, ['ALREADY_CANCELED'], ['ALREADY_CANCELED']],
  ['credit note open', { document: note }, yes, yes],
  ['credit note settled', { document: consumed }, ['CREDIT_CONSUMED'], ['CREDIT_CONSUMED']],
  ['credit note used in part', { document: partConsumed }, ['CREDIT_CONSUMED'], ['CREDIT_CONSUMED']],
  ['Credit/Cancellation settled', { document: done.by }, ['CANNOT_CANCEL_CANCELLATION'], ['CANNOT_CANCEL_CANCELLATION']],
  ['Invoice/Cancellation settled', { document: undone.by }, ['CANNOT_CANCEL_CANCELLATION'], ['CANNOT_CANCEL_CANCELLATION']],
  ['unpaid, credit note open', { document: unpaid, creditNotes: noteAs('open') }, ['HAS_CREDIT_NOTES'], ['HAS_CREDIT_NOTES']],
  ['unpaid, credit note settled', { document: unpaid, creditNotes: noteAs('settled') }, ['HAS_CREDIT_NOTES'], ['HAS_CREDIT_NOTES']],
  ['paid, credit note open', { document: paid, creditNotes: noteAs('open') }, ['HAS_PAYMENTS', 'HAS_CREDIT_NOTES'], ['HAS_CREDIT_NOTES']],
]; // prettier-ignore

describe.each(['strict', 'juston'] as const)('availability of cancel, preset %s (R24, R39, R41, R42, X1)', (preset) => {
  test.each(matrix)('%s', (_state, given, strict, juston) => {
    const facts = { ...factsOf(given.document, presets[preset]), ...given };
    const codes = preset === 'strict' ? strict : juston;

    expect(refusedWith(facts)).toEqual(codes);

    const [action, ...others] = actionsFor(facts);
    expect(others).toEqual([]);
    expect(action?.blockers).toEqual(whyNotCancel(facts));
    expect([action?.kind, action?.available, action?.blockers.map(({ code }) => code)]).toEqual([
      'cancel', codes.length === 0, codes,
    ]); // prettier-ignore
  });
});

describe('what the asker said', () => {
  const waiting = { ...unpaid, openCorrectionId: 'r_other' };
  const refused = (document: InvoiceDocument, over: Parameters<typeof refusedWith>[1] = {}) =>
    refusedWith(factsOf(document), { requestId: 'r_mine', ...over });

  test.each<
    [what: string, document: InvoiceDocument, over: Parameters<typeof refusedWith>[1], codes: readonly string[]]
  >([
    ['nothing wrong', unpaid, {}, []],
    ['"other" without words (R28)', unpaid, { reason: { code: 'other' } }, ['REASON_REQUIRED']],
    ['"other" with words', unpaid, { reason: { code: 'other', text: 'sent twice' } }, []],
    ['the version that it is at', unpaid, { expectedVersion: 1 }, []],
    ['an older version', unpaid, { expectedVersion: 0 }, ['STALE_VERSION']],
    ['a version to come', unpaid, { expectedVersion: 2 }, ['STALE_VERSION']],
    ['another request is open', waiting, {}, ['PENDING_REQUEST_EXISTS']],
    ['the open request is this one', { ...unpaid, openCorrectionId: 'r_mine' }, {}, []],
  ])('%s', (_what, document, over, codes) => expect(refused(document, over)).toEqual(codes));

  test('all blockers that hold are named, in the order of the register', () => {
    const document = { ...paid, openCorrectionId: 'r_other' };
    const facts = { ...factsOf(document), creditNotes: noteAs('open') };
    expect(refusedWith(facts, { requestId: 'r_mine', reason: { code: 'other' }, expectedVersion: 9 })).toEqual([
      'REASON_REQUIRED', 'STALE_VERSION', 'PENDING_REQUEST_EXISTS', 'HAS_PAYMENTS', 'HAS_CREDIT_NOTES',
    ]);
    expect(refused({ ...done.canceled, openCorrectionId: 'r_other' })).toEqual([
      'PENDING_REQUEST_EXISTS', 'ALREADY_CANCELED',
    ]);
  }); // prettier-ignore

  test('actions know that another request is open, but ask for neither reason nor version', () => {
    expect(actionsFor(factsOf(waiting))[0]?.blockers.map(({ code }) => code)).toEqual(['PENDING_REQUEST_EXISTS']);
  });
});

describe('a refusal tells the way on (R42)', () => {
  const first = (facts: Facts, over?: Parameters<typeof whyNotCancel>[1]) => whyNotCancel(facts, over)[0];
  const asked = { requestId: 'r', reason: { code: 'duplicate' } } as const;

  test.each<[code: string, refusal: ReturnType<typeof first>, detail: string]>([
    ['HAS_PAYMENTS', first(factsOf(partPaid)), 'EUR 100.00 is linked'],
    ['STALE_VERSION', first(factsOf(unpaid), { ...asked, expectedVersion: 7 }), 'at version 1'],
    ['PENDING_REQUEST_EXISTS', first(factsOf({ ...unpaid, openCorrectionId: 'r_1' }), asked), 'It is r_1'],
    ['REASON_REQUIRED', first(factsOf(unpaid), { ...asked, reason: { code: 'other' } }), 'order_canceled, duplicate'],
  ])('%s says which', (code, refusal, detail) => {
    expect(refusal?.code).toBe(code);
    expect(refusal?.message).toContain(detail);
  });

  test('ALREADY_CANCELED and CANNOT_CANCEL_CANCELLATION show the other document', () => {
    expect(first(factsOf(done.canceled))?.alternatives).toMatchObject([{ kind: 'see', documentId: done.by.id }]);
    expect(first(factsOf(done.by))?.alternatives).toMatchObject([{ kind: 'see', documentId: done.canceled.id }]);
  });

  test('HAS_CREDIT_NOTES offers to cancel the open ones only', () => {
    const creditNotes = [...noteAs('open'), { id: 'settled', number: 'CN-2', status: 'settled' as const }];
    const refusal = first({ ...factsOf(unpaid), creditNotes });
    expect(refusal?.message).toContain('CN, CN-2');
    expect(refusal?.alternatives).toMatchObject([{ kind: 'cancel', documentId: note.id }]);
  });

  test('no alternative names a kind that this stage cannot do', () => {
    const all = matrix.flatMap(([, given]) => whyNotCancel({ ...factsOf(given.document), ...given }));
    expect(new Set(all.flatMap(({ alternatives }) => alternatives.map(({ kind }) => kind)))).toEqual(
      new Set(['cancel', 'see']),
    );
  });
});

test.each<[document: InvoiceDocument, effect: string]>([
  [unpaid, 'takes back EUR 145.69 by a cancellation document'],
  [booked(aDocument(), { ...payment(5_000), creditUsedMinor: 3_000 }),
    'takes back EUR 145.69 by a cancellation document, gives EUR 30.00 of customer credit back, frees EUR 50.00 of payments'],
])('an action says what it would do', (document, effect) => {
  expect(actionsFor(factsOf(document, presets.juston))[0]?.effect).toBe(effect);
}); // prettier-ignore

test('applied credit is no payment: the payment state comes from the rows (R38)', () => {
  const states = [unpaid, booked(aDocument(), { creditUsedMinor: 14_569 }), partPaid, paid].map(paymentState);
  expect(states).toEqual(['unpaid', 'unpaid', 'partially_paid', 'paid']);
});
