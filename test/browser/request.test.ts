import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ask, call, overWorld } from '../http/support/gateway.ts';
import { waitingFor } from '../http/support/waiting.ts';
import { grossOf, put } from '../support/documents.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, windows } from './support/browser.ts';

const world = useWorld({ policy: lenientPolicy({ over: { version: '3210' } }) });
const site = useConsole(world);

/** A page of a request, as somebody who is signed in has it open. */
async function onPage({ requestId }: { readonly requestId: string }, as = 'ben', visit = {}): Promise<Page> {
  const page = await site.open({ as, ...visit });
  await page.goto(`/corrections/${requestId}`);
  return page;
}
const approve = (page: Page) => page.getByRole('button', { name: /^Approve: / });
const textOf = (page: Page): Promise<string> => page.locator('main').innerText();

describe('deciding on the request page', () => {
  test('approves by the button that says the deed; the page says what was written, and the way back decides nothing more', async () => {
    const one = await waitingFor(world, 'CR-W1', { gross: '1250.00' });
    const page = await onPage(one);
    const form = await page
      .locator('#decide form')
      .evaluate((one) => (one as unknown as { outerHTML: string }).outerHTML);
    await page.getByRole('button', { name: 'Approve: cancel CR-W1, EUR 1,250.00' }).click();
    await page.getByRole('heading', { name: 'Applied' }).waitFor();
    expect(await textOf(page)).toMatch(/You approved it.*applied/);
    await page.goBack();
    expect(await textOf(page)).toContain('Applied'); // nothing is kept of the page before
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(form)})`); // as one that was
    await approve(page).click();
    await page.getByText('Already decided.').waitFor();
    expect((await one.read()).body['votes']).toHaveLength(1);
  });

  test('by keyboard alone: to the decision, words, a reason, and no', async () => {
    const one = await waitingFor(world, 'CR-W2');
    const page = await onPage(one);
    await page.getByRole('link', { name: 'To the decision' }).focus();
    await page.keyboard.press('Enter');
    const tabTo = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => (globalThis as unknown as { document: { activeElement: { labels?: { textContent: string }[]; textContent: string } } }).document.activeElement.labels?.[0]?.textContent.includes(wanted) ?? (globalThis as unknown as { document: { activeElement: { textContent: string } } }).document.activeElement.textContent.includes(wanted), name)) return;
      }
      throw new Error(`${name} is not reached by keyboard`);
    };
    await tabTo('Comment');
    await page.keyboard.type('Which order?');
    await tabTo('Reason to reject');
    await page.keyboard.press('ArrowDown');
    await tabTo('Reject');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Rejected' }).waitFor();
    expect((await one.read()).body).toMatchObject({ state: 'rejected', by: 'ben', comment: 'The amount is wrong. Which order?' });
  }); // prettier-ignore

  test('works without JavaScript: a no without words comes back with what was written, then decides', async () => {
    const one = await waitingFor(world, 'CR-W3');
    const page = await onPage(one, 'ben', { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'Reject' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('need a reason');
    await page.getByLabel('Comment').fill('Evidence is missing');
    await page.getByRole('button', { name: 'Reject' }).click();
    expect(await textOf(page)).toContain('By ben: Evidence is missing');
  });

  test('of one’s own request is not offered, and it can be taken back', async () => {
    const one = await waitingFor(world, 'CR-W4');
    const page = await onPage(one, 'maria');
    expect(await approve(page).count()).toBe(0);
    await page.getByLabel('Comment').fill('asked by mistake');
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('You took the request back').waitFor();
  });

  test('too late, as somebody else was quicker: the page says so, and keeps the words', async () => {
    const one = await waitingFor(world, 'CR-W5');
    const [ben, carla] = [await onPage(one), await onPage(one, 'carla')];
    await carla.getByLabel('Comment').fill('my words');
    await approve(ben).click();
    await ben.getByRole('heading', { name: 'Applied' }).waitFor();
    await carla.evaluate("document.querySelectorAll('[hx-get]').forEach((one) => one.remove())"); // the part that would tell it before
    await approve(carla).click();
    await carla.getByText('Yours came too late').waitFor();
    expect(await carla.getByLabel('Your words').inputValue()).toBe('my words');
  });

  test('of a plan that changes while the page is open: the buttons lock and say so; words and focus stay', async () => {
    const one = await waitingFor(world, 'CR-W6');
    const page = await onPage(one);
    const words = page.getByLabel('Comment');
    await words.fill('half a sent');
    await one.decide('maria', { command: 'revise' });
    await page.locator('#said', { hasText: 'The plan has changed' }).waitFor({ timeout: 15_000 });
    expect(await approve(page).isDisabled()).toBe(true);
    expect(await page.locator('#said').getAttribute('aria-live')).toBe('polite');
    expect([await words.inputValue(), await page.evaluate('document.activeElement.name')]).toEqual(['half a sent', 'comment']);
    await page.getByRole('link', { name: 'Open the page again' }).click();
    await approve(page).click();
    await page.getByRole('heading', { name: 'Applied' }).waitFor();
  }); // prettier-ignore
});

test('script in every text shows as text', async () => {
  const script = '<img src=x onerror=alert(1)><script>alert(1)</script>';
  const lines = [{ quantity: '1', unitPrice: '900.00', taxRate: '19', description: script }];
  const invoiceId = await put(world.store, { number: 'CR-X1', buyerId: script, orderId: script, lines });
  const { body } = await ask(overWorld(world), invoiceId, { reason: script, evidence: script });
  const requestId = String(body['requestId']);
  await call(overWorld(world), 'POST', `/v1/corrections/${requestId}/comments`, { as: 'nora', body: { text: script } });
  const page = await onPage({ requestId });
  const alerts: string[] = [];
  page.on('dialog', (dialog) => void alerts.push(dialog.message()));
  expect(await page.locator('main img, main script').count()).toBe(0);
  const shown = (await textOf(page)).split(script).length - 1;
  expect(shown).toBeGreaterThanOrEqual(5); // buyer, line, reason, evidence, comment
  expect(alerts).toEqual([]);
});

describe('the page is fit', () => {
  test.each(windows)('open, outdated and applied: $name', async ({ name, ...visit }) => {
    const open = await waitingFor(world, `CR-Y1 ${name}`);
    const page = await onPage(open, 'ben', visit);
    await expectFit(page);
    const outdated = await waitingFor(world, `CR-Y2 ${name}`);
    await world.store.collections.corrections.updateOne({ _id: outdated.requestId }, { $set: { state: 'outdated' } });
    await page.goto(`/corrections/${outdated.requestId}`);
    expect(await textOf(page)).toContain('nobody can sign it');
    await expectFit(page);
    const { body } = await ask(overWorld(world), await put(world.store, { number: `CR-Y3 ${name}`, lines: grossOf('90.00') }));
    await page.goto(`/corrections/${String(body['requestId'])}`);
    expect(await textOf(page)).toContain('Applied');
    await expectFit(page);
  }); // prettier-ignore
});
