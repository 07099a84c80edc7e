import { describe, expect, test } from 'vitest';
import { actionsFor } from '../../domain/actions.ts';
import { paymentState } from '../../domain/balance.ts';
import { whyNot } from '../../domain/blockers.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Facts } from '../../domain/facts.ts';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { refusedWith } from './situations.ts';
import { factsIn, type State } from './states.ts';

const yes = '✓';
const C = 'ALREADY_CANCELED';
const N = 'NOT_AN_INVOICE';
const S = 'ALREADY_SETTLED';
const D = 'IS_DRAFT';
const none = 'NO_STRAY_CREDIT_NOTE';
const paid0 = 'NOTHING_PAID';
const open0 = 'NOTHING_OPEN';
const part = 'NOT_PARTIALLY_PAID';
/** ✓ only with cancel.paid "unlink" (X1). */
const u = 'HAS_PAYMENTS under strict';
const gone = 'CREDIT_CONSUMED';
const pair = 'CANNOT_CANCEL_CANCELLATION';
const notes = 'HAS_CREDIT_NOTES';
const creditable0 = 'EXCEEDS_CREDITABLE';
const refundable0 = 'EXCEEDS_REFUNDABLE';
const locked = 'LINES_LOCKED';

type Row = readonly [state: State, cancel: string, refund: string, credit: string, discount: string, correct: string, nonFiscal: string, fiscal: string]; // prettier-ignore
// prettier-ignore
const matrix: readonly Row[] = [
  //                                        cancel refund       credit       discount     correct nonFiscal fiscal
  ['draft invoice',                         D,     D,           D,           D,           D,      yes,      yes],
  ['discarded',                             C,     C,           C,           C,           C,      yes,      C],
  ['open, unpaid',                          yes,   paid0,       paid0,       part,        none,   yes,      yes],
  ['open, unpaid, credit used',             yes,   paid0,       paid0,       part,        none,   yes,      yes],
  ['open, partially paid',                  u,     yes,         yes,         yes,         none,   yes,      yes],
  ['open, overpaid',                        u,     yes,         yes,         open0,       none,   yes,      yes],
  ['paid, cash',                            u,     yes,         yes,         open0,       none,   yes,      yes],
  ['paid, credit and cash',                 u,     yes,         yes,         open0,       none,   yes,      yes],
  ['paid by credit alone',                  yes,   paid0,       yes,         open0,       none,   yes,      yes],
  ['nothing to pay',                        yes,   paid0,       creditable0, open0,       none,   yes,      yes],
  ['Invoice canceled',                      C,     C,           C,           C,           C,      yes,      C],
  ['replaced by a revision',                C,     C,           C,           C,           C,      yes,      C],
  ['Credit canceled',                       C,     C,           C,           N,           C,      yes,      N],
  ['canceled, credit note open',            C,     C,           C,           C,           yes,    yes,      C],
  ['CreditNote open',                       yes,   yes,         yes,         N,           none,   yes,      N],
  ['CreditNote open, nothing was paid',     yes,   paid0,       yes,         N,           none,   yes,      N],
  ['CreditNote open, invoice canceled',     yes,   paid0,       yes,         N,           yes,    yes,      N],
  ['CreditNote open, used in part',         gone,  yes,         yes,         N,           gone,   yes,      N],
  ['CreditNote settled',                    gone,  gone,        gone,        N,           gone,   yes,      N],
  ['CreditNote draft',                      D,     D,           D,           N,           D,      yes,      locked],
  ['Credit/Cancellation draft',             D,     D,           D,           N,           D,      yes,      locked],
  ['Invoice/Cancellation draft',            D,     D,           D,           D,           D,      yes,      locked],
  ['Credit/Cancellation settled',           pair,  S,           S,           N,           S,      yes,      S],
  ['Invoice/Cancellation settled',          pair,  S,           S,           S,           S,      yes,      S],
  ['Correction that offset a credit note',  pair,  S,           S,           S,           S,      yes,      S],
  ['Correction upwards, open',              yes,   paid0,       paid0,       part,        none,   yes,      yes],
  ['Replacement, open',                     yes,   paid0,       paid0,       part,        none,   yes,      yes],
  ['unpaid, credit note open',              notes, paid0,       paid0,       part,        none,   yes,      yes],
  ['unpaid, credit note settled',           notes, paid0,       paid0,       part,        none,   yes,      yes],
  ['paid, credit note open',                `${u},${notes}`, yes, yes,       open0,       none,   yes,      yes],
  ['partially paid, all credited',          `${u},${notes}`, refundable0, creditable0, creditable0, none, yes, yes],
];

const columns: readonly (readonly [kind: Kind, scope: 'fiscal' | 'non_fiscal' | undefined, input: CorrectionInput])[] =
  [
    ['cancel', undefined, {}],
    ['refund', undefined, {}],
    ['credit', undefined, {}],
    ['discount', undefined, { amount: '0.01' }],
    ['correct-credit-note', undefined, {}],
    ['update', 'non_fiscal', { set: { notes: ['seen by support'] } }],
    ['update', 'fiscal', { change: [{ lineId: '1', quantity: '17' }] }],
  ];

function expected(cell: string, preset: Settings['preset']): readonly string[] {
  const codes = cell.split(',').map((code) => (code === u && preset === 'strict' ? 'HAS_PAYMENTS' : code));
  return codes.filter((code) => code !== yes && code !== u);
}

describe.each(['strict', 'juston'] as const)('availability, preset %s (spec section 4; R24, R39, R41, R42)', (preset) => {
  test.each(matrix)('%s', (state, ...cells) => {
    const facts = factsIn(state, presets[preset]);
    const actions = actionsFor(facts);
    const wanted = cells.map((cell) => expected(cell, preset));

    // What a request is answered, what the list of actions says and what the rules say are one thing.
    const asked = columns.map(([kind, , input]) => refusedWith(facts, { kind, input }));
    expect(asked).toEqual(wanted);
    const listed = columns.map(([kind, scope]) => actions.find((one) => one.kind === kind && one.scope === scope));
    expect(actions).toHaveLength(columns.length);
    expect(listed.map((one) => one?.blockers.map(({ code }) => code))).toEqual(wanted);
    expect(listed.map((one) => one?.available)).toEqual(wanted.map((codes) => codes.length === 0));
    expect(columns.map(([kind, , input]) => whyNot(kind, facts, { requestId: 'r', reason: { code: 'duplicate' }, input }).map(({ code }) => code))).toEqual(wanted); // prettier-ignore
    for (const one of actions) expect(one.maxMinor ?? 1).toBeGreaterThan(0);
  });
}); // prettier-ignore

const facts = (state: State, settings: Settings = presets.strict): Facts => factsIn(state, settings);
const withDocument = (of: Facts, over: Partial<Facts['document']>): Facts => ({
  ...of,
  document: { ...of.document, ...over },
});

describe('settings open a cell', () => {
  const { strict } = presets;
  test.each<[what: string, state: State, settings: Settings, kind: Kind, codes: readonly ErrorCode[]]>([
    ['X4: a discount on an unpaid invoice', 'open, unpaid', { ...strict, discount: { ...strict.discount, allowUnpaid: true } }, 'discount', []],
    ['X14: a cancellation beside an open note', 'unpaid, credit note open', { ...strict, cancel: { ...strict.cancel, whenCreditNotesExist: 'allow' } }, 'cancel', []],
    ['X14: never beside a settled one', 'unpaid, credit note settled', { ...strict, cancel: { ...strict.cancel, whenCreditNotesExist: 'allow' } }, 'cancel', ['HAS_CREDIT_NOTES']],
  ])('%s', (_what, state, settings, kind, codes) => {
    expect(refusedWith(facts(state, settings), { kind, input: kind === 'discount' ? { amount: '1.00' } : {} })).toEqual(codes);
  });
}); // prettier-ignore

describe('what the asker said', () => {
  const unpaid = facts('open, unpaid');
  const waiting = withDocument(unpaid, { openCorrectionId: 'r_other' });
  const refused = (of: Facts, over: Parameters<typeof refusedWith>[1] = {}) =>
    refusedWith(of, { requestId: 'r_mine', ...over });

  test.each<[what: string, of: Facts, over: Parameters<typeof refusedWith>[1], codes: readonly string[]]>([
    ['nothing wrong', unpaid, {}, []],
    ['"other" without words (R28)', unpaid, { reason: { code: 'other' } }, ['REASON_REQUIRED']],
    ['"other" with words', unpaid, { reason: { code: 'other', text: 'sent twice' } }, []],
    ['the version that it is at', unpaid, { expectedVersion: 1 }, []],
    ['an older version', unpaid, { expectedVersion: 0 }, ['STALE_VERSION']],
    ['a version to come', unpaid, { expectedVersion: 2 }, ['STALE_VERSION']],
    ['another request is open', waiting, {}, ['PENDING_REQUEST_EXISTS']],
    ['the open request is this one', withDocument(unpaid, { openCorrectionId: 'r_mine' }), {}, []],
    ['an update while another request is open', waiting, { kind: 'update', input: { set: { notes: ['x'] } } }, ['PENDING_REQUEST_EXISTS']],
  ])('%s', (_what, of, over, codes) => expect(refused(of, over)).toEqual(codes)); // prettier-ignore

  test('all blockers that hold are named, in the order of the register', () => {
    const paid = withDocument(facts('paid, credit note open'), { openCorrectionId: 'r_other' });
    expect(refusedWith(paid, { requestId: 'r_mine', reason: { code: 'other' }, expectedVersion: 9 })).toEqual([
      'REASON_REQUIRED', 'STALE_VERSION', 'PENDING_REQUEST_EXISTS', 'HAS_PAYMENTS', 'HAS_CREDIT_NOTES',
    ]);
    expect(refused(withDocument(facts('Invoice canceled'), { openCorrectionId: 'r_other' }))).toEqual([
      'PENDING_REQUEST_EXISTS', 'ALREADY_CANCELED',
    ]);
  }); // prettier-ignore

  test('actions know that another request is open, but ask for neither reason nor version', () => {
    for (const { available, blockers } of actionsFor(waiting))
      expect([available, blockers[0]?.code]).toEqual([false, 'PENDING_REQUEST_EXISTS']);
  });

  test('a request on the invoice keeps its credit note from being corrected meanwhile', () => {
    const note = facts('CreditNote open');
    const original = note.original;
    if (!original) throw new Error('a note has an original');
    const busy = {
      ...note,
      original: { ...original, document: { ...original.document, openCorrectionId: 'r_other' } },
    };
    expect(refused(busy, { kind: 'refund' })).toEqual(['PENDING_REQUEST_EXISTS']);
  });
});

test('applied credit is no payment: the payment state comes from the rows (R38)', () => {
  const list: readonly State[] = ['open, unpaid', 'paid by credit alone', 'open, partially paid', 'paid, cash'];
  expect(list.map((state) => paymentState(facts(state).document))).toEqual(['unpaid', 'unpaid', 'partially_paid', 'paid']); // prettier-ignore
});
