import { createMiddleware } from 'hono/factory';
import { Refused } from '../domain/errors.ts';
import type { Principal } from '../domain/request.ts';
import { holderOf, type Access } from '../integrations/access/access-file.ts';
import type { Ctx, Env } from './context.ts';

const bearer = /^Bearer +([\x21-\x7e]{1,200})$/i;

/** Knows the caller by an API key, before anything of the body is read. Refuses with LOGIN_REQUIRED. */
export const authenticated = (access: Access) =>
  createMiddleware<Env>(async (c, next) => {
    const key = bearer.exec(c.req.header('authorization') ?? '')?.[1];
    const principal = key === undefined ? undefined : holderOf(access, key);
    if (!principal) throw new Refused('LOGIN_REQUIRED');
    c.set('principal', principal);
    await next();
  });

/** Who asks; only behind `authenticated`. */
export function principalOf(c: Ctx): Principal {
  const principal = c.get('principal');
  if (!principal) throw new Error(`${c.req.path} is not behind authenticated`);
  return principal;
}

/** Throws FORBIDDEN_PRINCIPAL, naming who holds the role. */
export function requireRole({ principals }: Access, principal: Principal, role: string): void {
  if (principal.roles.includes(role)) return;
  const holders = principals.filter((one) => one.roles.includes(role)).map((one) => one.id);
  throw new Refused('FORBIDDEN_PRINCIPAL', {
    detail: `It takes the role ${role}, held by ${holders.join(', ') || 'nobody'}.`,
  });
}

/** Throws FORBIDDEN_PRINCIPAL: only a person's key decides. */
export function requirePerson({ id, type }: Principal): void {
  if (type !== 'person') throw new Refused('FORBIDDEN_PRINCIPAL', { detail: `Only a person decides; ${id} is none.` });
}
