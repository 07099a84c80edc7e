import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, inject } from 'vitest';
import { access, overWorld } from '../http/support/gateway.ts';
import type { World } from '../support/world.ts';
import { countersign, emptyHome, type Ran } from './run.ts';

/** A gateway over a world, listening; answers how command lines are run against it. */
export function useServing(world: World): (...argv: readonly string[]) => Promise<Ran> {
  const accessFile = join(emptyHome(), 'access.json');
  let server: ReturnType<typeof serve>;
  let url: string;
  beforeAll(async () => {
    writeFileSync(accessFile, JSON.stringify(access), { mode: 0o600 });
    const { app } = overWorld(world);
    const port = await new Promise<number>((resolve) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
    });
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(() => void server.close());
  return (...argv) =>
    countersign(argv, {
      COUNTERSIGN_URL: url,
      COUNTERSIGN_ACCESS: accessFile,
      MONGODB_URI: inject('mongodbUri'),
      MONGODB_DATABASE: world.database,
      TEMPORAL_UI_URL: 'http://127.0.0.1:8233',
    });
}
