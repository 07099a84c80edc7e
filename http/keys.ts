import { z } from 'zod';
import { keyExpiry, keyStateAt, parseServiceRoles, type NewServiceKey, type ServiceKey } from '../domain/api-key.ts';
import { encodeId } from '../domain/canonical.ts';
import { whyNotActive } from '../domain/directory.ts';
import { Refused } from '../domain/errors.ts';
import { hasRole, roleNamesOf } from '../domain/principal.ts';
import { newServiceKey } from '../integrations/access/service-key.ts';
import { createKey, listKeys, revokeKey, type KeyList } from '../store/api-keys.ts';
import { personRecord } from '../store/people.ts';
import type { ApiKeyRecord, PersonRecord } from '../store/directory-records.ts';
import type { Deps } from './context.ts';
import { json, route, type Route } from './route.ts';
import { keyBody, keyPage, newKey, serviceKey } from './schemas/key.ts';
import { pageQuery } from './schemas/page.ts';

/** Persons alone: a key that leaked could keep itself alive. */
export const keeper = { role: 'operator', personWho: 'keeps the keys of services and agents' } as const;
const ofService = z.strictObject({
  id: z.string().meta({ description: 'Id of the service or agent.', examples: ['billing'] }),
});

/** Keys of services and agents, in the hands of persons with the role operator. */
export const keyRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/principals/{id}/keys',
    operationId: 'createKey',
    tag: 'keys',
    summary: 'Give a service or an agent a key, which only this answer shows.',
    caller: keeper,
    params: ofService,
    body: json(keyBody, { roles: ['requester'], expiresInDays: 30, name: 'checkout, EU' }),
    answers: { 201: newKey },
    problems: ['ROLE_UNKNOWN', 'NOT_A_SERVICE', 'PRINCIPAL_NOT_FOUND', 'PRINCIPAL_SUSPENDED'],
  }).answeredBy(async ({ principal, params, body }) => {
    const made = await giveKey(deps, params.id, body, principal.id);
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
    body: await keysIn(deps, { ...query, principalId: params.id.toLowerCase() }),
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
  }).answeredBy(async ({ query }) => ({ status: 200, body: await keysIn(deps, query) })),
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

/** Gives a service or an agent a key. Throws ROLE_UNKNOWN, NOT_A_SERVICE, PRINCIPAL_NOT_FOUND, PRINCIPAL_SUSPENDED. */
export const giveKey = async (deps: Deps, service: string, body: z.output<typeof keyBody>, by: string): Promise<NewServiceKey> =>
  give(deps, body, await holderNamed(deps, service), by); // prettier-ignore

/** The service or agent that an address names. Throws PRINCIPAL_NOT_FOUND, NOT_A_SERVICE, PRINCIPAL_SUSPENDED. */
async function holderNamed({ store, nowMs }: Deps, name: string): Promise<PersonRecord> {
  const record = await personRecord(store, name);
  if (!record) throw new Refused('PRINCIPAL_NOT_FOUND', { param: 'id', detail: name.slice(0, 80) });
  if (record.type === 'person')
    throw new Refused('NOT_A_SERVICE', { param: 'id', detail: `${record._id} is a person.` });
  const detail = whyNotActive(record, new Date(nowMs()));
  if (detail !== undefined) throw new Refused('PRINCIPAL_SUSPENDED', { param: 'id', detail });
  return record;
}

/**
 * Makes a key and keeps its hash. The answer is the only place that the key itself goes to. Throws ROLE_UNKNOWN for a role
 * that its holder does not have: a key narrows what its holder may do, it never widens it.
 */
async function give(
  { store, nowMs }: Deps,
  { roles: wanted, name, ...lifetime }: z.output<typeof keyBody>,
  holder: PersonRecord,
  createdBy: string,
): Promise<NewServiceKey> {
  const createdMs = nowMs();
  const roles = parseServiceRoles(wanted);
  const beyond = roles.find((role) => !hasRole(holder, role));
  if (beyond !== undefined)
    throw new Refused('ROLE_UNKNOWN', {
      param: `roles[${wanted.indexOf(beyond)}]`,
      detail: `${holder._id} has ${roleNamesOf(holder).join(', ') || 'no role'}.`,
    });
  const { keyId, hash, key } = newServiceKey(createdMs);
  const record: ApiKeyRecord = {
    _id: keyId,
    principalId: holder._id,
    createdBy,
    ...(name === undefined ? {} : { name }),
    hash,
    roles,
    createdAt: new Date(createdMs),
    expiresAt: keyExpiry(lifetime, createdMs),
  };
  await createKey(store, record);
  return { ...shown(record, createdMs), key };
}

/** A page of keys. */
export async function keysIn(
  { store, nowMs }: Deps,
  wanted: KeyList,
): Promise<{ readonly items: readonly ServiceKey[]; readonly next?: string }> {
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
