import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import { createGateway } from '../../client/gateway.ts';
import type { OpenView } from '../../domain/request.ts';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { ask, call, overWorld, statusesOf, type Reply } from './support/gateway.ts';

const world = useWorld();

/** A request of maria's that waits, and how to decide on it. */
async function waiting(number: string) {
  const invoiceId = await put(world.store, { number, lines: grossOf('900.00') });
  const { body } = await ask(overWorld(world), invoiceId);
  expect(body).toMatchObject({ state: 'open' });
  const { requestId, waitingFor } = body as unknown as OpenView;
  const { revision, step, planHash } = waitingFor ?? { revision: 0, step: 0, planHash: '' };
  const decide = (
    as: string,
    over: Readonly<Record<string, unknown>> = {},
    subject = overWorld(world),
  ): Promise<Reply> =>
    call(subject, 'POST', `/v1/corrections/${requestId}/decisions`, {
      as,
      body: { command: 'approve', revision, step, planHash, decisionId: ulid(), ...over },
    });
  return { invoiceId, requestId, decide };
}

describe('a decision', () => {
  test('that completes the gate says what was written', async () => {
    const { invoiceId, requestId, decide } = await waiting('http-A-1');
    const reply = await decide('ben');
    expect(reply).toMatchObject({
      status: 200,
      body: { state: 'applied', requestId, documents: [{ id: invoiceId, status: 'canceled' }, { balanceMinor: 0 }], links: { self: `/v1/corrections/${requestId}` } },
    }); // prettier-ignore
    expect(await call(overWorld(world), 'GET', `/v1/corrections/${requestId}`, { as: 'maria' })).toMatchObject({
      body: { state: 'applied', votes: [{ by: 'ben', step: 0, at: expect.any(String) }] },
    });
  });

  test('to reject or withdraw ends it, with who and why', async () => {
    const first = await waiting('http-A-2');
    expect(await first.decide('carla', { command: 'reject', comment: 'wrong customer' })).toMatchObject({
      status: 200,
      body: { state: 'rejected', by: 'carla', comment: 'wrong customer' },
    });
    const second = await waiting('http-A-3');
    expect(await second.decide('maria', { command: 'withdraw', comment: 'mistake' })).toMatchObject({
      status: 200,
      body: { state: 'withdrawn', by: 'maria' },
    });
  });

  test.each([
    ['on an unknown request', 'ben', { requestId: 'another' }, 404, 'REQUEST_NOT_FOUND'],
    ["on one's own request", 'maria', {}, 403, 'SOD_CONFLICT'],
    ['without a fitting role', 'otto', {}, 403, 'NOT_ELIGIBLE'],
    ['on another plan', 'ben', { planHash: 'b'.repeat(64) }, 409, 'PLAN_MISMATCH'],
    ['on another step', 'ben', { step: 1 }, 409, 'WRONG_STEP'],
    ['on another revision', 'ben', { revision: 2 }, 409, 'WRONG_STEP'],
    ['to reject without a reason', 'ben', { command: 'reject' }, 422, 'REASON_REQUIRED'],
    ["to withdraw somebody else's request", 'ben', { command: 'withdraw', comment: 'no' }, 403, 'NOT_REQUESTER'],
  ])(
    '%s changes nothing',
    async (what, as, { requestId, ...over }: Readonly<Record<string, unknown>>, status, code) => {
      const open = await waiting(`http-B ${what}`);
      const reply =
        requestId === undefined
          ? await open.decide(as, over)
          : await call(overWorld(world), 'POST', '/v1/corrections/r_none/decisions', {
              as,
              body: { command: 'approve', revision: 1, step: 0, planHash: 'a', decisionId: ulid() },
            });
      expect([reply.status, reply.body['code']]).toEqual([status, code]);
      expect(await call(overWorld(world), 'GET', `/v1/corrections/${open.requestId}`, { as: 'ben' })).toMatchObject({
        body: { state: 'open', votes: [] },
      });
    },
  );
});

describe('after the end', () => {
  test('a new decision is GATE_CLOSED and says how it ended', async () => {
    const { decide, requestId } = await waiting('http-G-1');
    const applied = await decide('ben');
    const { links: _links, ...outcome } = applied.body;
    for (const command of ['approve', 'reject', 'withdraw'])
      expect(await decide('carla', { command, comment: 'late' })).toMatchObject({
        status: 409,
        body: { code: 'GATE_CLOSED', requestId, outcome },
      });
  });

  test('so it is for a request that never waited', async () => {
    const { body } = await ask(overWorld(world), await put(world.store, { number: 'http-G-2' }));
    const reply = await call(overWorld(world), 'POST', `/v1/corrections/${String(body['requestId'])}/decisions`, {
      as: 'ben', body: { command: 'approve', revision: 1, step: 0, planHash: 'a', decisionId: 'd' },
    }); // prettier-ignore
    expect(reply).toMatchObject({ status: 409, body: { code: 'GATE_CLOSED', outcome: { state: 'applied' } } });
  });

  test('two who decide at once: one is heard, the other told how it ended', async () => {
    const { decide } = await waiting('http-G-3');
    const replies = await Promise.all([decide('ben'), decide('carla', { command: 'reject', comment: 'no' })]);
    expect(statusesOf(replies)).toEqual([200, 409]);
    const [won, lost] = replies[0]?.status === 200 ? replies : [...replies].reverse();
    expect(lost?.body).toMatchObject({ code: 'GATE_CLOSED', outcome: { state: won?.body['state'] } });
  });
});

describe('the same decision id', () => {
  test('again from the same person gives the same answer, whoever answers it', async () => {
    for (const [command, comment] of [
      ['approve', undefined],
      ['reject', 'no'],
      ['withdraw', 'mistake'],
    ] as const) {
      const { decide } = await waiting(`http-D-${command}`);
      const as = command === 'withdraw' ? 'maria' : 'ben';
      const decisionId = ulid();
      const both = await Promise.all([
        decide(as, { command, comment, decisionId }),
        decide(as, { command, comment, decisionId }),
      ]);
      const again = await decide(as, { command, comment, decisionId });
      const offline = await decide(as, { command, comment, decisionId }, overWorld(world, { gateway: silent() }));
      for (const reply of [...both, again, offline]) expect([reply.status, reply.body]).toEqual([200, both[0]?.body]);
    }
  });

  test.each([
    ['an approval', 'approve', undefined],
    ['a rejection', 'reject', 'no'],
  ] as const)('of %s from another person, or for another decision, is 422', async (_what, command, comment) => {
    const { decide } = await waiting(`http-E-${command}`);
    const decisionId = ulid();
    expect((await decide('ben', { command, comment, decisionId })).status).toBe(200);
    const reused = { status: 422, body: { code: 'DECISION_ID_REUSED', param: 'decisionId' } };
    expect(await decide('carla', { command, comment, decisionId })).toMatchObject(reused);
    const other = command === 'approve' ? 'reject' : 'approve';
    expect(await decide('ben', { command: other, comment: 'no', decisionId })).toMatchObject(reused);
    expect(await decide('ben', { command: 'reject', comment: 'other words', decisionId })).toMatchObject(reused);
  });

  test('from two people at once is one decision', async () => {
    const { decide, requestId } = await waiting('http-E-race');
    const decisionId = ulid();
    const replies = await Promise.all([decide('ben', { decisionId }), decide('carla', { decisionId })]);
    expect(statusesOf(replies)).toEqual([200, 422]);
    const shown = await call(overWorld(world), 'GET', `/v1/corrections/${requestId}`, { as: 'maria' });
    expect(shown.body['votes']).toHaveLength(1);
    expect(shown.body['votes']).toMatchObject([{ by: replies[0]?.status === 200 ? 'ben' : 'carla' }]);
  });
});

describe('no answer in time', () => {
  test('is 202 with the address while the worker is away; the repeat is the same decision', async () => {
    const { decide, requestId } = await waiting('http-F-1');
    await world.stopWorker();
    const subject = overWorld(world, { gateway: silent() });
    const decisionId = ulid();
    const reply = await decide('ben', { decisionId }, subject);
    expect(reply).toMatchObject({ status: 202, body: { state: 'open', requestId } });
    expect(reply.headers.get('location')).toBe(`/v1/corrections/${requestId}`);
    const unreachable = overWorld(world, { gateway: silent(), pingTemporal: () => Promise.reject(new Error('down')) });
    expect(await decide('ben', { decisionId }, unreachable)).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE' },
    });
    await world.startWorker();
    expect(await decide('ben', { decisionId })).toMatchObject({ status: 200, body: { state: 'applied' } });
  });
});

/** Asks so short that no answer comes in time. */
const silent = () => createGateway({ client: world.client, taskQueue: world.taskQueue, answerWithinMs: 1 });
