import { Hono } from 'hono';
import { refusal } from '../domain/errors.ts';
import { currentSettings } from '../store/settings.ts';
import type { Deps, Env } from './context.ts';
import { answers } from './outage.ts';
import { problem } from './problems.ts';

/** `/healthz`: the process lives. `/readyz`: both servers answer, else 503 naming which does not. */
export function healthRoutes({ store, pingTemporal }: Deps): Hono<Env> {
  return new Hono<Env>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      const [temporal, mongodb] = await Promise.all([answers(pingTemporal), answers(() => currentSettings(store))]);
      if (temporal && mongodb) return c.json({ status: 'ready', temporal, mongodb });
      const silent = [...(temporal ? [] : ['Temporal']), ...(mongodb ? [] : ['MongoDB'])];
      return problem(c, refusal('UNAVAILABLE', { detail: `Not answering: ${silent.join(', ')}.` }));
    });
}
