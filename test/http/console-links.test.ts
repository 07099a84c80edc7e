import { beforeAll, describe, expect, test } from 'vitest';
import { pagesOf } from '../../http/console/console.ts';
import type { PageSpec } from '../../http/console/page.tsx';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { lenientPolicy } from '../support/policies.ts';
import { cookieOf } from '../support/directory.ts';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { waitingFor } from './support/waiting.ts';
import { ask, call, overWorld, depsOf } from './support/gateway.ts';

// The console as a whole: what pages lead to is there, what forms are sent to takes them, and every page is found.

const world = useWorld({ policy: lenientPolicy({ over: { version: '3810' } }) });
const app = () => overWorld(world, { temporalUi: { url: 'http://127.0.0.1:8233', namespace: 'default' } }).app;

beforeAll(async () => {
  const open = await waitingFor(world, 'CL-1');
  await call(overWorld(world), 'POST', `/v1/corrections/${open.requestId}/comments`, { as: 'ben', body: { text: 'Why?' } });
  const signed = await waitingFor(world, 'CL-2');
  expect((await signed.decide('carla')).status).toBe(200);
  const small = await put(world.store, { number: 'CL-3', lines: grossOf('20.00') });
  expect((await ask(overWorld(world), small)).body).toMatchObject({ state: 'applied' });
  const policy = { ...defaultPolicy, version: '3811', sampleRate: '0.11' };
  const headers = { 'idempotency-key': 'links' };
  const proposed = await call(overWorld(world), 'POST', '/v1/policies', { as: 'edith', headers, body: { policy, reason: 'more' } });
  expect(proposed.status).toBe(202);
}); // prettier-ignore

const get = (path: string, as: string): Promise<Response> =>
  Promise.resolve(
    app().request(path, { headers: { cookie: `__Host-countersign=${cookieOf(as)}`, accept: 'text/html' } }),
  );

const attributes = (html: string, name: string): readonly string[] =>
  [...html.matchAll(new RegExp(`<(?:a|form)[^>]*\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  );

interface Pattern extends PageSpec {
  readonly fits: RegExp;
}
let patterns: readonly Pattern[] = [];
beforeAll(() => {
  patterns = pagesOf(depsOf(world)).map(({ spec }) => ({
    ...spec,
    fits: new RegExp(`^${spec.path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
  }));
});
const pathOf = (address: string): string => new URL(address, 'http://localhost').pathname;
const isOurs = (address: string): boolean => address.startsWith('/') && !address.startsWith('//');
/** What one link of a kind leads to is what the next one leads to: so many of each are enough. */
const ofEachMax = 6;

interface Walk {
  readonly visited: readonly string[];
  readonly wrong: readonly string[];
}

/** Follows every link from the inbox on. */
async function walk(as: string): Promise<Walk> {
  const queue = [{ path: '/inbox', from: '' }, { path: '/me', from: '' }];
  const seen = new Set<string>(queue.map(({ path }) => path));
  const counts = new Map<string, number>();
  const wrong: string[] = [];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { path, from } = next;
    const response = await get(path, as);
    const html = await response.text();
    if (response.status >= 400 && response.status !== 403) wrong.push(`${as}: ${path} of ${from}: ${response.status}`);
    for (const action of attributes(html, 'action').filter(isOurs))
      if (!patterns.some(({ fits }) => fits.test(pathOf(action)))) wrong.push(`${path} sends a form to ${action}`);
    for (const href of attributes(html, 'href').filter(isOurs)) {
      const pattern = patterns.find(({ method, fits }) => method === 'get' && fits.test(pathOf(href)))?.path ?? pathOf(href);
      const count = counts.get(pattern) ?? 0;
      if (seen.has(href) || count >= ofEachMax) continue;
      seen.add(href);
      counts.set(pattern, count + 1);
      queue.push({ path: href, from: path });
    }
  }
  return { visited: [...seen], wrong };
} // prettier-ignore

describe('every link and every form', () => {
  const walked: Record<string, Walk> = {};
  beforeAll(async () => {
    for (const as of ['maria', 'carla', 'otto', 'aude', 'dora', 'edith', 'petra']) walked[as] = await walk(as);
  }, 120_000);

  test('leads to something that is there, whoever follows it', () => {
    expect(Object.values(walked).flatMap(({ wrong }) => wrong)).toEqual([]);
  });

  test('a page that nobody finds by links is one of those that are reached otherwise', () => {
    const all = Object.values(walked).flatMap(({ visited }) => visited.map(pathOf));
    const unfound = patterns.filter(({ method, fits }) => method === 'get' && !all.some((path) => fits.test(path)));
    expect(unfound.map(({ path }) => path).toSorted()).toEqual([
      '/audit/export', // of a trail that was searched for
      '/corrections/:requestId/progress', // read again by htmx
      '/messages/unsubscribe/:token', // from a mail
      '/policy/:version/revert', // of a version that is superseded
      '/sign-in', '/sign-in/callback', '/sign-in/command-line', '/sign-in/oidc',
    ]); // prettier-ignore
  });
});
