import { describe, expect, test } from 'vitest';
import { useWorld } from '../support/world.ts';
import { call, overWorld } from './support/gateway.ts';
import { lend, noOf, waitingFor, type Waiting } from './support/waiting.ts';

const world = useWorld();
const say = (one: Waiting, as: string, text: unknown) =>
  call(overWorld(world), 'POST', `/v1/corrections/${one.requestId}/comments`, { as, body: { text } });

describe('a request', () => {
  test('is seen by who asked, who signs, operators and auditors; others hear that there is none', async () => {
    const one = await waitingFor(world, 'det-A-1', { as: 'billing' });
    for (const as of ['billing', 'maria', 'carla', 'nora', 'victor', 'otto', 'aude', 'viewer'])
      expect((await one.read(as)).status).toBe(200);
    for (const as of ['dora', 'edith']) expect(noOf(await one.read(as))).toEqual([404, 'REQUEST_NOT_FOUND']);
    for (const path of ['', '/counter'])
      expect(noOf(await call(overWorld(world), 'GET', `/v1/corrections/${one.requestId}${path}`, { as: 'edith' }))).toEqual([404, 'REQUEST_NOT_FOUND']); // prettier-ignore
    expect(noOf(await one.decide('edith'))).toEqual([404, 'REQUEST_NOT_FOUND']);
    await lend(world, 'carla', 'edith');
    expect(await one.read('edith')).toMatchObject({ status: 200, body: { may: [], for: ['carla'] } });
    await world.store.collections.delegations.deleteMany({});
  });

  test('of an agent is seen by its owner, who may take it back and not sign', async () => {
    const one = await waitingFor(world, 'det-A-2', { as: 'assistant' });
    expect((await one.read('greta')).body['may']).toEqual(['withdraw', 'revise']);
    expect((await one.read('assistant')).body['may']).toEqual([]);
  });

  test('says to each caller what the gate would take from him', async () => {
    const one = await waitingFor(world, 'det-A-3');
    const offers = async (as: string): Promise<unknown> => (await one.read(as)).body['may'];
    expect(await offers('maria')).toEqual(['withdraw', 'revise']);
    expect(await offers('ben')).toEqual(['approve', 'reject']);
    expect(await offers('otto')).toEqual(['reevaluate']);
    expect(await offers('aude')).toEqual([]);
    await one.decide('ben');
    for (const as of ['maria', 'ben', 'otto']) expect(await offers(as)).toEqual([]);
  });

  test('shows attempts to operators and auditors only', async () => {
    const one = await waitingFor(world, 'det-A-4');
    await one.decide('nora');
    for (const as of ['otto', 'aude'])
      expect((await one.read(as)).body['attempts']).toMatchObject([
        { by: 'nora', command: 'approve', result: 'NOT_ELIGIBLE', at: expect.any(String) },
      ]);
    for (const as of ['maria', 'ben']) expect((await one.read(as)).body).not.toHaveProperty('attempts');
  });

  test('holds its first plan as revision 1, under the version of the policy', async () => {
    const one = await waitingFor(world, 'det-A-5');
    const { body } = await one.read('ben');
    expect(body).toMatchObject({
      policyVersion: expect.any(String),
      revisions: [{ revision: 1, planHash: body['planHash'], openedAt: expect.any(String), said: [] }],
      comments: [],
    });
  });
});

describe('a comment', () => {
  test('is said by whoever sees the request, also after the end; it decides nothing', async () => {
    const one = await waitingFor(world, 'det-B-1');
    const said = await say(one, 'nora', 'Which order is it?');
    expect(said).toMatchObject({ status: 201, body: { by: 'nora', text: 'Which order is it?' } });
    expect(said.headers.get('location')).toBe(`/v1/corrections/${one.requestId}`);
    await say(one, 'maria', 'The second one.');
    const { body } = await one.read('ben');
    expect(body).toMatchObject({ state: 'open', votes: [], comments: [{ by: 'nora' }, { by: 'maria', text: 'The second one.' }] }); // prettier-ignore
    await one.decide('maria', { command: 'withdraw', comment: 'mistake' });
    expect((await say(one, 'ben', 'Fine.')).status).toBe(201);
    expect((await one.read('ben')).body['comments']).toHaveLength(3);
  });

  test.each([
    ['500 characters', 'a'.repeat(500), 201, undefined],
    ['501 characters', 'a'.repeat(501), 400, 'MALFORMED'],
    ['nothing', '', 400, 'MALFORMED'],
    ['no text', 7, 400, 'MALFORMED'],
    ['half a character', '\ud800', 400, 'MALFORMED'],
    ['a megabyte', 'a'.repeat(1024 * 1024), 413, 'BODY_TOO_LARGE'],
  ])('of %s', async (what, text, status, code) => {
    const one = await waitingFor(world, `det-C ${what}`);
    expect(noOf(await say(one, 'ben', text))).toEqual([status, code]);
    const decided = await one.decide('ben', { command: 'reject', comment: text });
    expect(noOf(decided)).toEqual([status === 201 ? 200 : status, code]);
  });

  test('finds no request that its author may not see', async () => {
    const one = await waitingFor(world, 'det-D-1');
    expect(noOf(await say(one, 'edith', 'let me in'))).toEqual([404, 'REQUEST_NOT_FOUND']);
    expect(noOf(await say({ ...one, requestId: 'r_none' }, 'ben', 'hello'))).toEqual([404, 'REQUEST_NOT_FOUND']);
  });

  test('is one of at most two hundred', async () => {
    const one = await waitingFor(world, 'det-D-2');
    const comments = Array.from({ length: 199 }, (_, n) => ({
      id: String(n),
      by: 'ben',
      at: new Date(),
      text: 'again',
    }));
    await world.store.collections.corrections.updateOne({ _id: one.requestId }, { $set: { comments } });
    expect((await say(one, 'ben', 'the last one')).status).toBe(201);
    expect(noOf(await say(one, 'ben', 'one more'))).toEqual([409, 'COMMENT_LIMIT']);
  });
});
