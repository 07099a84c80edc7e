import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSessionToken } from '../../integrations/access/session-token.ts';
import { putPrincipal } from '../../store/people.ts';
import { call, overWorld, type Subject } from '../http/support/gateway.ts';
import { challengeOf } from '../http/support/identity-provider.ts';
import { aBrowser, open, send, type Browser, type Seen } from '../http/support/visits.ts';
import { useWorld } from '../support/world.ts';
import { countersign, emptyHome, type Ran } from './run.ts';

// `countersign login` without a name: code and PKCE on a loopback redirect (RFC 8252).

const world = useWorld({ worker: false });
let server: ReturnType<typeof serve>;
let url = '';
let site: Subject;
beforeAll(async () => {
  site = overWorld(world);
  url = await new Promise((done) => {
    server = serve({ fetch: site.app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => done(`http://127.0.0.1:${port}`));
  });
}); // prettier-ignore
afterAll(() => void server.close());

interface Waiting {
  /** The page that it names, without the host, and what it asks there. */
  readonly page: string;
  readonly ask: Readonly<Record<string, string>>;
  readonly ended: Promise<Ran>;
  readonly home: string;
}

/** Starts a login and reads the address that it prints. */
async function login(...options: readonly string[]): Promise<Waiting> {
  const home = emptyHome();
  let ended: Promise<Ran> | undefined;
  const address = await new Promise<URL>((done, fail) => {
    const found = (text: string): void => {
      const [line] = /http\S+/.exec(text) ?? [];
      if (line !== undefined) done(new URL(line));
    };
    ended = countersign(['login', ...options], { COUNTERSIGN_URL: url, COUNTERSIGN_HOME: home }, found);
    ended.then(({ err }) => fail(new Error(err)), fail);
  });
  if (!ended) throw new Error('nothing was started');
  return { page: `${address.pathname}${address.search}`, ask: Object.fromEntries(address.searchParams), ended, home };
}

/** Says yes or no in the console. */
const answer = (browser: Browser, { ask }: Pick<Waiting, 'ask'>, said: 'yes' | 'no', subject = site): Promise<Seen> =>
  send(subject, browser, '/sign-in/command-line', { ...ask, answer: said });

describe('countersign login', () => {
  test('asks the signed-in person in the browser, and keeps the session that the code is changed for', async () => {
    const waiting = await login();
    expect(waiting.ask['redirect_uri']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const browser = aBrowser('carla');
    const page = await open(site, browser, waiting.page);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Let the command line act as you?')]);
    expect(page.text).toContain('carla');
    const yes = await answer(browser, waiting, 'yes');
    expect(yes.goTo.startsWith(String(waiting.ask['redirect_uri']))).toBe(true);
    const shown = await fetch(yes.goTo);
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining('You are signed in.')]);
    const { exit, out, err } = await waiting.ended;
    expect({ exit, out }).toMatchObject({ exit: 0, out: expect.stringContaining('carla is signed in until') });
    const file = join(waiting.home, 'sessions.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { sessions } = JSON.parse(readFileSync(file, 'utf8')) as { sessions: { person: string; token: string }[] };
    expect(sessions).toMatchObject([{ person: 'carla' }]);
    expect(out + err).not.toContain(sessions[0]?.token);
    const stored = await world.store.collections.sessions.findOne({ _id: readSessionToken(sessions[0]?.token ?? '') ?? '' });
    expect(stored).toMatchObject({ personId: 'carla', via: 'cli' });
    const again = { COUNTERSIGN_URL: url, COUNTERSIGN_HOME: waiting.home };
    expect(await countersign(['inbox'], again)).toMatchObject({ exit: 0 });
    const code = new URL(yes.goTo).searchParams.get('code') ?? '';
    expect(JSON.stringify(await world.store.collections.sign_in_codes.find().toArray())).not.toContain(code);
  }); // prettier-ignore

  test('a "no" in the browser is one here: exit 4, and nobody is signed in', async () => {
    const waiting = await login('--json');
    const no = await answer(aBrowser('carla'), waiting, 'no');
    expect((await fetch(no.goTo)).status).toBe(400);
    const { exit, out, err } = await waiting.ended;
    expect([exit, out]).toEqual([4, '']);
    expect(err).toContain('SIGN_IN_FAILED');
    expect(err).toContain('You said no in the browser.');
  });

  test('what comes with another state is not taken; then the wait ends, exit 4', async () => {
    const waiting = await login('--wait', '1');
    const own = String(waiting.ask['redirect_uri']);
    expect((await fetch(`${own}?code=x&state=wrong`)).status).toBe(400);
    expect((await fetch(`${own}favicon.ico`)).status).toBe(404);
    expect((await fetch(own, { method: 'POST' })).status).toBe(404);
    const { exit, err } = await waiting.ended;
    expect([exit, err]).toEqual([4, expect.stringContaining('Nobody said yes in the browser within 1 s.')]);
    expect(err).toContain('not the answer to this sign-in');
  });

  test('a code that is not good is told here', async () => {
    const waiting = await login();
    const state = String(waiting.ask['state']);
    expect((await fetch(`${String(waiting.ask['redirect_uri'])}?code=${'x'.repeat(43)}&state=${state}`)).status).toBe(400);
    expect(await waiting.ended).toMatchObject({ exit: 4, err: expect.stringContaining('The code is not known, or was used.') });
  }); // prettier-ignore

  test('a time to wait that is none is a usage error', async () => {
    for (const wait of ['0', 'x', '1.5', '9999']) expect(await countersign(['login', '--wait', wait], { COUNTERSIGN_URL: url })).toMatchObject({ exit: 2 });
  }); // prettier-ignore
});

const verifier = 'v'.repeat(43);
const ask = { redirect_uri: 'http://127.0.0.1:49152/', state: 's'.repeat(43), code_challenge: challengeOf(verifier) };
const pageOf = (over: Readonly<Record<string, string>> = {}): string => `/sign-in/command-line?${new URLSearchParams({ ...ask, ...over }).toString()}`; // prettier-ignore
const exchange = (subject: Subject, body: object) => call(subject, 'POST', '/v1/sessions/code', { body });
const codeIn = ({ goTo }: Seen): string => new URL(goTo).searchParams.get('code') ?? '';

describe('the page that asks', () => {
  test.each([
    'http://evil.example:80/', 'https://127.0.0.1:80/', 'http://localhost:80/', 'http://127.0.0.1/', 'http://127.0.0.1:80/path', 'http://127.0.0.1:80/?a=b',
    'http://127.0.0.1:99999/', 'http://127.0.0.1.evil.example:80/', 'http://127.0.0.1:80@evil.example/', 'http://[::2]:80/', 'javascript:alert(1)', '//127.0.0.1:80/',
  ])('does not lead to %s', async (redirect_uri) => {
    const seen = await open(site, aBrowser('carla'), pageOf({ redirect_uri }));
    expect([seen.status, seen.goTo]).toEqual([400, '']);
    const sent = await answer(aBrowser('carla'), { ask: { ...ask, redirect_uri } }, 'no');
    expect([sent.status, sent.goTo]).toEqual([400, '']);
  }); // prettier-ignore

  test('takes the loopback of IPv6, too', async () => {
    const seen = await answer(aBrowser('carla'), { ask: { ...ask, redirect_uri: 'http://[::1]:49152/' } }, 'no');
    expect(seen.goTo).toMatch(/^http:\/\/\[::1\]:49152\/\?error=access_denied&state=s+$/);
  });

  test('asks who is not signed in to do that first, and comes back', async () => {
    const seen = await open(site, aBrowser(), pageOf());
    expect([seen.status, seen.text]).toEqual([401, expect.stringContaining('value="/sign-in/command-line?redirect_uri=')]);
  }); // prettier-ignore

  test('gives no code by GET, without a token, to a foreign page, or on an old sign-in', async () => {
    const codes = () => world.store.collections.sign_in_codes.countDocuments();
    const before = await codes();
    await open(site, aBrowser('carla'), `${pageOf()}&answer=yes`);
    const form = { ...ask, answer: 'yes' };
    expect((await send(site, aBrowser('carla'), '/sign-in/command-line', { ...form, _csrf: '' })).status).toBe(403);
    const foreign = { origin: 'https://evil.example' };
    expect((await send(site, aBrowser('carla'), '/sign-in/command-line', form, foreign)).status).toBe(403);
    const old = overWorld(world, { nowMs: () => Date.now() + 6 * 60_000 });
    const page = await open(old, aBrowser('carla'), pageOf());
    expect(page.text).toContain('so sign in again first');
    expect(page.text).not.toContain('Yes, let it act as me');
    expect((await answer(aBrowser('carla'), { ask }, 'yes', old)).status).toBe(401);
    expect(await codes()).toBe(before);
  });
});

describe('a code', () => {
  const code = async (): Promise<string> => codeIn(await answer(aBrowser('fred'), { ask }, 'yes'));
  const body = { verifier, redirectUri: ask.redirect_uri };
  const refused = { status: 401, body: { code: 'SIGN_IN_FAILED' } };

  test('works once, and has the time at which the person proved who he is', async () => {
    const one = await code();
    const first = await exchange(site, { ...body, code: one });
    expect(first).toMatchObject({ status: 201, body: { person: { id: 'fred' }, token: expect.stringMatching(/^css_/) } });
    const signedIn = await world.store.collections.sessions.findOne({ personId: 'fred', via: 'console' });
    expect(first.body['authAt']).toBe(signedIn?.authAt.toISOString());
    expect(await exchange(site, { ...body, code: one })).toMatchObject(refused);
  }); // prettier-ignore

  test.each<[what: string, over: Readonly<Record<string, string>>]>([
    ['another verifier', { verifier: 'w'.repeat(43) }],
    ['another redirect URI', { redirectUri: 'http://127.0.0.1:49153/' }],
    ['another code', { code: 'x'.repeat(43) }],
  ])('%s is refused, and nobody tries twice', async (_what, over) => {
    const one = await code();
    expect(await exchange(site, { ...body, code: one, ...over })).toMatchObject(refused);
    if (over['code'] === undefined) expect(await exchange(site, { ...body, code: one })).toMatchObject(refused);
  });

  test('is good for two minutes, and for a person who may act', async () => {
    const late = overWorld(world, { nowMs: () => Date.now() + 121_000 });
    expect(await exchange(late, { ...body, code: await code() })).toMatchObject(refused);
    const one = await code();
    const fred = await world.store.collections.people.findOne({ _id: 'fred' });
    if (!fred) throw new Error('fred is gone');
    await putPrincipal(world.store, { ...fred, status: 'suspended' });
    expect(await exchange(site, { ...body, code: one })).toMatchObject({ status: 403, body: { code: 'PRINCIPAL_SUSPENDED' } });
    await putPrincipal(world.store, fred);
  }); // prettier-ignore

  test('of ten at once one is changed', async () => {
    const one = await code();
    const all = await Promise.all(Array.from({ length: 10 }, () => exchange(site, { ...body, code: one })));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  });
});
