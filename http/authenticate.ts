import { createMiddleware } from 'hono/factory';
import { keyStateAt } from '../domain/api-key.ts';
import { Refused } from '../domain/errors.ts';
import type { Principal } from '../domain/request.ts';
import { holderOf, principalNamed, type Access } from '../integrations/access/access-file.ts';
import { isSameHash, readServiceKey } from '../integrations/access/service-key.ts';
import { findKey, noteKeyUse } from '../store/api-keys.ts';
import type { Ctx, Deps, Env } from './context.ts';
import { ifReached } from './outage.ts';

const bearer = /^Bearer +([\x21-\x7e]{1,200})$/i;

/** What a key is known by. */
export type Keys = Pick<Deps, 'access' | 'store' | 'nowMs'>;

/**
 * Knows the caller by an API key, before anything of the body is read: one of the access file, else one of the store. Refuses
 * with LOGIN_REQUIRED, whatever is wrong with the key. With the store down keys of the access file still work.
 */
export const authenticated = (keys: Keys) =>
  createMiddleware<Env>(async (c, next) => {
    const key = bearer.exec(c.req.header('authorization') ?? '')?.[1];
    const principal = key === undefined ? undefined : (holderOf(keys.access, key) ?? (await serviceOf(keys, key)));
    if (!principal) throw new Refused('LOGIN_REQUIRED');
    c.set('principal', principal);
    await next();
  });

/**
 * The service whose key this is. One read by id for each request and no cache, so that a revoked key is refused from then on.
 * A name that the access file has meanwhile given to a person is nobody's: a service must not pass for that person.
 */
async function serviceOf({ access, store, nowMs }: Keys, sent: string): Promise<Principal | undefined> {
  const presented = readServiceKey(sent);
  const record = presented && (await findKey(store, presented.keyId));
  if (!record || !isSameHash(record.hash, presented.hash)) return undefined;
  if (keyStateAt(record, nowMs()) !== 'active') return undefined;
  const named = principalNamed(access, record.principalId);
  if (named?.type === 'person') return undefined;
  await ifReached(() => noteKeyUse(store, record, new Date(nowMs())));
  return { id: named?.id ?? record.principalId, type: 'service', roles: record.roles, owners: [record.createdBy] };
}

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

/** Throws FORBIDDEN_PRINCIPAL: only a person's key decides, or does another deed that is named. */
export function requirePerson({ id, type }: Principal, deed = 'decides'): void {
  if (type !== 'person') throw new Refused('FORBIDDEN_PRINCIPAL', { detail: `Only a person ${deed}; ${id} is none.` });
}
