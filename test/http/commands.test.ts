import { describe, expect, test } from 'vitest';
import { untilState } from '../support/decisions.ts';
import { useWorld } from '../support/world.ts';
import { call, overWorld } from './support/gateway.ts';
import { noOf, waitingFor } from './support/waiting.ts';

// A second signature finalises what is made, so that a step can be complete while the gate is open.
const world = useWorld({ settings: { cancel: { finalise: 'manual' } } });
type Detail = Readonly<Record<string, never>> & {
  readonly revisions: readonly { readonly said: readonly { readonly command: string }[] }[];
};

describe('retract', () => {
  test('takes the own signature back while its step is open, and not after', async () => {
    const one = await waitingFor(world, 'cmd-A-1');
    expect(noOf(await one.decide('ben', { command: 'retract' }))).toEqual([409, 'NO_VOTE']);
    expect(await one.decide('ben')).toMatchObject({ status: 202, body: { state: 'open', waitingFor: { step: 1, votes: ['ben'] } } });
    expect(noOf(await one.decide('ben', { command: 'retract' }))).toEqual([409, 'STEP_COMPLETE']);
    expect(noOf(await one.decide('carla', { command: 'retract' }))).toEqual([409, 'NO_VOTE']);
  }); // prettier-ignore
});

describe('withdraw', () => {
  test('is for who asked, with a reason', async () => {
    const one = await waitingFor(world, 'cmd-W-1');
    expect(noOf(await one.decide('ben', { command: 'withdraw', comment: 'no' }))).toEqual([403, 'NOT_REQUESTER']);
    expect(noOf(await one.decide('maria', { command: 'withdraw' }))).toEqual([422, 'REASON_REQUIRED']);
    expect(await one.decide('maria', { command: 'withdraw', comment: 'mistake' })).toMatchObject({
      status: 200,
      body: { state: 'withdrawn', by: 'maria', comment: 'mistake' },
    });
  });

  test("of a service's request is for an operator; of an agent's for its owner", async () => {
    const service = await waitingFor(world, 'cmd-W-2', { as: 'billing' });
    expect(noOf(await service.decide('carla', { command: 'withdraw', comment: 'no' }))).toEqual([403, 'NOT_REQUESTER']);
    expect(await service.decide('otto', { command: 'withdraw', comment: 'no' })).toMatchObject({
      body: { state: 'withdrawn', by: 'otto' },
    });
    const agent = await waitingFor(world, 'cmd-W-3', { as: 'assistant' });
    expect(noOf(await agent.decide('carla', { command: 'withdraw', comment: 'no' }))).toEqual([403, 'NOT_REQUESTER']);
    expect(noOf(await agent.decide('greta'))).toEqual([403, 'SOD_CONFLICT']);
    expect(await agent.decide('greta', { command: 'withdraw', comment: 'no' })).toMatchObject({
      body: { state: 'withdrawn', by: 'greta' },
    });
  });
});

describe('revise', () => {
  test('makes another plan: the votes of before are void, what was said stays to be read', async () => {
    const one = await waitingFor(world, 'cmd-R-1', { kind: 'update', set: { dueDate: '2027-01-31' } });
    const before = (await one.read()).body['waitingFor'] as { readonly planHash: string };
    const input = { kind: 'update', set: { dueDate: '2027-02-28' } };
    expect(noOf(await one.decide('ben', { command: 'revise', input }))).toEqual([403, 'NOT_REQUESTER']);
    const revised = await one.decide('maria', { command: 'revise', input, comment: 'as the customer asked' });
    expect(revised).toMatchObject({
      status: 202,
      body: { state: 'open', waitingFor: { revision: 2, step: 0, votes: [] } },
    });
    const after = await one.read('ben');
    expect(after.body).toMatchObject({
      plan: { input: { set: { dueDate: '2027-02-28' } } },
      votes: [],
      revisions: [
        { revision: 1, planHash: before.planHash, replacedAt: expect.any(String), said: [{ command: 'revise', by: 'maria', comment: 'as the customer asked' }], plan: { input: { set: { dueDate: '2027-01-31' } } } },
        { revision: 2, said: [] },
      ],
    }); // prettier-ignore
    expect((after.body as Detail).revisions[1]).not.toHaveProperty('plan');
    // Who has the earlier page open signs nothing.
    expect(noOf(await one.decide('ben', { revision: 1, planHash: before.planHash }))).toEqual([409, 'WRONG_STEP']);
    expect(noOf(await one.decide('ben', { planHash: before.planHash }))).toEqual([409, 'PLAN_MISMATCH']);
    expect(await one.decide('ben')).toMatchObject({ status: 200, body: { state: 'applied' } });
  });

  test('to the same again plans on what the invoice is now; another kind is another request', async () => {
    const one = await waitingFor(world, 'cmd-R-2');
    expect(await one.decide('maria', { command: 'revise', input: { kind: 'discount', amount: '1.00' } })).toMatchObject(
      { status: 400, body: { code: 'MALFORMED', param: 'input.kind' } },
    );
    expect(await one.decide('ben', { input: { kind: 'cancel' } })).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED', param: 'input' },
    });
    expect(await one.decide('maria', { command: 'revise' })).toMatchObject({ body: { waitingFor: { revision: 2 } } });
  });

  test('is done at most so often', async () => {
    const one = await waitingFor(world, 'cmd-R-3');
    for (const revision of [2, 3, 4, 5])
      expect(await one.decide('maria', { command: 'revise' })).toMatchObject({ body: { waitingFor: { revision } } });
    expect(noOf(await one.decide('maria', { command: 'revise' }))).toEqual([409, 'REVISION_LIMIT']);
  });
});

describe('reevaluate', () => {
  test("is an operator's, with a reason; votes are void", async () => {
    const one = await waitingFor(world, 'cmd-E-1');
    await one.decide('ben');
    expect(noOf(await one.decide('ben', { command: 'reevaluate', comment: 'why not' }))).toEqual([403, 'NOT_OPERATOR']);
    expect(noOf(await one.decide('otto', { command: 'reevaluate' }))).toEqual([422, 'REASON_REQUIRED']);
    expect(await one.decide('otto', { command: 'reevaluate', comment: 'new policy' })).toMatchObject({
      status: 202,
      body: { waitingFor: { revision: 2, step: 0, votes: [] } },
    });
    expect((await one.read()).body).toMatchObject({ votes: [], revisions: [{ said: [{ command: 'approve' }, { command: 'reevaluate', by: 'otto' }] }, {}] });
  }); // prettier-ignore
});

test('one person signs one step: whoever signed the first does not finalise', async () => {
  const one = await waitingFor(world, 'cmd-V-1');
  await one.decide('ben');
  expect(noOf(await one.decide('ben'))).toEqual([409, 'ALREADY_VOTED']);
  expect(noOf(await one.decide('carla', { step: 0 }))).toEqual([409, 'WRONG_STEP']);
  expect(await one.decide('carla')).toMatchObject({ status: 200, body: { state: 'applied' } });
  expect((await one.read()).body['votes']).toMatchObject([
    { by: 'ben', step: 0 },
    { by: 'carla', step: 1 },
  ]);
});

test('a plan that the invoice has moved away from is signed by nobody, and can be revised', async () => {
  const one = await waitingFor(world, 'cmd-O-1');
  const paid = await call(overWorld(world), 'POST', `/v1/invoices/${encodeURIComponent(one.invoiceId)}/payments`, {
    as: 'otto',
    body: { reference: 'p-1', amount: '1.00', pending: true },
  });
  expect(paid.status).toBe(200);
  await untilState(world, one.invoiceId, 'outdated');
  expect(noOf(await one.decide('ben'))).toEqual([409, 'PLAN_OUTDATED']);
  expect(await one.decide('ben', { command: 'reject', comment: 'no' })).toMatchObject({ body: { state: 'rejected' } });
});

describe('retry', () => {
  test('of what is not stuck is NOT_STUCK, for operators alone', async () => {
    const one = await waitingFor(world, 'cmd-T-1');
    const retry = (as: string, requestId = one.requestId) =>
      call(overWorld(world), 'POST', `/v1/corrections/${requestId}/retry`, { as });
    expect(noOf(await retry('ben'))).toEqual([403, 'FORBIDDEN_PRINCIPAL']);
    expect(noOf(await retry('bank'))).toEqual([403, 'FORBIDDEN_PRINCIPAL']);
    expect(noOf(await retry('otto', 'r_none'))).toEqual([404, 'REQUEST_NOT_FOUND']);
    expect(noOf(await retry('otto'))).toEqual([409, 'NOT_STUCK']);
    await one.decide('maria', { command: 'withdraw', comment: 'done' });
    expect(await retry('otto')).toMatchObject({ status: 409, body: { code: 'NOT_STUCK', outcome: { state: 'withdrawn' } } });
  }); // prettier-ignore
});
