import { createMiddleware } from 'hono/factory';
import { Refused } from '../domain/errors.ts';
import type { Ctx, Env } from './context.ts';

/** Names under which this machine is reached from itself; any port. */
export const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

const isForwarded = (name: string): boolean => name === 'forwarded' || name.startsWith('x-forwarded-');
const withoutPort = (host: string): string => host.replace(/:\d{1,5}$/, '').toLowerCase();

/**
 * Loopback only (spec/approvals.md section 11): a page elsewhere that makes its name point here is told by its Host, and a
 * proxy that opens the gateway to others by its forwarding headers. Refuses with HOST_REFUSED.
 */
export const loopbackOnly = (allowed: readonly string[]) =>
  createMiddleware<Env>(async (c, next) => {
    requireHost(c, allowed);
    await next();
  });

/** The same for one route, whatever names the whole gateway answers to. */
export const requireLoopback = (c: Ctx): void => requireHost(c, loopbackHosts);

function requireHost(c: Ctx, allowed: readonly string[]): void {
  const { host } = new URL(c.req.url);
  const named = [c.req.header('host') ?? host, host].map(withoutPort);
  const other = named.find((name) => !allowed.includes(name));
  if (other !== undefined) throw new Refused('HOST_REFUSED', { detail: `The Host is ${other.slice(0, 80)}.` });
  const forwarding = [...c.req.raw.headers.keys()].find(isForwarded);
  if (forwarding !== undefined) throw new Refused('HOST_REFUSED', { detail: `The header ${forwarding} is set.` });
}
