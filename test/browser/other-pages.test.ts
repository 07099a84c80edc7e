import { expect, test } from 'vitest';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, windows } from './support/browser.ts';

// Pages that say no: what happened and what to do, for everybody (WCAG 2.2 AA on any page, nothing sideways at 375 pixels).

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3820' } }) });
const site = useConsole(world);

test.each(windows)(
  'a "no" is a page that can be read and goes on somewhere: $name',
  async ({ name: _name, ...visit }) => {
    const page = await site.open({ ...visit, as: 'carla' });
    for (const [path, status, code] of [
      ['/nowhere', 404, 'NOT_FOUND'],
      ['/corrections/r_unknown', 404, 'REQUEST_NOT_FOUND'],
      ['/invoices/unknown', 404, 'INVOICE_NOT_FOUND'],
      ['/people/-/add', 403, 'FORBIDDEN_PRINCIPAL'],
      ['/policy/propose', 403, 'FORBIDDEN_PRINCIPAL'],
    ] as const) {
      expect((await page.goto(path))?.status()).toBe(status);
      expect(await page.textContent('main')).toContain(code);
      await expectFit(page);
    }
  },
);

test('htmx is told to write no style and to run no text as code', async () => {
  const page = await site.open({ as: 'carla' });
  await page.goto('/inbox');
  const config = JSON.parse((await page.getAttribute('meta[name="htmx-config"]', 'content')) ?? '{}') as object;
  expect(config).toMatchObject({ includeIndicatorStyles: false, allowEval: false, selfRequestsOnly: true });
});
