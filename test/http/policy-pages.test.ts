import { beforeAll, describe, expect, test } from 'vitest';
import { csrfOf } from '../../http/console/cookies.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { policyText } from '../../domain/policy.ts';
import { readSessionToken } from '../../integrations/access/session-token.ts';
import { attemptsOf } from '../../store/attempts.ts';
import { insertStored } from '../../store/database.ts';
import { cookieOf } from '../support/directory.ts';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { ask, call, overWorld, type Subject } from './support/gateway.ts';

const world = useWorld({ policy: { ...defaultPolicy, version: '3450' } });
const minuteMs = 60_000;
/** The gateway by a clock that is ahead. */
const later = (ms: number): Subject => overWorld(world, { nowMs: () => Date.now() + ms });

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
}
interface Sending {
  readonly by?: Subject;
  readonly headers?: Readonly<Record<string, string>>;
}

async function sent({ app }: Subject, path: string, init: RequestInit): Promise<Answered> {
  const response = await app.request(path, init);
  return { status: response.status, text: await response.text(), location: response.headers.get('location') };
}
const cookieHeader = (as: string | undefined) =>
  as === undefined ? {} : { cookie: `__Host-countersign=${cookieOf(as)}` };
const get = (as: string | undefined, path: string, { by = overWorld(world), headers = {} }: Sending = {}): Promise<Answered> =>
  sent(by, path, { headers: { ...cookieHeader(as), accept: 'text/html', ...headers } }); // prettier-ignore
type Form = Readonly<Record<string, string | readonly string[]>>;
function post(as: string, path: string, form: Form, { by = overWorld(world), headers = {} }: Sending = {}): Promise<Answered> {
  const fields = Object.entries({ _csrf: csrfOf(cookieOf(as)), ...form }).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  );
  return sent(by, path, {
    method: 'POST', body: new URLSearchParams(fields),
    headers: { ...cookieHeader(as), origin: 'http://localhost', accept: 'text/html', ...headers },
  });
} // prettier-ignore

const missing = (text: string, words: readonly string[]): readonly string[] => words.filter((one) => !text.includes(one)); // prettier-ignore
const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'); // prettier-ignore
const hidden = ({ text }: Answered, name: string): string =>
  unescaped(new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '');
/** Everything in the form of a proposal, as a browser sends it. */
function formIn(page: Answered): Form {
  const inputs = [...page.text.matchAll(/<input name="([^"]+)"[^>]*? value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, unescaped(value)] as const);
  const boxes = [...page.text.matchAll(/<input type="checkbox" name="([^"]+)" value="([^"]+)" checked/g)];
  const ticked: Record<string, string[]> = {};
  for (const [, name = '', value = ''] of boxes) ticked[name] = [...(ticked[name] ?? []), value];
  const areas = [...page.text.matchAll(/<textarea name="(\w+)"[^>]*>([^<]*)<\/textarea>/g)].map(([, name = '', value = '']) => [name, unescaped(value)] as const);
  return { ...Object.fromEntries([...inputs, ...areas]), ...ticked, key: hidden(page, 'key'), shown: hidden(page, 'shown'), tried: hidden(page, 'tried') };
} // prettier-ignore
const tokenOf = async (as: string, version: string, sending?: Sending): Promise<string> =>
  hidden(await get(as, `/policy/${version}`, sending), 'token');
const decide = async (as: string, version: string, form: Form): Promise<Answered> =>
  post(as, `/policy/${version}`, { token: await tokenOf(as, version), ...form });

/** Tries a change and proposes what was tried; answers the version's number. */
async function propose(over: Form = {}, reason = 'fewer at once'): Promise<string> {
  const limit = `${400 + Math.floor(Math.random() * 90)}.00`;
  const start = formIn(await get('edith', '/policy/propose'));
  const tried = formIn(await post('edith', '/policy/propose', { ...start, 'bands/EUR/0': limit, ...over, deed: 'try' }));
  const { status, location } = await post('edith', '/policy/propose', { ...tried, reason, deed: 'propose' });
  expect([status, location]).toEqual([303, expect.stringMatching(/^\/policy\/\d+$/)]);
  return (location ?? '').replace('/policy/', '');
} // prettier-ignore
/** Two that wait. */
let [one, two] = ['', ''];
/** As the sign-in leaves it in the new session: what was written on the page that asked for it. */
const signedInAgain = (as: string, path: string, text: string) =>
  world.store.collections.sessions.updateOne(
    { _id: readSessionToken(cookieOf(as)) ?? '' },
    { $set: { draft: { path, text } } },
  );
const count = (): Promise<number> => world.store.collections.policies.countDocuments();

beforeAll(async () => {
  for (const [at, gross] of ['310.00', '900.00'].entries()) {
    const invoice = await put(world.store, {
      number: `pol-${at}`,
      lines: grossOf(gross),
      issueDate: new Date().toISOString().slice(0, 10),
    });
    expect((await ask(overWorld(world), invoice)).status).toBeLessThan(300);
  }
  [one, two] = [await propose(), await propose()];
});

describe('the page of the policy (R75)', () => {
  test('says in plain words who signs what, and who can propose a change', async () => {
    const { status, text } = await get('nora', '/policy');
    expect(status).toBe(200);
    const words = [
      'B0: up to EUR 500.00', 'above EUR 500.00, up to EUR 10,000.00', '31 days and more', 'nobody signs, applied at once',
      '1 ar-approver, then 1 controller', 'money is paid out', 'L1, signed by finance-approver', 'the same requesting person',
      '10 times the limit of the level', '72 h', '1.16', 'at most 14 days', 'ivan, petra can propose a change.',
    ];
    expect(missing(text, words)).toEqual([]);
    expect(text).not.toContain('href="/policy/propose"');
    expect((await get('edith', '/policy')).text).toContain('href="/policy/propose"');
  }); // prettier-ignore

  test('is for people who are signed in, and a version that there is not is not found', async () => {
    for (const path of ['/policy', '/policy/3450', '/policy/propose', '/policy/3450/revert'])
      expect((await get(undefined, path)).status).toBe(401);
    const { status, text } = await get('nora', '/policy/77');
    expect([status, text]).toEqual([404, expect.stringContaining('POLICY_NOT_FOUND')]);
    expect((await get('nora', '/policy?after=yesterday')).status).toBe(400);
  });

  test('shows the form to who works on the policy alone, and tells others who does', async () => {
    for (const path of ['/policy/propose', '/policy/3450/revert'])
      expect(await get('nora', path)).toMatchObject({ status: 403, text: expect.stringMatching(/policy-editor, policy-owner, held by edith, ivan, petra/) }); // prettier-ignore
    expect((await post('nora', '/policy/propose', { deed: 'try', text: '{}' })).status).toBe(403);
    expect((await post('nora', '/policy/3450/revert', { key: 'k', reason: 'r' })).status).toBe(403);
  });

  test('pages through the versions', async () => {
    const [first] = await world.store.collections.policies.find({ _id: '3450' }).toArray();
    const old = Array.from({ length: 25 }, (_none, at) => ({
      ...first, _id: `old-${at}`, text: policyText({ ...defaultPolicy, version: `old-${at}` }), hash: 'h', author: 'tests', state: 'superseded' as const,
      log: [], proposedAt: new Date(1_700_000_000_000 + at * 1_000),
    })); // prettier-ignore
    await insertStored(world.store.collections.policies, old);
    const { text } = await get('nora', '/policy');
    const next = unescaped(/rel="next" href="([^"]+)"/.exec(text)?.[1] ?? '');
    expect(text).toContain('Version old-24');
    expect(text).not.toContain('Version old-0<');
    const more = await get('nora', next);
    expect(more.text).toContain('Version old-0<');
    expect(more.text).not.toContain('Version old-24');
    await world.store.collections.policies.deleteMany({ hash: 'h' });
  });
});

describe('the form of a proposal', () => {
  test('tries a change in fields and in the text together, and writes nothing', async () => {
    const [before, start] = [await count(), formIn(await get('edith', '/policy/propose'))];
    const text = String(start['text']).replace('"0.03"', '"0.25"');
    const tried = await post('edith', '/policy/propose', {
      ...start, text, 'bands/EUR/0': '300.00', 'ladder/L1/review/roles': ['ar-approver', 'finance-approver', 'controller'], 'ladder/L1/review/remindEveryMs': '12', 'rates/GBP': '1.2', deed: 'try',
    }); // prettier-ignore
    expect(tried.status).toBe(200);
    const words = [
      'B0 up to EUR 300.00', '<ins>controller</ins>', '<ins>12 h</ins>', '<ins>1.2</ins>', '<ins>0.25</ins>', 'would have gone the same way',
      'signed instead of at once: 1', '<svg role="img"', 'Propose version',
    ];
    expect(missing(tried.text, words)).toEqual([]);
    const { text: merged } = formIn(tried);
    expect(JSON.parse(String(merged))).toMatchObject({ bands: { EUR: [30_000, 1_000_000] }, sampleRate: '0.25', rates: { perUnit: { GBP: '1.2' } } });
    expect(await count()).toBe(before);
  }); // prettier-ignore

  test.each<[what: string, over: Form, said: string]>([
    ['a gap', { text: JSON.stringify({ ...defaultPolicy, base: defaultPolicy.base.slice(1) }) }, 'POLICY_GAP'],
    ['a step that nobody can fill', { 'ladder/L2/release/quorum': '9' }, 'UNFILLABLE_STEP'],
    ['clocks out of order', { 'ladder/L1/review/expireAfterMs': '30' }, 'Level L1, step review, escalates after'],
    ['an amount that is none', { 'bands/EUR/0': '5 hundred' }, 'AMOUNT_FORMAT'],
    ['limits that do not ascend', { 'bands/EUR/0': '20000.00' }, 'The limits ascend.'],
    ['a step without roles', { 'ladder/L1/review/roles': [] }, 'POLICY_SHAPE'],
    ['hours that are none', { 'ladder/L1/review/remindEveryMs': 'soon' }, 'POLICY_SHAPE'],
    ['a text that is no JSON', { text: '{ "bands": <script>alert(1)</script>' }, 'It is no JSON'],
    ['a field that is not known', { text: JSON.stringify({ ...defaultPolicy, more: 1 }) }, 'UNKNOWN_FIELD'],
    ['a place that the text has no more', { text: JSON.stringify({ ...defaultPolicy, rates: { base: 'EUR', perUnit: {} } }), 'rates/GBP': '2' }, 'no such place'],
  ])('says what is wrong with %s, and keeps what was typed', async (_what, over, said) => {
    const [before, start] = [await count(), formIn(await get('edith', '/policy/propose'))];
    const page = await post('edith', '/policy/propose', { ...start, reason: 'kept <b>words</b>', ...over, deed: 'try' });
    expect(page.status).toBe(422);
    expect(unescaped(page.text)).toContain(said);
    const kept = formIn(page);
    expect(kept['reason']).toBe('kept <b>words</b>');
    for (const [name, value] of Object.entries(over)) {
      if (name !== 'text') expect(kept[name] ?? []).toEqual(value);
      else if (said === 'It is no JSON') expect(page.text).toContain('{ &quot;bands&quot;: &lt;script&gt;alert(1)&lt;/script&gt;');
      else if (said === 'POLICY_GAP') expect(JSON.parse(String(kept['text']))).toMatchObject({ base: [{ name: '2' }, {}, {}, {}, {}] });
    }
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).not.toContain('value="propose"');
    expect(await count()).toBe(before);
  }); // prettier-ignore

  test('proposes only what was tried, with a reason, and once for one page', async () => {
    const start = formIn(await get('edith', '/policy/propose'));
    const tried = formIn(await post('edith', '/policy/propose', { ...start, sampleRate: '0.31', deed: 'try' }));
    const before = await count();
    const changed = await post('edith', '/policy/propose', { ...tried, sampleRate: '0.32', reason: 'r', deed: 'propose' });
    expect(changed).toMatchObject({ status: 200, text: expect.stringContaining('It differs from what you tried last') });
    const silent = await post('edith', '/policy/propose', { ...tried, deed: 'propose' });
    expect(silent).toMatchObject({ status: 422, text: expect.stringContaining('REASON_REQUIRED') });
    const long = await post('edith', '/policy/propose', { ...tried, reason: 'x'.repeat(501), deed: 'propose' });
    expect([long.status, String(formIn(long)['reason']).length]).toEqual([422, 501]);
    expect(await count()).toBe(before);
    const form = { ...tried, reason: 'look at <script>more</script>', deed: 'propose' };
    const [first, again] = [await post('edith', '/policy/propose', form), await post('edith', '/policy/propose', form)];
    expect([first.status, again.location]).toEqual([303, first.location]);
    const other = await post('edith', '/policy/propose', { ...form, reason: 'another' });
    expect(other).toMatchObject({ status: 422, text: expect.stringContaining('REQUEST_ID_REUSED') });
    expect(formIn(other)['key']).not.toBe(tried['key']);
    expect(await count()).toBe(before + 1);
    const version = await get('petra', first.location ?? '');
    expect(version.text).toContain('look at &lt;script&gt;more&lt;/script&gt;');
    expect(version.text).not.toContain('<script>more');
  }); // prettier-ignore

  test('is refused from elsewhere, without the token of the session, too large, and by an old sign-in', async () => {
    const tried = formIn(await post('edith', '/policy/propose', { ...formIn(await get('edith', '/policy/propose')), sampleRate: '0.41', deed: 'try' }));
    const form = { ...tried, reason: 'r', deed: 'propose' };
    const before = await count();
    for (const [over, headers] of [[{ _csrf: 'forged' }, {}], [{ _csrf: csrfOf(cookieOf('petra')) }, {}], [{}, { origin: 'https://evil.example' }], [{}, { 'sec-fetch-site': 'cross-site' }]] as const)
      expect(await post('edith', '/policy/propose', { ...form, ...over }, { headers })).toMatchObject({ status: 403, text: expect.stringContaining('CSRF') });
    expect((await post('edith', '/policy/propose', { ...form, text: 'x'.repeat(70_000) })).status).toBe(413);
    expect(await count()).toBe(before);
  }); // prettier-ignore

  test('asks for a fresh sign-in, and keeps what was typed over it', async () => {
    const tried = formIn(await post('edith', '/policy/propose', { ...formIn(await get('edith', '/policy/propose')), sampleRate: '0.42', deed: 'try' }));
    const before = await count();
    const page = await post('edith', '/policy/propose', { ...tried, reason: 'typed <b>before</b>', deed: 'propose' }, { by: later(6 * minuteMs) });
    expect([page.status, hidden(page, 'goTo')]).toEqual([401, '/policy/propose']);
    expect(page.text).toMatch(/STEP_UP_REQUIRED.*action="\/sign-in\/again".*typed &lt;b&gt;before/s);
    expect(await count()).toBe(before);
    await signedInAgain('edith', '/policy/propose', hidden(page, 'kept'));
    const again = await get('edith', '/policy/propose');
    expect(again.text).toMatch(/<ins>0\.42<\/ins>.*typed &lt;b&gt;before&lt;\/b&gt;.*Propose version/s);
    expect((await get('edith', '/policy/propose?from=3450')).text).not.toContain('0.42');
    await signedInAgain('edith', '/policy/propose', 'no draft of ours');
    expect((await get('edith', '/policy/propose')).status).toBe(200);
    await signedInAgain('petra', `/policy/${one}`, 'seen <b>twice</b>');
    expect((await get('petra', `/policy/${one}`)).text).toContain('seen &lt;b&gt;twice&lt;/b&gt;');
  }); // prettier-ignore
});

describe('a version that waits', () => {
  test('is signed by two people of its two roles, and is in force; who comes too late is told so', async () => {
    const version = await propose();
    const own = await get('edith', `/policy/${version}`);
    expect(own.text).toContain('You proposed it, so others sign it.');
    expect(own.text).not.toContain('value="approve"');
    expect(await decide('edith', version, { command: 'approve', comment: 'mine' })).toMatchObject({ status: 403, text: expect.stringMatching(/SOD_CONFLICT.*mine/s) });
    const [early, late] = [await tokenOf('ivan', version), await tokenOf('ivan', version)];
    const signing = { token: await tokenOf('petra', version), command: 'approve', comment: 'seen & agreed' };
    expect(await post('petra', `/policy/${version}`, signing)).toMatchObject({ status: 303, location: `/policy/${version}` });
    const again = await post('petra', `/policy/${version}`, signing);
    expect(again).toMatchObject({ status: 303, location: `/policy/${version}?decided=already` });
    expect((await get('petra', again.location ?? '')).text).toMatch(/You had decided already.*signed by petra.*seen &amp; agreed/s);
    expect(await post('petra', `/policy/${version}`, { ...signing, comment: 'other words' })).toMatchObject({ status: 422, text: expect.stringMatching(/DECISION_ID_REUSED.*other words/s) });
    expect(await post('ivan', `/policy/${version}`, { token: early, command: 'approve' })).toMatchObject({ status: 409, text: expect.stringContaining('WRONG_STEP') });
    expect((await get('nora', `/policy/${version}`)).text).toContain(`Approve policy version ${version}: in force at once`);
    expect((await decide('nora', version, { command: 'approve' })).status).toBe(303);
    expect((await get('aude', `/policy/${version}`)).text).toMatch(/It is in force for every request/);
    const tooLate = await post('ivan', `/policy/${version}`, { token: late, command: 'reject', comment: 'no' });
    expect(tooLate).toMatchObject({ status: 409, text: expect.stringMatching(/The request is decided already\. It ended as applied\./) });
    const { request } = (await world.store.collections.policies.findOne({ _id: version })) ?? {};
    const attempts = (await attemptsOf(world.store, request?.requestId ?? '')).map(({ principal, result }) => `${principal} ${result}`);
    expect(attempts).toEqual(['edith SOD_CONFLICT', 'petra accepted', 'petra DECISION_ID_REUSED', 'ivan WRONG_STEP', 'nora accepted', 'ivan GATE_CLOSED']);
  }); // prettier-ignore

  test('takes only a page of one’s own, of now, and of a fresh sign-in; looking decides nothing', async () => {
    const said = { command: 'approve', comment: 'typed before' };
    const token = await tokenOf('petra', one);
    const send = (form: Form, as = 'petra', sending: Sending = {}) => post(as, `/policy/${one}`, { ...said, ...form }, sending);
    expect(await send({ token: 'made.up' })).toMatchObject({ status: 400, text: expect.stringContaining('CONFIRM_TOKEN_UNKNOWN') });
    expect(await send({ token: await tokenOf('petra', two) })).toMatchObject({ status: 400 });
    expect(await send({ token }, 'ivan')).toMatchObject({ status: 403, text: expect.stringContaining('CONFIRM_TOKEN_FOREIGN') });
    expect(await send({ token, _csrf: 'x' })).toMatchObject({ status: 403, text: expect.stringContaining('CSRF') });
    const expired = await send({ token }, 'petra', { by: later(16 * minuteMs) });
    expect(expired).toMatchObject({ status: 410, text: expect.stringMatching(/CONFIRM_TOKEN_EXPIRED.*typed before/s) });
    const by = later(6 * minuteMs);
    const stale = await send({ token: await tokenOf('petra', one, { by }) }, 'petra', { by });
    expect([stale.status, hidden(stale, 'goTo'), hidden(stale, 'kept')]).toEqual([401, `/policy/${one}`, 'typed before']);
    const { body } = await call(by, 'GET', `/v1/policies/${one}`, { as: 'petra' });
    const { planHash, revision, step } = body['waitingFor'] as Readonly<Record<string, unknown>>;
    const decision = { command: 'approve', planHash, revision, step, decisionId: 'old-sign-in' };
    expect(await call(by, 'POST', `/v1/policies/${one}/decisions`, { as: 'petra', body: decision })).toMatchObject({ status: 401, body: { code: 'STEP_UP_REQUIRED' } });
    const proposal = { policy: { ...defaultPolicy, version: '1' }, reason: 'old' };
    expect(await call(by, 'POST', '/v1/policies', { as: 'edith', headers: { 'idempotency-key': 'old' }, body: proposal })).toMatchObject({ status: 401, body: { code: 'STEP_UP_REQUIRED' } });
    for (const method of ['GET', 'HEAD'])
      for (const as of ['petra', undefined])
        await sent(overWorld(world), `/policy/${one}?command=approve&decided=approve`, { method, headers: { ...cookieHeader(as), 'sec-purpose': 'prefetch' } });
    expect((await world.store.collections.policies.findOne({ _id: one }))?.log).toEqual([]);
  }); // prettier-ignore

  test('is rejected with a reason, and withdrawn by who proposed it', async () => {
    expect(await decide('petra', one, { command: 'reject' })).toMatchObject({ status: 422, text: expect.stringContaining('REASON_REQUIRED') });
    const long = await decide('petra', one, { command: 'reject', comment: 'y'.repeat(501) });
    expect(long).toMatchObject({ status: 400, text: expect.stringContaining('y'.repeat(501)) });
    expect((await decide('petra', one, { command: 'reject', comment: 'no <i>need</i>' })).location).toBe(`/policy/${one}`);
    expect((await get('edith', `/policy/${one}`)).text).toContain('It was rejected by petra: no &lt;i&gt;need&lt;/i&gt; It was never in force.');
    expect((await decide('edith', two, { command: 'withdraw', comment: 'mistaken' })).status).toBe(303);
    expect((await get('edith', `/policy/${two}`)).text).toContain('It was withdrawn by edith: mistaken');
  }); // prettier-ignore
});

test('an earlier version is gone back to by the same way', async () => {
  const inForce = (await world.store.collections.policies.findOne({ state: 'active' }))?._id ?? '';
  expect(inForce).not.toBe('3450');
  expect((await get('edith', '/policy/3450')).text).toContain('href="/policy/3450/revert"');
  const page = await get('edith', '/policy/3450/revert');
  expect(page.text).toContain('<ins>B0 up to EUR 500.00</ins>');
  const form = { key: hidden(page, 'key') };
  expect(await post('edith', '/policy/3450/revert', form)).toMatchObject({ status: 422, text: expect.stringContaining('REASON_REQUIRED') }); // prettier-ignore
  const { status, location } = await post('edith', '/policy/3450/revert', { ...form, reason: 'as it was' });
  expect(status).toBe(303);
  expect((await get('petra', location ?? '')).text).toMatch(/Back to|Goes back to/);
  expect((await get('edith', `/policy/${inForce}/revert`)).status).toBe(404);
  const version = (location ?? '').slice(8);
  for (const as of ['petra', 'nora']) expect((await decide(as, version, { command: 'approve' })).status).toBe(303);
  expect(await world.store.collections.policies.findOne({ _id: version })).toMatchObject({ state: 'active', request: { reverts: '3450' } }); // prettier-ignore
});
