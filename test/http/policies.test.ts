import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { attemptsOf } from '../../store/attempts.ts';
import { useWorld } from '../support/world.ts';
import { callsOf } from './support/books.ts';
import { call, overWorld, type Reply } from './support/gateway.ts';

const world = useWorld({
  policy: { ...defaultPolicy, version: '2200' },
}); /* a number of its own: all worlds share one namespace */
const calls = (...args: Parameters<ReturnType<typeof callsOf>>) => callsOf(world)(...args);
let rate = 0;
const next = async () => {
  const { body } = await calls('aude', 'GET', '/v1/policies');
  const versions = (body['items'] as { version: string }[]).map(({ version }) => Number(version));
  return String(Math.max(2200, ...versions) + 1);
};
const aPolicy = async (over: object = {}) => ({ ...defaultPolicy, version: await next(), sampleRate: `0.1${(rate += 1)}`, ...over }); // prettier-ignore
const propose = async (over: object = {}, as = 'edith'): Promise<Reply> =>
  calls(as, 'POST', '/v1/policies', { policy: await aPolicy(over), reason: 'tests' });
interface Waits {
  readonly version: string;
  readonly requestId: string;
  readonly waitingFor: { readonly planHash: string; readonly revision: number; readonly step: number };
}
const decide = async (version: string, as: string, command = 'approve', over: object = {}): Promise<Reply> => {
  const { body } = await calls(as, 'GET', `/v1/policies/${version}`);
  const { waitingFor } = body as Partial<Waits>;
  const { planHash = 'none', revision = 1, step = 0 } = waitingFor ?? {};
  return calls(as, 'POST', `/v1/policies/${version}/decisions`, { command, revision, step, planHash, decisionId: randomUUID(), ...over }); // prettier-ignore
};

describe('a version of the policy by HTTP', () => {
  test('is proposed, shown with diff and back-test, signed by two, and in force', async () => {
    const made = await propose();
    expect(made.status).toBe(202);
    const { version, requestId } = made.body as unknown as Waits;
    expect(made.headers.get('location')).toBe(`/v1/policies/${version}`);
    expect((await calls('aude', 'GET', `/v1/policies/${version}`)).body).toMatchObject({
      state: 'proposed', author: 'edith', from: '2200', diff: [{ path: 'sampleRate', before: '"0.03"' }], votes: [], report: { decisions: 0 },
      waitingFor: { roles: ['policy-owner'] },
    }); // prettier-ignore
    expect((await calls('aude', 'GET', `/v1/policies/${version}/backtest`)).body).toMatchObject({ same: 0 });
    expect(await decide(version, 'edith')).toMatchObject({ status: 403, body: { code: 'SOD_CONFLICT' } });
    expect(await decide(version, 'petra')).toMatchObject({ status: 202, body: { waitingFor: { step: 1 } } });
    expect(await decide(version, 'nora')).toMatchObject({ status: 200, body: { state: 'applied', from: '2200' } });
    expect(await decide(version, 'paul')).toMatchObject({ status: 409, body: { code: 'GATE_CLOSED' } });
    expect((await calls('aude', 'GET', '/v1/policies?limit=2')).body).toMatchObject({
      items: [
        { version, state: 'active' },
        { version: '2200', state: 'superseded' },
      ],
    });
    const attempts = (await attemptsOf(world.store, requestId)).map(({ principal, result }) => [principal, result]);
    expect(attempts).toEqual([['edith', 'SOD_CONFLICT'], ['petra', 'accepted'], ['nora', 'accepted'], ['paul', 'GATE_CLOSED']]); // prettier-ignore
    const back = await calls('petra', 'POST', '/v1/policies', { reverts: '2200', reason: 'too lax' });
    expect(back).toMatchObject({ status: 202 });
    expect(await decide((back.body as unknown as Waits).version, 'petra', 'withdraw', { comment: 'no' })).toMatchObject({ status: 200, body: { state: 'withdrawn' } }); // prettier-ignore
  });

  test('the same key again is the same proposal, and another body under it is refused', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { policy: await aPolicy(), reason: 'tests' };
    const send = (said: object) => call(overWorld(world), 'POST', '/v1/policies', { as: 'edith', headers, body: said });
    const [first, again] = [await send(body), await send(body)];
    expect(again.body).toEqual(first.body);
    expect(await send({ ...body, reason: 'other' })).toMatchObject({ body: { code: 'REQUEST_ID_REUSED' } });
    const { version } = body.policy;
    expect(await propose({ version })).toMatchObject({ status: 409, body: { code: 'PENDING_REQUEST_EXISTS' } });
    expect(await decide(version, 'ivan', 'reject', { comment: 'no' })).toMatchObject({ body: { state: 'rejected' } });
  });

  test.each<[what: string, over: object, code: string]>([
    ['a gap', { base: defaultPolicy.base.slice(1) }, 'POLICY_GAP'],
    ['an overlap', { base: [...defaultPolicy.base, { name: '7', when: {}, result: 'L2' }] }, 'POLICY_OVERLAP'],
    ['a step that nobody can fill', { ladder: defaultPolicy.ladder.map((level) => ({ ...level, steps: level.steps.map((step) => ({ ...step, quorum: 9 })) })) }, 'UNFILLABLE_STEP'],
    ['a number that is no integer', { maxOpenMs: 0.5 }, 'POLICY_SHAPE'],
    ['another version', { version: '99' }, 'STALE_VERSION'],
  ])('%s is refused, and nothing is stored', async (_what, over, code) => {
    const before = await world.store.collections.policies.countDocuments();
    const { body } = await propose(over);
    expect([body['code'], ...((body['errors'] ?? []) as { code: string }[]).map((one) => one.code)]).toContain(code);
    expect(await world.store.collections.policies.countDocuments()).toBe(before);
  }); // prettier-ignore

  test('services, agents and people without the role have no part in it', async () => {
    const { version, requestId } = (await propose()).body as unknown as Waits;
    for (const as of ['billing', 'assistant', 'ben', 'nora'])
      expect(await propose({}, as)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } });
    for (const as of ['billing', 'assistant'])
      expect(await decide(version, as)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } });
    expect((await attemptsOf(world.store, requestId)).map(({ result }) => result)).toEqual(['FORBIDDEN_PRINCIPAL', 'FORBIDDEN_PRINCIPAL']); // prettier-ignore
    expect(await decide('2200', 'petra')).toMatchObject({ status: 409, body: { code: 'GATE_CLOSED' } });
    expect(await decide(version, 'edith', 'revise')).toMatchObject({ status: 400, body: { code: 'UNKNOWN_COMMAND' } });
    expect(await calls('aude', 'GET', '/v1/policies/77')).toMatchObject({ status: 404, body: { code: 'POLICY_NOT_FOUND' } }); // prettier-ignore
  });

  test('can be tried without being proposed', async () => {
    const policy = await aPolicy({ base: defaultPolicy.base.slice(1) });
    expect((await calls('edith', 'POST', '/v1/policies/lint', { policy })).body).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining({ code: 'POLICY_GAP' })]) }); // prettier-ignore
    expect((await calls('petra', 'POST', '/v1/policies/backtest', { policy: await aPolicy() })).body).toMatchObject({ decisions: 0 }); // prettier-ignore
  });
});
