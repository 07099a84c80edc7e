import { createHash, randomBytes } from 'node:crypto';
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

/** Of a browser that signs in at the provider: nobody can be made to end a sign-in that he did not begin. */
const beginner = `${name}-sign-in`;
const beginnerForm = /^[\w-]{43}$/;

/** What marks this browser while it signs in; made anew where there is none, so that several windows can sign in at once. */
export function markBeginner(c: Ctx, maxAgeMs: number): string {
  const known = beginnerIn(c);
  const mark = known ?? randomBytes(32).toString('base64url');
  setCookie(c, beginner, mark, { ...options, maxAge: maxAgeMs / 1_000 });
  return mark;
}

/** The mark that a browser sends along; undefined without one. */
export function beginnerIn(c: Ctx): string | undefined {
  const mark = getCookie(c, beginner, 'host');
  return mark !== undefined && beginnerForm.test(mark) ? mark : undefined;
}

/**
 * What every form of a session carries (approvals.md section 11): only who can read our pages can know it. It follows from the
 * token, which the server does not keep, so there is nothing to store and nothing that outlives the session.
 */
export const csrfOf = (token: string): string =>
  createHash('sha256').update(`countersign/csrf/v1\n${token}`).digest('base64url');
