import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { recordSecurityEvent } from '../../store/security-events.ts';
import { currentSettings, putSettings } from '../../store/settings.ts';
import { parseSettings } from '../../domain/settings.ts';
import { ask, overWorld } from '../http/support/gateway.ts';
import { put } from '../support/documents.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, windows } from './support/browser.ts';

const world = useWorld({ policy: lenientPolicy({ over: { version: '3560' } }) });
const site = useConsole(world);

test('an auditor finds a trail, sees it verified, signs what has moved, and sees it broken when somebody has changed it', async () => {
  const id = await put(world.store, { number: 'CE-W1' });
  await ask(overWorld(world), id);
  const page = await site.open({ as: 'aude' });
  await page.goto('/audit');
  await page.getByLabel('Invoice or request').fill('CE-W1');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Verified: 3 entries of 2 documents, 1 request/ }).waitFor();
  expect(await page.getByText('No checkpoint names it yet.').count()).toBe(1);
  await page.getByRole('link', { name: 'Checkpoints' }).click();
  await page.getByRole('button', { name: 'Sign what has moved' }).click();
  await page.getByRole('table').waitFor();
  await page.goto(`/audit?of=CE-W1`);
  await page.getByText('Signed checkpoint of').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the trail' }).click()]);
  expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toMatchObject({ bundle: { documentId: id } });

  const { audit } = world.store.collections;
  const before = await audit.findOne({ _id: `${id}/1` });
  await audit.updateOne({ _id: `${id}/1` }, { $set: { text: before?.text.replace('imported', 'edited') ?? '' } });
  await page.reload();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toContain('entry 1 was changed');
  await expectFit(page);
  await audit.updateOne({ _id: `${id}/1` }, { $set: { text: before?.text ?? '' } });
}); // prettier-ignore

test('without JavaScript an operator turns the breaker, changes the settings, and is told when another was faster', async () => {
  const page = await site.open({ as: 'otto', javaScriptEnabled: false });
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Turn it on: ask people for everything' }).click();
  expect(await page.getByRole('heading', { name: 'Circuit breaker: on' }).count()).toBe(1);
  await page.getByRole('link', { name: 'Change the settings' }).click();
  await page.getByLabel('A paid invoice').selectOption('unlink');
  await page.getByLabel('Books closed through').fill('2026-01-31');
  await page.getByLabel('Type code of a correction').fill('9999');
  await page.getByRole('button', { name: 'Put these settings in force' }).click();
  expect(await page.locator('.wrong').textContent()).toContain('is not a UNCL1001 code');
  expect(await page.getByLabel('A paid invoice').inputValue()).toBe('unlink');
  await page.getByLabel('Type code of a correction').fill('384');
  const { settings } = await currentSettings(world.store);
  await putSettings(world.store, parseSettings({ ...settings, refund: { partiallyPaid: 'offset_first' } }));
  await page.getByRole('button', { name: 'Put these settings in force' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('Somebody else was faster');
  expect(await page.getByText('In force: clears the open balance first.').count()).toBe(1);
  await page.getByLabel('Refund on a partially paid invoice').selectOption('offset_first');
  await page.getByRole('button', { name: 'Put these settings in force' }).click();
  expect(await page.getByRole('status').textContent()).toContain('It is in force.');
  expect((await currentSettings(world.store)).settings).toMatchObject({
    breaker: { on: true },
    cancel: { paid: 'unlink' },
    periods: { closedThrough: '2026-01-31' },
    refund: { partiallyPaid: 'offset_first' },
    typeCodes: { correction: '384' },
  });
});

test('a key of a service is shown once', async () => {
  const page = await site.open({ as: 'otto' });
  await page.goto('/settings/keys');
  await page.getByLabel('Service or agent').selectOption('billing');
  await page.getByRole('checkbox', { name: 'requester' }).check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  expect(await page.getByLabel('Key', { exact: true }).textContent()).toMatch(/csk_[0-9a-f]+_/);
  await expectFit(page);
  await page.getByRole('link', { name: 'I have it' }).click();
  await page.getByRole('table').waitFor();
  expect(await page.content()).not.toContain('csk_');
});

describe('pages about audit and settings are fit', () => {
  test.each(windows)('$name', async ({ name: _name, ...visit }) => {
    await recordSecurityEvent(world.store, { at: new Date(), kind: 'raw_update', code: 'PROOF_INVALID', workflowId: `correction/${'x'.repeat(150)}` }); // prettier-ignore
    const id = await put(world.store, { number: `CE-W${'x'.repeat(60)}` });
    const otto = await site.open({ as: 'otto', ...visit });
    for (const path of ['/audit', `/audit?of=${id}`, '/audit/checkpoints', '/audit/security-events', '/audit/keys', '/settings', '/settings/change', '/settings/history', '/settings/keys']) {
      await otto.goto(path);
      await expectFit(otto);
    }
    const ben = await site.open({ as: 'ben', ...visit });
    await ben.goto('/audit');
    await expectFit(ben);
  }); // prettier-ignore
});
