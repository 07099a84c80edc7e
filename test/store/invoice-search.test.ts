import { beforeAll, describe, expect, test } from 'vitest';
import { placeOf, searchInvoices, type InvoicePlace, type WantedInvoices } from '../../store/invoice-search.ts';
import { grossOf, put, type ContentInput } from '../support/documents.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3300' } }) });

const documents: readonly ContentInput[] = [
  { number: 'CV-S-1', issueDate: '2026-01-10', buyerId: 'A', lines: grossOf('100.00') },
  { number: 'CV-S-2', issueDate: '2026-01-20', buyerId: 'B', lines: grossOf('200.00'), orderId: 'O-1' },
  { number: 'CV-S-20', issueDate: '2026-01-05', buyerId: 'A', lines: grossOf('200.00'), currency: 'USD' },
  { number: 'CV-S-2\u{1f600}', issueDate: '2026-01-01', buyerId: 'A', lines: grossOf('300.00') },
  { number: 'CV-T.1', issueDate: '2026-01-20', buyerId: 'B', lines: grossOf('5000.00') },
  { number: 'CV-TX1', issueDate: '2026-02-01', buyerId: 'A', class: 'credit', lines: grossOf('-200.00') },
];
beforeAll(async () => {
  for (const input of documents) await put(world.store, input);
  const { invoices } = world.store.collections;
  await invoices.updateOne({ number: 'CV-T.1' }, { $set: { openCorrectionId: 'r_waits' } });
});

const numbers = async (wanted: WantedInvoices, limit = 50): Promise<readonly string[]> =>
  (await searchInvoices(world.store, wanted, { limit })).map(({ number }) => number);

describe('documents are found', () => {
  const all = ['CV-TX1', 'CV-T.1', 'CV-S-2', 'CV-S-1', 'CV-S-20', 'CV-S-2\u{1f600}'];
  test.each<[what: string, wanted: WantedInvoices, found: readonly string[]]>([
    ['all, newest first', {}, all],
    ['by what their number begins with, downwards', { number: 'CV-S-2' }, ['CV-S-2\u{1f600}', 'CV-S-20', 'CV-S-2']],
    ['by a point as a point', { number: 'CV-T.' }, ['CV-T.1']],
    ['by customer', { customerId: 'DE100:B' }, ['CV-T.1', 'CV-S-2']],
    ['by order', { orderId: 'O-1' }, ['CV-S-2']],
    ['by class', { class: 'credit' }, ['CV-TX1']],
    ['by type', { type: 'credit_note' }, ['CV-TX1']],
    ['by status', { status: 'paid' }, []],
    ['by amount, credits by what they are without sign', { currency: 'EUR', minMinor: 20_000, maxMinor: 20_000 }, ['CV-TX1', 'CV-S-2']],
    ['by the largest amount', { currency: 'EUR', maxMinor: 10_000 }, ['CV-S-1']],
    ['by the smallest amount', { currency: 'EUR', minMinor: 30_000 }, ['CV-T.1', 'CV-S-2\u{1f600}']],
    ['by day, both ends included', { issuedFrom: '2026-01-05', issuedTo: '2026-01-10' }, ['CV-S-1', 'CV-S-20']],
    ['by an open correction', { isOpen: true }, ['CV-T.1']],
    ['by several at once', { customerId: 'DE100:A', number: 'CV-S', currency: 'USD' }, ['CV-S-20']],
  ])('%s', async (_what, wanted, found) => {
    expect(await numbers(wanted)).toEqual(found);
  }); // prettier-ignore

  test.each<[order: string, wanted: WantedInvoices]>([['by day', {}], ['by number', { number: 'CV-S' }]])(
    'page by page, %s, each once',
    async (_order, wanted) => {
      const seen: string[] = [];
      let after: InvoicePlace | undefined;
      for (;;) {
        const page = await searchInvoices(world.store, wanted, { limit: 2, after });
        seen.push(...page.map(({ number }) => number));
        const last = page.at(-1);
        if (page.length < 2 || !last) break;
        after = placeOf(wanted, last);
      }
      expect(seen).toEqual(await numbers(wanted));
    },
  ); // prettier-ignore

  test('without their lines, which may be a thousand', async () => {
    const [found] = await searchInvoices(world.store, {}, { limit: 1 });
    expect(found).not.toHaveProperty('lines');
    expect(found).toMatchObject({ buyer: { name: 'Buyer' }, totals: { grossMinor: -20_000 }, rows: [{}] });
  });
});

test.each<[what: string, filter: object, sort: Record<string, -1>, index: string]>([
  ['all', {}, { issueDate: -1, _id: -1 }, 'issued'],
  ['those of a customer', { customerId: 'DE100:A' }, { issueDate: -1, _id: -1 }, 'customer_issued'],
  ['those of a status', { status: 'open' }, { issueDate: -1, _id: -1 }, 'status_issued'],
  ['those with an open correction', { openCorrectionId: { $gt: '' } }, { issueDate: -1, _id: -1 }, 'open_correction'],
  ['those of a number', { number: { $gte: 'CV-S', $lt: 'CV-T' } }, { number: -1, sellerId: -1 }, 'number_lookup'],
  ['those of an amount', { currency: 'EUR', 'totals.grossMinor': 20_000 }, { issueDate: -1, _id: -1 }, 'gross_issued'],
])('%s are served by their index', async (_what, filter, sort, index) => {
  const plan = JSON.stringify(await world.store.collections.invoices.find(filter).sort(sort).explain('queryPlanner'));
  expect(plan).toContain(`"${index}"`);
});
