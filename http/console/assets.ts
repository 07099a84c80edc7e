import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Hono } from 'hono';
import { packageRoot } from '../../client/package-root.ts';
import type { Env } from '../context.ts';

interface Asset {
  readonly body: string;
  readonly type: string;
  /** Part of its address: another content is another address, so a browser may keep it for ever. */
  readonly hash: string;
}

const own = (name: string): string => `${packageRoot}http/assets/${name}`;
const { resolve } = createRequire(import.meta.url);

const sources = {
  'console.css': [own('console.css'), 'text/css; charset=utf-8'],
  'console.js': [own('console.js'), 'text/javascript; charset=utf-8'],
  'htmx.js': [resolve('htmx.org/dist/htmx.min.js'), 'text/javascript; charset=utf-8'],
  'icon.svg': [own('icon.svg'), 'image/svg+xml'],
} as const;
type AssetName = keyof typeof sources;

const assets = new Map(Object.entries(sources).map(([name, [path, type]]) => [name, load(path, type)]));

function load(path: string, type: string): Asset {
  const body = readFileSync(path, 'utf8');
  return { body, type, hash: createHash('sha256').update(body).digest('hex').slice(0, 12) };
}

export const assetPath = (name: AssetName): string => `/assets/${assets.get(name)?.hash ?? ''}/${name}`;

/** Everything that pages load: from here alone, and kept by browsers for a year. */
export function mountAssets(app: Hono<Env>): void {
  app.get('/assets/:hash/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    if (asset?.hash !== c.req.param('hash')) return c.notFound();
    return c.body(asset.body, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  });
}
