import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import { useWorld } from '../support/world.ts';
import { overWorld, statusesOf, type Reply } from './support/gateway.ts';
import { lend, noOf, waitingFor, type Waiting } from './support/waiting.ts';

const world = useWorld({ settings: { cancel: { finalise: 'manual' } } });
type Attempt = { readonly by: string; readonly command: string; readonly result: string };
const attemptsOn = async (one: Waiting): Promise<readonly (readonly string[])[]> =>
  ((await one.read('aude')).body['attempts'] as readonly Attempt[]).map(({ by, command, result }) => [by, command, result]); // prettier-ignore

describe('one decision ten times at once (A1)', () => {
  test('that leaves the gate open is one vote and ten equal answers', async () => {
    const one = await waitingFor(world, 'att-A-1');
    const app = overWorld(world);
    const decisionId = ulid();
    const replies = await Promise.all(Array.from({ length: 10 }, () => one.decide('ben', { decisionId }, app)));
    for (const { status, body } of replies) expect([status, body]).toEqual([202, replies[0]?.body]);
    expect((await one.read()).body).toMatchObject({ votes: [{ by: 'ben' }], waitingFor: { step: 1, votes: ['ben'] } });
    expect(await attemptsOn(one)).toEqual([['ben', 'approve', 'accepted']]);
  });

  test('that completes it is one effect and ten equal answers', async () => {
    const one = await waitingFor(world, 'att-A-2');
    await one.decide('ben');
    const decisionId = ulid();
    const app = overWorld(world);
    const replies = await Promise.all(Array.from({ length: 10 }, () => one.decide('carla', { decisionId }, app)));
    for (const { status, body } of replies) expect([status, body]).toEqual([200, replies[0]?.body]);
    expect(replies[0]?.body).toMatchObject({ state: 'applied' });
  });
});

describe('the same decision id', () => {
  test.each([
    ['another comment', 'ben', { comment: 'other words' }],
    ['another command', 'ben', { command: 'reject', comment: 'no' }],
    ['another person', 'carla', {}],
    ['another right', 'ben', { onBehalfOf: 'carla' }],
  ])('with %s is refused (A2), and kept beside the first', async (what, as, over) => {
    const one = await waitingFor(world, `att-B ${what}`);
    const decisionId = ulid();
    expect((await one.decide('ben', { decisionId })).status).toBe(202);
    expect(noOf(await one.decide(as, { decisionId, step: 0, ...over }))).toEqual([422, 'DECISION_ID_REUSED']);
    expect(await attemptsOn(one)).toEqual([
      ['ben', 'approve', 'accepted'],
      [as, 'command' in over ? over.command : 'approve', 'DECISION_ID_REUSED'],
    ]);
    expect((await one.read()).body['votes']).toHaveLength(1);
  });

  test('that was refused is judged anew, and stays the same attempt', async () => {
    const one = await waitingFor(world, 'att-C-1');
    const decisionId = ulid();
    expect(noOf(await one.decide('ben', { decisionId, step: 1 }))).toEqual([409, 'WRONG_STEP']);
    expect(await attemptsOn(one)).toEqual([['ben', 'approve', 'WRONG_STEP']]);
    await one.decide('carla');
    expect(await one.decide('ben', { decisionId, step: 1 })).toMatchObject({ status: 200, body: { state: 'applied' } });
    expect(await attemptsOn(one)).toEqual([
      ['ben', 'approve', 'accepted'],
      ['carla', 'approve', 'accepted'],
    ]);
  });

  test('that was refused stands for its own words, too', async () => {
    const one = await waitingFor(world, 'att-C-3');
    const decisionId = ulid();
    expect(noOf(await one.decide('ben', { decisionId, step: 1 }))).toEqual([409, 'WRONG_STEP']);
    expect(noOf(await one.decide('ben', { decisionId }))).toEqual([422, 'DECISION_ID_REUSED']);
    expect((await one.read()).body['votes']).toEqual([]);
  });

  test('is answered from the ledger when the right that it used is gone', async () => {
    const one = await waitingFor(world, 'att-C-2');
    const decisionId = ulid();
    await lend(world, 'carla', 'otto');
    const first = await one.decide('otto', { decisionId, onBehalfOf: 'carla' });
    await world.store.collections.delegations.deleteMany({});
    const again = await one.decide('otto', { decisionId, onBehalfOf: 'carla', step: 0 });
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(noOf(await one.decide('otto', { onBehalfOf: 'carla' }))).toEqual([422, 'DELEGATE_NOT_IN_FORCE']);
  });
});

test('of two who decide at once one is heard, and both are in the audit', async () => {
  const one = await waitingFor(world, 'att-D-1');
  await one.decide('ben');
  const replies = await Promise.all([one.decide('carla'), one.decide('fred', { command: 'reject', comment: 'no' })]);
  expect(statusesOf(replies)).toEqual([200, 409]);
  const [won, lost] = (replies[0]?.status === 200 ? replies : [...replies].reverse()) as [Reply, Reply];
  expect(lost.body).toMatchObject({ code: 'GATE_CLOSED', outcome: { state: won.body['state'] } });
  const results = (await attemptsOn(one)).map(([, , result = '']) => result);
  expect(results.toSorted()).toEqual(['GATE_CLOSED', 'accepted', 'accepted']);
});

test('too late is GATE_CLOSED with how it ended, and an attempt', async () => {
  const one = await waitingFor(world, 'att-E-1');
  await one.decide('maria', { command: 'withdraw', comment: 'mistake' });
  for (const command of ['approve', 'reject', 'retract', 'withdraw', 'revise', 'reevaluate'])
    expect(await one.decide('ben', { command, comment: 'late' })).toMatchObject({
      status: 409,
      body: { code: 'GATE_CLOSED', outcome: { state: 'withdrawn', by: 'maria' } },
    });
  expect((await attemptsOn(one)).slice(1).map(([, , result]) => result)).toEqual(Array(6).fill('GATE_CLOSED'));
});

describe('a person decides thirty times in a minute', () => {
  test('and once more is 429, until the minute is over; others are not kept waiting', async () => {
    const one = await waitingFor(world, 'att-F-1');
    let nowMs = Date.now();
    const app = overWorld(world, { nowMs: () => nowMs });
    for (let n = 0; n < 30; n += 1) expect(noOf(await one.decide('otto', {}, app))).toEqual([403, 'NOT_ELIGIBLE']);
    expect(await one.decide('otto', {}, app)).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(noOf(await one.decide('nora', {}, app))).toEqual([403, 'NOT_ELIGIBLE']);
    nowMs += 60_000;
    expect(noOf(await one.decide('otto', {}, app))).toEqual([403, 'NOT_ELIGIBLE']);
  });
});
