import { beforeEach, describe, expect, test } from 'vitest';
import { delegationsMax } from '../../domain/delegation-rules.ts';
import { grossOf, put } from '../support/documents.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { aGateway, ask, call, overWorld, type Reply, type Subject } from './support/gateway.ts';

const steps = [
  aStep({ roles: ['ar-approver'] }),
  aStep({ name: 'release', roles: ['controller'], escalateTo: ['cfo'] }),
];
const world = useWorld({ policy: lenientPolicy({ steps }) });
const hourMs = 3_600_000;
const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
const later = (ms: number): Subject => overWorld(world, { nowMs: () => Date.now() + ms });

const lend = (as: string, to: string, over: object = {}, subject: Subject = overWorld(world)): Promise<Reply> =>
  call(subject, 'POST', '/v1/delegations', { as, body: { to, until: at(hourMs), ...over } });
const end = (id: unknown, as: string): Promise<Reply> =>
  call(overWorld(world), 'POST', `/v1/delegations/${String(id)}/end`, { as });
const list = async (subject: Subject = overWorld(world)): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (await call(subject, 'GET', '/v1/delegations', { as: 'aude' })).body['items'] as [];

beforeEach(async () => {
  await world.store.collections.delegations.deleteMany({});
});

let numbers = 0;
/** A request of maria's that waits for ar-approvers. */
async function waiting(): Promise<{ readonly requestId: string; readonly decision: object }> {
  const invoice = await put(world.store, { number: `DEL-${(numbers += 1)}`, lines: grossOf('20000.00') });
  const { body } = await ask(overWorld(world), invoice);
  const { planHash, revision, step } = body['waitingFor'] as Readonly<Record<string, unknown>>;
  return { requestId: String(body['requestId']), decision: { planHash, revision, step } };
}
const approve = ({ requestId, decision }: Awaited<ReturnType<typeof waiting>>, as: string, onBehalfOf?: string): Promise<Reply> =>
  call(overWorld(world), 'POST', `/v1/corrections/${requestId}/decisions`, {
    as,
    body: { command: 'approve', ...decision, decisionId: `${requestId}-${as}-${(numbers += 1)}`, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) },
  }); // prettier-ignore

describe('a right that is lent', () => {
  test('is a row with a line in the trail, and is listed until it ends', async () => {
    const made = await lend('ben', 'Anna', { kinds: ['refund'], ceilingMinor: 500 });
    const { id } = made.body;
    expect(made).toMatchObject({
      status: 201,
      body: { from: 'ben', to: 'anna', kinds: ['refund'], ceilingMinor: 500, state: 'in_force' },
    });
    expect(await list()).toEqual([made.body]);
    expect(await list(later(2 * hourMs))).toEqual([]);
    const ended = await end(id, 'ben');
    expect(ended).toMatchObject({ status: 200, body: { state: 'ended', endedAt: expect.any(String) } });
    expect((await end(id, 'ben')).body).toEqual(ended.body);
    expect(await list()).toEqual([]);
    const trail = await world.store.collections.directory_log.find({ _id: { $regex: String(id) } as never }).toArray();
    expect(trail.map(({ deed, actor, principalId }) => `${deed} ${actor} ${principalId}`).toSorted()).toEqual([
      'delegated ben ben',
      'delegation_ended ben ben',
    ]);
  });

  test('may be to come', async () => {
    expect((await lend('ben', 'anna', { from: at(hourMs), until: at(2 * hourMs) })).body).toMatchObject({
      state: 'to_come',
    });
    expect(await list(later(hourMs + 60_000))).toMatchObject([{ state: 'in_force' }]);
  });

  test('is ended by who lends, who holds it, or an admin, and by nobody else', async () => {
    for (const as of ['ben', 'anna', 'dora']) {
      const { id } = (await lend('ben', 'anna')).body;
      expect(await end(id, 'carla')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } });
      expect((await end(id, as)).body).toMatchObject({ state: 'ended' });
    }
    expect(await end('nothing', 'ben')).toMatchObject({ status: 404, body: { code: 'DELEGATION_NOT_FOUND' } });
  });

  test('is used at a gate: nora signs for anna, and then neither fills the next step', async () => {
    const request = await waiting();
    expect(await approve(request, 'nora')).toMatchObject({ status: 403, body: { code: 'NOT_ELIGIBLE' } });
    expect(await approve(request, 'nora', 'anna')).toMatchObject({
      status: 422,
      body: { code: 'DELEGATE_NOT_IN_FORCE' },
    });
    const lent = await lend('anna', 'nora', { until: undefined, requestId: request.requestId });
    expect(lent).toMatchObject({ status: 201, body: { requestId: request.requestId, step: 0 } });
    expect(await approve(request, 'nora', 'anna')).toMatchObject({ body: { state: 'open', waitingFor: { step: 1 } } });

    const next = { ...request, decision: { ...request.decision, step: 1 } };
    expect(await approve(next, 'nora')).toMatchObject({ status: 409, body: { code: 'ALREADY_VOTED' } });
    await end(lent.body['id'], 'anna'); // a late end does not help: they were one person on this request
    expect(await approve(next, 'nora')).toMatchObject({ status: 409, body: { code: 'ALREADY_VOTED' } });
    expect(await approve(next, 'paul')).toMatchObject({ status: 200, body: { state: 'applied' } });
  });
});

describe('a right that is not lent', () => {
  test.each<[as: string, to: string, over: object, status: number, code: string]>([
    ['ben', 'ben', {}, 422, 'DELEGATE_SELF'],
    ['ben', 'billing', {}, 422, 'DELEGATE_CONFLICT'],
    ['ben', 'assistant', {}, 422, 'DELEGATE_CONFLICT'],
    ['ben', 'nobody', {}, 404, 'PRINCIPAL_NOT_FOUND'],
    ['otto', 'anna', {}, 422, 'DELEGATE_SCOPE'],
    ['ben', 'anna', { from: at(-60_000) }, 422, 'DELEGATE_SCOPE'],
    ['ben', 'anna', { until: at(-60_000) }, 422, 'DELEGATE_SCOPE'],
    ['ben', 'anna', { requestId: 'r_none' }, 404, 'REQUEST_NOT_FOUND'],
    ['ben', 'anna', { until: undefined }, 400, 'MALFORMED'],
    ['ben', 'anna', { until: 'soon' }, 400, 'MALFORMED'],
    ['ben', 'anna', { kinds: [] }, 400, 'MALFORMED'],
    ['ben', 'anna', { kinds: ['erase'] }, 400, 'MALFORMED'],
    ['ben', 'anna', { ceilingMinor: 1.5 }, 400, 'MALFORMED'],
    ['ben', 'anna', { from_: 1 }, 400, 'UNKNOWN_FIELD'],
    ['ben', 'anna', { step: 0 }, 400, 'UNKNOWN_FIELD'],
  ])('%s to %s with %j: %i %s', async (as, to, over, status, code) => {
    expect(await lend(as, to, over)).toMatchObject({ status, body: { code } });
    expect(await list()).toEqual([]);
  });

  test('to who asked, or by who asked, on a request', async () => {
    const { requestId } = await waiting();
    expect(await lend('ben', 'maria', { requestId })).toMatchObject({
      status: 422,
      body: { code: 'DELEGATE_CONFLICT', param: 'to' },
    });
    expect(await lend('maria', 'ben', { requestId })).toMatchObject({
      status: 422,
      body: { code: 'DELEGATE_CONFLICT', param: 'from' },
    });
  });

  test('on a request that is closed', async () => {
    const id = await put(world.store, { number: 'DEL-small' });
    const { body } = await ask(overWorld(world), id);
    expect(body['state']).toBe('applied');
    expect(await lend('ben', 'anna', { requestId: body['requestId'] })).toMatchObject({
      status: 409,
      body: { code: 'GATE_CLOSED' },
    });
  });

  test('to somebody who may not act', async () => {
    const { people } = world.store.collections;
    await people.updateOne({ _id: 'greta' }, { $set: { status: 'suspended' } });
    expect(await lend('ben', 'greta')).toMatchObject({ status: 404, body: { code: 'PRINCIPAL_NOT_FOUND' } });
    await people.updateOne({ _id: 'greta' }, { $set: { status: 'active' } });
  });

  test('in a chain, also when both come at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      await world.store.collections.delegations.deleteMany({});
      const both = await Promise.all([lend('ben', 'anna'), lend('anna', 'carla')]);
      expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422]);
      expect(both.find(({ status }) => status === 422)?.body).toMatchObject({ code: 'DELEGATE_CHAIN' });
    }
  });

  test('more than ten times', async () => {
    const others = ['anna', 'carla', 'fred', 'greta', 'nora', 'paul', 'ruth', 'victor', 'petra', 'ivan', 'edith'];
    for (const to of others.slice(0, delegationsMax)) expect((await lend('ben', to)).status).toBe(201);
    expect(await lend('ben', others[delegationsMax] ?? '')).toMatchObject({
      status: 409,
      body: { code: 'DELEGATION_LIMIT' },
    });
  });

  test.each([['POST', '/v1/delegations'], ['GET', '/v1/delegations'], ['POST', '/v1/delegations/x/end']])('%s %s by a service or an agent', async (method, path) => {
    for (const as of ['bank', 'assistant'])
      expect(await call(aGateway(), method, path, { as })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } });
    expect((await call(aGateway(), method, path)).status).toBe(401);
  }); // prettier-ignore
});
