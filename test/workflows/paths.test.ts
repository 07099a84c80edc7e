import { describe, expect, test } from 'vitest';
import { correctionWorkflowId, decideSignal } from '../../workflows/contract.ts';
import { aMessage, decide, eventsOfCorrection, untilState } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { keepHistory } from '../support/histories.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld();
const count = (events: readonly string[], name: string): number => events.filter((event) => event === name).length;

/** A request on a large invoice, waiting. */
async function waiting(number: string) {
  const invoiceId = await put(world.store, { number, lines: grossOf('500.01') });
  const request = aRequest(invoiceId);
  const answer = await world.gateway.submit(request);
  expect(answer).toMatchObject({ kind: 'view', view: { state: 'open' } });
  return { invoiceId, request };
}

describe('event counts on fetched history (guides/temporal.md section 5)', () => {
  test('auto-approved: 8 events (ceiling 9), 1 workflow task, 0 activity tasks (R14)', async () => {
    const invoiceId = await put(world.store, { number: 'auto' });
    expect(await world.gateway.submit(aRequest(invoiceId))).toMatchObject({ kind: 'view', view: { state: 'applied' } });
    const events = await eventsOfCorrection(world, invoiceId);
    expect(events.length).toBeLessThanOrEqual(8);
    expect(count(events, 'WORKFLOW_TASK_COMPLETED')).toBe(1);
    expect(count(events, 'ACTIVITY_TASK_SCHEDULED')).toBe(0);
    await keepHistory(world, 'auto', correctionWorkflowId(invoiceId));
  });

  test('refused: at most 9 events, and the refusal is recorded', async () => {
    const request = aRequest('DE100:nowhere');
    const answer = await world.gateway.submit(request);
    expect(answer).toMatchObject({
      kind: 'view',
      view: { state: 'refused', blockers: [{ code: 'INVOICE_NOT_FOUND' }] },
    });
    const events = await eventsOfCorrection(world, 'DE100:nowhere');
    expect(events.length).toBeLessThanOrEqual(9);
    expect(count(events, 'ACTIVITY_TASK_SCHEDULED')).toBe(0);
    expect(await world.store.collections.corrections.findOne({ _id: request.requestId })).toMatchObject({
      state: 'refused',
    });
    await keepHistory(world, 'refused', correctionWorkflowId('DE100:nowhere'));
  });

  test('one step, one approval: 9 while it waits, 18 at the end (R13)', async () => {
    const { invoiceId, request } = await waiting('approved');
    expect((await eventsOfCorrection(world, invoiceId)).length).toBeLessThanOrEqual(9);
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({
      view: {
        state: 'applied',
        documents: [
          { status: 'canceled', balanceMinor: 0 },
          { status: 'settled', balanceMinor: 0 },
        ],
      },
    });
    const events = await eventsOfCorrection(world, invoiceId);
    expect(events.length).toBeLessThanOrEqual(18);
    expect(count(events, 'WORKFLOW_TASK_COMPLETED')).toBe(2);
    await keepHistory(world, 'approved', correctionWorkflowId(invoiceId));
  });

  test('the same by signal: 17', async () => {
    const { invoiceId, request } = await waiting('signalled');
    const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
    await handle.signal(decideSignal, await aMessage(world, request, { by: 'carla' }));
    expect(await handle.result()).toMatchObject({ state: 'applied' });
    expect((await eventsOfCorrection(world, invoiceId)).length).toBeLessThanOrEqual(17);
    await keepHistory(world, 'approved-by-signal', correctionWorkflowId(invoiceId));
  });

  test('rejected: 18, the invoice is free again and nothing moved', async () => {
    const { invoiceId, request } = await waiting('rejected');
    expect(await decide(world, request, { by: 'carla', command: 'reject', comment: 'not ours' })).toMatchObject({
      view: { state: 'rejected', by: 'carla', comment: 'not ours' },
    });
    expect((await eventsOfCorrection(world, invoiceId)).length).toBeLessThanOrEqual(18);
    expect(await world.store.collections.invoices.findOne({ _id: invoiceId })).toMatchObject({
      status: 'open',
      version: 1,
      balanceMinor: 50_001,
    });
    expect(
      await world.store.collections.invoices.countDocuments({ _id: invoiceId, openCorrectionId: { $exists: true } }),
    ).toBe(0);
    await keepHistory(world, 'rejected', correctionWorkflowId(invoiceId));
  });

  test('withdrawn by the requester: 18', async () => {
    const { invoiceId, request } = await waiting('withdrawn');
    expect(await decide(world, request, { by: 'ben', command: 'withdraw', comment: 'x' })).toMatchObject({
      refusal: { code: 'NOT_REQUESTER' },
    });
    expect(await decide(world, request, { by: 'maria', command: 'withdraw', comment: 'my mistake' })).toMatchObject({
      view: { state: 'withdrawn', by: 'maria' },
    });
    expect((await eventsOfCorrection(world, invoiceId)).length).toBeLessThanOrEqual(18);
    await keepHistory(world, 'withdrawn', correctionWorkflowId(invoiceId));
  });

  test('canceled in the Temporal UI while it waits: 17, withdrawn by operator:unverified, completed and not CANCELLED', async () => {
    const { invoiceId } = await waiting('ui-cancel');
    const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ state: 'withdrawn', by: 'operator:unverified' });
    expect((await handle.describe()).status.name).toBe('COMPLETED');
    expect((await eventsOfCorrection(world, invoiceId)).length).toBeLessThanOrEqual(17);
    await keepHistory(world, 'canceled-in-ui', correctionWorkflowId(invoiceId));
  });
});

describe('the Temporal UI', () => {
  test('shows state, roles and due time as search attributes, and a summary', async () => {
    const { invoiceId, request } = await waiting('ui ✓/1');
    const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
    const described = await handle.describe();
    expect(described.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toEqual(
      expect.arrayContaining([
        ['InvoiceId', invoiceId],
        ['CorrectionKind', 'cancel'],
        ['CorrectionState', 'open'],
        ['RequesterId', 'maria'],
        ['RequesterType', 'person'],
        ['ApprovalRoles', ['ar-approver', 'finance-approver']],
        ['ApprovalDueAt', expect.any(Date)],
      ]),
    );
    expect(await untilState(world, invoiceId, 'open')).toMatchObject({
      waitingFor: { why: ['EUR 500.01 is above the limit of EUR 500.00'] },
    });
    await decide(world, request, { by: 'ben' });
    const closed = await handle.describe();
    const attributes = closed.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(attributes).toContainEqual(['CorrectionState', 'applied']);
    expect(attributes.map(([name]) => name)).not.toContain('ApprovalDueAt'); // nobody is waited for any more
  });
});
