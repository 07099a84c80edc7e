import { getConnInfo } from '@hono/node-server/conninfo';
import { createMiddleware } from 'hono/factory';
import { Refused } from '../domain/errors.ts';
import type { Ctx, Deps, Env } from './context.ts';

/** Names under which this machine is reached from itself; any port. */
const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];
const loopbackAddresses: readonly (string | undefined)[] = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

const isForwarded = (name: string): boolean => name === 'forwarded' || name.startsWith('x-forwarded-');
const withoutPort = (host: string): string => host.replace(/:\d{1,5}$/, '').toLowerCase();

type Known = Pick<Deps, 'publicUrl'>;

/**
 * Loopback, and the name in COUNTERSIGN_PUBLIC_URL if there is one (approvals.md section 11): a page elsewhere that makes its name
 * point here is told by its Host. Forwarding headers open the gateway to others, so without that name they are refused; with it
 * they are let through and never believed. Refuses with HOST_REFUSED.
 */
export function knownHostsOnly({ publicUrl }: Known) {
  const allowed = publicUrl === undefined ? loopbackHosts : [...loopbackHosts, new URL(publicUrl).hostname];
  return createMiddleware<Env>(async (c, next) => {
    requireHost(c, allowed);
    if (publicUrl === undefined) requireDirect(c);
    await next();
  });
}

/** For what may be asked for on this machine alone, whatever else the gateway answers to. Throws HOST_REFUSED. */
export function requireLoopback(c: Ctx): void {
  requireHost(c, loopbackHosts);
  requireDirect(c);
  const socket = bindingsOf(c).incoming?.socket;
  if (!socket) return;
  const other = [socket.localAddress, socket.remoteAddress].find((address) => !loopbackAddresses.includes(address));
  if (other !== undefined) throw new Refused('HOST_REFUSED', { detail: `The connection is not on loopback: ${other}.` });
} // prettier-ignore

/** The address at the other end of the connection; undefined for a call of this process itself. */
export const addressOf = (c: Ctx): string | undefined =>
  bindingsOf(c).incoming === undefined ? undefined : getConnInfo(c).remote.address;

/** Without a server there are none, whatever the types say. */
const bindingsOf = (c: Ctx): Env['Bindings'] => (c.env as Env['Bindings'] | undefined) ?? {};

/** Where the pages are, for the person whose browser asks; behind a proxy the request itself does not tell. */
export function originOf({ publicUrl }: Known, c: Ctx): string {
  const { origin, host } = new URL(c.req.url);
  return publicUrl !== undefined && !loopbackHosts.includes(withoutPort(host)) ? publicUrl : origin;
}

function requireHost(c: Ctx, allowed: readonly string[]): void {
  const { host } = new URL(c.req.url);
  const named = [c.req.header('host') ?? host, host].map(withoutPort);
  const other = named.find((name) => !allowed.includes(name));
  if (other !== undefined) throw new Refused('HOST_REFUSED', { detail: `The Host is ${other.slice(0, 80)}.` });
}

function requireDirect(c: Ctx): void {
  const forwarding = [...c.req.raw.headers.keys()].find(isForwarded);
  if (forwarding !== undefined) throw new Refused('HOST_REFUSED', { detail: `The header ${forwarding} is set.` });
}
