import { describe, expect, test } from 'vitest';
import { preferencesOf, wantsDigest } from '../../store/message-preferences.ts';
import { cookieOf } from '../support/directory.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { overWorld } from './support/gateway.ts';

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3702' } }) });
const html = { accept: 'text/html' };
const tokenOf = async (person: string): Promise<string> =>
  (await preferencesOf(world.store, [person])).get(person)?.token ?? '';
const unsubscribePath = (token: string): string => `/messages/unsubscribe/${token}`;
const ask = (path: string, init: RequestInit = {}) =>
  overWorld(world).app.request(`http://127.0.0.1${path}`, {
    ...init,
    headers: { ...html, ...(init.headers as object) },
  });
const formOf = (fields: Readonly<Record<string, string>>) => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});
const oneClick = { 'List-Unsubscribe': 'One-Click' };

describe('the link that ends a digest (RFC 8058)', () => {
  test('opens a page with a button; GET, HEAD and prefetch change nothing', async () => {
    const token = await tokenOf('ben');
    for (const method of ['GET', 'HEAD'])
      for (const headers of [
        {},
        { purpose: 'prefetch' },
        { 'sec-purpose': 'prefetch;prerender' },
        { 'user-agent': 'mail scanner' },
      ])
        expect((await ask(unsubscribePath(token), { method, headers })).status).toBe(200);
    const page = await (await ask(`${unsubscribePath(token)}?List-Unsubscribe=One-Click`)).text();
    expect(page).toContain('Stop the daily digest');
    expect(page).not.toContain(token); // the form goes back to where it stands
    expect(await wantsDigest(world.store, 'ben')).toBe(true);
  });

  test('is POSTed by mail programs without session, Origin and Sec-Fetch-Site, as a form or as multipart; again is the same', async () => {
    const multipart = new FormData();
    multipart.set('List-Unsubscribe', 'One-Click');
    for (const [person, init] of [
      ['ben', formOf(oneClick)],
      ['carla', { method: 'POST', body: multipart }],
    ] as const) {
      const token = await tokenOf(person);
      for (const times of [1, 2])
        expect([times, (await ask(unsubscribePath(token), init)).status]).toEqual([times, 200]);
      expect(await wantsDigest(world.store, person)).toBe(false);
      const page = await (await ask(unsubscribePath(token))).text();
      expect(page).toContain('You get no daily digest');
      expect(page).toContain('href="/me"');
    }
    expect(await wantsDigest(world.store, 'nora')).toBe(true);
  });

  test('is POSTed by the button from our own page, signed in or not', async () => {
    const token = await tokenOf('greta');
    const headers = {
      origin: 'http://127.0.0.1',
      'sec-fetch-site': 'same-origin',
      cookie: `__Host-countersign=${cookieOf('ben')}`,
    };
    expect((await ask(unsubscribePath(token), { ...formOf(oneClick), headers })).status).toBe(200);
    expect(await wantsDigest(world.store, 'greta')).toBe(false);
  });

  test.each<[what: string, init: RequestInit]>([
    ['no body', { method: 'POST' }],
    ['another word', formOf({ 'List-Unsubscribe': 'Two-Clicks' })],
    [
      'JSON',
      { method: 'POST', body: '{"List-Unsubscribe":"One-Click"}', headers: { 'content-type': 'application/json' } },
    ],
    [
      'a multipart body that is none',
      { method: 'POST', body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=y' } },
    ],
  ])('with %s is refused, and nothing changes', async (_what, init) => {
    expect((await ask(unsubscribePath(await tokenOf('nora')), init)).status).toBe(400);
    expect(await wantsDigest(world.store, 'nora')).toBe(true);
  });

  test('with a forged token is a page that says there is nothing', async () => {
    const before = await world.store.collections.message_preferences.find().toArray();
    for (const token of ['x', 'x'.repeat(500), '%7B%22$ne%22:1%7D', '..%2Fme']) {
      const answers = [await ask(unsubscribePath(token)), await ask(unsubscribePath(token), formOf(oneClick))];
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
      expect(await answers[0]?.text()).toContain('There is nothing at this address.');
    }
    expect(await world.store.collections.message_preferences.find().toArray()).toEqual(before);
  });

  test('is the only page that takes a POST from elsewhere', async () => {
    const cookie = `__Host-countersign=${cookieOf('ben')}`;
    const other = await ask('/me/digest', { ...formOf({ digest: 'on', ...oneClick }), headers: { cookie } });
    expect(other.status).toBe(403);
    const foreign = { origin: 'https://eve.example', 'sec-fetch-site': 'cross-site', cookie };
    expect((await ask('/me/digest', { ...formOf({ digest: 'on' }), headers: foreign })).status).toBe(403);
    expect(await wantsDigest(world.store, 'ben')).toBe(false);
  });
});

test('a person switches the digest on and off in the profile, by the form of his own session alone', async () => {
  const session = (person: string) => ({
    origin: 'http://127.0.0.1',
    'sec-fetch-site': 'same-origin',
    cookie: `__Host-countersign=${cookieOf(person)}`,
  });
  const choose = (fields: Readonly<Record<string, string>>, headers = session('paul')) =>
    ask('/me/digest', { ...formOf(fields), headers });
  const { csrfOf } = await import('../../http/console/cookies.ts');
  const _csrf = csrfOf(cookieOf('paul'));
  const off = await choose({ digest: 'off', _csrf });
  expect([off.status, off.headers.get('location')]).toEqual([303, '/me']);
  expect(await wantsDigest(world.store, 'paul')).toBe(false);
  expect((await choose({ digest: 'on', _csrf: csrfOf(cookieOf('ben')) })).status).toBe(403);
  expect((await choose({ digest: 'on' })).status).toBe(403);
  expect((await choose({ digest: 'maybe', _csrf })).status).toBe(400);
  expect(await wantsDigest(world.store, 'paul')).toBe(false);
  expect((await choose({ digest: 'on', _csrf })).status).toBe(303);
  expect(await wantsDigest(world.store, 'paul')).toBe(true);
  expect(
    (
      await ask('/me/digest', {
        ...formOf({ digest: 'off' }),
        headers: { origin: 'http://127.0.0.1', 'sec-fetch-site': 'same-origin' },
      })
    ).status,
  ).toBe(401);
});
