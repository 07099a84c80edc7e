import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { putPrincipal } from '../../store/people.ts';
import { countersign, emptyHome, type Ran } from '../cli/run.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, windows } from './support/browser.ts';
import { useProvider } from './support/provider.ts';

// Real Chromium, a real OpenID provider, and the gateway between them.

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3600' } }) });
const provider = useProvider();
let clockMs = 0;
const site = useConsole(world, () => ({
  oidc: provider.oidc(),
  signInsPerMinute: 1_000,
  nowMs: () => Date.now() + clockMs,
}));

/** Logs in at the provider, whose page it is. */
async function logIn(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Example ID' }).waitFor();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Log in' }).click();
}

const sessionOf = (personId: string) =>
  world.store.collections.sessions.findOne(
    { personId, via: 'console', zone: { $exists: true } },
    { sort: { authAt: -1 } },
  );
const session = async (page: Page): Promise<string | undefined> =>
  (await page.context().cookies()).find(({ name }) => name === '__Host-countersign')?.value;

describe('signing in at a provider', () => {
  test('leads back to the page that was asked for, without JavaScript', async () => {
    const page = await site.open({ javaScriptEnabled: false });
    expect((await page.goto('/'))?.status()).toBe(401);
    await page.getByRole('link', { name: 'Sign in with Example ID' }).click();
    await logIn(page, 'carla');
    await page.waitForURL(`${site.url}/inbox`);
    const cookies = await page.context().cookies(site.url);
    expect(cookies.find(({ name }) => name === '__Host-countersign')).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
    expect(await sessionOf('carla')).toMatchObject({ zone: 'Europe/Madrid', locale: 'es-ES' });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    expect(await session(page)).toBeUndefined();
  }); // prettier-ignore

  test('a "no" there is told here, and a second try works', async () => {
    const page = await site.open();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Sign in with Example ID' }).click();
    await page.getByRole('button', { name: 'Deny' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('access_denied, You said no');
    expect(await session(page)).toBeUndefined();
    await expectFit(page);
    await page.reload(); // the same answer again
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('was used before');
    await page.getByRole('link', { name: 'Sign in with Example ID' }).click();
    await logIn(page, 'ben');
    await page.waitForURL(`${site.url}/inbox`);
    expect(await session(page)).toBeDefined();
  });

  test('who is not in the directory, or may not act, is told whom to ask', async () => {
    await putPrincipal(world.store, { _id: 'zoe', type: 'person', email: 'zoe@example.com', roles: [], status: 'suspended', version: 1 });
    for (const [name, said] of [['mallory', 'mallory@example.com'], ['zoe', 'It is suspended.']] as const) {
      const page = await site.open();
      await page.goto('/sign-in/oidc');
      await logIn(page, name);
      await expect.poll(() => page.getByRole('alert').textContent()).toContain(said);
      expect(await page.getByRole('alert').textContent()).toContain('Ask a directory-admin');
      expect(await session(page)).toBeUndefined();
    }
  }); // prettier-ignore
});

describe('signing in again', () => {
  const minuteMs = 60_000;
  const ask = 'redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2F&state=ssssssssssssssssssssssss&code_challenge=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

  test('asks the provider for a fresh proof, and only the same person will do', async () => {
    const page = await site.open();
    await page.goto('/sign-in/oidc');
    await logIn(page, 'fred');
    await page.waitForURL(`${site.url}/inbox`);
    const first = await session(page);
    clockMs = 6 * minuteMs;
    await page.goto(`/sign-in/command-line?${ask}`);
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await logIn(page, 'greta'); // the provider would have known fred, and asks all the same
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('That was greta. fred is signed in here');
    expect(await session(page)).toBe(first);
    await page.getByRole('button', { name: 'Sign in again' }).click();
    clockMs = 0; // the clock of the provider is the real one
    await logIn(page, 'fred');
    await page.getByRole('button', { name: 'Yes, let it act as me' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in/command-line');
    expect(await session(page)).not.toBe(first);
  });
}); // prettier-ignore

/** Types `countersign login` and opens the address that it prints. */
async function login(page: Page): Promise<{ readonly ended: Promise<Ran> }> {
  let ended: Promise<Ran> | undefined;
  const address = await new Promise<string>((done, fail) => {
    const env = { COUNTERSIGN_URL: site.url, COUNTERSIGN_HOME: emptyHome() };
    ended = countersign(['login', '--json'], env, (text) => {
      const [line] = /http\S+/.exec(text) ?? [];
      if (line !== undefined) done(line);
    });
    ended.then(({ err }) => fail(new Error(err)), fail);
  });
  await page.goto(address);
  if (!ended) throw new Error('nothing was started');
  return { ended };
}

describe('countersign login, through the browser', () => {
  test('signs the command line in, by keyboard and without JavaScript', async () => {
    const page = await site.open({ javaScriptEnabled: false });
    const { ended } = await login(page);
    await page.getByRole('link', { name: 'Sign in with Example ID' }).click();
    await logIn(page, 'nora');
    await page.getByRole('heading', { name: 'Let the command line act as you?' }).waitFor();
    await reach(page, 'Yes, let it act as me');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You are signed in.' }).waitFor();
    expect(new URL(page.url()).origin).not.toBe(site.url);
    const { exit, out } = await ended;
    expect([exit, JSON.parse(out)]).toMatchObject([0, { person: { id: 'nora' } }]);
  });

  test('or not, when its person says no', async () => {
    const page = await site.open({ as: 'carla' });
    const { ended } = await login(page);
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await page.getByRole('heading', { name: 'Nobody is signed in' }).waitFor();
    expect(await ended).toMatchObject({ exit: 4, err: expect.stringContaining('You said no in the browser.') });
  });
});

/** Goes on by Tab until a button has the focus. */
async function reach(page: Page, name: string): Promise<void> {
  const focused = page.locator('button:focus');
  for (let steps = 0; steps < 30; steps += 1) {
    await page.keyboard.press('Tab');
    if ((await focused.count()) === 1 && (await focused.textContent())?.trim() === name) return;
  }
  throw new Error(`${name} is not reached by Tab`);
}

test.each(windows)('the pages of sign-in are fit: $name', async ({ name: _name, ...visit }) => {
  const page = await site.open(visit);
  await page.goto('/sign-in');
  await expectFit(page);
  const known = await site.open({ ...visit, as: 'carla' });
  await known.goto(`/sign-in/command-line?redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2F&state=${'s'.repeat(24)}&code_challenge=${'c'.repeat(43)}`);
  await expectFit(known);
}); // prettier-ignore

test('a provider in trouble is told, and another try works when it is over', async () => {
  const page = await site.open();
  await page.goto('/sign-in/oidc?goTo=/');
  provider.isDown = true;
  await logIn(page, 'ben');
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('does not answer, or not as it should');
  expect(await session(page)).toBeUndefined();
  provider.isDown = false;
  await page.getByRole('link', { name: 'Sign in with Example ID' }).click(); // he is still logged in there
  await page.waitForURL(`${site.url}/inbox`);
});
