import { describe, expect, test } from 'vitest';
import { eventWorkflowId } from '../../workflows/contract.ts';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import {
  anEvent,
  call,
  depot,
  endOf,
  overWorld,
  selfOf,
  sendEvent,
  shop,
  statusesOf,
  type Reply,
} from './support/gateway.ts';

const world = useWorld();

const ended = (reply: Reply): Promise<Reply> => endOf(overWorld(world), reply);

describe('an event', () => {
  test('is accepted, and cancels each invoice of its order', async () => {
    const ids = [
      await put(world.store, { number: 'http-V-1', orderId: 'O-1' }),
      await put(world.store, { number: 'http-V-2', orderId: 'O-1', lines: grossOf('900.00') }),
    ];
    const event = anEvent({ data: { orderId: 'O-1', reason: 'order_canceled', actor: 'ben@example.com' } });
    const reply = await sendEvent(overWorld(world), event);
    expect(reply).toMatchObject({ status: 202, body: { status: 'accepted', source: shop.source, id: event['id'] } });
    expect(reply.headers.get('location')).toBe(selfOf(reply));
    const { body } = await ended(reply);
    expect(body).toMatchObject({
      status: 'handled', type: 'order.canceled', invoiceIds: ids,
      items: [{ n: 0, invoiceId: ids[0], state: 'applied' }, { n: 1, invoiceId: ids[1], state: 'open' }],
    }); // prettier-ignore
    const inbox = await call(overWorld(world), 'GET', '/v1/inbox', { as: 'ben' });
    expect(inbox.body['items']).toEqual([]); // he counts as requester
    expect((await call(overWorld(world), 'GET', '/v1/inbox', { as: 'maria' })).body['items']).toHaveLength(1);
  });

  test('from a source that is an address, with an id that has a slash', async () => {
    const invoiceId = await put(world.store, { number: 'http-V-3' });
    const event = anEvent({
      source: depot.source,
      id: 'a/b %41',
      type: 'cancellation.requested',
      data: { invoiceId, reason: 'sent twice' },
    });
    const reply = await sendEvent(overWorld(world), event, { secret: depot.secret });
    expect(reply.status).toBe(202);
    expect((await ended(reply)).body).toMatchObject({
      status: 'handled',
      source: depot.source,
      id: 'a/b %41',
      items: [{ state: 'applied' }],
    });
  });

  test('for an unknown order is 202, recorded, ORDER_UNKNOWN', async () => {
    const reply = await sendEvent(overWorld(world), anEvent({ data: { orderId: 'nobody', reason: 'order_canceled' } }));
    expect(reply.status).toBe(202);
    expect((await ended(reply)).body).toMatchObject({
      status: 'refused',
      refusal: { code: 'ORDER_UNKNOWN', param: 'data.orderId' },
    });
  });

  test('that nobody sent is 404', async () => {
    for (const path of ['/v1/events/urn%3Aexample%3Ashop/none', `/v1/events/a/${'%E2%82%AC'.repeat(150)}`])
      expect(await call(overWorld(world), 'GET', path, { as: 'otto' })).toMatchObject({
        status: 404,
        body: { code: 'EVENT_NOT_FOUND' },
      });
  });

  test('unsigned, forged, old, malformed or unknown leaves nothing', async () => {
    const event = anEvent({ id: 'never' });
    await sendEvent(overWorld(world), event, { headers: { 'webhook-signature': '' } });
    await sendEvent(overWorld(world), event, { secret: depot.secret });
    await sendEvent(overWorld(world), event, { at: new Date(Date.now() - 301_000) });
    await sendEvent(overWorld(world), { ...event, type: 'order.created' });
    await sendEvent(overWorld(world), { ...event, data: {} });
    expect(await world.store.collections.events.countDocuments({ 'event.id': 'never' })).toBe(0);
    await expect(world.client.workflow.getHandle(eventWorkflowId(shop.source, 'never')).describe()).rejects.toThrow();
  });
});

describe('the same id again', () => {
  test('10 times at once: handled once, 9 duplicates', async () => {
    const invoiceId = await put(world.store, { number: 'http-W-1' });
    const event = anEvent({ type: 'cancellation.requested', data: { invoiceId, reason: 'duplicate' } });
    const replies = await Promise.all(Array.from({ length: 10 }, () => sendEvent(overWorld(world), event)));
    expect(statusesOf(replies)).toEqual([...Array.from({ length: 9 }, () => 200), 202]);
    for (const { status, body } of replies) expect(body['status']).toBe(status === 202 ? 'accepted' : 'duplicate');
    await ended(replies[0] as Reply);
    expect(await world.store.collections.corrections.countDocuments({ invoiceId })).toBe(1);
    expect(await sendEvent(overWorld(world), event)).toMatchObject({ status: 200, body: { status: 'duplicate' } });
  });

  test('100 events, each 10 times at once: 100 handled, 900 duplicates', async () => {
    const counts = { accepted: 0, duplicate: 0, handled: 0 };
    // Ten events at a time: two cores do not have to carry a thousand calls at once in a test.
    for (let chunk = 0; chunk < 10; chunk += 1) {
      const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => tenTimes(`http-X-${chunk * 10 + n}`)));
      for (const { body } of replies.flat()) counts[body['status'] === 'accepted' ? 'accepted' : 'duplicate'] += 1;
      for (const [first] of replies)
        counts.handled += (await ended(first as Reply)).body['status'] === 'handled' ? 1 : 0;
    }
    expect(counts).toEqual({ accepted: 100, duplicate: 900, handled: 100 });
    const { corrections } = world.store.collections;
    expect(await corrections.countDocuments({ state: 'applied', 'request.label.number': /^http-X-/ })).toBe(100);
  }, 120_000);

  async function tenTimes(number: string): Promise<readonly Reply[]> {
    const invoiceId = await put(world.store, { number });
    const event = anEvent({ type: 'cancellation.requested', data: { invoiceId, reason: 'duplicate' } });
    return Promise.all(Array.from({ length: 10 }, () => sendEvent(overWorld(world), event)));
  }

  test('with another body is 409: before it is handled, after, and when Temporal has forgotten it', async () => {
    const reused = { status: 409, body: { code: 'EVENT_ID_REUSED', param: 'id' } };
    const event = anEvent({ data: { orderId: 'W-2', reason: 'order_canceled' } });
    const other = { ...event, subject: 'another' };
    const both = await Promise.all([sendEvent(overWorld(world), event), sendEvent(overWorld(world), other)]);
    expect(statusesOf(both)).toEqual([202, 409]);
    const won = both[0]?.status === 202 ? event : other;
    await ended(both.find(({ status }) => status === 202) as Reply);
    expect(await sendEvent(overWorld(world), { ...event, time: '2026-01-01T00:00:00Z' })).toMatchObject(reused);
    await world.client.workflowService.deleteWorkflowExecution({
      namespace: 'default', workflowExecution: { workflowId: eventWorkflowId(shop.source, String(event['id'])) },
    }); // prettier-ignore
    expect(
      await sendEvent(overWorld(world), {
        ...event,
        type: 'cancellation.requested',
        data: { invoiceId: 'x', reason: 'duplicate' },
      }),
    ).toMatchObject(reused);
    expect(await sendEvent(overWorld(world), won)).toMatchObject({ status: 200, body: { status: 'duplicate' } });
  });

  test('attributes that say nothing of the matter do not make another event', async () => {
    const event = anEvent();
    expect((await sendEvent(overWorld(world), event)).status).toBe(202);
    expect(await sendEvent(overWorld(world), { traceparent: '00-2', ...event })).toMatchObject({ status: 200 });
  });
});
