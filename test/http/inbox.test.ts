import { beforeAll, describe, expect, test } from 'vitest';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { call, overWorld } from './support/gateway.ts';
import { lend, waitingFor, type Waiting } from './support/waiting.ts';

const world = useWorld();
type Row = { readonly requestId: string; readonly may: readonly string[]; readonly for: readonly string[] };

async function rows(path: string, as: string): Promise<{ readonly items: readonly Row[]; readonly next?: string }> {
  const { status, body } = await call(overWorld(world), 'GET', path, { as });
  expect([status, body['code']]).toEqual([200, undefined]);
  return body as unknown as { items: readonly Row[]; next?: string };
}
const ids = async (path: string, as: string): Promise<readonly string[]> =>
  (await rows(path, as)).items.map(({ requestId }) => requestId);

let cancel: Waiting;
let update: Waiting;
let bens: Waiting;
let services: Waiting;
/** The n-th day from now. */
const startMs = Date.now();
const day = (n: number): Date => new Date(startMs + n * 86_400_000);
const dueAt = (one: Waiting, n: number): Promise<unknown> =>
  world.store.collections.corrections.updateOne({ _id: one.requestId }, { $set: { dueAt: day(n) } });

beforeAll(async () => {
  cancel = await waitingFor(world, 'in-1');
  update = await waitingFor(world, 'in-2', { kind: 'update', set: { dueDate: '2027-01-31' }, gross: '2000.00' });
  bens = await waitingFor(world, 'in-3', { as: 'ben' });
  services = await waitingFor(world, 'in-4', { as: 'billing', gross: '600.00' });
  // What is due first stands first, whenever it came in.
  await dueAt(services, 1);
  await dueAt(bens, 2);
  await dueAt(update, 3);
  await dueAt(cancel, 4);
});

describe('the inbox', () => {
  test('holds what the one judgement would take from the caller, what is due first in front', async () => {
    const all = [services, bens, update, cancel].map(({ requestId }) => requestId);
    expect(await ids('/v1/inbox', 'carla')).toEqual(all);
    expect(await ids('/v1/inbox', 'maria')).toEqual([services.requestId, bens.requestId]);
    expect(await ids('/v1/inbox', 'ben')).toEqual([services.requestId, update.requestId, cancel.requestId]);
    for (const nobody of ['otto', 'nora', 'billing', 'viewer']) expect(await ids('/v1/inbox', nobody)).toEqual([]);
    expect((await rows('/v1/inbox', 'ben')).items[0]).toMatchObject({ may: ['approve', 'reject'], for: [] });
  });

  test('is turned page by page', async () => {
    const first = await rows('/v1/inbox?limit=3', 'carla');
    expect(first.items).toHaveLength(3);
    expect(await ids(`/v1/inbox?limit=3&after=${first.next}`, 'carla')).toEqual([cancel.requestId]);
    const wrong = await call(overWorld(world), 'GET', '/v1/inbox?after=elsewhere', { as: 'carla' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'MALFORMED', param: 'after' } });
  });

  test.each<[filter: string, of: () => readonly Waiting[]]>([
    ['kind=update', () => [update]],
    ['requester=ben', () => [bens]],
    ['requester=billing', () => [services]],
    ['customer=DE100:B1', () => [services, bens, update, cancel]],
    ['customer=DE100:B2', () => []],
    ['currency=GBP', () => []],
    ['currency=EUR&minAmount=900.01', () => [update]],
    ['currency=EUR&minAmount=600.00&maxAmount=900.00', () => [services, bens, cancel]],
    [`dueBefore=${day(2).toISOString()}`, () => [services]],
    ['overdue=true', () => []],
    ['role=finance-approver', () => [services, bens, update, cancel]],
    ['role=controller', () => []],
    ['delegated=true', () => []],
    ['state=outdated', () => []],
    ['mine=true', () => []],
  ])('by %s', async (filter, of) => {
    expect(await ids(`/v1/inbox?${filter}`, 'carla')).toEqual(of().map(({ requestId }) => requestId));
  });

  test('of what one asked for offers to take it back', async () => {
    expect(await rows('/v1/inbox?mine=true', 'maria')).toMatchObject({
      items: [
        { requestId: update.requestId, may: ['withdraw', 'revise'] },
        { requestId: cancel.requestId, may: ['withdraw', 'revise'] },
      ],
    });
  });

  test('shows what is overdue by its own clock', async () => {
    const app = overWorld(world, { nowMs: () => day(2.5).getTime() });
    const { body } = await call(app, 'GET', '/v1/inbox?overdue=true', { as: 'carla' });
    expect((body['items'] as readonly Row[]).map(({ requestId }) => requestId)).toEqual([services.requestId, bens.requestId]); // prettier-ignore
  });

  test('shows what one may sign for others, and as whom', async () => {
    await lend(world, 'carla', 'otto', { kinds: ['update'] });
    expect(await rows('/v1/inbox', 'otto')).toMatchObject({ items: [{ requestId: update.requestId, for: ['carla'] }] });
    expect(await ids('/v1/inbox?delegated=true', 'otto')).toEqual([update.requestId]);
    expect(await ids('/v1/inbox?role=ar-approver', 'otto')).toEqual([]);
    expect(await ids('/v1/inbox?delegated=true', 'fred')).toEqual([]);
    await lend(world, 'edith', 'ben'); // who has no right to lend, lends none
    expect(await ids('/v1/inbox?delegated=true', 'ben')).toEqual([]);
    await world.store.collections.delegations.deleteMany({});
  });

  test('refuses what it does not know', async () => {
    for (const [query, param] of [
      ['minAmount=5.00', 'currency'],
      ['role=king', 'role'],
      ['mine=yes', 'mine'],
      ['kind=erase', 'kind'],
      ['state=applied', 'state'],
    ])
      // prettier-ignore
      expect(await call(overWorld(world), 'GET', `/v1/inbox?${query}`, { as: 'carla' })).toMatchObject({
        status: 400,
        body: { code: 'MALFORMED', param },
      });
    expect(await call(overWorld(world), 'GET', '/v1/inbox?currency=EUR&minAmount=5.0', { as: 'carla' })).toMatchObject({
      status: 422,
      body: { code: 'AMOUNT_FORMAT', param: 'minAmount' },
    });
  });
});

describe('the list of requests', () => {
  test('is of a state, an invoice or a requester', async () => {
    expect(await ids('/v1/corrections', 'otto')).toEqual(
      [cancel, update, bens, services].map(({ requestId }) => requestId),
    );
    expect(await ids('/v1/corrections?invoice=in-2', 'otto')).toEqual([update.requestId]);
    expect(await ids('/v1/corrections?requester=ben', 'aude')).toEqual([bens.requestId]);
    expect(await ids('/v1/corrections?state=applied', 'aude')).toEqual([]);
    const { body } = await call(overWorld(world), 'POST', `/v1/invoices/${encodeURIComponent(await put(world.store, { number: 'in-5', lines: grossOf('10.00') }))}/corrections`, {
      as: 'maria', headers: { 'idempotency-key': 'in-5' }, body: { kind: 'cancel', reason: 'duplicate' },
    }); // prettier-ignore
    expect(await ids('/v1/corrections?state=applied', 'aude')).toEqual([body['requestId']]);
    expect(await ids('/v1/corrections?requester=maria', 'aude')).toEqual([cancel.requestId, update.requestId, body['requestId']]); // prettier-ignore
  });

  test('tells nobody of what he may not see', async () => {
    expect(await ids('/v1/corrections', 'billing')).toEqual([services.requestId]);
    expect(await ids('/v1/corrections', 'dora')).toEqual([]);
    expect(await ids('/v1/corrections', 'viewer')).toHaveLength(4);
  });
});

test.each<[what: string, filter: object, sort: Record<string, 1>, index: string]>([
  ['the inbox', { state: 'open', signerRoles: 'ar-approver' }, { dueAt: 1, _id: 1 }, 'state_signers_due'],
  ['the list of a requester', { 'request.requester.id': 'maria' }, { receivedAt: 1, _id: 1 }, 'requester_received'],
])('%s is served by its index', async (_what, filter, sort, index) => {
  const plan = await world.store.collections.corrections.find(filter).sort(sort).explain('queryPlanner');
  expect(JSON.stringify(plan)).toContain(`"${index}"`);
}); // prettier-ignore
