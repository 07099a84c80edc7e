import { describe, expect, inject, test } from 'vitest';
import { planHashOf } from '../../domain/plan.ts';
import type { CorrectionRequest, Outcome } from '../../domain/request.ts';
import { applyCorrection } from '../../store/apply-correction.ts';
import { checkBooks } from '../../store/check-books.ts';
import { openStore } from '../../store/database.ts';
import { indexes, type Collections } from '../../store/collections.ts';
import { migrate, whyNotCurrent } from '../../store/migrations.ts';
import { auditOf, customerAccounts, findInvoice, journalOf } from '../../store/queries.ts';
import { apply as applyTo, plannedFor } from '../support/apply.ts';
import { aDocument, aRequest, linesOfB, noHistory, put } from '../support/documents.ts';
import { recordDocument } from '../../store/record.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ worker: false, settings: { preset: 'juston' } });

const apply = (request: CorrectionRequest): Promise<Outcome> => applyTo(world.store, request);

/** Everything in the database, to show that nothing was written. */
async function everything(): Promise<string> {
  const all = await Promise.all(
    Object.values(world.store.collections).map((one: Collections['invoices']) => one.find().sort({ _id: 1 }).toArray()),
  );
  return JSON.stringify(all);
}

describe('the correction transaction', () => {
  test('E4 in the store: payment freed, credit returned, both documents at 0, journal balanced, links at both ends', async () => {
    const invoiceId = await put(
      world.store,
      { number: 'E4', buyerId: 'E4' },
      { payments: [{ id: 'p', amountMinor: 5_000 }], creditUsedMinor: 3_000 },
    );
    const outcome = await apply(aRequest(invoiceId));
    expect(outcome).toMatchObject({
      state: 'applied',
      customers: [{ creditDeltaMinor: 3_000, freeDeltaMinor: 5_000 }],
      documents: [
        { status: 'canceled', balanceMinor: 0 },
        { status: 'settled', balanceMinor: 0, number: 'CXL-000001' },
      ],
    });
    expect(await customerAccounts(world.store, 'DE100:E4', 'EUR')).toMatchObject({
      creditMinor: 3_000,
      freeMinor: 5_000,
    });
    const cancellation = await findInvoice(world.store, 'CXL-000001');
    expect(cancellation.links).toEqual({ cancels: invoiceId, creditFor: invoiceId });
    expect(cancellation.issueDate).toBe(new Date().toISOString().slice(0, 10)); // never the original's (erpnext 28678)
    const posted = await journalOf(world.store, [invoiceId, cancellation._id]);
    expect(posted.slice(-4).map(({ kind }) => kind)).toEqual([
      'payment_unlinked',
      'credit_returned',
      'reversal',
      'clearing',
    ]);
    expect(await checkBooks(world.store)).toEqual([]);
  });

  test('a repeat returns the stored outcome and writes nothing (the same request twice changes nothing)', async () => {
    const invoiceId = await put(world.store, { number: 'repeat' });
    const request = aRequest(invoiceId);
    const call = await plannedFor(world.store, request);
    const first = await applyCorrection(world.store, call);
    const before = await everything();
    expect(await applyCorrection(world.store, { ...call, now: new Date(Date.now() + 86_400_000) })).toEqual(first);
    expect(await everything()).toBe(before);
  });

  test('32 at once for one request: one commit, 32 equal outcomes', async () => {
    const invoiceId = await put(world.store, { number: 'at-once' });
    const request = aRequest(invoiceId);
    const planned = await plannedFor(world.store, request);
    const outcomes = await Promise.all(
      Array.from({ length: 32 }, (_, n) => applyCorrection(world.store, { ...planned, now: new Date(Date.now() + n) })),
    );
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(outcomes[0]).toMatchObject({ state: 'applied' });
  });

  test('two requests at once on one invoice: one applies, the other is stale, no number is lost', async () => {
    const invoiceId = await put(world.store, { number: 'two' });
    const outcomes = await Promise.all([apply(aRequest(invoiceId)), apply(aRequest(invoiceId))]);
    expect(outcomes.map(({ state }) => state).sort()).toEqual(['applied', 'stale']);
    expect(await checkBooks(world.store)).toEqual([]); // gapless included
  });

  test('40 cancellations at once take 40 numbers in a row', async () => {
    const ids = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        put(world.store, { number: `many-${n}`, sellerId: 'DE400', lines: linesOfB }),
      ),
    );
    const outcomes = await Promise.all(ids.map((id) => apply(aRequest(id))));
    const numbers = outcomes
      .flatMap((outcome) => (outcome.state === 'applied' ? outcome.documents.map(({ number }) => number) : []))
      .filter((number) => number.startsWith('CXL-'));
    expect(numbers.sort()).toEqual(Array.from({ length: 40 }, (_, n) => `CXL-${String(n + 1).padStart(6, '0')}`));
  });

  test('an invoice that another request waits on is not touched', async () => {
    const invoiceId = await put(world.store, { number: 'taken' });
    const request = aRequest(invoiceId);
    const planned = await plannedFor(world.store, request);
    await world.store.collections.invoices.updateOne({ _id: invoiceId }, { $set: { openCorrectionId: 'r_other' } });
    expect(await applyCorrection(world.store, planned)).toMatchObject({ state: 'stale' });
    await world.store.collections.invoices.updateOne({ _id: invoiceId }, { $unset: { openCorrectionId: '' } });
  });

  test('a text that does not match its hash is refused before anything is read: PLAN_INTEGRITY', async () => {
    const before = await everything();
    const call = {
      request: aRequest('x'),
      planText: '{}',
      planHash: planHashOf('{ }'),
      log: [],
      revision: 1,
      now: new Date(),
    };
    await expect(applyCorrection(world.store, call)).rejects.toMatchObject({ refusal: { code: 'PLAN_INTEGRITY' } });
    expect(await everything()).toBe(before);
  });

  test('who, what, why and when stand in the audit chain (R60, R85)', async () => {
    const invoiceId = await put(world.store, { number: 'audited' });
    await apply(aRequest(invoiceId, { reason: { code: 'other', text: 'typed twice' } }));
    const chain = await auditOf(world.store, invoiceId);
    expect(chain.map(({ text }) => JSON.parse(text) as unknown)).toMatchObject([
      { deed: 'imported' },
      { deed: 'applied', actor: 'maria', reason: 'typed twice', version: 2 },
    ]);
  });
});

describe('documents that come in', () => {
  test('the same again is unchanged, other content under the number is DOCUMENT_EXISTS, our own series is NUMBER_RESERVED', async () => {
    const content = aDocument({ number: 'in-1', sellerId: 'DE7' });
    const incoming = { content, history: noHistory, contentHash: 'h1', actor: 'test' };
    expect(await recordDocument(world.store, incoming, new Date(), true)).toBe('imported');
    expect(await recordDocument(world.store, incoming, new Date(), true)).toBe('unchanged');
    const before = await everything();
    await expect(
      recordDocument(world.store, { ...incoming, contentHash: 'h2' }, new Date(), true),
    ).rejects.toMatchObject({ refusal: { code: 'DOCUMENT_EXISTS' } });
    const reserved = { ...incoming, content: aDocument({ number: 'CXL-000099', sellerId: 'DE7' }) };
    await expect(recordDocument(world.store, reserved, new Date(), true)).rejects.toMatchObject({
      refusal: { code: 'NUMBER_RESERVED' },
    });
    expect(await everything()).toBe(before);
  });

  test('8 imports of one document at once: one is booked', async () => {
    const content = aDocument({ number: 'in-8', sellerId: 'DE7' });
    const results = await Promise.all(
      Array.from({ length: 8 }, () =>
        recordDocument(world.store, { content, history: noHistory, contentHash: 'h', actor: 'test' }, new Date(), true),
      ),
    );
    expect(results.filter((result) => result === 'imported')).toHaveLength(1);
    expect(await checkBooks(world.store)).toEqual([]);
  });

  test.each([['the invoice first'], ['the credit first']])(
    'a credit and its invoice are linked at both ends, %s',
    async (order) => {
      const sellerId = order.includes('invoice') ? 'DE8' : 'DE9';
      const invoice = () => put(world.store, { number: 'A', sellerId });
      const credit = () =>
        put(world.store, {
          number: 'CN',
          sellerId,
          class: 'credit',
          lines: [{ quantity: '1', unitPrice: '-24.95', taxRate: '7' }],
          preceding: { number: 'A' },
        });
      for (const step of order.includes('invoice') ? [invoice, credit] : [credit, invoice]) await step();
      expect((await findInvoice(world.store, `${sellerId}:A`)).links.creditedBy).toEqual([`${sellerId}:CN`]);
      expect((await findInvoice(world.store, `${sellerId}:CN`)).links.creditFor).toBe(`${sellerId}:A`);
    },
  );

  test('E5: canceling the credit note leaves the invoice open, and only then the invoice can be canceled (X14)', async () => {
    expect(await apply(aRequest('DE8:A'))).toMatchObject({
      state: 'refused',
      blockers: [{ code: 'HAS_CREDIT_NOTES' }],
    });
    expect(await apply(aRequest('DE8:CN'))).toMatchObject({
      state: 'applied',
      documents: [{ status: 'canceled' }, { class: 'invoice', type: 'cancellation', number: 'CXI-000001' }],
    });
    expect(await apply(aRequest('DE8:A'))).toMatchObject({ state: 'applied' });
  });

  test('a number of two sellers is ambiguous and names both ids; an unknown one is not found', async () => {
    await expect(findInvoice(world.store, 'A')).rejects.toMatchObject({ refusal: { code: 'INVOICE_AMBIGUOUS' } });
    await expect(findInvoice(world.store, 'nowhere')).rejects.toMatchObject({ refusal: { code: 'INVOICE_NOT_FOUND' } });
  });
});

describe('the database', () => {
  test('migrations run once; indexes and validators are in place', async () => {
    expect(await migrate(world.store, new Date())).toEqual([]);
    expect(await whyNotCurrent(world.store)).toEqual([]);
    await expect(
      world.store.collections.customers.insertOne({
        _id: 'x',
        customerId: 'x',
        currency: 'EUR',
        creditMinor: -1,
        freeMinor: 0,
      }),
    ).rejects.toMatchObject({ code: 121 });
  });

  test('an index that somebody dropped is missed', async () => {
    const other = await openStore({ uri: inject('mongodbUri'), database: `${world.database}-drift` });
    await migrate(other, new Date());
    await other.collections.invoices.dropIndex('order');
    expect(await whyNotCurrent(other)).toEqual(['index invoices.order is missing']);
    await other.collections.invoices.db.dropDatabase();
    await other.close();
  });

  test.each<[collection: keyof Collections, filter: object, sort: Record<string, 1 | -1>]>([
    ['invoices', { number: 'A', sellerId: 'DE8' }, { _id: 1 }],
    ['invoices', { orderId: 'O', class: 'invoice' }, { _id: 1 }],
    ['invoices', { 'preceding.number': 'A', sellerId: 'DE8' }, { _id: 1 }],
    ['corrections', { state: 'open' }, { receivedAt: 1, _id: 1 }],
    [
      'corrections',
      { 'request.label.customerId': 'DE8:B1', receivedAt: { $gte: new Date() } },
      { receivedAt: 1, _id: 1 },
    ],
    ['journal', { documentIds: { $in: ['a', 'b'] } }, { _id: 1 }],
    ['audit', { documentId: 'a' }, { seq: 1 }],
    ['outbox', { state: 'pending', dueAt: { $lte: new Date() } }, { dueAt: 1, _id: 1 }],
    ['outbox', { state: 'pending', channel: 'mail', dueAt: { $lte: new Date() } }, { dueAt: 1, _id: 1 }],
    ['outbox', { invoiceId: 'a', state: 'pending', order: { $lt: 5 } }, { order: 1 }],
    ['message_preferences', { token: 'a' }, { _id: 1 }],
    ['api_keys', { principalId: 'a', _id: { $gt: 'b' } }, { _id: 1 }],
    ['directory_log', { principalId: 'a' }, { at: -1, _id: -1 }],
    ['sessions', { personId: 'a', expiresAt: { $gt: new Date() } }, { expiresAt: -1 }],
  ])('%s by %j is served by an index', async (collection, filter, sort) => {
    const cursor = (world.store.collections[collection] as Collections['invoices']).find(filter).sort(sort);
    const plan = JSON.stringify((await cursor.explain('queryPlanner'))['queryPlanner']);
    expect(plan).toContain('IXSCAN');
    expect(plan).not.toContain('COLLSCAN');
    expect((indexes[collection] ?? []).some(({ name }) => plan.includes(`"${name}"`))).toBe(true);
  });
});
