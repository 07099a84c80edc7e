import { expect, test } from 'vitest';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { decide, eventsOfCorrection, until, untilEvent, untilState } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { keepHistory } from '../support/histories.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';

/** Everybody of the roles but maria, who asks. */
const askedFor = ['anna', 'ben', 'carla', 'fred', 'greta'].map((id) => `${id}@example.com`);
const world = useWorld({
  policy: lenientPolicy({ steps: [aStep({ remindEveryMs: 500, escalateTo: [], expireAfterMs: 2_500 })] }),
});

test('expired: never an approval; 16 events and 6 for each reminder; approving afterwards is told so', async () => {
  const invoiceId = await put(world.store, { number: 'expired', lines: grossOf('900.00') });
  const request = aRequest(invoiceId);
  await world.gateway.submit(request);
  const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
  expect(await handle.result()).toMatchObject({ state: 'expired' });
  const events = await eventsOfCorrection(world, invoiceId);
  const reminders = events.filter((event) => event === 'TIMER_FIRED').length - 1;
  expect(reminders).toBeGreaterThan(0);
  expect(events.length).toBeLessThanOrEqual(16 + 6 * reminders);
  expect(await decide(world, request, { by: 'ben' })).toMatchObject({
    kind: 'refused',
    refusal: { code: 'GATE_CLOSED' },
  });
  expect(await world.store.collections.invoices.findOne({ _id: invoiceId })).toMatchObject({
    status: 'open',
    version: 1,
  });
  await keepHistory(world, 'expired-after-a-reminder', correctionWorkflowId(invoiceId));
});

test('a reminder is an outbox row for each who may still sign, never for the requester', async () => {
  const invoiceId = await put(world.store, { number: 'reminded', lines: grossOf('900.00') });
  const request = aRequest(invoiceId);
  await world.gateway.submit(request);
  const reminders = await until(async () => {
    const rows = await world.store.collections.outbox.find({ invoiceId, topic: 'approval.reminder' }).toArray();
    return rows.length >= askedFor.length ? rows : undefined; // written one by one
  }, 'a reminder');
  expect(reminders.map((row) => row.recipient).sort()).toEqual(askedFor);
  await untilState(world, invoiceId, 'expired');
});

test('a decision that shares a task with the expiry wins, also when the clock ran out first (no worker was up)', async () => {
  const invoiceId = await put(world.store, { number: 'late-but-first', lines: grossOf('900.00') });
  const request = aRequest(invoiceId);
  await world.gateway.submit(request);
  await world.stopWorker();
  const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
  await untilEvent(world, invoiceId, 'TIMER_FIRED');
  const answer = decide(world, request, { by: 'ben' });
  await world.startWorker();
  expect(await answer).toMatchObject({ view: { state: 'applied' } });
  expect(await handle.result()).toMatchObject({ state: 'applied' });
});
