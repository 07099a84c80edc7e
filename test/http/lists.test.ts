import { expect, test } from 'vitest';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { ask, call, overWorld } from './support/gateway.ts';

const world = useWorld();
type Items = readonly { readonly requestId: string; readonly state: string }[];

test('open requests come page by page, oldest first; the inbox holds what its owner may sign', async () => {
  const asked: string[] = [];
  for (const [n, as] of ['maria', 'ben', 'maria', 'ben', 'maria'].entries()) {
    const { body } = await ask(
      overWorld(world),
      await put(world.store, { number: `http-L-${n}`, lines: grossOf('900.00') }),
      { as },
    );
    asked.push(String(body['requestId']));
  }
  const list = async (path: string, as: string): Promise<{ ids: readonly string[]; next: unknown }> => {
    const { status, body } = await call(overWorld(world), 'GET', path, { as });
    expect(status).toBe(200);
    return { ids: (body['items'] as Items).map(({ requestId }) => requestId), next: body['next'] };
  };

  expect(await list('/v1/corrections?state=open', 'otto')).toEqual({ ids: asked, next: undefined });
  const first = await list('/v1/corrections?limit=2', 'otto');
  expect(first.ids).toEqual(asked.slice(0, 2));
  const second = await list(`/v1/corrections?limit=2&after=${String(first.next)}`, 'otto');
  const third = await list(`/v1/corrections?limit=2&after=${String(second.next)}`, 'otto');
  expect([...first.ids, ...second.ids, ...third.ids]).toEqual(asked);
  expect(third.next).toBeUndefined();

  const of = (...ns: readonly number[]): readonly (string | undefined)[] => ns.map((n) => asked[n]);
  expect((await list('/v1/inbox', 'carla')).ids).toEqual(asked);
  expect((await list('/v1/inbox', 'maria')).ids).toEqual(of(1, 3));
  expect((await list('/v1/inbox', 'ben')).ids).toEqual(of(0, 2, 4));
  for (const nobody of ['otto', 'billing']) expect((await list('/v1/inbox', nobody)).ids).toEqual([]);
  const page = await list('/v1/inbox?limit=2', 'ben');
  expect(page.ids).toEqual(of(0, 2));
  expect((await list(`/v1/inbox?limit=2&after=${String(page.next)}`, 'ben')).ids).toEqual(of(4));

  const { body } = await call(overWorld(world), 'GET', '/v1/inbox?limit=1', { as: 'carla' });
  expect((body['items'] as Items)[0]).toMatchObject({
    state: 'open',
    request: {
      requester: { id: 'maria' },
      reason: { text: 'duplicate' },
      label: { number: 'http-L-0', amountMinor: 90_000 },
    },
    waitingFor: { planHash: expect.any(String), step: 0, votes: [] },
  });
  expect(JSON.stringify(body)).not.toContain('planText');
});

test('a plan that was changed in the store is not shown', async () => {
  const { body } = await ask(
    overWorld(world),
    await put(world.store, { number: 'http-L-T', lines: grossOf('900.00') }),
  );
  const _id = String(body['requestId']);
  const stored = await world.store.collections.corrections.findOne({ _id });
  const planText = stored?.planText ?? '';
  await world.store.collections.corrections.updateOne(
    { _id },
    { $set: { planText: planText.replace('90000', '90001') } },
  );
  expect(await call(overWorld(world), 'GET', `/v1/corrections/${_id}`, { as: 'ben' })).toMatchObject({
    status: 409,
    body: { code: 'PLAN_INTEGRITY' },
  });
  await world.store.collections.corrections.updateOne({ _id }, { $set: { planText } });
});
