import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../domain/decision.ts';
import type { CorrectionRequest, Principal } from '../../domain/request.ts';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { person, useWorld } from '../support/world.ts';

const world = useWorld({ settings: { approval: { review: { remindEveryMs: 60_000, expireAfterMs: 120_000 } } } });

const decision = async (request: CorrectionRequest, by: Principal, over: Partial<Decision> = {}) => {
  const stored = await world.store.collections.corrections.findOne({ _id: request.requestId });
  const made: Decision = {
    v: 1, command: 'approve', requestId: request.requestId, revision: 1, step: 0, planHash: stored?.planHash ?? '', decisionId: ulid(), actor: by, ...over,
  }; // prettier-ignore
  return { made, run: { invoiceId: request.invoiceId, firstExecutionRunId: stored?.firstExecutionRunId ?? '' } };
};
const decide = async (request: CorrectionRequest, by: Principal, over: Partial<Decision> = {}) => {
  const { made, run } = await decision(request, by, over);
  return world.gateway.decide(made, run);
};
const historyOf = async (invoiceId: string) => {
  const { events = [] } = await world.client.workflow.getHandle(correctionWorkflowId(invoiceId)).fetchHistory();
  return (events ?? []).map((event) => String(event.eventType));
};

describe('the paths of a correction', () => {
  test('a small unpaid invoice is canceled at once, in one workflow task', async () => {
    const invoiceId = await put(world.store, { number: 'P-1' });
    const answer = await world.gateway.submit(aRequest(invoiceId));
    expect(answer).toMatchObject({ kind: 'view', view: { state: 'applied' } });
    console.log(await historyOf(invoiceId));
    expect((await historyOf(invoiceId)).length).toBeLessThanOrEqual(9);
  });

  test('a large one waits, and is applied when an approver signs', async () => {
    const invoiceId = await put(world.store, { number: 'P-2', lines: grossOf('500.01') });
    const request = aRequest(invoiceId);
    const pending = await world.gateway.submit(request);
    expect(pending).toMatchObject({
      kind: 'view',
      view: { state: 'open', waitingFor: { roles: ['ar-approver', 'finance-approver'] } },
    });
    expect(await decide(request, person('maria'))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'SOD_CONFLICT' },
    });
    const done = await decide(request, person('ben'));
    expect(done).toMatchObject({ kind: 'view', view: { state: 'applied' } });
    console.log(await historyOf(invoiceId));
    expect((await historyOf(invoiceId)).length).toBeLessThanOrEqual(18);
  });
});
