import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { waitingFor } from '../http/support/waiting.ts';
import { twoLevels } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, windows } from './support/browser.ts';

const world = useWorld({ policy: twoLevels('3100'), settings: { discount: { allowUnpaid: true } } });
const site = useConsole(world);

const script = '<script>document.title="owned"</script><img src=x onerror="alert(1)">';
beforeAll(async () => {
  const overdue = await waitingFor(world, 'CI-1', { reason: script });
  await waitingFor(world, 'CI-2', { gross: '20000.00', reason: 'goods_returned' });
  await waitingFor(world, 'CI-3', { kind: 'update', set: { dueDate: '2027-01-31' }, gross: '2000.00' });
  await waitingFor(world, 'CI-4', { as: 'ben', reason: 'wrong_recipient' });
  await waitingFor(world, 'CI-5', { kind: 'discount', amount: '700.00', gross: '900.00' });
  const dueAt = new Date(Date.now() - 2.5 * 3_600_000);
  await world.store.collections.corrections.updateOne({ _id: overdue.requestId }, { $set: { dueAt } });
});

const deedsOn = (page: Page): Promise<readonly string[]> => page.locator('.request-row h2').allTextContents();
const verdictsOn = (page: Page): Promise<readonly string[]> => page.locator('.verdicts .badge').allTextContents();

/** Goes on by the tabulator key alone until something of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const focused = 'document.activeElement.textContent.trim() + (document.activeElement.labels?.[0]?.textContent ?? "")';
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await page.evaluate<string>(focused))) return;
  }
  throw new Error(`${name} is not reached`);
}

describe('an approver', () => {
  test('finds a request by filters that stand in the address, overdue ones in words', async () => {
    const page = await site.open({ as: 'anna' });
    await page.goto('/inbox');
    expect(await deedsOn(page)).toEqual(['Cancel CI-1', 'Cancel CI-2', 'Update CI-3', 'Cancel CI-4', 'Discount CI-5']);
    const first = page.locator('.request-row').first();
    expect(await first.textContent()).toContain('Was due 2 hours ago');
    expect(await first.locator('.badge').allTextContents()).toEqual(['overdue']);
    expect(await first.textContent()).toContain(script);
    expect(await page.title()).toBe('Inbox · Countersign');
    expect(await first.getByRole('link', { name: 'Run in Temporal of Cancel CI-1' }).getAttribute('href')).toContain('127.0.0.1:8233'); // prettier-ignore
    await page.getByText('Filter and sort').click();
    await page.getByLabel('Currency').fill('eur');
    await page.getByLabel('Amount from').fill('1000.00');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/minAmount=1000\.00/);
    expect(await deedsOn(page)).toEqual(['Cancel CI-2', 'Update CI-3']);
    expect(await page.getByLabel('Amount from').inputValue()).toBe('1000.00');
    await page.getByRole('link', { name: 'Clear all filters' }).click();
    await page.getByRole('link', { name: 'Overdue' }).click();
    await page.waitForURL(/overdue=true/);
    expect(await deedsOn(page)).toEqual(['Cancel CI-1']);
    await page.getByRole('link', { name: 'Delegated to me' }).click();
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  });

  test('decides many at once and reads a verdict for each; his own is not among them, and twice is once', async () => {
    const moved = await waitingFor(world, 'CI-10');
    await waitingFor(world, 'CI-11');
    await waitingFor(world, 'CI-12', { as: 'ben' });
    const page = await site.open({ as: 'ben' });
    await page.goto('/inbox?search=CI-12');
    expect(await deedsOn(page)).toEqual([]); // his own
    await page.goto('/inbox');
    for (const number of ['CI-10', 'CI-11']) await page.getByLabel(`Choose Cancel ${number}`).check();
    await page.getByRole('button', { name: 'Approve the chosen' }).click();
    const approve = page.getByRole('button', { name: 'Approve 2 corrections: EUR 1,800.00' });
    await approve.waitFor();
    const form = await page.evaluate<string>(
      `new URLSearchParams(new FormData(document.querySelector('form[action="/inbox/bulk/decide"]'))).toString()`,
    );
    await moved.decide('maria', { command: 'revise', input: { kind: 'cancel' } });
    await approve.click();
    await page.getByRole('heading', { name: '1 of 2 decisions taken in' }).waitFor();
    expect(await verdictsOn(page)).toEqual(['refused', 'approved and applied']);
    expect(await page.locator('.verdicts').textContent()).toMatch(/Applied: CI-11, \S+/);
    await expectFit(page);
    const again = await page.evaluate<string>(
      `fetch('/inbox/bulk/decide', { method: 'POST', body: new URLSearchParams('${form}&command=approve') }).then((one) => one.text())`,
    );
    expect(again.match(/already decided</g)).toHaveLength(2);
  });

  test('chooses, confirms and decides by keyboard alone, on a phone', async () => {
    await waitingFor(world, 'CI-20');
    const page = await site.open({ as: 'fred', viewport: { width: 375, height: 800 } });
    await page.goto('/inbox?search=CI-20');
    await tabTo(page, /^Choose Cancel CI-20$/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Approve the chosen/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Approve 1 correction?' }).waitFor();
    await tabTo(page, /^Approve 1 correction: EUR 900\.00$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1 of 1 decision taken in' }).waitFor();
    expect(await verdictsOn(page)).toEqual(['approved and applied']);
    await expectFit(page);
  });

  test('does the same without JavaScript', async () => {
    for (const number of ['CI-30', 'CI-31']) await waitingFor(world, number);
    const page = await site.open({ as: 'greta', javaScriptEnabled: false });
    await page.goto('/inbox');
    expect(await page.getByLabel('Choose all on this page').isVisible()).toBe(false);
    for (const number of ['CI-30', 'CI-31']) await page.getByLabel(`Choose Cancel ${number}`).check();
    await page.getByRole('button', { name: 'Reject the chosen' }).click();
    await page.getByLabel('Reason').selectOption('Evidence is missing.');
    await page.getByRole('button', { name: 'Reject 2 corrections: EUR 1,800.00' }).click();
    await page.getByRole('heading', { name: '2 of 2 decisions taken in' }).waitFor();
    expect(await verdictsOn(page)).toEqual(['rejected', 'rejected']);
    await page.goto('/corrections?state=rejected');
    expect(await deedsOn(page)).toEqual(['Cancel CI-31', 'Cancel CI-30']);
    expect(await page.locator('.request-row').first().textContent()).toContain(
      'Rejected by greta: Evidence is missing.',
    );
  });
});

test('a long list is turned page by page', async () => {
  const { corrections } = world.store.collections;
  const one = await corrections.findOne({ 'request.label.number': 'CI-4' });
  if (!one) throw new Error('CI-4 does not wait');
  await corrections.insertMany(Array.from({ length: 60 }, (_, n) => ({ ...one, _id: `r_page${n + 10}`, dueAt: new Date(Date.now() + 5 * 86_400_000) }))); // prettier-ignore
  const page = await site.open({ as: 'ruth' });
  await page.goto('/corrections?requester=ben&kind=cancel');
  expect(await page.locator('.request-row').count()).toBe(50);
  await expectFit(page);
  await page.getByRole('link', { name: 'More' }).click();
  await page.waitForURL(/kind=cancel.*after=/);
  expect(await page.locator('.request-row').count()).toBeGreaterThan(10);
  expect(await page.getByRole('link', { name: 'More' }).count()).toBe(0);
  await corrections.deleteMany({ _id: { $regex: '^r_page' } });
});

test.each(windows)('its pages are fit: $name', async ({ name: _name, ...visit }) => {
  const page = await site.open({ ...visit, as: 'carla' });
  await page.goto('/inbox?minAmount=5.00&currency=EUR&newerThan=5');
  await expectFit(page);
  for (const box of await page.getByRole('checkbox', { name: /^Choose (Cancel|Discount)/ }).all()) await box.check();
  await page.getByRole('button', { name: 'Reject the chosen' }).click();
  await page.getByRole('heading', { name: /^Reject / }).waitFor();
  await expectFit(page);
  await page.goto('/corrections');
  await expectFit(page);
  await page.goto('/inbox?whose=delegated&minAmount=5.00');
  await expectFit(page);
});
