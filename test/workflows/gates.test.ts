import { describe, expect, test } from 'vitest';
import type { CorrectionRequest } from '../../domain/request.ts';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { decide, eventsOfCorrection, untilState } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { keepHistory } from '../support/histories.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld, type World } from '../support/world.ts';

const review = aStep({ quorum: 2, distinctUnits: 2 });
const release = aStep({ name: 'release', roles: ['controller'], escalateTo: ['cfo'] });
const two = useWorld({ policy: lenientPolicy({ steps: [aStep(), release] }) });
const quorum = useWorld({ policy: lenientPolicy({ steps: [review] }) });

async function waiting(world: World, number: string, over: Partial<CorrectionRequest> = {}) {
  const invoiceId = await put(world.store, { number, lines: grossOf('900.00') });
  const request = aRequest(invoiceId, over);
  expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'open' } });
  return request;
}
const record = ({ store }: World, { requestId }: CorrectionRequest) =>
  store.collections.corrections.findOne({ _id: requestId });
const codeOf = async (answer: ReturnType<typeof decide>): Promise<string> => {
  const given = await answer;
  return given.kind === 'refused' ? given.refusal.code : given.kind === 'view' ? given.view.state : given.kind;
};

describe('a quorum of two persons of different units', () => {
  test('the first signature is kept with its proof, one of the same unit is refused, the second applies; at most 24 events', async () => {
    const request = await waiting(quorum, 'G-quorum');
    expect(await decide(quorum, request, { by: 'carla' })).toMatchObject({
      view: { state: 'open', waitingFor: { votes: ['carla'], quorum: 2 } },
    });
    expect(await codeOf(decide(quorum, request, { by: 'greta' }))).toBe('UNIT_ALREADY_COUNTED'); // finance, as carla
    expect(await codeOf(decide(quorum, request, { by: 'carla' }))).toBe('ALREADY_VOTED');
    expect(await record(quorum, request)).toMatchObject({
      state: 'open', revision: 1, log: [{ revision: 1, message: { proof: { text: expect.stringContaining('"carla"') } } }],
    }); // prettier-ignore
    expect(await decide(quorum, request, { by: 'ben' })).toMatchObject({ view: { state: 'applied' } });
    expect((await eventsOfCorrection(quorum, request.invoiceId)).length).toBeLessThanOrEqual(24);
    expect((await record(quorum, request))?.log).toHaveLength(2);
    await keepHistory(quorum, 'quorum-two', correctionWorkflowId(request.invoiceId));
  });

  test('a signature is taken back before the quorum, at most three times', async () => {
    const request = await waiting(quorum, 'G-retract');
    expect(await codeOf(decide(quorum, request, { by: 'ben', command: 'retract' }))).toBe('NO_VOTE');
    for (let times = 1; times <= 3; times += 1) {
      expect(await codeOf(decide(quorum, request, { by: 'ben' }))).toBe('open');
      expect(await decide(quorum, request, { by: 'ben', command: 'retract' })).toMatchObject({
        view: { state: 'open', waitingFor: { votes: [] } },
      });
    }
    await decide(quorum, request, { by: 'ben' });
    expect(await codeOf(decide(quorum, request, { by: 'ben', command: 'retract' }))).toBe('RETRACT_LIMIT');
    expect(await codeOf(decide(quorum, request, { by: 'carla' }))).toBe('applied');
    await keepHistory(quorum, 'retracted', correctionWorkflowId(request.invoiceId));
  });

  test('who rejects ends it, whatever was signed, and every proof is kept', async () => {
    const request = await waiting(quorum, 'G-reject');
    await decide(quorum, request, { by: 'ben' });
    expect(await codeOf(decide(quorum, request, { by: 'carla', command: 'reject', comment: 'no' }))).toBe('rejected');
    const stored = await record(quorum, request);
    expect(stored?.log.map(({ message }) => message.comment)).toEqual([undefined, 'no']);
    expect(await quorum.store.collections.exposures.countDocuments({ _id: request.requestId })).toBe(0);
  });
});

describe('two steps', () => {
  test('another role and another person; the second step is asked for; at most 27 events', async () => {
    const request = await waiting(two, 'G-two');
    expect(await codeOf(decide(two, request, { by: 'nora' }))).toBe('NOT_ELIGIBLE');
    expect(await decide(two, request, { by: 'ben' })).toMatchObject({
      view: { state: 'open', waitingFor: { step: 1, stepName: 'release', roles: ['controller'], votes: ['ben'] } },
    });
    expect(await codeOf(decide(two, request, { by: 'ben', step: 1 }))).toBe('NOT_ELIGIBLE');
    expect(await codeOf(decide(two, request, { by: 'nora', step: 1 }))).toBe('applied');
    const asked = await two.store.collections.outbox
      .find({ invoiceId: request.invoiceId, topic: 'approval.requested' })
      .toArray();
    expect(asked.map(({ recipient }) => recipient)).toEqual(expect.arrayContaining(['nora@example.com', 'paul@example.com'])); // prettier-ignore
    expect((await eventsOfCorrection(two, request.invoiceId)).length).toBeLessThanOrEqual(27);
    await keepHistory(two, 'two-steps', correctionWorkflowId(request.invoiceId));
  });
});

describe('another plan for the same request', () => {
  test('revise: a new plan and hash, all votes void, the past one kept; an old signature does not fit', async () => {
    const invoiceId = await put(quorum.store, { number: 'G-revise', lines: grossOf('900.00') }, { payments: [{ id: 'p', amountMinor: 90_000 }] }); // prettier-ignore
    const request = aRequest(invoiceId, { kind: 'refund', input: { amount: '700.00' } });
    await quorum.gateway.submit(request);
    await decide(quorum, request, { by: 'carla' });
    const before = await record(quorum, request);
    expect(await codeOf(decide(quorum, request, { by: 'ben', command: 'revise', input: { amount: '600.00' } }))).toBe('NOT_REQUESTER'); // prettier-ignore
    expect(await decide(quorum, request, { by: 'maria', command: 'revise', input: { amount: '600.00' } })).toMatchObject({
      view: { state: 'open', waitingFor: { revision: 2, step: 0, votes: [] } },
    }); // prettier-ignore
    const after = await record(quorum, request);
    expect(after).toMatchObject({
      state: 'open', revision: 2, openedAtMs: before?.openedAtMs, opening: { insiders: expect.arrayContaining(['maria']) },
      pastRevisions: [{ revision: 1, planHash: before?.planHash, cause: { command: 'revise', by: 'maria' } }],
    }); // prettier-ignore
    expect(after?.planHash).not.toBe(before?.planHash);
    const old = { revision: 1, planHash: before?.planHash ?? '' };
    expect(await codeOf(decide(quorum, request, { by: 'ben', ...old }))).toBe('WRONG_STEP');
    expect(await codeOf(decide(quorum, request, { by: 'ben', planHash: before?.planHash ?? '' }))).toBe('PLAN_MISMATCH'); // prettier-ignore
    await decide(quorum, request, { by: 'carla' });
    expect(await decide(quorum, request, { by: 'ben' })).toMatchObject({
      view: { state: 'applied', customers: [{ payableDeltaMinor: 60_000 }] },
    });
    await keepHistory(quorum, 'revised', correctionWorkflowId(invoiceId));
  });

  test('a revision that needs nobody is applied at once; one that is blocked ends as refused', async () => {
    const number = (n: string) => put(quorum.store, { number: n, lines: grossOf('900.00') }, { payments: [{ id: `p-${n}`, amountMinor: 90_000 }] }); // prettier-ignore
    const small = aRequest(await number('G-small'), { kind: 'refund', input: { amount: '700.00' } });
    const large = aRequest(await number('G-large'), { kind: 'refund', input: { amount: '700.00' } });
    for (const request of [small, large]) await quorum.gateway.submit(request);
    expect(await decide(quorum, small, { by: 'maria', command: 'revise', input: { amount: '10.00' } })).toMatchObject({
      view: { state: 'applied', customers: [{ payableDeltaMinor: 1_000 }] },
    });
    expect(await decide(quorum, large, { by: 'maria', command: 'revise', input: { amount: '9000.00' } })).toMatchObject({
      view: { state: 'refused', blockers: [{ code: 'EXCEEDS_REFUNDABLE' }] },
    }); // prettier-ignore
    expect(await quorum.store.collections.invoices.findOne({ _id: large.invoiceId })).not.toHaveProperty('openCorrectionId'); // prettier-ignore
  });

  test('reevaluate: an operator brings it under the policy and the keys of today, with a reason', async () => {
    const request = await waiting(two, 'G-reevaluate');
    await decide(two, request, { by: 'ben' });
    const command = 'reevaluate';
    expect(await codeOf(decide(two, request, { by: 'maria', command, comment: 'x' }))).toBe('NOT_OPERATOR');
    expect(await codeOf(decide(two, request, { by: 'otto', command }))).toBe('REASON_REQUIRED');
    const { policies } = two.store.collections;
    const { putFirstPolicy } = await import('../../store/policies.ts');
    await policies.updateOne({ _id: '1' }, { $set: { state: 'superseded' } });
    await putFirstPolicy(two.store, lenientPolicy({ over: { version: '2' } }), 'tests', new Date());
    expect(await decide(two, request, { by: 'otto', command, comment: 'new policy' })).toMatchObject({
      view: { state: 'open', waitingFor: { revision: 2, steps: 1, votes: [] } },
    });
    expect(await record(two, request)).toMatchObject({ opening: { policyVersion: '2' }, pastRevisions: [{ policyVersion: '1' }] }); // prettier-ignore
    expect(await codeOf(decide(two, request, { by: 'ben' }))).toBe('applied');
    await policies.deleteOne({ _id: '2' });
    await policies.updateOne({ _id: '1' }, { $set: { state: 'active' } });
    await keepHistory(two, 'reevaluated', correctionWorkflowId(request.invoiceId));
  });

  test('five revisions at most', async () => {
    const invoiceId = await put(quorum.store, { number: 'G-five', lines: grossOf('900.00') }, { payments: [{ id: 'p5', amountMinor: 90_000 }] }); // prettier-ignore
    const request = aRequest(invoiceId, { kind: 'refund', input: { amount: '700.00' } });
    await quorum.gateway.submit(request);
    for (let revision = 2; revision <= 5; revision += 1)
      expect(await codeOf(decide(quorum, request, { by: 'maria', command: 'revise', input: { amount: `${700 + revision}.00` } }))).toBe('open'); // prettier-ignore
    expect(await codeOf(decide(quorum, request, { by: 'maria', command: 'revise', input: { amount: '501.00' } }))).toBe('REVISION_LIMIT'); // prettier-ignore
    expect(await untilState(quorum, invoiceId, 'open')).toMatchObject({ waitingFor: { revision: 5 } });
  });
});

describe('a run that is gone', () => {
  test('a terminated gate comes back with its votes, and the next signature completes it', async () => {
    const request = await waiting(quorum, 'G-rejoin');
    await decide(quorum, request, { by: 'carla' });
    await quorum.client.workflow.getHandle(correctionWorkflowId(request.invoiceId)).terminate();
    expect(await quorum.gateway.submit(request)).toMatchObject({
      view: { state: 'open', waitingFor: { votes: ['carla'] } },
    });
    expect(await codeOf(decide(quorum, request, { by: 'carla' }))).toBe('ALREADY_VOTED');
    expect(await codeOf(decide(quorum, request, { by: 'ben' }))).toBe('applied');
  });
});
