import { createRequire } from 'node:module';
import { serve } from '@hono/node-server';
import {
  chromium as driver,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { overWorld } from '../../http/support/gateway.ts';
import type { AppOptions } from '../../../http/app.ts';
import { cookieOf } from '../../support/directory.ts';
import type { World } from '../../support/world.ts';

const { resolve } = createRequire(import.meta.url);
const axeSource = readFileSync(resolve('axe-core/axe.min.js'), 'utf8');

export interface Visit extends BrowserContextOptions {
  /** Who is signed in; nobody unless said otherwise. */
  readonly as?: string;
}

/** A real Chromium in front of a gateway over a world. */
export interface Console {
  /** Where the gateway listens: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** A window of its own, with cookies of its own; it is closed with the file's tests. */
  open(visit?: Visit): Promise<Page>;
}

/** Opens both for the tests of one file. What a page logs as an error, or a script throws, fails the file. */
export function useConsole(world: World, over: () => Partial<AppOptions> = () => ({})): Console {
  let server: ReturnType<typeof serve>;
  let browser: Browser;
  let url = '';
  const opened: BrowserContext[] = [];
  const troubles: string[] = [];
  beforeAll(async () => {
    const { app } = overWorld(world, { temporalUi: { url: 'http://127.0.0.1:8233', namespace: 'default' }, ...over() });
    const port = await new Promise<number>((done) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => done(info.port));
    });
    url = `http://127.0.0.1:${port}`;
    const { path, libraries } = inject('chromium');
    browser = await driver.launch({
      executablePath: path,
      ...(libraries === '' ? {} : { env: { LD_LIBRARY_PATH: libraries } }),
      // Not the package's own arguments: they switch off what is tested here (same origin, one process a site).
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
      headless: true,
    });
  });
  afterAll(async () => {
    for (const context of opened) await context.close();
    await browser.close();
    await new Promise((done) => server.close(done));
    expect(troubles).toEqual([]);
  });
  return {
    get url() {
      return url;
    },
    async open({ as, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, baseURL: url, ...options });
      opened.push(context);
      context.setDefaultTimeout(10_000);
      if (as !== undefined)
        await context.addCookies([{ name: '__Host-countersign', value: cookieOf(as), url: url.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
      const page = await context.newPage();
      page.on('pageerror', (error) => troubles.push(String(error)));
      page.on('console', (message) => {
        // A page that answers 4xx or 503 is told as an error, too; what it says is tested where it is asked for.
        if (message.type() === 'error' && !/status of (4|503)/.test(message.text())) troubles.push(message.text());
      });
      return page;
    },
  };
} // prettier-ignore

/** What keeps people from using a page: serious and critical findings of axe-core by WCAG 2.2 AA. */
export async function barriersOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  return page.evaluate(async (values) => {
    const { axe } = globalThis as unknown as { axe: { run(on: unknown, how: unknown): Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations } = await axe.run((globalThis as unknown as { document: unknown }).document, { runOnly: { type: 'tag', values } });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
  }, tags);
} // prettier-ignore

/** By how many pixels a page is wider than its window. */
export const sidewaysOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Holds a page to what all pages must be: no barrier, nothing sideways, and no more than 100 KB. */
export async function expectFit(page: Page): Promise<void> {
  expect({ at: page.url(), barriers: await barriersOn(page) }).toEqual({ at: page.url(), barriers: [] });
  expect({ at: page.url(), sideways: await sidewaysOf(page) }).toEqual({ at: page.url(), sideways: 0 });
  const bytes = await page.evaluate('document.documentElement.outerHTML.length');
  expect(bytes).toBeLessThan(100_000);
}

/** The four windows in which every page is looked at. */
export const windows = [
  { name: 'light, 1280 pixels', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark, 1280 pixels', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'light, 375 pixels', colorScheme: 'light', viewport: { width: 375, height: 800 } },
  { name: 'dark, 375 pixels', colorScheme: 'dark', viewport: { width: 375, height: 800 } },
] as const satisfies readonly (BrowserContextOptions & { readonly name: string })[];
