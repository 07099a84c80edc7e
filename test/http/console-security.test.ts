import { serve } from '@hono/node-server';
import { describe, expect, test } from 'vitest';
import { csrfOf } from '../../http/console/cookies.ts';
import { pagesOf } from '../../http/console/console.ts';
import { putPrincipal } from '../../store/people.ts';
import { cookieOf, keyOf } from '../support/directory.ts';
import { useWorld } from '../support/world.ts';
import { everythingIn } from './support/books.ts';
import { call, depsOf, overWorld, type Subject } from './support/gateway.ts';
import { useIdentityProvider } from './support/identity-provider.ts';
import { aBrowser, open, send, sessionCookie, type Seen } from './support/visits.ts';

// What pages of others, programs and strangers try on the console (approvals.md section 11). Nothing of it changes anything.

const world = useWorld({ worker: false });
const provider = useIdentityProvider();
const site = (over: Parameters<typeof overWorld>[1] = {}): Subject => overWorld(world, over);
const minuteMs = 60_000;
const later = (ms: number): Subject => site({ nowMs: () => Date.now() + ms });

/** A form that would do something, sent by carla's browser: it signs her out. */
const attack = (headers: Readonly<Record<string, string>> = {}, fields: Readonly<Record<string, string>> = {}, subject = site()): Promise<Seen> =>
  send(subject, aBrowser('carla'), '/sign-out', fields, headers); // prettier-ignore

const isAlive = async (as = 'carla', subject = site()): Promise<boolean> =>
  (await open(subject, aBrowser(as), '/')).status === 303;

async function expectNothing(seen: Seen | Promise<Seen>, status: number, code: string): Promise<void> {
  const { status: found, text } = await seen;
  expect({ found, code: text.includes(code) }).toEqual({ found: status, code: true });
  expect(text).toContain('<h1>'); // a page that says what happened, and not a bare error
  expect(await isAlive()).toBe(true);
}

describe('a request from elsewhere', () => {
  test.each(['evil.example', 'evil.example:8787', '127.0.0.1.evil.example', 'localhost.', '10.0.0.1'])(
    'by a name that was made to point here: Host %s',
    async (host) => {
      await expectNothing(attack({ host, origin: `http://${host}` }), 403, 'HOST_REFUSED');
      const { status, text } = await open(site(), aBrowser('carla'), '/', { headers: { host } });
      expect([status, text.includes('carla')]).toEqual([403, false]);
    },
  );

  test.each(['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto'])(
    'through a proxy: %s',
    async (name) => {
      await expectNothing(attack({ [name]: '127.0.0.1' }), 403, 'HOST_REFUSED');
    },
  );

  test.each<[what: string, headers: Readonly<Record<string, string>>]>([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a foreign Origin beside our own site', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    ['another port', { origin: 'http://localhost:81' }],
    ['https instead of http', { origin: 'https://localhost' }],
    ['no origin to tell', { origin: 'null' }],
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['same-site, as another port of this machine is', { 'sec-fetch-site': 'same-site' }],
    ['a site that was typed', { 'sec-fetch-site': 'none' }],
  ])('%s', async (_what, headers) => {
    await expectNothing(attack(headers), 403, 'CSRF');
  });

  test('a browser that says neither', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: `${sessionCookie}=${cookieOf('carla')}` };
    const body = new URLSearchParams({ _csrf: csrfOf(cookieOf('carla')) }).toString();
    const { status } = await site().app.request('http://localhost/sign-out', { method: 'POST', headers, body });
    expect(status).toBe(403);
    expect(await isAlive()).toBe(true);
  }); // prettier-ignore

  test('is not read by a foreign page either', async () => {
    const seen = await open(site(), aBrowser('carla'), '/', { headers: { origin: 'https://evil.example' } });
    expect([seen.status, seen.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

describe('a form', () => {
  test.each<[what: string, token: string]>([
    ['without a token', ''],
    ['with a token of somebody else', csrfOf(cookieOf('ben'))],
    ['with the session itself for a token', cookieOf('carla')],
    ['with a token of the command line', csrfOf(keyOf('carla'))],
  ])('%s', async (_what, _csrf) => {
    await expectNothing(attack({}, { _csrf }), 403, 'CSRF');
  });

  test.each(['text/plain', 'application/json', 'multipart/form-data; boundary=x', ''])('as %j', async (type) => {
    await expectNothing(attack({ 'content-type': type }), 400, 'MALFORMED');
  });

  test('of 1 MB is refused unread, and of 65 KB, too', async () => {
    for (const size of [65 * 1_024, 1_048_576])
      await expectNothing(attack({}, { comment: 'x'.repeat(size) }), 413, 'BODY_TOO_LARGE');
  });

  test('with a field that is not known', async () => {
    await expectNothing(attack({}, { more: 'x' }), 400, 'UNKNOWN_FIELD');
  });
});

describe('every page', () => {
  const specs = () => pagesOf(depsOf(world)).map(({ spec }) => spec);
  /** What forms are sent to; but for the one that mail programs send, which is guarded by its address (RFC 8058). */
  const postedTo = () => specs().filter(({ method, isFromAnywhere }) => method === 'post' && !isFromAnywhere);
  const addressOf = (path: string): string =>
    path
      .replace(':kind', 'cancel')
      .replaceAll(/:\w+(?:\{[^}]*\})?/g, 'x')
      .replaceAll('*', 'x');

  test('that is posted to is refused without a token, also to who is signed in', async () => {
    const posts = postedTo();
    expect(posts.length).toBeGreaterThan(20);
    expect(await isAlive()).toBe(true); // that she was seen is kept once a minute
    const before = await everythingIn(world.store);
    for (const { path } of posts)
      for (const _csrf of ['', csrfOf(cookieOf('ben'))]) {
        const { status, text } = await send(site(), aBrowser('carla'), addressOf(path), { _csrf });
        expect({ path, status, csrf: text.includes('CSRF') }).toEqual({ path, status: 403, csrf: true });
      }
    expect(await everythingIn(world.store)).toEqual(before);
  });

  test('that is posted to asks who is not signed in to sign in; the way in alone is open', async () => {
    for (const { path, caller } of postedTo()) {
      const { status } = await send(site(), aBrowser(), addressOf(path), {});
      expect({ path, status, caller }).toEqual({
        path,
        status: path === '/sign-in' ? 400 : 401,
        caller: path === '/sign-in' ? 'anybody' : 'person',
      });
    }
  });

  test('changes nothing by GET and HEAD, whoever asks', async () => {
    expect(await isAlive()).toBe(true); // that she was seen is kept once a minute
    const before = await everythingIn(world.store);
    for (const { path } of specs())
      for (const as of [undefined, 'carla'])
        for (const asked of ['GET', 'HEAD']) {
          const { status } = await open(site(), aBrowser(as), addressOf(path), { method: asked });
          expect({ path, known: status < 500 }).toEqual({ path, known: true });
        }
    expect(await everythingIn(world.store)).toEqual(before);
  }); // prettier-ignore

  test('has the headers that keep it ours: no script that stands in it, no frame, no copy, no trace', async () => {
    for (const { path } of specs())
      for (const as of [undefined, 'carla']) {
        const { headers } = await open(site(), aBrowser(as), addressOf(path));
        const policy = headers.get('content-security-policy') ?? '';
        for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
          expect(policy).toContain(part);
        expect(policy).not.toContain('unsafe');
        expect(Object.fromEntries(headers)).toMatchObject({
          'x-frame-options': 'DENY', 'referrer-policy': 'same-origin', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
          'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
        });
        expect(headers.get('strict-transport-security')).toBeNull(); // loopback speaks plain HTTP
      }
  }); // prettier-ignore
});

test('no address of a request leads elsewhere from a page that refuses it', async () => {
  for (const path of ['//evil.example/x', '/%2f/evil.example', '///evil.example'])
    for (const as of [undefined, 'carla'])
      for (const subject of [site(), later(9 * 3_600_000)]) {
        const { text } = await open(subject, aBrowser(as), path);
        expect(text).not.toMatch(/(href|action|value)="(\/\/|\/\\|https?:)/);
      }
});

describe('a session', () => {
  const cookie = (token: string) => ({ headers: { cookie: `${sessionCookie}=${token}` } });

  test('of the command line opens no page, and one of the console no route', async () => {
    expect((await open(site(), aBrowser(), '/', cookie(keyOf('carla')))).status).toBe(401);
    for (const token of [cookieOf('carla'), csrfOf(cookieOf('carla'))])
      expect(await call(site(), 'GET', '/v1/inbox', { headers: { authorization: `Bearer ${token}` } })).toMatchObject({ status: 401 });
    expect(await call(site(), 'GET', '/v1/inbox', cookie(cookieOf('carla')))).toMatchObject({ status: 401 }); // /v1 takes no cookie
    expect((await open(site(), aBrowser(), '/', { headers: { authorization: `Bearer ${keyOf('carla')}` } })).status).toBe(401); // nor the console a bearer
  }); // prettier-ignore

  test.each(['', 'css_', `css_${'A'.repeat(43)}`, 'x'.repeat(5_000)])('is none: %j', async (token) => {
    expect((await open(site(), aBrowser(), '/', cookie(token))).status).toBe(401);
  });

  test('without the prefix that binds it to this host is none', async () => {
    const headers = { cookie: `countersign=${cookieOf('carla')}` };
    expect((await open(site(), aBrowser(), '/', { headers })).status).toBe(401);
  });

  test('is over after thirty minutes without use, and not before', async () => {
    const subject = (ms: number): Promise<boolean> => isAlive('fred', later(ms));
    expect(await subject(29 * minuteMs)).toBe(true); // and so in use
    expect(await subject(58 * minuteMs)).toBe(true);
    expect(await subject(89 * minuteMs)).toBe(false);
  });

  test('is over after eight hours, however much it is used', async () => {
    const browser = aBrowser();
    expect((await send(site(), browser, '/sign-in', { person: 'greta' })).status).toBe(303);
    for (let minutes = 25; minutes < 480; minutes += 25)
      expect((await open(later(minutes * minuteMs), browser, '/')).status).toBe(303);
    expect((await open(later(480 * minuteMs + 1_000), browser, '/')).status).toBe(401);
  });

  test('is a new one at every sign-in, and the one before is over', async () => {
    const browser = aBrowser();
    await send(site(), browser, '/sign-in', { person: 'greta' });
    const first = browser.cookies.get(sessionCookie) ?? '';
    await send(site(), browser, '/sign-in', { person: 'greta' });
    expect(browser.cookies.get(sessionCookie)).not.toBe(first);
    expect((await open(site(), aBrowser(), '/', cookie(first))).status).toBe(401);
  });

  test('ends with signing out, on this browser and in the store', async () => {
    const browser = aBrowser();
    await send(site(), browser, '/sign-in', { person: 'greta' });
    const token = browser.cookies.get(sessionCookie) ?? '';
    expect(await send(site(), browser, '/sign-out', {})).toMatchObject({ status: 303, goTo: '/sign-in' });
    expect(browser.cookies.has(sessionCookie)).toBe(false);
    expect((await open(site(), aBrowser(), '/', cookie(token))).status).toBe(401);
  });

  test('dies at once with its person, who may still sign in as somebody else', async () => {
    const browser = aBrowser();
    await send(site(), browser, '/sign-in', { person: 'paul' });
    const paul = await world.store.collections.people.findOne({ _id: 'paul' });
    if (!paul) throw new Error('paul is gone');
    await putPrincipal(world.store, { ...paul, status: 'suspended' });
    expect((await open(site(), browser, '/')).status).toBe(403);
    expect((await open(site(), browser, '/sign-in')).status).toBe(200);
    expect((await send(site(), browser, '/sign-in', { person: 'paul', _csrf: '' })).status).toBe(403);
    expect((await send(site(), browser, '/sign-in', { person: 'ruth', _csrf: '' })).status).toBe(303);
    await putPrincipal(world.store, paul);
  });

  test('of a person who was revoked by an admin has ended', async () => {
    await putPrincipal(world.store, { _id: 'zoe', type: 'person', roles: [], status: 'active', version: 1 });
    const browser = aBrowser();
    await send(site(), browser, '/sign-in', { person: 'zoe' });
    expect((await call(site(), 'POST', '/v1/principals/zoe/revoke', { as: 'dora' })).status).toBe(200);
    expect((await open(site(), browser, '/')).status).toBe(401);
  });
});

describe('sign-in by name', () => {
  const signIn = (over: Parameters<typeof overWorld>[1] = {}, from?: string): Promise<Seen> =>
    send(site(over), aBrowser(undefined, from === undefined ? {} : { from }), '/sign-in', { person: 'maria' });

  test('is there in development, on loopback', async () => {
    for (const from of [undefined, '127.0.0.1', '::1', '::ffff:127.0.0.1']) expect((await signIn({}, from)).status).toBe(303);
    expect((await open(site(), aBrowser(), '/sign-in')).text).toContain('name="person"');
  }); // prettier-ignore

  test.each<[what: string, over: () => Parameters<typeof overWorld>[1], status: number]>([
    ['in production', () => ({ developmentSignIn: false }), 401],
    ['beside an identity provider', () => ({ oidc: provider.oidc() }), 401],
    ['behind a proxy', () => ({ publicUrl: 'https://pay.example' }), 401],
  ])('is not there %s: neither route nor form', async (_what, over, status) => {
    const seen = await signIn(over());
    expect([seen.status, seen.text]).toEqual([status, expect.stringContaining('Sign-in by name is off')]);
    expect((await open(site(over()), aBrowser(), '/sign-in')).text).not.toContain('name="person"');
    const body = { person: 'maria' };
    expect(await call(site(over()), 'POST', '/v1/sessions', { body })).toMatchObject({ status: 401, body: { code: 'LOGIN_REQUIRED' } });
    const again = await send(site(over()), aBrowser('maria'), '/sign-in/again', { goTo: '/' });
    expect(again.headers.get('set-cookie') ?? '').not.toContain(`${sessionCookie}=`);
  }); // prettier-ignore

  test('is not there for another machine, whatever it calls itself', async () => {
    expect(await signIn({}, '192.0.2.7')).toMatchObject({ status: 403, text: expect.stringContaining('not on loopback') });
    const foreign = { headers: { host: 'pay.example' }, body: { person: 'maria' } };
    const behind = site({ publicUrl: 'https://pay.example' });
    expect(await call(behind, 'POST', '/v1/sessions', foreign)).toMatchObject({ body: { code: 'HOST_REFUSED' } });
    const forwarded = { headers: { 'x-forwarded-for': '127.0.0.1' }, body: { person: 'maria' } };
    expect(await call(behind, 'POST', '/v1/sessions', forwarded)).toMatchObject({ body: { code: 'HOST_REFUSED' } });
  }); // prettier-ignore
});

describe('behind a proxy (COUNTERSIGN_PUBLIC_URL)', () => {
  const behind = (): Subject => site({ publicUrl: 'https://pay.example' });
  const browser = (over: Parameters<typeof aBrowser>[1] = {}) =>
    aBrowser('carla', { origin: 'http://pay.example', ...over });
  const post = (headers: Readonly<Record<string, string>>, who = browser()): Promise<Seen> =>
    send(behind(), who, '/sign-in/command-line', {}, headers);

  test('its own origin is that address, with the Host that came or the one of the proxy', async () => {
    for (const who of [browser(), browser({ origin: 'http://127.0.0.1:8787' })])
      expect((await post({ origin: 'https://pay.example' }, who)).text).toContain('MALFORMED'); // as far as the form itself
    expect((await post({ origin: 'http://pay.example' })).text).toContain('CSRF'); // plain HTTP is not ours
    expect((await post({ origin: 'https://evil.example' })).text).toContain('CSRF');
    expect((await post({ origin: 'https://pay.example:8443' })).text).toContain('CSRF');
  });

  test('forwarding headers open nothing, and other names are refused still', async () => {
    const forwarded = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' };
    expect((await post({ origin: 'https://evil.example', ...forwarded })).text).toContain('CSRF');
    expect((await open(behind(), browser({ origin: 'http://evil.example' }), '/')).status).toBe(403);
    expect((await open(behind(), browser({ headers: forwarded }), '/')).status).toBe(303);
    expect((await open(behind(), browser(), '/')).headers.get('strict-transport-security')).toBe('max-age=31536000');
  }); // prettier-ignore
});

describe('how often (section 11)', () => {
  test('ten sign-ins a minute from an address, over a socket, whichever way', async () => {
    const { app } = site();
    const server = await new Promise<ReturnType<typeof serve>>((done) => {
      const made = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => done(made));
    });
    const address = server.address();
    const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
    const byRoute = () => fetch(`${url}/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"person":"nobody"}' });
    const byPage = () => fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }, body: 'person=maria' });
    const statuses: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) for (const ask of [byRoute, byPage]) statuses.push((await ask()).status);
    expect(statuses).toEqual([...Array.from({ length: 5 }, () => [404, 303]).flat(), 429, 429]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    server.close();
  }); // prettier-ignore

  test('as many as the deployment says, of each address its own', async () => {
    const subject = site({ signInsPerMinute: 2 });
    const from = async (address: string): Promise<number> =>
      (await send(subject, aBrowser(undefined, { from: address }), '/sign-in', { person: 'maria' })).status;
    expect([await from('127.0.0.1'), await from('127.0.0.1'), await from('127.0.0.1'), await from('::1')]).toEqual([303, 303, 429, 303]);
  }); // prettier-ignore

  test('three hundred pages a minute of a session; another one is not held up', async () => {
    const subject = site();
    for (let page = 0; page < 300; page += 1) await open(subject, aBrowser('anna'), '/sign-in');
    const { status, text } = await open(subject, aBrowser('anna'), '/');
    expect([status, text]).toEqual([429, expect.stringContaining('RATE_LIMITED')]);
    expect(await isAlive('carla', subject)).toBe(true);
  });
});
