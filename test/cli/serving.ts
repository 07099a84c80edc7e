import { serve } from '@hono/node-server';
import { afterAll, beforeAll, inject } from 'vitest';
import { overWorld } from '../http/support/gateway.ts';
import type { World } from '../support/world.ts';
import { countersign, type Ran } from './run.ts';
import { signedInHome } from './signed-in.ts';

/** Runs a command line against a gateway; in a home where all are signed in, in another one, or with more of an environment. */
export interface Serving {
  (...argv: readonly string[]): Promise<Ran>;
  in(home: string, ...argv: readonly string[]): Promise<Ran>;
  /** Nobody is signed in. */
  with(env: NodeJS.ProcessEnv, ...argv: readonly string[]): Promise<Ran>;
}

/** A gateway over a world, listening; answers how command lines are run against it. */
export function useServing(world: World): Serving {
  const home = signedInHome();
  let server: ReturnType<typeof serve>;
  let url: string;
  beforeAll(async () => {
    const { app } = overWorld(world);
    const port = await new Promise<number>((resolve) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
    });
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(() => void server.close());
  const run = (env: NodeJS.ProcessEnv, argv: readonly string[]): Promise<Ran> =>
    countersign(argv, {
      COUNTERSIGN_URL: url,
      MONGODB_URI: inject('mongodbUri'),
      MONGODB_DATABASE: world.database,
      TEMPORAL_UI_URL: 'http://127.0.0.1:8233',
      ...env,
    });
  return Object.assign((...argv: readonly string[]) => run({ COUNTERSIGN_HOME: home }, argv), {
    in: (other: string, ...argv: readonly string[]) => run({ COUNTERSIGN_HOME: other }, argv),
    with: (env: NodeJS.ProcessEnv, ...argv: readonly string[]) => run(env, argv),
  });
}
