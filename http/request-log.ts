import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Env, Log } from './context.ts';

/** One line per request. The path is the route's pattern: ids and numbers of customers stay out of the log. */
export const requestLog = (log: Log, nowMs: () => number) =>
  createMiddleware<Env>(async (c, next) => {
    const startedMs = nowMs();
    await next();
    const { principal, code } = c.var;
    const { status } = c.res;
    log(status >= 500 ? 'warn' : 'info', 'request', {
      method: c.req.method,
      path: routePath(c, -1),
      status,
      ...(code === undefined ? {} : { code }),
      ms: nowMs() - startedMs,
      ...(principal === undefined ? {} : { principal: principal.id }),
    });
  });
