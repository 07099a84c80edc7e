import { createHash } from 'node:crypto';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Ctx } from '../context.ts';

/** `__Host-countersign`: bound to this very host, sent over HTTPS or on loopback alone, and out of the reach of scripts. */
const name = 'countersign';
const options = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

/** The token of the session that a browser sends along; undefined without one. */
export const sessionTokenIn = (c: Ctx): string | undefined => getCookie(c, name, 'host');

/** A session lives in the browser as long as the browser does; its end is kept in the store (approvals.md section 11). */
export const giveSession = (c: Ctx, token: string): void => setCookie(c, name, token, options);
export const takeSession = (c: Ctx): void => void deleteCookie(c, name, options);

/**
 * What every form of a session carries (approvals.md section 11): only who can read our pages can know it. It follows from the
 * token, which the server does not keep, so there is nothing to store and nothing that outlives the session.
 */
export const csrfOf = (token: string): string =>
  createHash('sha256').update(`countersign/csrf/v1\n${token}`).digest('base64url');
