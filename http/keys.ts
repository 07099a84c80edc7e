import { Hono } from 'hono';
import { z } from 'zod';
import {
  keyDaysMax,
  keyExpiry,
  keyStateAt,
  parseServiceRoles,
  serviceRoles,
  type NewServiceKey,
  type ServiceKey,
} from '../domain/api-key.ts';
import { Refused } from '../domain/errors.ts';
import type { Principal } from '../domain/request.ts';
import { principalNamed, type Access } from '../integrations/access/access-file.ts';
import { newServiceKey } from '../integrations/access/service-key.ts';
import { createKey, listKeys, revokeKey } from '../store/api-keys.ts';
import type { ApiKeyRecord } from '../store/records.ts';
import { authenticated, principalOf, requirePerson, requireRole } from './authenticate.ts';
import { atMost, readBody, readQuery, text } from './bodies.ts';
import { bodyMaxBytes, type Ctx, type Deps, type Env } from './context.ts';
import { page } from './lists.ts';

const schema = z
  .strictObject({
    roles: z.array(text(64)).min(1).max(serviceRoles.length),
    expiresAt: z.iso.datetime().optional(),
    expiresInDays: z.int().min(1).max(keyDaysMax).optional(),
    name: text(80).optional(),
  })
  .refine(({ expiresAt, expiresInDays }) => expiresAt === undefined || expiresInDays === undefined, {
    path: ['expiresInDays'],
    message: 'Say expiresAt or expiresInDays, not both',
  });
const listQuery = z.strictObject(page);

/**
 * `POST` and `GET /principals/{id}/keys`, `GET /keys`, `DELETE /keys/{keyId}`: keys of services, in the hands of persons with
 * the role operator. A service gives out none: a key that leaked could keep itself alive.
 */
export function keyRoutes(deps: Deps): Hono<Env> {
  const { store, access, nowMs } = deps;
  return new Hono<Env>()
    .post('/principals/:id/keys', authenticated(deps), atMost(bodyMaxBytes), async (c) => {
      const { id: createdBy } = keeperOf(c, access);
      const principalId = serviceNamed(access, c.req.param('id'));
      return c.json(await give(deps, await readBody(c, schema), { principalId, createdBy }), 201);
    })
    .get('/principals/:id/keys', authenticated(deps), async (c) => {
      keeperOf(c, access);
      return c.json(await list(deps, readQuery(c, listQuery), c.req.param('id').toLowerCase()));
    })
    .get('/keys', authenticated(deps), async (c) => {
      keeperOf(c, access);
      return c.json(await list(deps, readQuery(c, listQuery)));
    })
    .delete('/keys/:keyId', authenticated(deps), async (c) => {
      const { id: by } = keeperOf(c, access);
      const revoked = await revokeKey(store, c.req.param('keyId'), by, new Date(nowMs()));
      return c.json(shown(revoked, nowMs()));
    });
}

/** Who may give out, see and take back keys. Throws FORBIDDEN_PRINCIPAL. */
function keeperOf(c: Ctx, access: Access): Principal {
  const principal = principalOf(c);
  requirePerson(principal, 'keeps the keys of services');
  requireRole(access, principal, 'operator');
  return principal;
}

/** What a new service may be called: letters of other scripts could make it look like a person. */
const nameForm = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** The service that an address names, known or new, in lower case. Throws NOT_A_SERVICE, MALFORMED. */
function serviceNamed(access: Access, name: string): string {
  const id = name.toLowerCase();
  const known = principalNamed(access, id);
  if (known?.type === 'person') throw new Refused('NOT_A_SERVICE', { param: 'id', detail: `${known.id} is a person.` });
  if (known || nameForm.test(id)) return id;
  throw new Refused('MALFORMED', {
    param: 'id',
    detail: 'A new service is named by 1 to 64 letters (a to z), digits, points, hyphens and underscores.',
  });
}

/** Makes a key and keeps its hash. The answer is the only place that the key itself goes to. */
async function give(
  { store, nowMs }: Deps,
  { roles, name, ...lifetime }: z.infer<typeof schema>,
  who: Pick<ApiKeyRecord, 'principalId' | 'createdBy'>,
): Promise<NewServiceKey> {
  const createdMs = nowMs();
  const { keyId, hash, key } = newServiceKey(createdMs);
  const record: ApiKeyRecord = {
    _id: keyId,
    ...who,
    ...(name === undefined ? {} : { name }),
    hash,
    roles: parseServiceRoles(roles),
    createdAt: new Date(createdMs),
    expiresAt: keyExpiry(lifetime, createdMs),
  };
  await createKey(store, record);
  return { ...shown(record, createdMs), key };
}

async function list(
  { store, nowMs }: Deps,
  { limit = 50, after }: z.infer<typeof listQuery>,
  principalId?: string,
): Promise<{ readonly items: readonly ServiceKey[]; readonly next?: string }> {
  const items = (await listKeys(store, { limit, after, principalId })).map((record) => shown(record, nowMs()));
  const last = items.at(-1);
  return { items, ...(items.length === limit && last ? { next: last.keyId } : {}) };
}

/** Everything but the hash. */
function shown(record: ApiKeyRecord, atMs: number): ServiceKey {
  const { _id: keyId, hash: _hash, createdAt, expiresAt, revokedAt, lastUsedAt, ...rest } = record;
  return {
    keyId,
    ...rest,
    state: keyStateAt(record, atMs),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...(revokedAt ? { revokedAt: revokedAt.toISOString() } : {}),
    ...(lastUsedAt ? { lastUsedAt: lastUsedAt.toISOString() } : {}),
  };
}
