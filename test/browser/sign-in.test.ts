import { describe, expect, test } from 'vitest';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, windows } from './support/browser.ts';

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3000' } }) });
const site = useConsole(world);

describe('sign-in by name, in development', () => {
  test('opens the page that was asked for, and sign-out closes it', async () => {
    const page = await site.open();
    const first = await page.goto('/');
    expect(first?.status()).toBe(401);
    await page.getByLabel('Name or e-mail address').fill('carla');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/inbox');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({
      name: '__Host-countersign',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      path: '/',
    });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    expect((await page.goto('/'))?.status()).toBe(401);
  });

  test('an unknown name is told so, and nobody is signed in', async () => {
    const page = await site.open();
    await page.goto('/sign-in');
    await page.getByLabel('Name or e-mail address').fill('nobody');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Nobody has this name.');
    expect(await page.context().cookies()).toEqual([]);
  });
});

test.each(windows)('the sign-in page is fit: $name', async ({ name: _name, ...visit }) => {
  const page = await site.open(visit);
  await page.goto('/sign-in');
  await expectFit(page);
});
