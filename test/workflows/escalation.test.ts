import { describe, expect, test } from 'vitest';
import { recordPayment } from '../../store/payments.ts';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { decide, eventsOfCorrection, until, untilEvent, untilState } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { keepHistory } from '../support/histories.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld, type World } from '../support/world.ts';

const escalating = useWorld({
  policy: lenientPolicy({ steps: [aStep({ remindEveryMs: 60_000, escalateAfterMs: 4_000, expireAfterMs: 60_000 })] }),
});
const short = useWorld({
  policy: lenientPolicy({
    steps: [aStep({ remindEveryMs: 60_000, escalateTo: [], expireAfterMs: 60_000 })],
    over: { maxOpenMs: 2_500 },
  }),
});

async function waiting(world: World, number: string) {
  const invoiceId = await put(world.store, { number, lines: grossOf('900.00') });
  const request = aRequest(invoiceId);
  expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'open' } });
  return request;
}
const handleOf = (world: World, invoiceId: string) => world.client.workflow.getHandle(correctionWorkflowId(invoiceId));

describe('escalation', () => {
  test('adds those above: they are told and may sign then, not before; nothing is approved by it', async () => {
    const request = await waiting(escalating, 'E-1');
    expect(await decide(escalating, request, { by: 'nora' })).toMatchObject({ refusal: { code: 'NOT_ELIGIBLE' } });
    // By its history: a query that comes in while the messages are written ends the task early, and costs another one.
    await untilEvent(escalating, request.invoiceId, 'TIMER_STARTED', 2);
    const view = await until(async () => {
      const seen = await handleOf(escalating, request.invoiceId).query<{ waitingFor?: { escalated: boolean } }>(
        'state',
      );
      return seen.waitingFor?.escalated ? seen : undefined;
    }, 'escalation');
    expect(view).toMatchObject({ state: 'open', waitingFor: { roles: ['ar-approver', 'finance-approver', 'controller'], votes: [] } }); // prettier-ignore
    const told = await until(async () => {
      const rows = await escalating.store.collections.outbox.find({ invoiceId: request.invoiceId, topic: 'approval.escalated' }).toArray(); // prettier-ignore
      return rows.length === 3 ? rows : undefined;
    }, 'messages to the controllers');
    expect(told.map(({ recipient }) => recipient).toSorted()).toEqual(['nora', 'paul', 'ruth'].map((id) => `${id}@example.com`)); // prettier-ignore
    const { typedSearchAttributes } = await handleOf(escalating, request.invoiceId).describe();
    expect(typedSearchAttributes.getAll().find(({ key }) => key.name === 'ApprovalRoles')?.value).toEqual(['ar-approver', 'finance-approver', 'controller']); // prettier-ignore
    expect(await decide(escalating, request, { by: 'nora' })).toMatchObject({ view: { state: 'applied' } });
    const events = await eventsOfCorrection(escalating, request.invoiceId);
    expect(events.length).toBeLessThanOrEqual(18 + 7); // timer, task, message, upsert, timer
    await keepHistory(escalating, 'escalated', correctionWorkflowId(request.invoiceId));
  });
});

describe('the invoice moves while people are asked', () => {
  const moved = async (number: string) => {
    const request = await waiting(short, number);
    await recordPayment(short.store, request.invoiceId, { reference: number, amountMinor: 1_000 }, { actor: 'bank', now: new Date() }); // prettier-ignore
    await short.gateway.hintMoved(request.invoiceId);
    expect(await untilState(short, request.invoiceId, 'outdated')).toMatchObject({ waitingFor: { votes: [] } });
    return request;
  };

  test('outdated: nothing can be signed; a revision makes a plan that fits or says why there is none', async () => {
    const request = await moved('O-revise');
    expect(await short.store.collections.corrections.findOne({ _id: request.requestId })).toMatchObject({ state: 'outdated' }); // prettier-ignore
    expect(await decide(short, request, { by: 'ben' })).toMatchObject({ refusal: { code: 'PLAN_OUTDATED' } });
    expect(await decide(short, request, { by: 'maria', command: 'revise' })).toMatchObject({
      view: { state: 'refused', blockers: [{ code: 'HAS_PAYMENTS' }] },
    });
  });

  test('outdated and left alone it ends stale, never expired, and the invoice is free', async () => {
    const request = await moved('O-stale');
    expect(await handleOf(short, request.invoiceId).result()).toMatchObject({
      state: 'stale', plannedVersion: 1, currentVersion: 2,
    }); // prettier-ignore
    expect(await short.store.collections.invoices.findOne({ _id: request.invoiceId })).not.toHaveProperty('openCorrectionId'); // prettier-ignore
    await keepHistory(short, 'outdated-then-stale', correctionWorkflowId(request.invoiceId));
  });

  test('a hint about an invoice that has not moved changes nothing; one about an invoice without a request is no error', async () => {
    const request = await waiting(short, 'O-same');
    await short.gateway.hintMoved(request.invoiceId);
    expect(await decide(short, request, { by: 'ben' })).toMatchObject({ view: { state: 'applied' } });
    await short.gateway.hintMoved('DE100:nobody');
  });
});

test('maxOpen counts over all revisions: a revised request expires with the first clock', async () => {
  const invoiceId = await put(short.store, { number: 'M-open', lines: grossOf('900.00') }, { payments: [{ id: 'p', amountMinor: 90_000 }] }); // prettier-ignore
  const request = aRequest(invoiceId, { kind: 'refund', input: { amount: '700.00' } });
  await short.gateway.submit(request);
  expect(await decide(short, request, { by: 'maria', command: 'revise', input: { amount: '600.00' } })).toMatchObject({ view: { waitingFor: { revision: 2 } } }); // prettier-ignore
  const stored = await short.store.collections.corrections.findOne({ _id: request.requestId });
  const outcome = await handleOf(short, invoiceId).result();
  expect(outcome).toMatchObject({ state: 'expired' });
  const { at } = outcome as { readonly at: string };
  expect(Date.parse(at) - (stored?.openedAtMs ?? 0)).toBeGreaterThanOrEqual(2_500);
  expect(Date.parse(at) - (stored?.openedAtMs ?? 0)).toBeLessThan(60_000);
  expect(await decide(short, request, { by: 'ben' })).toMatchObject({ refusal: { code: 'GATE_CLOSED' } });
});
