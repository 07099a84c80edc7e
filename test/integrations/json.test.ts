import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bookDocument } from '../../domain/booking.ts';
import { contentHashOf } from '../../domain/document-identity.ts';
import { readJson } from '../../integrations/json/read-json.ts';
import { demoFile, fixture } from './files.ts';

const today = '2026-03-01';
const read = (name: string) => readJson(fixture(name), { today });

describe('what is given in the worked examples', () => {
  test('E1: INV-A, net 124.94, tax 20.75, gross 145.69', () => {
    const { documents, rejected } = read('e1.json');
    expect(rejected).toEqual([]);
    expect(documents[0]?.content).toMatchObject({
      class: 'invoice',
      type: 'standard',
      number: 'INV-A',
      orderId: 'ORD-A',
      seller: { id: 'DE111111125' },
      buyer: { id: 'C-1' },
      lines: [
        { id: '1', quantity: '3', unitPrice: '33.33', unitCode: 'C62', taxRate: '19', netMinor: 9999 },
        { id: '2', netMinor: 2495 },
      ],
      taxGroups: [
        { baseMinor: 9999, taxMinor: 1900 },
        { baseMinor: 2495, taxMinor: 175 },
      ],
      totals: { netMinor: 12494, taxMinor: 2075, grossMinor: 14569, payableMinor: 14569 },
    });
    expect(documents[0]?.history).toEqual({ payments: [], creditUsedMinor: 0 });
  });

  test.each([
    ['e2.json', 11569, 3000, []],
    ['e3.json', 0, 0, [14569]],
    ['e4.json', 6569, 3000, [5000]],
  ])('%s is open with %i', (name, openMinor, creditUsedMinor, paymentsMinor) => {
    const { documents, customers } = read(name);
    const [document] = documents;
    if (document === undefined) throw new Error('nothing was read');
    expect(document.history.creditUsedMinor).toBe(creditUsedMinor);
    expect(document.history.payments.map((payment) => payment.amountMinor)).toEqual(paymentsMinor);
    expect(bookDocument('a', document.content, document.history).balanceMinor).toBe(openMinor);
    expect(customers.map(({ creditMinor }) => creditMinor)).toEqual(creditUsedMinor === 0 ? [] : [3000]);
  });

  test('E2: the customer of the opening credit is the buyer of the invoice', () => {
    expect(read('e2.json').customers).toEqual([
      {
        sellerId: 'DE111111125',
        customerId: 'DE111111125:C-1',
        currency: 'EUR',
        creditMinor: 3000,
        place: 'customers[0]',
      },
    ]);
  });

  test('E5: a credit note is written positive and read negative', () => {
    expect(read('e5.json').documents[1]?.content).toMatchObject({
      class: 'credit',
      type: 'credit_note',
      typeCode: '381',
      preceding: { number: 'INV-A' },
      lines: [{ quantity: '1', unitPrice: '-24.95', netMinor: -2495 }],
      totals: { netMinor: -2495, taxMinor: -175, grossMinor: -2670 },
    });
  });

  test('E16: 120.00 deferred, 30.00 of it recognised', () => {
    const [document] = read('e16.json').documents;
    expect(document?.content.totals.grossMinor).toBe(14280);
    expect(document?.content.lines[0]?.recognition).toEqual([
      { on: '2026-03-31', amountMinor: 3000, booked: true },
      { on: '2026-06-30', amountMinor: 3000, booked: false },
      { on: '2026-09-30', amountMinor: 3000, booked: false },
      { on: '2026-12-31', amountMinor: 3000, booked: false },
    ]);
  });
});

test('every field there is', () => {
  const { documents, customers, rejected } = read('full.json');
  expect(rejected).toEqual([]);
  expect(customers).toMatchObject([{ customerId: 'HRB%207:K-9', creditMinor: 12500 }]);
  expect(documents[0]).toMatchObject({
    place: 'documents[0]',
    warnings: [],
    transmittedOn: '2026-02-20',
    history: { payments: [{ id: 'P-1', amountMinor: 5000, on: '2026-02-28' }], creditUsedMinor: 2500 },
    content: {
      issueDate: '2026-02-19',
      supplyDate: '2026-02-17',
      dueDate: '2026-03-21',
      paymentTerms: '30 days net',
      costCenter: 'CC-1',
      delivery: { name: 'Gate 4', address: { lines: ['Hamngatan 1'], city: 'Lund', country: 'SE' } },
      notes: ['One', 'Two'],
      seller: { id: 'HRB 7', contact: { name: 'Ada', phone: '+46 40 1' }, endpoint: { scheme: '0007', id: '5566' }, address: { lines: ['Box 1', 'Plan 2', 'Port 3'] } },
      buyer: { id: 'K-9', name: 'K-9' },
      lines: [
        { id: '10', baseQuantity: '100', netMinor: 1100, allowancesCharges: [{ kind: 'allowance', amountMinor: 200, baseMinor: 1200 }, { kind: 'charge' }] },
        { id: '20', unitPrice: '-3.50', netMinor: -350 },
        { id: '30', taxCategory: 'E', recognition: [{ on: '2026-02-24' }, { on: '2026-03-26' }] },
      ],
      allowancesCharges: [{ kind: 'allowance', amountMinor: 50, taxRate: '25' }, { kind: 'charge', amountMinor: 400 }],
      taxGroups: [{ baseMinor: 1100, taxMinor: 275 }, { exemptionReason: 'Education', exemptionReasonCode: 'VATEX-EU-132' }],
      totals: { prepaidMinor: 1000, roundingMinor: -25, payableMinor: 10350 },
    },
  }); // prettier-ignore
});

test('the day of transmission is beside the content: a document stays itself when it is told later', () => {
  const text = fixture('e1.json').toString('utf8');
  const [before] = readJson(text, { today }).documents;
  const [after] = readJson(text.replace('"class":', '"transmittedOn": "2026-02-01", "class":'), { today }).documents;
  if (before === undefined || after === undefined) throw new Error('nothing was read');
  expect([before.transmittedOn, after.transmittedOn]).toEqual([undefined, '2026-02-01']);
  expect(before).not.toHaveProperty('transmittedOn');
  expect(contentHashOf(after.content, after.history)).toBe(contentHashOf(before.content, before.history));
});

test('the example of docs/import-json.md imports whole', () => {
  const page = readFileSync(new URL('../../docs/import-json.md', import.meta.url), 'utf8');
  const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const { documents, customers, rejected } = readJson(example, { today });
  expect(rejected).toEqual([]);
  expect([documents.length, customers.length]).toEqual([2, 1]);
});

test('the demo data imports whole, on any day', () => {
  for (const day of ['2026-03-01', '2028-02-29', '2031-12-31']) {
    const { documents, customers, rejected } = readJson(demoFile('invoices.json'), { today: day });
    expect(rejected).toEqual([]);
    expect(documents.length).toBeGreaterThanOrEqual(8);
    const byNumber = new Map(documents.map((document) => [document.content.number, document]));
    expect(byNumber.get('INV-1001')?.content.totals.grossMinor).toBeLessThan(50_000);
    expect(byNumber.get('INV-1002')).toMatchObject({
      content: { orderId: 'ORD-2002', currency: 'EUR', totals: { grossMinor: 125_000 } },
      history: { creditUsedMinor: 3_000 },
    });
    const orders = documents.flatMap(({ content }) => content.orderId ?? []);
    expect(new Set(orders).size).toBe(orders.length);
    for (const { history, content } of documents.filter((document) => document.history.creditUsedMinor > 0))
      expect(customers).toContainEqual(
        expect.objectContaining({
          customerId: `${content.seller.id}:${content.buyer.id}`,
          creditMinor: history.creditUsedMinor,
        }),
      );
  }
});
