import { describe, expect, test } from 'vitest';
import { preferencesOf, wantsDigest } from '../../store/message-preferences.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, windows } from './support/browser.ts';

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3705' } }) });
const site = useConsole(world);
const linkOf = async (person: string): Promise<string> =>
  `/messages/unsubscribe/${(await preferencesOf(world.store, [person])).get(person)?.token ?? ''}`;

describe('the link at the end of a digest', () => {
  test('asks, and ends it by its button: without a session, without JavaScript, by keyboard', async () => {
    const page = await site.open({ javaScriptEnabled: false });
    await page.goto(await linkOf('ben'));
    expect(await wantsDigest(world.store, 'ben')).toBe(true);
    await page.getByRole('button', { name: 'Stop the daily digest' }).press('Enter');
    await page.getByRole('heading', { name: 'No more digests', exact: true }).waitFor();
    expect(await page.getByRole('status').textContent()).toContain('You get no daily digest.');
    expect(await wantsDigest(world.store, 'ben')).toBe(false);
    expect((await page.reload())?.status()).toBe(200);
  });

  test('that is forged says so', async () => {
    const page = await site.open();
    expect((await page.goto('/messages/unsubscribe/forged'))?.status()).toBe(404);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('There is nothing at this address.');
  });
});

test.each(windows)('its pages are fit: $name', async ({ name: _name, ...visit }) => {
  const page = await site.open(visit);
  await page.goto(await linkOf('carla'));
  await expectFit(page);
  await page.goto(await linkOf('ben'));
  await expectFit(page);
});
