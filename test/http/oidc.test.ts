import { beforeEach, describe, expect, test } from 'vitest';
import { readSessionToken } from '../../integrations/access/session-token.ts';
import { putPrincipal } from '../../store/people.ts';
import type { SessionRecord } from '../../store/directory-records.ts';
import { useWorld } from '../support/world.ts';
import { overWorld, type Subject } from './support/gateway.ts';
import { challengeOf, useIdentityProvider, type Says } from './support/identity-provider.ts';
import { aBrowser, open, send, sessionCookie, type Browser, type Seen } from './support/visits.ts';

const world = useWorld({ worker: false });
const provider = useIdentityProvider();
beforeEach(() => {
  provider.says = { claims: { email: 'Carla@Example.com' } };
});

const minuteMs = 60_000;
const site = (over: Parameters<typeof overWorld>[1] = {}): Subject =>
  overWorld(world, { oidc: provider.oidc(), ...over });

/** Goes to the provider and comes back, with what the provider says by then. */
async function signIn(subject: Subject, browser: Browser, over: { readonly goTo?: string; readonly back?: Readonly<Record<string, string>> } = {}): Promise<Seen> {
  const begun = await open(subject, browser, `/sign-in/oidc?goTo=${encodeURIComponent(over.goTo ?? '/inbox')}`);
  expect(begun.status).toBe(303);
  return open(subject, browser, provider.answer(begun.goTo, over.back));
} // prettier-ignore

const sessions = (): Promise<SessionRecord[]> =>
  world.store.collections.sessions.find({}, { sort: { _id: 1 } }).toArray();
const sessionIn = ({ cookies }: Browser) =>
  world.store.collections.sessions.findOne({ _id: readSessionToken(cookies.get(sessionCookie) ?? '') ?? '' });

describe('signing in at a provider', () => {
  test('asks by code, PKCE S256, state and nonce, with the exact redirect URI, and keeps only hashes of what it is known by', async () => {
    const browser = aBrowser();
    const { goTo } = await open(site(), browser, '/sign-in/oidc?goTo=/inbox');
    const asked = Object.fromEntries(new URL(goTo).searchParams);
    expect(asked).toMatchObject({
      client_id: 'countersign', response_type: 'code', code_challenge_method: 'S256', scope: 'openid email',
      redirect_uri: 'http://localhost/sign-in/callback', code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(asked).toMatchObject({ max_age: '28800' }); // so that it says when the person proved who he is
    expect(asked).not.toHaveProperty('prompt');
    const stored = JSON.stringify(await world.store.collections.sign_ins.find().toArray());
    expect(stored).not.toContain(asked['state']);
    for (const mark of browser.cookies.values()) expect(stored).not.toContain(mark);
    const { status, goTo: then } = await open(site(), browser, provider.answer(goTo));
    expect([status, then]).toEqual([303, '/inbox']);
    expect(challengeOf(provider.sent.get('code_verifier') ?? '')).toBe(asked['code_challenge']);
    expect(provider.sent.get('redirect_uri')).toBe('http://localhost/sign-in/callback');
    expect(await sessionIn(browser)).toMatchObject({ personId: 'carla', via: 'console' });
  }); // prettier-ignore

  test('the session has the time of the sign-in, the zone and the locale that the provider says', async () => {
    const authTimeS = Math.floor(Date.now() / 1_000) - 7_200;
    provider.says = { claims: { email: 'carla@example.com', zoneinfo: 'Europe/Madrid', locale: 'es_ES' }, idToken: { auth_time: authTimeS } };
    const browser = aBrowser();
    await signIn(site(), browser);
    expect(await sessionIn(browser)).toMatchObject({ zone: 'Europe/Madrid', locale: 'es-ES', authAt: new Date(authTimeS * 1_000) });
    const home = await open(site(), browser, '/nowhere');
    expect([home.status, home.text]).toEqual([404, expect.stringContaining('Europe/Madrid')]); // signed in, though he proved himself long ago
    provider.says = { claims: { email: 'carla@example.com', zoneinfo: 'Moon/Sea', locale: '???' }, idToken: { auth_time: authTimeS + 99_999 } };
    const other = aBrowser();
    await signIn(site(), other);
    const session = await sessionIn(other);
    expect(session).not.toHaveProperty('zone');
    expect(session).not.toHaveProperty('locale');
    expect(session?.authAt.getTime()).toBeLessThanOrEqual(Date.now());
  }); // prettier-ignore

  test('a provider that does not say when somebody proved who he is: nothing weighty passes by that session', async () => {
    provider.says = { claims: { email: 'carla@example.com' }, idToken: { auth_time: undefined } };
    const browser = aBrowser();
    await signIn(site(), browser);
    expect(await sessionIn(browser)).toMatchObject({ personId: 'carla', authAt: new Date(0) });
  });

  test('a new session at every login, and the one of this browser is over: two windows', async () => {
    const browser = aBrowser();
    const first = await open(site(), browser, '/sign-in/oidc');
    const second = await open(site(), browser, '/sign-in/oidc');
    expect((await open(site(), browser, provider.answer(first.goTo))).status).toBe(303);
    const before = await sessionIn(browser);
    expect((await open(site(), browser, provider.answer(second.goTo))).status).toBe(303);
    expect((await sessionIn(browser))?._id).not.toBe(before?._id);
    expect((await world.store.collections.sessions.findOne({ _id: before?._id ?? '' }))?.endedAt).toBeInstanceOf(Date);
  });

  test('who is signed in is not signed in again by a link', async () => {
    const browser = aBrowser('carla');
    const before = await sessions();
    expect(await open(site(), browser, '/sign-in/oidc?goTo=/policy')).toMatchObject({ status: 303, goTo: '/policy' });
    expect(await sessions()).toEqual(before);
  });

  test('a program that only looks begins nothing and ends nothing', async () => {
    const browser = aBrowser();
    const { goTo } = await open(site(), browser, '/sign-in/oidc');
    const count = await world.store.collections.sign_ins.countDocuments();
    expect((await open(site(), aBrowser(), '/sign-in/oidc', { method: 'HEAD' })).headers.get('set-cookie')).toBeNull();
    await open(site(), aBrowser(), '/sign-in/oidc', { headers: { 'sec-purpose': 'prefetch' } });
    expect(await world.store.collections.sign_ins.countDocuments()).toBe(count);
    const back = provider.answer(goTo);
    await open(site(), browser, back, { method: 'HEAD' });
    expect((await open(site(), browser, back)).goTo).toBe('/'); // still good
  });

  test.each(['//evil.example', '/\\evil.example', '/\t/evil.example', 'https://evil.example/', '/a\nb', 'javascript:alert(1)', '/ü'])(
    'never leads elsewhere: %j',
    async (goTo) => {
      expect((await signIn(site(), aBrowser(), { goTo })).goTo).toBe('/');
    },
  ); // prettier-ignore

  test('in the name of COUNTERSIGN_PUBLIC_URL, whatever the proxy says', async () => {
    const subject = site({ publicUrl: 'https://pay.example' });
    const browser = aBrowser(undefined, { origin: 'http://pay.example', headers: { 'x-forwarded-host': 'evil.example' } });
    const { goTo, headers } = await open(subject, browser, '/sign-in/oidc');
    expect(new URL(goTo).searchParams.get('redirect_uri')).toBe('https://pay.example/sign-in/callback');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect((await open(subject, browser, provider.answer(goTo))).status).toBe(303);
    expect(provider.sent.get('redirect_uri')).toBe('https://pay.example/sign-in/callback');
  }); // prettier-ignore
});

/** What comes back signs nobody in; the page says what happened, and the way to try again stands below. */
async function expectNobody(seen: Seen, browser: Browser, status: number, ...said: readonly string[]): Promise<void> {
  expect({ status: seen.status, session: browser.cookies.has(sessionCookie) }).toEqual({ status, session: false });
  for (const text of said) expect(seen.text).toContain(text);
  expect(seen.text).toContain('Sign in with Example ID');
}

describe('what is not the answer that was asked for', () => {
  test.each<[what: string, says: Says, status: number, said: string]>([
    ['another nonce', { idToken: { nonce: 'other' } }, 401, 'not the one that was asked for'],
    ['no nonce', { idToken: { nonce: undefined } }, 401, 'not the one that was asked for'],
    ['another issuer', { idToken: { iss: 'https://evil.example' } }, 401, 'not the one that was asked for'],
    ['another audience', { idToken: { aud: 'other' } }, 401, 'not the one that was asked for'],
    ['an ID token that is over', { idToken: { exp: 1_700_000_000 } }, 401, 'not the one that was asked for'],
    ['a signature by another key', { isForged: true }, 401, 'not the one that was asked for'],
    ['a userinfo of somebody else', { userinfo: { sub: 's2' } }, 401, 'not the one that was asked for'],
    ['a code that is used up', { token: { status: 400, body: '{"error":"invalid_grant"}' } }, 401, 'does not take its code'],
    ['a client that is not known there', { token: { status: 401, body: '{"error":"invalid_client"}' } }, 503, 'does not answer, or not as it should'],
    ['a server in trouble', { token: { status: 500, body: 'x' } }, 503, 'does not answer, or not as it should'],
    ['no JSON', { token: { status: 200, body: '<html>' } }, 503, 'does not answer, or not as it should'],
    ['an address that is not verified', { userinfo: { email_verified: false } }, 401, 'has not verified the address'],
    ['an address verified by word', { userinfo: { email_verified: 'true' } }, 401, 'has not verified the address'],
    ['an address that the userinfo verifies for another one', { idToken: { email: 'ben@example.com' } }, 401, 'has not verified the address ben'],
    ['no address', { claims: {} }, 401, 'says no email of you'],
    ['somebody unknown', { claims: { email: '<b>x@example.com' } }, 403, '&lt;b&gt;x@example.com'],
    ['a service of that name', { claims: { email: 'billing' } }, 403, 'directory-admin'],
  ])('%s', async (_what, says, status, said) => {
    const [browser, before] = [aBrowser(), await sessions()];
    provider.says = { ...provider.says, ...says };
    await expectNobody(await signIn(site(), browser), browser, status, said);
    expect(await sessions()).toEqual(before);
  }); // prettier-ignore

  test.each<[what: string, back: Readonly<Record<string, string>>, status: number, said: string]>([
    ['a "no" at the provider', { error: 'access_denied', error_description: 'You said <no>' }, 401, 'access_denied, You said &lt;no&gt;'],
    ['trouble at the provider', { error: 'temporarily_unavailable' }, 503, 'Try again in a moment'],
    ['another state', { state: 'x'.repeat(43) }, 401, 'It was not begun here.'],
    ['no state', { state: '' }, 401, 'It was not begun here.'],
  ])('%s', async (_what, back, status, said) => {
    const browser = aBrowser();
    await expectNobody(await signIn(site(), browser, { back }), browser, status, said);
  }); // prettier-ignore

  test('the answer of another browser, though it has a sign-in of its own', async () => {
    const [mine, other] = [aBrowser(), aBrowser()];
    const { goTo } = await open(site(), mine, '/sign-in/oidc');
    await open(site(), other, '/sign-in/oidc');
    await expectNobody(await open(site(), other, provider.answer(goTo)), other, 401, 'begun in another browser');
    expect((await open(site(), mine, provider.answer(goTo))).status).toBe(303); // it took nothing away
  });

  test('an answer that was used, and one that took too long', async () => {
    const browser = aBrowser();
    const { goTo } = await open(site(), browser, '/sign-in/oidc');
    expect((await open(site(), browser, provider.answer(goTo))).status).toBe(303);
    browser.cookies.delete(sessionCookie);
    await expectNobody(await open(site(), browser, provider.answer(goTo)), browser, 401, 'was used before');
    const slow = await open(site(), browser, '/sign-in/oidc');
    const later = site({ nowMs: () => Date.now() + 10 * minuteMs + 1_000 });
    await expectNobody(await open(later, browser, provider.answer(slow.goTo)), browser, 401, 'longer than ten minutes');
  });

  test('of ten at once one signs in', async () => {
    const browser = aBrowser();
    const { goTo } = await open(site(), browser, '/sign-in/oidc');
    const back = provider.answer(goTo);
    const all = await Promise.all(Array.from({ length: 10 }, () => open(site(), aBrowser(undefined, { cookies: new Map(browser.cookies) }), back)));
    expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, ...Array.from({ length: 9 }, () => 401)]);
  }); // prettier-ignore

  test('a provider that is down, or that calls itself something else, begins nothing', async () => {
    const count = await world.store.collections.sign_ins.countDocuments();
    const gone = site({ oidc: provider.oidc({ issuer: 'http://127.0.0.1:9' }) });
    const browser = aBrowser();
    await expectNobody(await open(gone, browser, '/sign-in/oidc'), browser, 503, 'Try again in a moment');
    provider.says = { metadata: { issuer: 'https://evil.example' } };
    await expectNobody(await open(site(), browser, '/sign-in/oidc'), browser, 503, 'Try again in a moment');
    expect(await world.store.collections.sign_ins.countDocuments()).toBe(count);
  });

  test('a person who may not act any more', async () => {
    for (const status of ['suspended', 'revoked'] as const) {
      await putPrincipal(world.store, { _id: 'zoe', type: 'person', email: 'zoe@example.com', roles: [], status, version: 1 });
      provider.says = { claims: { email: 'zoe@example.com' } };
      const browser = aBrowser();
      await expectNobody(await signIn(site(), browser), browser, 403, `It is ${status}.`);
    }
  }); // prettier-ignore

  test('without a provider there is nothing at these addresses', async () => {
    for (const path of ['/sign-in/oidc', '/sign-in/callback?state=x&code=y'])
      expect((await open(overWorld(world), aBrowser(), path)).status).toBe(path.includes('oidc') ? 404 : 401);
  });
});

test('a person is named by the claim that the deployment chooses', async () => {
  provider.says = { claims: { preferred_username: 'Ben' }, idToken: { sub: 's1' } };
  const browser = aBrowser();
  await signIn(site({ oidc: provider.oidc({ personClaim: 'preferred_username' }) }), browser);
  expect(await sessionIn(browser)).toMatchObject({ personId: 'ben' });
});

describe('roles from a claim map', () => {
  const roles = {
    claim: 'groups',
    map: { fin: ['finance-approver'], ctl: ['controller'], adm: ['directory-admin'], ask: ['requester'] },
  } as const;
  const mapped = (): Subject => site({ oidc: provider.oidc({ roles }) });
  const person = (id: string) => world.store.collections.people.findOne({ _id: id });

  test('are written to the record with a line in the trail; roles that the map does not name stay', async () => {
    await putPrincipal(world.store, {
      _id: 'lena', type: 'person', email: 'lena@example.com', status: 'active', version: 1,
      roles: [{ role: 'finance-approver', ceilingMinor: 5_000 }, { role: 'requester' }, { role: 'auditor' }],
    });
    provider.says = { claims: { email: 'lena@example.com', groups: ['fin', 'ctl', 'staff'] } };
    expect((await signIn(mapped(), aBrowser())).status).toBe(303);
    expect(await person('lena')).toMatchObject({
      roles: [{ role: 'finance-approver', ceilingMinor: 5_000 }, { role: 'auditor' }, { role: 'controller' }], version: 2,
    });
    expect(await world.store.collections.directory_log.findOne({ _id: 'lena:2' })).toMatchObject({
      actor: `oidc:${new URL(provider.issuer).host}`, deed: 'principal_changed',
      detail: 'roles: finance-approver (up to 5000), requester, auditor -> finance-approver (up to 5000), auditor, controller',
    });
    expect((await signIn(mapped(), aBrowser())).status).toBe(303);
    expect(await person('lena')).toMatchObject({ version: 2 }); // nothing new, no line
    provider.says = { claims: { email: 'lena@example.com' } };
    expect((await signIn(mapped(), aBrowser())).status).toBe(303);
    expect(await person('lena')).toMatchObject({ roles: [{ role: 'auditor' }] }); // what it does not say, it does not give
    provider.says = { claims: { email: 'lena@example.com', groups: ['fin'] } };
    expect((await signIn(mapped(), aBrowser())).status).toBe(303);
    expect(await person('lena')).toMatchObject({ roles: [{ role: 'auditor' }, { role: 'finance-approver', ceilingMinor: 5_000 }] }); // it raises no ceiling
  }); // prettier-ignore

  test('that break a rule of the directory sign nobody in and change nothing', async () => {
    const browser = aBrowser();
    provider.says = { claims: { email: 'carla@example.com', groups: ['fin', 'adm'] } };
    await expectNobody(await signIn(mapped(), browser), browser, 422, 'carla would give roles and sign.');
    expect(await person('carla')).toMatchObject({ version: 1 });
  });
});

describe('signing in again (section 11)', () => {
  const old = (): Subject => site({ nowMs: () => Date.now() + 6 * minuteMs });
  const kept = 'My <b>comment</b>\nof two lines';
  const again = (subject: Subject, browser: Browser): Promise<Seen> =>
    send(subject, browser, '/sign-in/again', { goTo: '/corrections/r_1', kept });

  test('asks the provider for a fresh proof; the page comes back with what was written', async () => {
    const browser = aBrowser('carla');
    const before = await sessionIn(browser);
    const asked = await again(old(), browser);
    expect(asked.status).toBe(200); // a page with a link: a form may lead nowhere else
    const { searchParams } = new URL(asked.goTo);
    expect([searchParams.get('max_age'), searchParams.get('prompt')]).toEqual(['300', 'login']);
    expect(asked.text).toContain(asked.goTo.replaceAll('&', '&amp;'));
    const authTimeS = Math.floor(Date.now() / 1_000);
    provider.says = { ...provider.says, idToken: { auth_time: authTimeS } };
    expect(await open(old(), browser, provider.answer(asked.goTo))).toMatchObject({ status: 303, goTo: '/corrections/r_1' });
    const after = await sessionIn(browser);
    expect(after).toMatchObject({ personId: 'carla', authAt: new Date(authTimeS * 1_000), draft: { path: '/corrections/r_1', text: kept } });
    expect((await world.store.collections.sessions.findOne({ _id: before?._id ?? '' }))?.endedAt).toBeInstanceOf(Date);
  });

  test.each<[what: string, says: Says, status: number, said: string]>([
    ['a proof of before', { idToken: { auth_time: Math.floor(Date.now() / 1_000) - 400 } }, 401, 'not the one that was asked for'],
    ['no time of the proof', {}, 401, 'not the one that was asked for'],
    ['somebody else', { claims: { email: 'ben@example.com' }, idToken: { auth_time: Math.floor(Date.now() / 1_000) } }, 401, 'That was ben. carla is signed in here'],
  ])('%s is refused; who is signed in stays so, and nothing that was written is lost', async (_what, says, status, said) => {
    const browser = aBrowser();
    provider.says = { claims: { email: 'carla@example.com' } };
    await signIn(site(), browser);
    const before = await sessions();
    const { goTo } = await again(site(), browser);
    provider.says = { ...provider.says, ...says };
    const seen = await open(site(), browser, provider.answer(goTo));
    expect([seen.status, seen.text]).toEqual([status, expect.stringContaining(said)]);
    expect(seen.text).toContain('My &lt;b&gt;comment&lt;/b&gt;');
    expect(seen.text).toContain('action="/sign-in/again"');
    expect((await sessions()).map(({ _id, endedAt }) => [_id, endedAt])).toEqual(before.map(({ _id, endedAt }) => [_id, endedAt]));
  });

  test('with a provider that is down, nothing that was written is lost either', async () => {
    const browser = aBrowser('ben');
    const gone = site({ oidc: provider.oidc({ issuer: 'http://127.0.0.1:9' }) });
    const seen = await again(gone, browser);
    expect([seen.status, seen.text]).toEqual([503, expect.stringContaining('My &lt;b&gt;comment&lt;/b&gt;')]);
    expect(seen.text).toContain('You are still signed in as ben.');
  });

  test('in development it is the same person anew, and behind a token', async () => {
    const browser = aBrowser('ben');
    const subject = overWorld(world);
    expect((await send(subject, browser, '/sign-in/again', { goTo: '/inbox', _csrf: 'x' })).status).toBe(403);
    expect(await again(subject, browser)).toMatchObject({ status: 303, goTo: '/corrections/r_1' });
    expect(await sessionIn(browser)).toMatchObject({ personId: 'ben', draft: { text: kept } });
    expect((await send(subject, browser, '/sign-in/again', { goTo: '/', kept: 'x'.repeat(2_001) })).status).toBe(400);
    expect((await send(subject, aBrowser(), '/sign-in/again', { goTo: '/' })).status).toBe(401);
  });
}); // prettier-ignore
