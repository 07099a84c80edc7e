import { describe, expect, test } from 'vitest';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { ask, call, overWorld } from './support/gateway.ts';

const world = useWorld();
const large = grossOf('500.01');

describe('what is answered', () => {
  test('200 and the documents, when it is applied at once', async () => {
    const id = await put(world.store, { number: 'http-C/1 ü%41' });
    const reply = await ask(overWorld(world), id);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      state: 'applied',
      invoiceId: id,
      documents: [{ id, status: 'canceled', balanceMinor: 0 }, { status: 'settled' }],
    });
    const address = `/v1/corrections/${String(reply.body['requestId'])}`;
    expect(reply.body['links']).toEqual({ self: address });
    expect(await call(overWorld(world), 'GET', address, { as: 'carla' })).toMatchObject({
      status: 200,
      body: {
        state: 'applied', planHash: reply.body['planHash'], votes: [], closedAt: expect.any(String),
        plan: { invoiceId: id, kind: 'cancel' },
        request: { kind: 'cancel', reason: { code: 'duplicate', text: 'duplicate' }, requester: { id: 'maria' }, origin: { via: 'api' }, label: { number: 'http-C/1 ü%41' } },
      },
    }); // prettier-ignore
  });

  test('by its number too; one that several sellers have is 409', async () => {
    const id = await put(world.store, { number: 'http-C-2' });
    expect(await ask(overWorld(world), 'http-C-2')).toMatchObject({ status: 200, body: { invoiceId: id } });
    const others = [
      await put(world.store, { number: 'http-C-2b', sellerId: 'S1' }),
      await put(world.store, { number: 'http-C-2b', sellerId: 'S2' }),
    ];
    const reply = await ask(overWorld(world), 'http-C-2b');
    expect(reply).toMatchObject({ status: 409, body: { code: 'INVOICE_AMBIGUOUS' } });
    for (const other of others) expect(reply.body['detail']).toContain(other);
  });

  test('202 with the address, when people must sign', async () => {
    const id = await put(world.store, { number: 'http-C-3', lines: large });
    const reply = await ask(overWorld(world), id);
    expect(reply.status).toBe(202);
    const address = `/v1/corrections/${String(reply.body['requestId'])}`;
    expect(reply.headers.get('location')).toBe(address);
    const waitingFor = {
      revision: 1,
      step: 0,
      roles: expect.arrayContaining(['ar-approver']),
      quorum: 1,
      votes: [],
      why: [expect.stringContaining('500.01')],
    };
    expect(reply.body).toMatchObject({ state: 'open', waitingFor });
    const shown = await call(overWorld(world), 'GET', address, { as: 'ben' });
    expect(shown.body).toMatchObject({ state: 'open', waitingFor, plan: { requestId: reply.body['requestId'] } });
    expect(shown.body['waitingFor']).toEqual(reply.body['waitingFor']);
  });

  test('422 with every reason, when a rule forbids it; the refusal is recorded', async () => {
    const id = await put(world.store, { number: 'http-C-4' });
    await ask(overWorld(world), id);
    const reply = await ask(overWorld(world), id);
    expect(reply).toMatchObject({
      status: 422,
      body: { code: 'ALREADY_CANCELED', requestId: expect.any(String), errors: [{ code: 'ALREADY_CANCELED' }], alternatives: [{ kind: 'see' }, { kind: 'update' }], outcome: { state: 'refused' } },
    }); // prettier-ignore
    expect(
      await call(overWorld(world), 'GET', `/v1/corrections/${String(reply.body['requestId'])}`, { as: 'maria' }),
    ).toMatchObject({ status: 200, body: { state: 'refused' } });
  });

  test('404 for an unknown invoice, recorded; 409 for an old version', async () => {
    const unknown = await ask(overWorld(world), 'NOWHERE/1');
    expect(unknown).toMatchObject({ status: 404, body: { code: 'INVOICE_NOT_FOUND' } });
    expect(await world.store.collections.corrections.findOne({ _id: String(unknown.body['requestId']) })).toMatchObject(
      { state: 'refused', invoiceId: 'NOWHERE/1' },
    );
    const id = await put(world.store, { number: 'http-C-5' });
    expect(await ask(overWorld(world), id, { expectedVersion: 7 })).toMatchObject({
      status: 409,
      body: { code: 'STALE_VERSION', param: 'expectedVersion' },
    });
  });

  test('409 while another request is open, naming it; nothing is recorded for the second', async () => {
    const id = await put(world.store, { number: 'http-C-6', lines: large });
    const first = await ask(overWorld(world), id);
    const second = await ask(overWorld(world), id, { as: 'ben' });
    expect(second).toMatchObject({
      status: 409,
      body: { code: 'PENDING_REQUEST_EXISTS', detail: expect.stringContaining(String(first.body['requestId'])) },
    });
    expect(await world.store.collections.corrections.countDocuments({ invoiceId: id })).toBe(1);
  });

  test('404 for a request that nobody made', async () => {
    expect(await call(overWorld(world), 'GET', '/v1/corrections/r_none', { as: 'maria' })).toMatchObject({
      status: 404,
      body: { code: 'REQUEST_NOT_FOUND' },
    });
  });
});
