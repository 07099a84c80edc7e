import { Refused } from '../../domain/errors.ts';
import type { Ctx, Deps } from '../context.ts';
import { originOf } from '../loopback.ts';

/**
 * A page of somebody else's must not speak for the person whose browser shows it (approvals.md section 11): what a browser says
 * of where a request comes from has to be ours, and for a POST it has to say so. A proxy may hand on its own Host, so that the public
 * address counts as ours in any case. Throws CSRF.
 */
export function requireSameOrigin(deps: Pick<Deps, 'publicUrl'>, c: Ctx): void {
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const from = (detail: string): Refused => new Refused('CSRF', { detail });
  if (origin !== undefined && origin !== originOf(deps, c) && origin !== deps.publicUrl)
    throw from(`The page was at ${origin.slice(0, 80)}.`);
  if (isRead) return; // a link from a mail or another site opens a page, and a page changes nothing
  if (site !== undefined && site !== 'same-origin') throw from(`The form came ${site.slice(0, 20)}.`);
  if (origin === undefined && site === undefined) throw from('The browser does not say where the form was.');
}
