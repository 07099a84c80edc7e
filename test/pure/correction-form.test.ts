import { describe, expect, test } from 'vitest';
import type { Kind } from '../../domain/input.ts';
import { bodyFrom, begunWith, isAsked, saidOnly, type Typed } from '../../http/pages/correct-fields.ts';
import { wrongFields } from '../../http/pages/correct-wrong.ts';
import { parseAs } from '../../http/parse.ts';
import { correctionBody, saidIn } from '../../http/schemas/asking.ts';
import { refusal } from '../../domain/errors.ts';
import { aDocument, booked } from '../support/documents.ts';

const plain = booked(aDocument({ number: 'CV-P' }));
const document = {
  ...plain,
  delivery: { name: 'Depot', address: { lines: ['Gate 3', 'Dock 1'], city: 'Oslo' } },
  buyer: { ...plain.buyer, contact: { name: 'Kari' }, address: { lines: ['Main Street 1'], city: 'Bergen', country: 'NO' } },
}; // prettier-ignore

/** What a form of this kind asks for, read as POST /v1/invoices/{id}/corrections reads it. */
const asked = (kind: Kind, typed: Typed) => {
  const body = parseAs(correctionBody, bodyFrom(kind, { reason: 'duplicate', ...typed }, document));
  return { ...saidIn(body), reason: body.reason };
};

describe('a form says what the interface for programs takes', () => {
  test.each<[what: string, kind: Kind, typed: Typed, input: object | undefined]>([
    ['nothing more', 'cancel', {}, undefined],
    ['a payout', 'cancel', { payout: 'yes' }, { payout: true }],
    ['an amount, without the spaces around it', 'refund', { amount: ' 50.00 ' }, { amount: '50.00' }],
    ['units and nets of lines', 'credit', { 'quantity:1': '2', 'net:a:b': '5.00' }, { lines: [{ lineId: '1', quantity: '2' }, { lineId: 'a:b', net: '5.00' }] }],
    ['unused days', 'refund', { days: '18', of: '30' }, { unused: { days: 18, of: 30 } }],
    ['a discount', 'discount', { amount: '5.00', postingDate: '2026-01-20' }, { amount: '5.00', postingDate: '2026-01-20' }],
    ['a credit note that was a mistake', 'correct-credit-note', {}, undefined],
    ['fields of the head', 'update', { dueDate: '2026-02-01', orderId: 'O-2', 'buyer.name': 'Ny' }, { set: { dueDate: '2026-02-01', orderId: 'O-2', buyer: { name: 'Ny' } } }],
    ['notes, a line each', 'update', { notes: 'one\r\n\r\ntwo' }, { set: { notes: ['one', 'two'] } }],
    ['fields that go', 'update', { 'clear:delivery': 'yes', 'clear:orderId': 'yes' }, { clear: ['delivery', 'orderId'] }],
    ['lines that change, go and come', 'update', { 'quantity:1': '2', 'price:1': '30.00', 'text:1': 'x', 'category:1': 'S', 'rate:1': '7', 'remove:2': 'yes', 'quantity:2': '9', 'add:2:id': '3', 'add:2:description': 'new', 'add:2:quantity': '1', 'add:2:unitPrice': '5.00', 'add:2:taxCategory': 'S', 'add:2:taxRate': '19' }, { change: [{ lineId: '1', quantity: '2', unitPrice: '30.00', description: 'x', taxCategory: 'S', taxRate: '7' }, { lineId: '2', remove: true }], add: [{ id: '3', description: 'new', quantity: '1', unitPrice: '5.00', taxCategory: 'S', taxRate: '19' }] }],
    ['how it is done', 'update', { orderId: 'x', disposition: 'refund', method: 'revise' }, { set: { orderId: 'x' }, disposition: 'refund', method: 'revise' }],
    ['a request that is taken back', 'update', { counters: 'r_1' }, { counters: 'r_1' }],
  ])('%s', (_what, kind, typed, input) => {
    expect(asked(kind, typed)).toEqual({ kind, reason: { code: 'duplicate' }, ...(input ? { input } : {}) });
  }); // prettier-ignore

  test('places that are replaced as a whole begin with what is there, which alone asks for nothing', () => {
    expect(bodyFrom('update', begunWith(document), document)).toEqual({ kind: 'update' });
    expect(asked('update', { ...begunWith(document), 'address.city': 'Voss' })).toMatchObject({
      input: { set: { billingAddress: { lines: ['Main Street 1'], city: 'Voss', country: 'NO' } } },
    });
  });

  test('own words are the reason, whatever is chosen beside them', () => {
    expect(asked('cancel', { words: 'sent twice', evidence: 'mail' })).toMatchObject({
      reason: { code: 'other', text: 'sent twice' },
      evidence: 'mail',
    });
  });
});

test.each<[what: string, kind: Kind, typed: Typed, code: string]>([
  ['a field of another kind', 'cancel', { amount: '1.00' }, 'UNKNOWN_FIELD'],
  ['a name that no object has of its own', 'update', { constructor: 'x' }, 'UNKNOWN_FIELD'],
  ['no reason', 'cancel', { reason: '' }, 'REASON_REQUIRED'],
  ['two ways at once', 'refund', { amount: '1.00', days: '1', of: '2' }, 'MALFORMED'],
  ['days that are no number', 'refund', { days: 'many', of: '2' }, 'MALFORMED'],
  ['units and a net of one line', 'refund', { 'quantity:1': '1', 'net:1': '1.00' }, 'MALFORMED'],
  ['a discount of nothing', 'discount', {}, 'MALFORMED'],
  ['an update of nothing', 'update', {}, 'MALFORMED'],
])('%s is refused as it is for programs', (_what, kind, typed, code) => {
  expect(() => asked(kind, typed)).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ code }) }));
});

describe('the form', () => {
  test('asks by its button or by a link that fills it in, and not by turning a page', () => {
    expect([{}, { look: 'plan' }, { amount: '5.00' }, { typed: 'yes', amount: '5.00', page: '2' }].map(isAsked)).toEqual([false, true, true, false]); // prettier-ignore
    expect(saidOnly({ typed: 'yes', look: 'plan', page: '2', amount: '5.00' })).toEqual({ amount: '5.00' });
  });

  test.each<[param: string, field: string]>([
    ['lines[1].quantity', 'quantity:b'],
    ['change[0].unitPrice', 'price:a'],
    ['change[0].taxRate', 'rate:a'],
    ['add[0].id', 'add:1:id'],
    ['set.dueDate', 'dueDate'],
    ['set.billingAddress.city', 'address.city'],
    ['unused.of', 'of'],
    ['unused', 'days'],
    ['amount', 'amount'],
  ])('knows the field that %s is about', (param, field) => {
    const kind = param.startsWith('lines') ? 'refund' : 'update';
    const typed = { 'quantity:a': '1', 'quantity:b': '1' };
    expect(wrongFields([refusal('MALFORMED', { param })], kind, typed, document)).toEqual(new Set([field]));
  });
});
