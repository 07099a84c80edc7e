import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { callsOf, invoicePath } from '../http/support/books.ts';
import { grossOf, put } from '../support/documents.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, sidewaysOf, useConsole, windows } from './support/browser.ts';

const world = useWorld({ policy: lenientPolicy({ over: { version: '3320' } }) });
const site = useConsole(world);
const send = callsOf(world);
const invoice = (number: string, gross: string) => put(world.store, { number, lines: grossOf(gross) });
const pay = (id: string, amount: string) =>
  send('bank', 'POST', invoicePath(id, 'payments'), { reference: 'A', amount });
const pathOf = (id: string): string => `/invoices/${encodeURIComponent(id)}`;
const requestsOf = (invoiceId: string) => world.store.collections.corrections.find({ invoiceId }).toArray();

/** Waits for the page of the request that a form led to; answers its id. */
async function landedOn(page: Page): Promise<string> {
  await page.waitForURL('**/corrections/r_*');
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

describe('an invoice is corrected from its page', () => {
  test('found by its number, planned, asked for, once', async () => {
    const id = await invoice('CV-B-1', '900.00');
    const page = await site.open({ as: 'maria' });
    await page.goto('/invoices');
    await page.getByLabel('Number begins with').fill('CV-B-');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: 'CV-B-1' }).click();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('CV-B-1');
    await page.getByRole('link', { name: 'Correct CV-B-1' }).click();
    const offer = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Cancel', exact: true }) });
    expect(await offer.textContent()).toMatch(/EUR 900\.00.*It waits for review by ar-approver or finance-approver/s);
    await page.getByRole('link', { name: 'Cancel', exact: true }).click();
    await page.getByLabel('Reason').selectOption('duplicate');
    await page.getByLabel('Evidence').fill('mail of 7 January');
    await page.getByRole('button', { name: 'See what would happen' }).click();
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#plan');
    const ask = page.getByRole('button', { name: 'Ask for it: cancel CV-B-1, EUR 900.00' });
    await ask.dblclick({ noWaitAfter: true });
    const requestId = await landedOn(page);
    expect(await requestsOf(id)).toMatchObject([
      { _id: requestId, state: 'open', request: { kind: 'cancel', evidence: 'mail of 7 January', reason: { code: 'duplicate' } } },
    ]);
    expect(await requestsOf(id)).toHaveLength(1);
  });

  test('without JavaScript: a refusal keeps what was typed, and links to what is possible', async () => {
    const id = await invoice('CV-B-2', '100.00');
    await pay(id, '100.00');
    const page = await site.open({ as: 'maria', javaScriptEnabled: false });
    await page.goto(`${pathOf(id)}/correct/cancel`);
    expect(await page.getByText('HAS_PAYMENTS').count()).toBe(1);
    await page.getByRole('link', { name: 'refund would pay out EUR 100.00' }).click();
    await page.getByLabel('Gross amount in EUR').fill('500.00');
    await page.getByLabel('In your own words').fill('came back broken');
    await page.getByRole('button', { name: 'See what would happen' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('EXCEEDS_REFUNDABLE');
    expect(await page.getByLabel('In your own words').inputValue()).toBe('came back broken');
    const amount = page.getByLabel('Gross amount in EUR');
    expect([await amount.inputValue(), await amount.getAttribute('aria-invalid')]).toEqual(['500.00', 'true']);
    await amount.fill('40.00');
    await page.getByRole('button', { name: 'See what would happen' }).click();
    await page.getByText('EUR 40.00 is paid out').waitFor();
    // It moves while the page is open: the form comes back as it was typed.
    await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'update', reason: 'duplicate', set: { notes: ['x'] } });
    await page.getByRole('button', { name: 'Do it now: refund CV-B-2, EUR 40.00' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('STALE_VERSION');
    expect(await amount.inputValue()).toBe('40.00');
    await page.getByRole('button', { name: 'See what would happen' }).click();
    await page.getByRole('button', { name: 'Do it now: refund CV-B-2, EUR 40.00' }).click();
    const requestId = await landedOn(page);
    expect((await requestsOf(id)).find(({ _id }) => _id === requestId)).toMatchObject({ state: 'applied', request: { input: { amount: '40.00' } } });
    await page.goto(pathOf(id));
    expect(await page.getByRole('table', { name: /balances in EUR/ }).textContent()).toContain('is credited by');
  });

  test('by keyboard alone', async () => {
    const id = await invoice('CV-B-3', '50.00');
    const page = await site.open({ as: 'maria' });
    const focused = (): Promise<string> =>
      page.evaluate(`(document.activeElement.labels?.[0] ?? document.activeElement).innerText`);
    const tabTo = async (name: string): Promise<void> => {
      for (let at = 0; at < 60; at += 1) {
        await page.keyboard.press('Tab');
        if ((await focused()).startsWith(name)) return;
      }
      throw new Error(`nothing called ${name} gets the focus`);
    };
    await page.goto(pathOf(id));
    await tabTo('Correct CV-B-3');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/correct');
    await tabTo('Update notes, terms and references');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/correct/update');
    await tabTo('Order');
    await page.keyboard.type('O-99');
    await tabTo('In your own words');
    await page.keyboard.type('the order was missing');
    await tabTo('See what would happen');
    await page.keyboard.press('Enter');
    await page.waitForURL('**#plan');
    await tabTo('Do it now: update CV-B-3');
    await page.keyboard.press('Enter');
    await landedOn(page);
    expect(await world.store.collections.invoices.findOne({ _id: id })).toMatchObject({ orderId: 'O-99', version: 2 });
  });
}); // prettier-ignore

test('an invoice of 250 lines is paged, and so is its form, which keeps what was typed on other pages', async () => {
  const lines = Array.from({ length: 250 }, () => ({ quantity: '2', unitPrice: '1.00', taxRate: '19' }));
  const id = await put(world.store, { number: 'CV-B-4', lines });
  const page = await site.open({ as: 'maria' });
  await page.goto(pathOf(id));
  await expectFit(page);
  await page.getByRole('link', { name: '101–200' }).click();
  await page.getByRole('table', { name: 'Lines, 101 to 200 of 250' }).waitFor();
  await page.goto(`${pathOf(id)}/correct/update`);
  await page.getByText('Lines', { exact: true }).click();
  await page.getByLabel('Quantity of line 3', { exact: true }).fill('1');
  await page.getByRole('button', { name: '241–250' }).click();
  await page.getByLabel('Quantity of line 250', { exact: true }).fill('1');
  await page.getByLabel('Reason').selectOption('wrong_amount');
  await page.getByRole('button', { name: 'See what would happen' }).click();
  await page.getByRole('heading', { name: 'What would happen' }).waitFor();
  await expectFit(page);
  await page.getByRole('button', { name: /now: update CV-B-4/ }).click();
  await landedOn(page);
  const [request] = await requestsOf(id);
  expect(request?.request.input).toEqual({ change: [{ lineId: '3', quantity: '1' }, { lineId: '250', quantity: '1' }] });
}); // prettier-ignore

test('every page is fit in every window', async () => {
  const id = await put(world.store, { number: 'CV-B-5', orderId: 'O-5' });
  await pay(id, '145.69');
  for (const amount of ['10.00', '20.00', '5.00']) await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'credit', reason: 'duplicate', amount });
  await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'update', reason: 'duplicate', set: { notes: ['a note'] } });
  const paths = ['/invoices?status=paid', pathOf(id), `${pathOf(id)}/correct`, `${pathOf(id)}/correct/refund?quantity:1=1&reason=goods_returned`];
  for (const { name: _name, ...visit } of windows) {
    const page = await site.open({ as: 'maria', ...visit });
    for (const path of paths) {
      await page.goto(path);
      await expectFit(page);
    }
    await page.goto(`${pathOf(id)}/correct/update?typed=yes&page=1`);
    expect(await sidewaysOf(page)).toBe(0);
    await page.goto(pathOf(id));
    // The picture has its own scrolling; its nodes lead to their pages.
    expect(await page.locator('.graph a').count()).toBe(3);
    expect(await page.locator('.graph').evaluate((box) => (box as unknown as { scrollWidth: number; clientWidth: number }).scrollWidth > (box as unknown as { clientWidth: number }).clientWidth)).toBe(visit.viewport.width === 375);
  }
}); // prettier-ignore
