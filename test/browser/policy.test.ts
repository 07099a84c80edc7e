import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { ask, overWorld } from '../http/support/gateway.ts';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, windows } from './support/browser.ts';

const world = useWorld({ policy: { ...defaultPolicy, version: '3400' } });
const site = useConsole(world);
const reason = 'too much at once <script>document.title = "hacked"</script>';
const limitOfEur = 'EUR, band B0 up to';

beforeAll(async () => {
  for (const [at, gross] of ['90.00', '310.00', '900.00'].entries()) {
    const today = new Date().toISOString().slice(0, 10);
    const invoice = await put(world.store, { number: `pol-ui-${at}`, lines: grossOf(gross), issueDate: today });
    expect((await ask(overWorld(world), invoice)).status).toBeLessThan(300);
  }
});

/** Changes a limit, tries it and proposes it; answers the version's address. */
async function propose(page: Page, limit: string): Promise<string> {
  await page.goto('/policy');
  await page.getByRole('link', { name: 'Propose a change' }).click();
  await page.getByLabel(limitOfEur).fill(limit);
  await page.getByLabel('Reason, for those who sign').fill(reason);
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('button', { name: /^Propose version/ }).click();
  await page.getByRole('button', { name: /^Withdraw policy version/ }).waitFor();
  return page.url();
}
describe('a change of the policy in the console', () => {
  test('is tried, proposed, signed by two people of two roles, and in force; all without JavaScript', async () => {
    const edith = await site.open({ as: 'edith', javaScriptEnabled: false });
    await edith.goto('/policy');
    expect(await edith.getByRole('row', { name: /^4 B1: above EUR 500.00, up to EUR 10,000.00/ }).textContent()).toContain('1 ar-approver or finance-approver');
    await edith.goto('/policy/propose');
    await edith.getByLabel(limitOfEur).fill('20000.00');
    await edith.getByLabel('Reason, for those who sign').fill(reason);
    await edith.getByRole('button', { name: 'Try it' }).click();
    await edith.getByRole('alert').filter({ hasText: 'The limits ascend.' }).waitFor();
    expect([await edith.getByLabel(limitOfEur).inputValue(), await edith.getByLabel('Reason, for those who sign').inputValue()]).toEqual(['20000.00', reason]);
    await edith.getByLabel(limitOfEur).fill('300.00');
    await edith.getByRole('button', { name: 'Try it' }).click();
    await edith.getByRole('img', { name: 'Bar chart of 3 decisions: the same way 2, signed instead of at once 1' }).waitFor();
    await edith.getByRole('button', { name: 'Propose version 3401' }).click();
    await edith.waitForURL('**/policy/3401');
    expect(await edith.title()).toBe('Policy version 3401 · Countersign');
    expect(await edith.getByText(reason).count()).toBe(1);
    expect(await edith.getByRole('link', { name: 'See its run in Temporal' }).getAttribute('href')).toBe('http://127.0.0.1:8233/namespaces/default/workflows/policy%2F3401');
    expect(await edith.getByRole('button', { name: /Approve/ }).count()).toBe(0);

    const late = await site.open({ as: 'paul', javaScriptEnabled: false });
    for (const [as, deed] of [['petra', 'then a controller signs'], ['nora', 'in force at once']] as const) {
      const page = await site.open({ as, javaScriptEnabled: false });
      await page.goto('/policy');
      await page.getByRole('link', { name: 'See what version 3401 changes, and decide' }).click();
      expect(await page.locator('del').first().textContent()).toBe('B0 up to EUR 500.00');
      expect(await page.locator('ins').first().textContent()).toBe('B0 up to EUR 300.00');
      if (as === 'nora') await late.goto('/policy/3401');
      await page.getByRole('button', { name: `Approve policy version 3401: ${deed}` }).click();
      await page.getByRole('listitem').filter({ hasText: `signed by ${as}` }).waitFor();
    }
    await late.getByRole('button', { name: /in force at once$/ }).click();
    await late.getByRole('alert').filter({ hasText: 'The request is decided already. It ended as applied.' }).waitFor();
    await edith.goto('/policy');
    expect(await edith.locator('.lead').textContent()).toContain('Version 3401 is in force since');
  }); // prettier-ignore

  test('is tried, proposed and rejected by keyboard alone', async () => {
    const edith = await site.open({ as: 'edith' });
    await edith.goto('/policy/propose');
    await reach(edith, limitOfEur);
    await edith.keyboard.press('ControlOrMeta+a');
    await edith.keyboard.type('250.00');
    await edith.keyboard.press('Enter'); // the first button of the form tries it
    await edith.locator('#result').waitFor();
    await reach(edith, 'Reason, for those who sign');
    await edith.keyboard.type(reason);
    await reach(edith, 'Propose version 3402');
    await edith.keyboard.press('Enter');
    await edith.waitForURL('**/policy/3402');
    const petra = await site.open({ as: 'petra' });
    await petra.goto('/policy/3402');
    await reach(petra, 'Comment, for the others; to reject or withdraw say why');
    await petra.keyboard.type('we have just changed it');
    await reach(petra, 'Reject policy version 3402 for good');
    await petra.keyboard.press('Space');
    await petra.getByText('It was rejected by petra: we have just changed it').waitFor();
  });

  let proposal = '';
  test.each(windows)('every page of it is fit: $name', async ({ name: _name, ...visit }) => {
    const [edith, petra] = [await site.open({ as: 'edith', ...visit }), await site.open({ as: 'petra', ...visit })];
    if (proposal === '') proposal = await propose(edith, '120.00');
    for (const path of ['/policy', '/policy/propose', '/policy/3400/revert']) {
      await edith.goto(path);
      await expectFit(edith);
    }
    await edith.goto('/policy/propose');
    for (const [limit, shown] of [['none', '.note.bad'], ['150.00', 'svg[role=img]']] as const) {
      await edith.getByLabel(limitOfEur).fill(limit);
      await edith.getByRole('button', { name: 'Try it' }).first().click();
      await edith.locator(shown).waitFor();
      await expectFit(edith);
    }
    await petra.goto(proposal);
    await petra.getByRole('button', { name: /^Approve/ }).waitFor();
    await expectFit(petra);
  }); // prettier-ignore
});

/** Goes on by Tab until what is named has the focus. */
async function reach(page: Page, name: string): Promise<void> {
  for (let steps = 0; steps < 150; steps += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    const at = await focused.evaluate(
      (element: { ariaLabel: string | null; innerText: string; labels?: ArrayLike<{ innerText: string }> }) => element.ariaLabel ?? element.labels?.[0]?.innerText ?? element.innerText,
    );
    if (at.trim() === name) return;
  }
  throw new Error(`${name} is not reached by Tab`);
} // prettier-ignore
