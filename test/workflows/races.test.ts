import { afterAll, describe, expect, test } from 'vitest';
import type { DecisionMessage } from '../../domain/decision.ts';
import type { GatewayAnswer } from '../../client/gateway.ts';
import { correctionWorkflowId, decideUpdate, submitUpdate } from '../../workflows/contract.ts';
import { aMessage, decide, eventsOfCorrection } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld();
const codeOf = (answer: GatewayAnswer): string => {
  if (answer.kind === 'unknown') return 'unknown';
  if (answer.kind === 'refused') return answer.refusal.code;
  return answer.view.state === 'refused' ? (answer.view.blockers[0]?.code ?? '') : answer.view.state;
};
const counts: Record<string, number> = {};
const note = (codes: readonly string[]): void => codes.forEach((code) => (counts[code] = (counts[code] ?? 0) + 1));
afterAll(() => console.log('answers of the races:', counts));

describe('many at once', () => {
  test('50 parallel requests on one invoice give exactly one cancellation (odoo 27165)', async () => {
    const invoiceId = await put(world.store, { number: 'fifty' });
    const requests = Array.from({ length: 50 }, () => aRequest(invoiceId));
    note((await Promise.all(requests.map((request) => world.gateway.submit(request)))).map(codeOf));
    // Asked again, as the gateway does by a look into the ledger: a caller whose run closed before its question came in may
    // have met the next request's run and heard PENDING_REQUEST_EXISTS.
    const codes: string[] = [];
    for (const request of requests) codes.push(codeOf(await world.gateway.submit(request)));
    expect(codes.filter((code) => code === 'applied')).toHaveLength(1);
    expect(codes.filter((code) => code === 'ALREADY_CANCELED')).toHaveLength(49);
    expect(await world.store.collections.invoices.countDocuments({ 'links.cancels': invoiceId })).toBe(1);
  });

  test('20 requests on an invoice that waits: one in, 19 typed refusals naming it, not one event more', async () => {
    const invoiceId = await put(world.store, { number: 'twenty', lines: grossOf('900.00') });
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.gateway.submit(aRequest(invoiceId))));
    const open = answers.flatMap((answer) =>
      answer.kind === 'view' && answer.view.state === 'open' ? [answer.view.requestId] : [],
    );
    expect(open).toHaveLength(1);
    const refused = answers.flatMap((answer) => (answer.kind === 'refused' ? [answer.refusal] : []));
    expect(refused.map(({ code }) => code)).toEqual(Array.from({ length: 19 }, () => 'PENDING_REQUEST_EXISTS'));
    expect(refused.every(({ message }) => message.includes(String(open[0])))).toBe(true);
    // A busy server may run a workflow task for them; the refused updates themselves leave nothing.
    const events = (await eventsOfCorrection(world, invoiceId)).filter((event) => !event.startsWith('WORKFLOW_TASK_'));
    expect(events.toSorted()).toEqual([
      'MARKER_RECORDED',
      'TIMER_STARTED',
      'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
      'WORKFLOW_EXECUTION_STARTED',
      'WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
      'WORKFLOW_EXECUTION_UPDATE_COMPLETED',
    ]);
  });

  test('the same request 10 times at once is one correction with 10 equal answers', async () => {
    const invoiceId = await put(world.store, { number: 'same' });
    const request = aRequest(invoiceId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.gateway.submit(request)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ view: { state: 'applied' } });
  });

  test('approve and reject in one task: the first in history wins, the other hears how it ended', async () => {
    const invoiceId = await put(world.store, { number: 'both', lines: grossOf('900.00') });
    const request = aRequest(invoiceId);
    await world.gateway.submit(request);
    const [approve, reject] = [
      await aMessage(world, request, { by: 'ben' }),
      await aMessage(world, request, { by: 'carla', command: 'reject', comment: 'no' }),
    ];
    await world.stopWorker();
    const run = {
      invoiceId,
      firstExecutionRunId:
        (await world.store.collections.corrections.findOne({ _id: request.requestId }))?.firstExecutionRunId ?? '',
    };
    const both = Promise.all([world.gateway.decide(approve, run), world.gateway.decide(reject, run)]);
    await world.startWorker();
    const codes = (await both).map(codeOf);
    note(codes);
    expect([
      ['applied', 'GATE_CLOSED'],
      ['GATE_CLOSED', 'rejected'],
    ]).toContainEqual(codes);
  });

  test('one decision posted 10 times at once is one vote with 10 equal answers (A1)', async () => {
    const invoiceId = await put(world.store, { number: 'double-click', lines: grossOf('900.00') });
    const request = aRequest(invoiceId);
    await world.gateway.submit(request);
    const decision = await aMessage(world, request, { by: 'ben' });
    const run = {
      invoiceId,
      firstExecutionRunId:
        (await world.store.collections.corrections.findOne({ _id: request.requestId }))?.firstExecutionRunId ?? '',
    };
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.gateway.decide(decision, run)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ view: { state: 'applied' } });
  });
});

describe('messages that change nothing', () => {
  test('a late decision never meets the next request on the invoice (guides/temporal.md section 3.8)', async () => {
    const invoiceId = await put(world.store, { number: 'next', lines: grossOf('900.00') });
    const first = aRequest(invoiceId);
    await world.gateway.submit(first);
    const late = await aMessage(world, first, { by: 'ben' });
    const stored = await world.store.collections.corrections.findOne({ _id: first.requestId });
    await decide(world, first, { by: 'carla', command: 'reject', comment: 'no' });
    await world.gateway.submit(aRequest(invoiceId));
    const answer = await world.gateway.decide(late, {
      invoiceId,
      firstExecutionRunId: stored?.firstExecutionRunId ?? '',
    });
    expect(answer).toMatchObject({ kind: 'refused', refusal: { code: 'GATE_CLOSED' } });
    expect(await world.store.collections.invoices.findOne({ _id: invoiceId })).toMatchObject({ status: 'open' });
  });

  test.each<[what: string, message: unknown, code: string]>([
    ['no object', 'yes', 'MALFORMED'],
    ['nothing', undefined, 'MALFORMED'],
    ['an unknown field', { v: 1, approve: true }, 'MALFORMED'],
  ])('a raw decide with %s is refused as %s and leaves no event', async (_what, message, code) => {
    const invoiceId = await put(world.store, { number: `raw ${String(Math.random())}`, lines: grossOf('900.00') });
    await world.gateway.submit(aRequest(invoiceId));
    const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
    await expect(handle.executeUpdate(decideUpdate, { args: [message as DecisionMessage] })).rejects.toMatchObject({
      cause: { type: code },
    });
    await expect(handle.executeUpdate(submitUpdate, { args: [message as never] })).rejects.toMatchObject({
      cause: { type: 'MALFORMED' },
    });
    await handle.signal('decideSignal', message);
    await handle.signal('no-such-signal');
    expect(await handle.query('state')).toMatchObject({ state: 'open' });
    await handle.cancel();
    await handle.result();
  });
});
