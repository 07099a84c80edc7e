import { describe, expect, test } from 'vitest';
import { createGateway } from '../../client/gateway.ts';
import { openStore } from '../../store/database.ts';
import { until } from '../support/decisions.ts';
import { put } from '../support/documents.ts';
import { openLine } from '../support/line.ts';
import { useWorld } from '../support/world.ts';
import { anEvent, ask, call, endOf, overWorld, selfOf, sendEvent } from './support/gateway.ts';

const world = useWorld();

describe('a request while a server is silent', () => {
  test('no worker: 202 and an address, and it goes on when one comes', async () => {
    const id = await put(world.store, { number: 'http-D-1' });
    await world.stopWorker();
    const subject = overWorld(world, { gateway: impatient() });
    const reply = await ask(subject, id, { key: 'd1' });
    expect(reply).toMatchObject({ status: 202, body: { state: 'evaluating', invoiceId: id } });
    expect(await call(subject, 'GET', String(reply.headers.get('location')), { as: 'maria' })).toMatchObject({
      status: 404,
    });
    await world.startWorker();
    const closed = await until(async () => {
      const shown = await call(subject, 'GET', String(reply.headers.get('location')), { as: 'maria' });
      return shown.status === 200 ? shown : undefined;
    }, 'the request in the ledger');
    expect(closed.body).toMatchObject({ state: 'applied' });
    expect((await ask(subject, id, { key: 'd1' })).status).toBe(200);
  });

  test('no store: nobody is known, so nobody is let in; it is 503 and no refusal', async () => {
    const id = await put(world.store, { number: 'http-D-2' });
    const line = await openLine();
    const dead = await openStore({ uri: line.uri, database: world.database, serverSelectionTimeoutMs: 300 });
    line.cut();
    const subject = overWorld(world, { store: dead });
    expect(await ask(subject, id)).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    for (const path of ['/v1/corrections', '/v1/inbox', '/v1/corrections/r_1', '/v1/events/a/b'])
      expect(await call(subject, 'GET', path, { as: 'maria' })).toMatchObject({
        status: 503,
        body: { code: 'UNAVAILABLE' },
      });
    expect(await call(subject, 'GET', '/readyz')).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining('MongoDB') },
    });
    await dead.close();
    await line.close();
  });

  test('both answer: ready', async () => {
    expect(await call(overWorld(world), 'GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
    const reply = await call(overWorld(world, { pingTemporal: () => new Promise(() => undefined) }), 'GET', '/readyz');
    expect(reply).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE', detail: expect.stringContaining('Temporal') },
    });
  });

  const impatient = () => createGateway({ client: world.client, taskQueue: world.taskQueue, answerWithinMs: 500 });
});

describe('an event while a server is silent', () => {
  test('no store: the event is durable in Temporal all the same, and told apart from another', async () => {
    const line = await openLine();
    const store = await openStore({ uri: line.uri, database: world.database, serverSelectionTimeoutMs: 300 });
    line.cut();
    const event = anEvent();
    expect((await sendEvent(overWorld(world, { store }), event)).status).toBe(202);
    expect((await sendEvent(overWorld(world, { store }), event)).status).toBe(200);
    expect((await sendEvent(overWorld(world, { store }), { ...event, subject: 's' })).status).toBe(409);
    await store.close();
    await line.close();
  });

  test('no Temporal: 503, and nothing of it is kept', async () => {
    const gateway = createGateway({ client: world.client, taskQueue: world.taskQueue, answerWithinMs: 0 });
    const event = anEvent();
    expect(await sendEvent(overWorld(world, { gateway }), event)).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE' },
    });
    expect(await world.store.collections.events.countDocuments({ 'event.id': event['id'] })).toBe(0);
  });

  test('no worker: accepted, and shown as such before the store knows it', async () => {
    await world.stopWorker();
    const reply = await sendEvent(overWorld(world), anEvent());
    expect(reply.status).toBe(202);
    expect(await call(overWorld(world), 'GET', String(selfOf(reply)), { as: 'otto' })).toMatchObject({
      status: 200,
      body: { status: 'accepted' },
    });
    await world.startWorker();
    expect((await endOf(overWorld(world), reply)).body['status']).toBe('refused');
  });
});
