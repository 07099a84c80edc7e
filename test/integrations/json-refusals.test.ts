import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../domain/errors.ts';
import { readJson } from '../../integrations/json/read-json.ts';
import { fileMaxBytes } from '../../integrations/read-document.ts';

const today = '2026-03-01';
type Json = Record<string, unknown>;
const line = { description: 'Thing', quantity: '1', unitPrice: '100.00', tax: { category: 'S', rate: '19' } };
const plain: Json = {
  class: 'invoice',
  number: 'N-1',
  seller: { vatId: 'DE1' },
  customer: { name: 'Kim' },
  currency: 'EUR',
  issueDate: '2026-01-01',
  lines: [line],
};
const refusalOf = (document: Json, others: Json = {}) => {
  const file = readJson(JSON.stringify({ documents: [document], ...others }), { today });
  expect(file.documents.length + file.rejected.length).toBe(1 + (others['customers'] === undefined ? 0 : 1));
  return file.rejected[0]?.refusal;
};

describe('a document that is wrong is refused with the path of the field', () => {
  test('and nothing is wrong with this one', () => {
    expect(refusalOf(plain)).toBeUndefined();
  });

  const withLine = (fields: Json): Json => ({ ...plain, lines: [{ ...line, ...fields }] });
  test.each<[sentence: string, document: Json, code: ErrorCode, param: string]>([
    ['an unknown field', { ...plain, colour: 'red' }, 'UNKNOWN_FIELD', 'documents[0].colour'],
    ['an unknown field of a line', withLine({ qty: '1' }), 'UNKNOWN_FIELD', 'documents[0].lines[0].qty'],
    ['__proto__', JSON.parse('{"__proto__": {"number": "N-1"}}') as Json, 'UNKNOWN_FIELD', 'documents[0].__proto__'],
    ['an unknown field of a party', { ...plain, seller: { vat: 'DE1' } }, 'UNKNOWN_FIELD', 'documents[0].seller.vat'],
    ['a tax on a line allowance', withLine({ allowances: [{ amount: '1.00', tax: {} }] }), 'UNKNOWN_FIELD', 'documents[0].lines[0].allowances[0].tax'],
    ['a price as a JSON number', withLine({ unitPrice: 100 }), 'AMOUNT_FORMAT', 'documents[0].lines[0].unitPrice'],
    ['a quantity as a JSON number', withLine({ quantity: 1 }), 'AMOUNT_FORMAT', 'documents[0].lines[0].quantity'],
    ['an amount as a JSON number', { ...plain, prepaid: 5 }, 'AMOUNT_FORMAT', 'documents[0].prepaid'],
    ['the price 1e4', withLine({ unitPrice: '1e4' }), 'AMOUNT_FORMAT', 'documents[0].lines[0].unitPrice'],
    ['the price NaN', withLine({ unitPrice: 'NaN' }), 'AMOUNT_FORMAT', 'documents[0].lines[0].unitPrice'],
    ['the price +1', withLine({ unitPrice: '+1' }), 'AMOUNT_FORMAT', 'documents[0].lines[0].unitPrice'],
    ['a price of seven places', withLine({ unitPrice: '1.0000001' }), 'AMOUNT_FORMAT', 'documents[0].lines[0].unitPrice'],
    ['a negative quantity', withLine({ quantity: '-1' }), 'AMOUNT_FORMAT', 'documents[0].lines[0].quantity'],
    ['a quantity of zero', withLine({ quantity: '0.0' }), 'DOCUMENT_INVALID', 'documents[0].lines[0].quantity'],
    ['a base quantity of zero', withLine({ baseQuantity: '0' }), 'DOCUMENT_INVALID', 'documents[0].lines[0].baseQuantity'],
    ['an amount with a separator', { ...plain, prepaid: '10,000.00' }, 'AMOUNT_FORMAT', 'documents[0].prepaid'],
    ['an amount of one decimal', { ...plain, prepaid: '1.5' }, 'AMOUNT_FORMAT', 'documents[0].prepaid'],
    ['a negative payment', { ...plain, payments: [{ id: 'p', amount: '-1.00' }] }, 'AMOUNT_FORMAT', 'documents[0].payments[0].amount'],
    ['a payment of zero', { ...plain, payments: [{ id: 'p', amount: '0.00' }] }, 'DOCUMENT_INVALID', 'documents[0].payments[0].amount'],
    ['two payments of one id', { ...plain, payments: [{ id: 'p', amount: '1.00' }, { id: 'p', amount: '1.00' }] }, 'DOCUMENT_INVALID', 'documents[0].payments'],
    ['payments above the payable amount', { ...plain, payments: [{ id: 'p', amount: '119.01' }] }, 'DOCUMENT_INVALID', 'documents[0].payments'],
    ['payments and credit above it', { ...plain, creditUsed: '19.01', payments: [{ id: 'p', amount: '100.00' }] }, 'DOCUMENT_INVALID', 'documents[0].payments'],
    ['used credit above it', { ...plain, prepaid: '100.00', creditUsed: '19.01' }, 'DOCUMENT_INVALID', 'documents[0].creditUsed'],
    ['a payment of a credit note', { ...plain, class: 'credit_note', payments: [{ id: 'p', amount: '1.00' }] }, 'DOCUMENT_INVALID', 'documents[0].payments'],
    ['a schedule that is not the net', withLine({ recognition: [{ on: 'today', amount: '99.99', booked: false }] }), 'DOCUMENT_INVALID', 'documents[0].lines[0].recognition'],
    ['a booked that is no boolean', withLine({ recognition: [{ on: 'today', amount: '100.00', booked: 'no' }] }), 'DOCUMENT_INVALID', 'documents[0].lines[0].recognition[0].booked'],
    ['stated totals that are others', { ...plain, totals: { gross: '119.01' } }, 'TOTALS_MISMATCH', 'documents[0].totals.gross'],
    ['a class that is none', { ...plain, class: 'credit' }, 'DOCUMENT_INVALID', 'documents[0].class'],
    ['a number that is no text', { ...plain, number: 7 }, 'DOCUMENT_INVALID', 'documents[0].number'],
    ['a null', { ...plain, orderId: null }, 'DOCUMENT_INVALID', 'documents[0].orderId'],
    ['a missing number', { ...plain, number: ' ' }, 'DOCUMENT_INVALID', 'documents[0].number'],
    ['a number too long for an id', { ...plain, number: 'é'.repeat(200) }, 'DOCUMENT_INVALID', 'number'],
    ['a lone surrogate', { ...plain, number: '\ud800' }, 'DOCUMENT_INVALID', 'documents[0].number'],
    ['a control character', { ...plain, terms: 'a\u0000b' }, 'DOCUMENT_INVALID', 'documents[0].terms'],
    ['a customer that nothing identifies', { ...plain, customer: { email: 'a@b' } }, 'DOCUMENT_INVALID', 'documents[0].customer'],
    ['a currency that is none', { ...plain, currency: 'EUX' }, 'CURRENCY_UNKNOWN', ''],
    ['a date that is none', { ...plain, issueDate: '2026-02-30' }, 'DOCUMENT_INVALID', 'documents[0].issueDate'],
    ['a day of supply that is none', { ...plain, supplyDate: '2026-13-01' }, 'DOCUMENT_INVALID', 'documents[0].supplyDate'],
    ['a day of transmission that is none', { ...plain, transmittedOn: 'yesterday' }, 'DOCUMENT_INVALID', 'documents[0].transmittedOn'],
    ['an unknown field of a contact', { ...plain, seller: { vatId: 'DE1', contact: { fax: '1' } } }, 'UNKNOWN_FIELD', 'documents[0].seller.contact.fax'],
    ['an unknown field of a delivery', { ...plain, delivery: { street: 'A 1' } }, 'UNKNOWN_FIELD', 'documents[0].delivery.street'],
    ['an unknown field of its address', { ...plain, delivery: { address: { zip: '1' } } }, 'UNKNOWN_FIELD', 'documents[0].delivery.address.zip'],
    ["an invoice with a credit note's code", { ...plain, typeCode: '381' }, 'DOCUMENT_INVALID', 'documents[0].typeCode'],
    ['a day in words', { ...plain, dueDate: 'tomorrow' }, 'DOCUMENT_INVALID', 'documents[0].dueDate'],
    ['no lines', { ...plain, lines: [] }, 'DOCUMENT_INVALID', 'lines'],
    ['two lines of one id', { ...plain, lines: [{ ...line, id: 'a' }, { ...line, id: 'a' }] }, 'DOCUMENT_INVALID', 'documents[0].lines'],
    ['a negative total', withLine({ unitPrice: '-1' }), 'DOCUMENT_INVALID', 'documents[0].lines'],
    ['category O with a rate', withLine({ tax: { category: 'O', rate: '0' } }), 'DOCUMENT_INVALID', 'documents[0].lines[0].tax.rate'],
    ['category S at 0', withLine({ tax: { category: 'S', rate: '0' } }), 'DOCUMENT_INVALID', 'documents[0].lines[0].tax.rate'],
    ['category AE at 19', withLine({ tax: { category: 'AE', rate: '19' } }), 'DOCUMENT_INVALID', 'documents[0].lines[0].tax.rate'],
    ['a category that is none', withLine({ tax: { category: 'Q', rate: '1' } }), 'DOCUMENT_INVALID', 'documents[0].lines[0].tax.category'],
    ['5,001 lines', { ...plain, lines: Array.from({ length: 5001 }, () => line) }, 'DOCUMENT_INVALID', 'documents[0].lines'],
  ])('%s', (_sentence, document, code, param) => {
    expect(refusalOf(document)).toMatchObject(param === '' ? { code } : { code, param });
  }); // prettier-ignore

  test('the refusal of one leaves the others, and names its number', () => {
    const file = readJson(
      JSON.stringify({
        documents: [
          { ...plain, x: 1 },
          { ...plain, number: 'N-2' },
        ],
      }),
      { today },
    );
    expect(file.documents.map(({ content }) => content.number)).toEqual(['N-2']);
    expect(file.rejected).toMatchObject([{ place: 'documents[0]', number: 'N-1' }]);
  });

  test('a customer without credit, or in no currency, is refused', () => {
    const customer = { sellerId: 'DE1', id: 'Kim', currency: 'EUR', credit: '0.00' };
    expect(refusalOf(plain, { customers: [customer] })).toMatchObject({
      code: 'DOCUMENT_INVALID',
      param: 'customers[0].credit',
    });
    expect(refusalOf(plain, { customers: [{ ...customer, name: 'x' }] })?.code).toBe('UNKNOWN_FIELD');
  });
});

describe('files that cannot be read throw', () => {
  test.each([
    ['broken JSON: FILE_MALFORMED', '{"documents": [}', /^FILE_MALFORMED/],
    ['an empty file: FILE_MALFORMED', '', /^FILE_MALFORMED/],
    ['a list: DOCUMENT_INVALID', '[]', /^DOCUMENT_INVALID/],
    ['an unknown outermost field: UNKNOWN_FIELD', '{"invoices": []}', /^UNKNOWN_FIELD: .*documents/],
    ['documents that are no list: DOCUMENT_INVALID', '{"documents": {}}', /^DOCUMENT_INVALID/],
    ['a million brackets: FILE_MALFORMED', '['.repeat(1_000_000), /^FILE_MALFORMED/],
    ['more than 20 MB: FILE_TOO_LARGE', ' '.repeat(fileMaxBytes + 1), /^FILE_TOO_LARGE/],
  ])('%s', (_sentence, text, error) => {
    expect(() => readJson(text, { today })).toThrowError(error);
  });
});

describe('days relative to today', () => {
  test.each([
    ['today', '2026-03-01'],
    ['today-1', '2026-02-28'],
    ['today+31', '2026-04-01'],
    ['2020-02-29', '2020-02-29'],
  ])('%s is %s', (written, day) => {
    const [document] = readJson(JSON.stringify({ documents: [{ ...plain, issueDate: written }] }), { today }).documents;
    expect(document?.content.issueDate).toBe(day);
  });
});
