import { z } from 'zod';
import { keyExpiry, keyStateAt, parseServiceRoles, type NewServiceKey, type ServiceKey } from '../domain/api-key.ts';
import { encodeId } from '../domain/canonical.ts';
import { Refused } from '../domain/errors.ts';
import { principalNamed, type Access } from '../integrations/access/access-file.ts';
import { newServiceKey } from '../integrations/access/service-key.ts';
import { createKey, listKeys, revokeKey, type KeyList } from '../store/api-keys.ts';
import type { ApiKeyRecord } from '../store/records.ts';
import type { Deps } from './context.ts';
import { json, route, type Route, type Told } from './route.ts';
import { keyBody, keyPage, newKey, serviceKey } from './schemas/key.ts';
import { pageQuery } from './schemas/page.ts';

/** Persons alone: a key that leaked could keep itself alive. */
const keeper = { role: 'operator', personWho: 'keeps the keys of services' } as const;
const ofService = z.strictObject({ id: z.string().meta({ description: 'Name of the service.', examples: ['shop'] }) });

/** Keys of services, in the hands of persons with the role operator. */
export const keyRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/principals/{id}/keys',
    operationId: 'createKey',
    tag: 'keys',
    summary: 'Give a service a key, which only this answer shows.',
    caller: keeper,
    params: ofService,
    body: json(keyBody, { roles: ['requester'], expiresInDays: 30, name: 'checkout, EU' }),
    answers: { 201: newKey },
    problems: ['ROLE_UNKNOWN', 'NOT_A_SERVICE'],
  }).answeredBy(async ({ principal, params, body }) => {
    const made = await give(deps, body, {
      principalId: serviceNamed(deps.access, params.id),
      createdBy: principal.id,
    });
    return { status: 201, location: `/v1/keys/${encodeId(made.keyId)}`, body: made };
  }),
  route({
    method: 'get',
    path: '/v1/principals/{id}/keys',
    operationId: 'listKeysOf',
    tag: 'keys',
    summary: 'List the keys of a service, oldest first.',
    caller: keeper,
    params: ofService,
    query: pageQuery,
    answers: { 200: keyPage },
  }).answeredBy(async ({ params, query }) => ({
    status: 200,
    body: await list(deps, { ...query, principalId: params.id.toLowerCase() }),
  })),
  route({
    method: 'get',
    path: '/v1/keys',
    operationId: 'listKeys',
    tag: 'keys',
    summary: 'List all keys of services, oldest first.',
    caller: keeper,
    query: pageQuery,
    answers: { 200: keyPage },
  }).answeredBy(async ({ query }) => ({ status: 200, body: await list(deps, query) })),
  route({
    method: 'delete',
    path: '/v1/keys/{keyId}',
    operationId: 'revokeKey',
    tag: 'keys',
    summary: 'End a key at once.',
    caller: keeper,
    params: z.strictObject({ keyId: z.string() }),
    answers: { 200: serviceKey },
    problems: ['KEY_NOT_FOUND'],
  }).answeredBy(async ({ principal, params }) => {
    const revoked = await revokeKey(deps.store, params.keyId, principal.id, new Date(deps.nowMs()));
    return { status: 200, body: shown(revoked, deps.nowMs()) };
  }),
];

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
  { roles, name, ...lifetime }: z.output<typeof keyBody>,
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

async function list({ store, nowMs }: Deps, wanted: KeyList): Promise<Told<typeof keyPage>> {
  const items = (await listKeys(store, wanted)).map((record) => shown(record, nowMs()));
  const last = items.at(-1);
  return { items, ...(items.length === wanted.limit && last ? { next: last.keyId } : {}) };
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
