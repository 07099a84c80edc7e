import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../client/package-root.ts';
import { encodeId } from '../../domain/canonical.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { useServing } from '../cli/serving.ts';
import { useWorld } from '../support/world.ts';
import { expectFit, useConsole, type Visit } from './support/browser.ts';

// The pictures of the README. Every run takes them; COUNTERSIGN_PICTURES=1 keeps them in docs/images (npm run pictures).

const policy = { ...defaultPolicy, version: '3800' };
const world = useWorld({ policy });
const run = useServing(world);
const site = useConsole(world);
const folder = mkdtempSync(join(tmpdir(), 'countersign-pictures-'));
const images = process.env['COUNTERSIGN_PICTURES'] === undefined ? folder : join(packageRoot, 'docs/images');
afterAll(() => rm(folder, { recursive: true, force: true }));

const seller = 'DE300000001';
const requests: Record<string, string> = {};

/** The demo's books under a seller of their own, and what people have asked for on a busy morning. */
beforeAll(async () => {
  await mkdir(images, { recursive: true });
  const books = join(folder, 'invoices.json');
  writeFileSync(books, readFileSync(join(packageRoot, 'demo/invoices.json'), 'utf8').replaceAll('DE287654321', seller));
  expect(await run('import', books)).toMatchObject({ exit: 0 });
  const ask = async (name: string, ...words: readonly string[]): Promise<void> => {
    const { out, err } = await run('request', ...words, '--json');
    requests[name] = String((JSON.parse(out || err) as { requestId?: unknown }).requestId);
  };
  await ask('small', 'cancel', 'INV-1001', '--reason', 'duplicate', '--as', 'maria');
  await ask('large', 'cancel', 'INV-1009', '--reason', 'order_canceled', '--evidence', 'mail of 20 November', '--as', 'maria');
  await ask('refund', 'refund', 'INV-1004', '--amount', '119.00', '--reason', 'goods_returned', '--as', 'maria');
  await ask('middle', 'cancel', 'INV-1002', '--reason', 'order_canceled', '--as', 'maria');
  const question = 'Is there a new order in its place?';
  expect(await run('comment', requests['large'] ?? '', question, '--as', 'nora')).toMatchObject({ exit: 0 });
  expect(await run('approve', requests['large'] ?? '', '--as', 'ben')).toMatchObject({ exit: 3 });
  expect(await run('approve', requests['refund'] ?? '', '--as', 'carla')).toMatchObject({ exit: 0 });
  const next = { ...policy, version: '3801', bands: { ...policy.bands, EUR: [20_000, 1_000_000] } };
  const proposal = join(folder, 'policy.json');
  writeFileSync(proposal, JSON.stringify(next));
  await run('policy', 'propose', proposal, '--reason', 'Small ones up to 200.00', '--as', 'edith');
}); // prettier-ignore

const at = (name: string): string => `/corrections/${requests[name] ?? ''}`;
const invoice = (number: string): string => `/invoices/${encodeId(`${seller}:${number}`)}`;
const dark = { colorScheme: 'dark' } as const;
const phone = { viewport: { width: 375, height: 812 } } as const;

test.each<readonly [string, () => string, Visit]>([
  ['inbox', () => '/inbox', { as: 'nora' }],
  ['request', () => at('large'), { as: 'nora' }],
  ['request-phone', () => at('large'), { as: 'nora', ...phone, ...dark }],
  ['inbox-phone', () => '/inbox', { as: 'ben', ...phone }],
  ['applied', () => at('refund'), { as: 'maria' }],
  ['invoice', () => invoice('INV-1004'), { as: 'carla' }],
  ['correct', () => `${invoice('INV-1004')}/correct`, { as: 'maria' }],
  ['policy', () => '/policy/3801', { as: 'petra' }],
  ['audit', () => `/audit?of=${encodeURIComponent(`${seller}:INV-1004`)}`, { as: 'aude', ...dark }],
])('%s', async (name, path, visit) => {
  const page = await site.open(visit);
  const answer = await page.goto(path());
  expect(answer?.status()).toBe(200);
  await expectFit(page);
  const picture = await page.screenshot({ path: join(images, `${name}.png`), fullPage: name !== 'inbox' });
  expect(picture.length).toBeGreaterThan(10_000);
});
