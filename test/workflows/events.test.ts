import { describe, expect, test } from 'vitest';
import type { EventAnswer } from '../../client/event-gateway.ts';
import type { BusinessEvent } from '../../domain/event-rules.ts';
import { eventWorkflowId } from '../../workflows/contract.ts';
import { decide, eventsOf, until } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { keepHistory } from '../support/histories.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld();
const source = 'https://shop.example/orders?a=1';
let n = 0;

function anEvent(
  data: Partial<Extract<BusinessEvent, { type: 'order.canceled' }>['data']> & { readonly orderId: string },
): BusinessEvent {
  n += 1;
  return {
    source,
    id: `evt ${n}/1`,
    bodyHash: `hash-${n}`,
    receivedAtMs: Date.now(),
    type: 'order.canceled',
    data: { reason: { code: 'order_canceled' }, ...data },
  };
}

/** Starts an event and waits for what became of it. */
async function handled(event: BusinessEvent) {
  expect(await world.gateway.startEvent(event)).toEqual({ kind: 'accepted' });
  return (await world.client.workflow.getHandle(eventWorkflowId(event.source, event.id)).result()) as unknown;
}

describe('a business event starts corrections (R1, R2, R9)', () => {
  test('order.canceled: every invoice of the order, what is paid by a refund (R76); at most 11 events', async () => {
    const small = await put(world.store, { number: 'O1-a', orderId: 'O1' });
    const paid = await put(
      world.store,
      { number: 'O1-b', orderId: 'O1' },
      { payments: [{ id: 'p1', amountMinor: 14_569 }] },
    );
    const large = await put(world.store, { number: 'O1-c', orderId: 'O1', lines: grossOf('900.00') });
    const event = anEvent({ orderId: 'O1', actor: 'MARIA@example.com' });
    expect(await handled(event)).toMatchObject({
      status: 'handled',
      items: [
        { n: 0, invoiceId: small, state: 'applied' },
        { n: 1, invoiceId: paid, state: 'applied' },
        { n: 2, invoiceId: large, state: 'open' },
      ],
    });
    const workflowId = eventWorkflowId(event.source, event.id);
    expect((await eventsOf(world, workflowId)).length).toBeLessThanOrEqual(11);
    await keepHistory(world, 'event-handled', workflowId);
    const open = await world.store.collections.corrections.findOne({ invoiceId: large });
    if (!open) throw new Error('no request is open');
    // The actor that the event names counts as requester, by e-mail address and in any case.
    expect(await decide(world, open.request, { by: 'maria' })).toMatchObject({ refusal: { code: 'SOD_CONFLICT' } });
    expect(await decide(world, open.request, { by: 'ben' })).toMatchObject({ view: { state: 'applied' } });
  });

  test('an unknown order is recorded as ORDER_UNKNOWN', async () => {
    const event = anEvent({ orderId: 'nowhere' });
    expect(await handled(event)).toMatchObject({ status: 'refused', refusal: { code: 'ORDER_UNKNOWN' } });
    expect(await world.store.collections.events.countDocuments({ 'outcome.refusal.code': 'ORDER_UNKNOWN' })).toBe(1);
    await keepHistory(world, 'event-of-an-unknown-order', eventWorkflowId(event.source, event.id));
  });

  test('an order id of two sellers is refused, and told apart by sellerId', async () => {
    await put(world.store, { number: 'O2', orderId: 'O2', sellerId: 'DE1' });
    const second = await put(world.store, { number: 'O2', orderId: 'O2', sellerId: 'DE2' });
    expect(await handled(anEvent({ orderId: 'O2' }))).toMatchObject({
      status: 'refused',
      refusal: { code: 'ORDER_AMBIGUOUS' },
    });
    expect(await handled(anEvent({ orderId: 'O2', sellerId: 'DE2' }))).toMatchObject({
      items: [{ invoiceId: second, state: 'applied' }],
    });
  });

  test("an invoice with another open request is waited for: the event's turn comes when that one is decided", async () => {
    const invoiceId = await put(world.store, { number: 'O3', orderId: 'O3', lines: grossOf('900.00') });
    const first = aRequest(invoiceId);
    await world.gateway.submit(first);
    const event = anEvent({ orderId: 'O3' });
    const result = handled(event);
    const handle = world.client.workflow.getHandle(eventWorkflowId(event.source, event.id));
    await until(async () => {
      const { raw } = await handle.describe().catch(() => ({ raw: undefined }));
      return (raw?.pendingActivities?.[0]?.attempt ?? 0) >= 2 ? true : undefined;
    }, 'a second attempt of the event');
    await decide(world, first, { by: 'ben' });
    expect(await result).toMatchObject({ items: [{ invoiceId, state: 'refused', codes: ['ALREADY_CANCELED'] }] });
  });

  test('100 events, each sent 10 times at once: 100 accepted, 900 duplicates, 100 cancellations', async () => {
    const ids = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        put(world.store, { number: `many-${index}`, orderId: `many-${index}` }),
      ),
    );
    const events = ids.map((_, index) => anEvent({ orderId: `many-${index}` }));
    const answers: EventAnswer[] = [];
    // Ten events at a time: the 10 copies of each meet; 1,000 calls at once would only measure the machine's queues.
    for (let start = 0; start < events.length; start += 10)
      answers.push(
        ...(await Promise.all(
          events
            .slice(start, start + 10)
            .flatMap((event) => Array.from({ length: 10 }, () => world.gateway.startEvent(event))),
        )),
      );
    expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(100);
    expect(answers.filter(({ kind }) => kind === 'duplicate')).toHaveLength(900);
    expect(answers.every((answer) => answer.kind !== 'duplicate' || answer.bodyHash?.startsWith('hash-'))).toBe(true);
    const outcomes = await Promise.all(
      events.map(
        (event) =>
          world.client.workflow.getHandle(eventWorkflowId(event.source, event.id)).result() as Promise<{
            status: string;
          }>,
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'handled')).toHaveLength(100);
    expect(await world.store.collections.invoices.countDocuments({ 'links.cancels': { $in: ids } })).toBe(100);
  });
});
