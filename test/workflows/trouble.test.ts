import Long from 'long';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { correctionWorkflowId, decideUpdate, retryUpdate, submitUpdate } from '../../workflows/contract.ts';
import { aDecision, decide, eventsOfCorrection, messageOf, untilEvent, untilState } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { keepHistory } from '../support/histories.ts';
import { openLine, type Line } from '../support/line.ts';
import { signing } from '../support/signed-world.ts';
import { useWorld } from '../support/world.ts';

let line: Line | undefined;
const theLine = (): Line => {
  if (!line) throw new Error('the line opens in beforeAll');
  return line;
};
beforeAll(async () => {
  line = await openLine();
});
afterAll(() => theLine().close());
afterEach(() => theLine().mend());
const world = useWorld({ workerMongoUri: () => theLine().uri });

describe('the store is down', () => {
  test('3 local attempts, then the same activity remotely until it answers: at most 15 events; the caller can ask again', async () => {
    const invoiceId = await put(world.store, { number: 'outage' });
    const request = aRequest(invoiceId);
    theLine().cut();
    const first = world.gateway.submit(request);
    await untilEvent(world, invoiceId, 'ACTIVITY_TASK_SCHEDULED');
    theLine().mend();
    const view = await untilState(world, invoiceId, 'applied');
    expect(await world.gateway.submit(request)).toMatchObject({ kind: 'view', view });
    expect((await first).kind).toMatch(/view|unknown/);
    expect((await eventsOfCorrection(world, invoiceId)).length).toBeLessThanOrEqual(15);
    expect(await world.store.collections.invoices.countDocuments({ 'links.cancels': invoiceId })).toBe(1);
    await keepHistory(world, 'store-down-fallback', correctionWorkflowId(invoiceId));
  });

  test("an operator's Cancel during the outage ends as withdrawn and nothing is applied afterwards", async () => {
    const invoiceId = await put(world.store, { number: 'outage-cancel' });
    theLine().cut();
    const first = world.gateway.submit(aRequest(invoiceId));
    await untilEvent(world, invoiceId, 'ACTIVITY_TASK_SCHEDULED');
    const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
    await handle.cancel();
    // Mended only when the withdrawal is under way: an attempt of the evaluation that is still running could win else.
    await untilEvent(world, invoiceId, 'ACTIVITY_TASK_SCHEDULED', 2);
    theLine().mend();
    expect(await handle.result()).toMatchObject({ state: 'withdrawn' });
    await first;
    expect(await world.store.collections.invoices.findOne({ _id: invoiceId })).toMatchObject({
      status: 'open',
      version: 1,
    });
    await keepHistory(world, 'canceled-in-ui-during-an-outage', correctionWorkflowId(invoiceId));
  });
});

describe('something does not fit', () => {
  test('out of retries the request needs attention; an operator mends the cause and says retry; elsewhere NOT_STUCK', async () => {
    const invoiceId = await put(world.store, { number: 'stuck' });
    const { settings } = world.store.collections;
    await settings.updateOne({ _id: 'current' }, { $set: { 'settings.preset': 'unheard-of' as never } });
    const answer = await world.gateway.submit(aRequest(invoiceId));
    await settings.updateOne({ _id: 'current' }, { $set: { 'settings.preset': 'strict' } });
    expect(answer).toMatchObject({ view: { state: 'needs-attention' } });
    const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
    await handle.executeUpdate(retryUpdate);
    expect(await handle.result()).toMatchObject({ state: 'applied' });
    await keepHistory(world, 'needs-attention-then-retry', correctionWorkflowId(invoiceId));

    const waits = await put(world.store, { number: 'not-stuck', lines: grossOf('900.00') });
    const request = aRequest(waits);
    await world.gateway.submit(request);
    await expect(
      world.client.workflow.getHandle(correctionWorkflowId(waits)).executeUpdate(retryUpdate),
    ).rejects.toMatchObject({ cause: { type: 'NOT_STUCK' } });
  });

  test('an invoice that moved under a pending approval ends stale: no document, no number', async () => {
    const invoiceId = await put(world.store, { number: 'moved', lines: grossOf('900.00') });
    const request = aRequest(invoiceId);
    await world.gateway.submit(request);
    await put(world.store, {
      number: 'moved-credit',
      class: 'credit',
      lines: [{ quantity: '1', unitPrice: '-10.00', taxRate: '0', taxCategory: 'Z' }],
      preceding: { number: 'moved' },
    });
    const series = await world.store.collections.number_series.find().toArray();
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({
      view: { state: 'stale', plannedVersion: 1, currentVersion: 2 },
    });
    expect(await world.store.collections.number_series.find().toArray()).toEqual(series);
    expect(await world.store.collections.invoices.findOne({ _id: invoiceId })).toMatchObject({
      status: 'open',
      balanceMinor: 90_000,
    });
    await keepHistory(world, 'stale', correctionWorkflowId(invoiceId));
  });

  test('a plan changed in the store fails the run with PLAN_INTEGRITY, and the approver hears it', async () => {
    const invoiceId = await put(world.store, { number: 'tampered', lines: grossOf('900.00') });
    const request = aRequest(invoiceId);
    await world.gateway.submit(request);
    const { corrections } = world.store.collections;
    const stored = await corrections.findOne({ _id: request.requestId });
    await corrections.updateOne(
      { _id: request.requestId },
      { $set: { planText: String(stored?.planText).replace('90000', '90001') } },
    );
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'PLAN_INTEGRITY' },
    });
    await expect(world.client.workflow.getHandle(correctionWorkflowId(invoiceId)).result()).rejects.toMatchObject({
      cause: { type: 'PLAN_INTEGRITY' },
    });
    expect(await world.store.collections.invoices.findOne({ _id: invoiceId })).toMatchObject({
      status: 'open',
      version: 1,
    });
  });
});

describe('traps of the engine (guides/temporal.md section 1)', () => {
  test('trap 8: a terminated gate is opened again by the same request, with the same plan', async () => {
    const invoiceId = await put(world.store, { number: 'terminated', lines: grossOf('900.00') });
    const request = aRequest(invoiceId);
    await world.gateway.submit(request);
    const before = await aDecision(world, request, { by: 'ben' });
    await world.client.workflow.getHandle(correctionWorkflowId(invoiceId)).terminate();
    expect(await world.gateway.submit(request)).toMatchObject({
      view: { state: 'open', waitingFor: { planHash: before.planHash } },
    });
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({ view: { state: 'applied' } });
  });

  test('trap 9: a request that Temporal no longer knows gets its stored outcome from a new run, and nothing is done twice', async () => {
    const invoiceId = await put(world.store, { number: 'forgotten' });
    const request = aRequest(invoiceId);
    const first = await world.gateway.submit(request);
    await world.gateway.submit(aRequest(invoiceId)); // another run: the first one's answers are out of reach
    expect(await world.gateway.submit(request)).toEqual(first);
    expect(await world.store.collections.invoices.countDocuments({ 'links.cancels': invoiceId })).toBe(1);
  });

  test('trap 10: without a worker the caller times out, and the run completes from its arguments when one comes', async () => {
    const invoiceId = await put(world.store, { number: 'no-worker' });
    await world.stopWorker();
    const { createGateway } = await import('../../client/gateway.ts');
    const impatient = createGateway({ client: world.client, taskQueue: world.taskQueue, answerWithinMs: 700 });
    expect(await signing(impatient, world).submit(aRequest(invoiceId))).toEqual({
      kind: 'unknown',
    });
    await world.startWorker();
    expect(await world.client.workflow.getHandle(correctionWorkflowId(invoiceId)).result()).toMatchObject({
      state: 'applied',
    });
  });

  test('trap 19: a reset of an applied run returns the stored outcome, no second cancellation', async () => {
    const invoiceId = await put(world.store, { number: 'reset', lines: grossOf('900.00') });
    const request = aRequest(invoiceId);
    await world.gateway.submit(request);
    const applied = await decide(world, request, { by: 'ben' });
    const workflowId = correctionWorkflowId(invoiceId);
    const { runId } = await world.client.workflow.getHandle(workflowId).describe();
    await world.client.workflowService.resetWorkflowExecution({
      namespace: 'default', workflowExecution: { workflowId, runId }, reason: 'test', requestId: 'reset-1', workflowTaskFinishEventId: Long.fromNumber(4),
    }); // prettier-ignore
    expect(await world.client.workflow.getHandle(workflowId).result()).toEqual(
      applied.kind === 'view' ? applied.view : undefined,
    );
    expect(await world.store.collections.invoices.countDocuments({ 'links.cancels': invoiceId })).toBe(1);
  });

  test('trap 7: 14 callers that wait for one request do not lock out the decision', async () => {
    const invoiceId = await put(world.store, { number: 'crowd', lines: grossOf('900.00') });
    const request = aRequest(invoiceId);
    await world.gateway.submit(request);
    const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
    const crowd = Array.from({ length: 14 }, () =>
      handle.executeUpdate(submitUpdate, { args: [{ requestId: request.requestId }] }),
    );
    expect((await Promise.all(crowd)).every((view) => view.state === 'open')).toBe(true);
    const decision = await aDecision(world, request, { by: 'ben' });
    expect(
      await handle.executeUpdate(decideUpdate, { args: [messageOf(world, decision)], updateId: decision.decisionId }),
    ).toMatchObject({ state: 'applied' });
  });
});
