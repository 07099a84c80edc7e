import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../domain/errors.ts';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { refusalsOf } from './situations.ts';
import { factsIn, type State } from './states.ts';

const { strict } = presets;
const inPlace: Settings = { ...strict, update: { finalisedFiscal: 'in_place' } };
const line = (over: object): CorrectionInput => ({ lines: [{ lineId: '1', ...over }] });
const change = (over: object): CorrectionInput => ({ change: [{ lineId: '1', ...over }] });
const added = { id: '3', description: 'x', quantity: '1', unitPrice: '1.00', taxCategory: 'S', taxRate: '19' };

type Row = readonly [code: ErrorCode, param: string | undefined, state: State, kind: Kind, input: CorrectionInput];
const paid = 'paid, cash';
const unpaid = 'open, unpaid';
const part = 'open, partially paid';
// prettier-ignore
const rows: readonly Row[] = [
  // over a cap: refused as asked, never lowered to it
  ['EXCEEDS_REFUNDABLE', 'amount', paid, 'refund', { amount: '145.70' }],
  ['EXCEEDS_REFUNDABLE', 'amount', part, 'refund', { amount: '100.01' }],
  ['EXCEEDS_REFUNDABLE', 'lines', part, 'refund', line({ quantity: '3' })],
  ['EXCEEDS_REFUNDABLE', 'amount', 'CreditNote open', 'refund', { amount: '26.71' }],
  ['EXCEEDS_CREDITABLE', 'amount', paid, 'credit', { amount: '145.70' }],
  ['EXCEEDS_CREDITABLE', 'amount', 'CreditNote open', 'credit', { amount: '26.71' }],
  ['EXCEEDS_CREDITABLE', 'lines[0].quantity', paid, 'credit', line({ quantity: '3.01' })],
  ['EXCEEDS_CREDITABLE', 'lines[0].net', paid, 'credit', line({ net: '100.00' })],
  ['EXCEEDS_OPEN', 'amount', part, 'discount', { amount: '45.70' }],
  ['EXCEEDS_REFUNDABLE', 'disposition', 'paid, credit and cash', 'update', { ...change({ remove: true }), disposition: 'refund' }],
  // amounts and quantities in another form than the one: nothing is coerced
  ...['1,00', '1.0', '1.000', '01.00', '+1.00', '-1.00', ' 1.00', '1e2', '0x10', '', '１.00', 'NaN'].map((amount): Row => ['AMOUNT_FORMAT', 'amount', paid, 'refund', { amount }]),
  ['AMOUNT_FORMAT', 'amount', paid, 'refund', JSON.parse('{"amount":1}') as CorrectionInput],
  ['AMOUNT_FORMAT', 'amount', paid, 'refund', { amount: '0.00' }],
  ['AMOUNT_FORMAT', 'amount', paid, 'credit', { amount: '0' }],
  ['AMOUNT_FORMAT', 'amount', 'CreditNote open', 'credit', { amount: '0.00' }],
  ['AMOUNT_FORMAT', 'amount', part, 'discount', { amount: '0.00' }],
  ['AMOUNT_FORMAT', 'amount', part, 'discount', {}],
  ...['0', '-1', '1,5', '1e1', '', 'one', '+1', '01'].map((quantity): Row => ['AMOUNT_FORMAT', 'lines[0].quantity', paid, 'credit', line({ quantity })]),
  ['AMOUNT_FORMAT', 'lines[0].net', paid, 'credit', line({ net: '0.00' })],
  ['AMOUNT_FORMAT', 'lines[0].net', paid, 'credit', line({})],
  ['AMOUNT_FORMAT', 'unused', paid, 'credit', { unused: { days: 31, of: 30 } }],
  ['AMOUNT_FORMAT', 'unused', paid, 'credit', { unused: { days: 0, of: 30 } }],
  ['AMOUNT_FORMAT', 'unused', paid, 'credit', { unused: { days: 1.5, of: 30 } }],
  ['AMOUNT_FORMAT', 'unused', paid, 'credit', { unused: { days: 1, of: 0 } }],
  ['AMOUNT_FORMAT', 'change[0].quantity', unpaid, 'update', change({ quantity: '0' })],
  ['AMOUNT_FORMAT', 'change[0].unitPrice', unpaid, 'update', change({ unitPrice: '1e3' })],
  ['AMOUNT_FORMAT', 'change[0].taxRate', unpaid, 'update', change({ taxRate: '-19' })],
  ['AMOUNT_FORMAT', 'change[0].taxRate', unpaid, 'update', change({ taxRate: 'nineteen' })],
  ['AMOUNT_FORMAT', 'add[0].taxRate', unpaid, 'update', { add: [{ ...added, taxRate: '101' }] }],
  ['AMOUNT_FORMAT', 'add[0].quantity', unpaid, 'update', { add: [{ ...added, quantity: '-1' }] }],
  ['PRICE_PRECISION', 'change[0].unitPrice', unpaid, 'update', change({ unitPrice: '1.1234567' })],
  ['PRICE_PRECISION', 'add[0].unitPrice', paid, 'update', { add: [{ ...added, unitPrice: '0.0000001' }] }],
  // what is named twice, not at all, or both ways
  ['LINE_NOT_FOUND', 'lines[0].lineId', paid, 'refund', { lines: [{ lineId: '9', quantity: '1' }] }],
  ['LINE_NOT_FOUND', 'lines[1].lineId', paid, 'refund', { lines: [{ lineId: '1', quantity: '1' }, { lineId: '1', quantity: '1' }] }],
  ['LINE_NOT_FOUND', 'change[0].lineId', unpaid, 'update', { change: [{ lineId: '9', quantity: '1' }] }],
  ['LINE_NOT_FOUND', 'change[1].lineId', unpaid, 'update', { change: [{ lineId: '1', quantity: '1' }, { lineId: '1', unitPrice: '1.00' }] }],
  ['LINE_EXISTS', 'add[0].id', unpaid, 'update', { add: [{ ...added, id: '2' }] }],
  ['LINE_EXISTS', 'add[1].id', unpaid, 'update', { add: [added, added] }],
  ['MALFORMED', 'amount', paid, 'refund', { ...line({ quantity: '1' }), amount: '1.00' }],
  ['MALFORMED', 'lines[0]', paid, 'refund', line({ quantity: '1', net: '1.00' })],
  ['MALFORMED', 'clear[0]', unpaid, 'update', { set: { dueDate: '2026-03-01' }, clear: ['dueDate'] }],
  ['UNKNOWN_FIELD', 'lines', 'CreditNote open', 'credit', line({ quantity: '1' })],
  ['UNKNOWN_FIELD', 'clear[0]', unpaid, 'update', { clear: ['currency'] }],
  ['UNKNOWN_FIELD', 'clear[0]', unpaid, 'update', { clear: ['buyer'] }],
  // dates, currencies, what an invoice cannot be
  ['CURRENCY_MISMATCH', 'currency', paid, 'refund', { amount: '1.00', currency: 'USD' }],
  ['CURRENCY_UNKNOWN', 'set.currency', unpaid, 'update', { set: { currency: 'EUX' } }],
  ['DOCUMENT_INVALID', 'set.dueDate', unpaid, 'update', { set: { dueDate: '2026-02-30' } }],
  ['DOCUMENT_INVALID', 'set.supplyDate', unpaid, 'update', { set: { supplyDate: 'soon' } }],
  ['DOCUMENT_INVALID', 'postingDate', unpaid, 'cancel', { postingDate: '2026-02-30' }],
  ['DOCUMENT_INVALID', 'change', unpaid, 'update', { change: [{ lineId: '1', remove: true }, { lineId: '2', remove: true }] }],
  ['DOCUMENT_INVALID', 'change', unpaid, 'update', change({ unitPrice: '-100.00' })],
  ['PERIOD_CLOSED', 'postingDate', unpaid, 'cancel', { postingDate: '2026-02-02' }],
  // fields that this state does not let move
  ['FIELD_LOCKED', 'set.dueDate', paid, 'update', { set: { dueDate: '2026-03-01' } }],
  ['FIELD_LOCKED', 'set.delivery', 'CreditNote open', 'update', { set: { delivery: { name: 'x' } } }],
  ['FIELD_LOCKED', 'change[0].description', paid, 'update', change({ description: 'other words' })],
  ['FIELD_LOCKED', 'set.currency', 'Credit/Cancellation draft', 'update', { set: { currency: 'USD' } }],
  ['LINES_LOCKED', undefined, 'CreditNote draft', 'update', change({ quantity: '1' })],
  ['NOTHING_CHANGED', undefined, unpaid, 'update', change({ unitPrice: '33.33' })],
  ['NOTHING_CHANGED', undefined, paid, 'update', change({ quantity: '3' })],
  ['NOTHING_CHANGED', undefined, unpaid, 'update', {}],
  ['NOTHING_CHANGED', undefined, 'draft invoice', 'update', { set: {} }],
  ['COUNTER_UNKNOWN', 'counters', paid, 'update', { counters: 'r_foreign' }],
  ['NOTHING_PAID', 'payout', unpaid, 'cancel', { payout: true }],
];

describe('bad input is refused by code and field, and nothing is planned', () => {
  test.each(rows)('%s %s: %s, %s %j', (code, param, state, kind, input) => {
    for (const settings of [strict, inPlace]) {
      const [first] = refusalsOf(factsIn(state, settings), { kind, input });
      expect([first?.code, first?.param]).toEqual([code, param]);
    }
  });

  test('a version that has moved names the field', () => {
    const facts = factsIn(unpaid, strict);
    expect(refusalsOf(facts, { expectedVersion: 0 })).toMatchObject([
      { code: 'STALE_VERSION', param: 'expectedVersion' },
    ]);
  });

  test('an amount beyond exact integers is refused, not rounded', () => {
    const facts = factsIn(unpaid, strict);
    const input = change({ unitPrice: '999999999999999', quantity: '999999999999999' });
    expect(refusalsOf(facts, { kind: 'update', input }).map(({ code }) => code)).toEqual(['AMOUNT_RANGE']);
  });
});
