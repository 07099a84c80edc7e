import { beforeAll, describe, expect, test } from 'vitest';
import type { NewServiceKey, ServiceKey } from '../../domain/api-key.ts';
import { openStore } from '../../store/database.ts';
import type { PersonRecord } from '../../store/directory-records.ts';
import { grossOf, put } from '../support/documents.ts';
import { openLine } from '../support/line.ts';
import { seedDirectory } from '../support/directory.ts';
import { putPrincipal } from '../../store/people.ts';
import { useWorld } from '../support/world.ts';
import { aGateway, call, overWorld, type Reply, type Subject } from './support/gateway.ts';

const world = useWorld();
const dayMs = 24 * 3_600_000;

/** An operator who may sign too. */
beforeAll(() =>
  seedDirectory(world.store, [
    { id: 'olga', type: 'person', roles: [{ role: 'operator' }, { role: 'ar-approver' }], status: 'active' },
  ]),
);
const subject = (over: Parameters<typeof aGateway>[0] = {}): Subject => overWorld(world, over);

const give = (service: string, body: unknown = { roles: ['requester'] }, as = 'otto', over?: Subject): Promise<Reply> =>
  call(over ?? subject(), 'POST', `/v1/principals/${encodeURIComponent(service)}/keys`, { as, body });
async function given(service: string, body?: unknown, as?: string): Promise<NewServiceKey> {
  const reply = await give(service, body, as);
  expect(reply.status).toBe(201);
  return reply.body as unknown as NewServiceKey;
}
const revoke = (keyId: string, as = 'otto'): Promise<Reply> => call(subject(), 'DELETE', `/v1/keys/${keyId}`, { as });
const bearer = (key: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${key}` });
const withKey = (key: string, method: string, path: string, over: Subject = subject()): Promise<Reply> =>
  call(over, method, path, { headers: bearer(key) });
/** Asks for the cancellation of an invoice of its own. */
async function askWith(key: string, number: string, { gross = '10.00', over = subject() } = {}): Promise<Reply> {
  const id = await put(world.store, { number, lines: grossOf(gross) });
  const headers = { ...bearer(key), 'idempotency-key': number };
  return call(over, 'POST', `/v1/invoices/${id}/corrections`, {
    headers,
    body: { kind: 'cancel', reason: 'duplicate' },
  });
}

describe('a key that is given out', () => {
  test('is shown once; lists and the database know its hash and facts only', async () => {
    const made = await give('shop', { roles: ['requester', 'operator'], expiresInDays: 30, name: 'checkout, EU' });
    const { key, ...facts } = made.body as unknown as NewServiceKey;
    expect(made).toMatchObject({ status: 201, body: { principalId: 'shop', createdBy: 'otto', state: 'active' } });
    expect(Date.parse(facts.expiresAt) - Date.parse(facts.createdAt)).toBe(30 * dayMs);
    expect(made.headers.get('cache-control')).toBe('no-store');

    const secret = key.slice(`csk_${facts.keyId}_`.length);
    for (const path of ['/v1/principals/Shop/keys', '/v1/keys']) {
      const { status, body } = await call(subject(), 'GET', path, { as: 'otto' });
      expect([status, (body['items'] as ServiceKey[]).find(({ keyId }) => keyId === facts.keyId)]).toEqual([
        200,
        facts,
      ]);
      expect(JSON.stringify(body)).not.toContain(secret);
    }
    const stored = await world.store.collections.api_keys.find().toArray();
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(stored.find(({ _id }) => _id === facts.keyId)?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify((await revoke(facts.keyId)).body)).not.toMatch(/hash|csk_/);
  });

  test('is for one service, however its name is written', async () => {
    const [one, other] = [await given('VIEWER', { roles: ['reader'] }), await given('viewer', { roles: ['reader'] })];
    const lines = subject();
    expect((await withKey(one.key, 'GET', '/v1/settings', lines)).status).toBe(200);
    expect(lines.lines[0]?.facts).toMatchObject({ principal: 'viewer', status: 200 });
    const { body } = await call(subject(), 'GET', '/v1/principals/Viewer/keys', { as: 'otto' });
    const ids = (body['items'] as ServiceKey[]).map(({ keyId }) => keyId);
    expect(ids).toEqual(expect.arrayContaining([one.keyId, other.keyId]));
  });

  test('lasts 90 days unless less is asked for', async () => {
    const { createdAt, expiresAt } = await given('shop');
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(90 * dayMs);
    const at = new Date(Date.now() + dayMs).toISOString();
    expect((await given('shop', { roles: ['reader'], expiresAt: at })).expiresAt).toBe(at);
  });

  test('is in no log line', async () => {
    const lines = subject();
    const { body } = await give('shop', undefined, 'otto', lines);
    await withKey(String(body['key']), 'GET', '/v1/keys', lines);
    expect(lines.lines).toHaveLength(2);
    expect(JSON.stringify(lines.lines)).not.toContain('csk_');
  });

  test('comes page by page', async () => {
    for (const _n of [1, 2, 3]) await given('bank', { roles: ['operator'] });
    const page = async (query: string): Promise<Reply['body']> =>
      (await call(subject(), 'GET', `/v1/principals/bank/keys?${query}`, { as: 'otto' })).body;
    const first = await page('limit=2');
    const second = await page(`limit=3&after=${String(first['next'])}`);
    expect([first['items'], second['items']]).toMatchObject([
      [{}, {}],
      [{}, {}],
    ]); // one is the key of the tests
    expect(second).not.toHaveProperty('next');
  });
});

describe('what a key opens', () => {
  test('a requester asks; a reader reads and does not ask', async () => {
    const requester = await given('shop', { roles: ['requester'] });
    expect(await askWith(requester.key, 'key-1')).toMatchObject({ status: 200, body: { state: 'applied' } });
    const reader = await given('shop', { roles: ['reader'] });
    expect(await askWith(reader.key, 'key-2')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } });
    expect((await withKey(reader.key, 'GET', '/v1/settings')).status).toBe(200);
  });

  test('who gave a key out does not sign what it asks for', async () => {
    const { key } = await given('shop', { roles: ['requester'] }, 'olga');
    const { body } = await askWith(key, 'key-3', { gross: '900.00' });
    const { planHash, revision, step } = body['waitingFor'] as { planHash: string; revision: number; step: number };
    const sign = (as: string): Promise<Reply> =>
      call(subject(), 'POST', `/v1/corrections/${String(body['requestId'])}/decisions`, {
        as,
        body: { command: 'approve', planHash, revision, step, decisionId: `by-${as}` },
      });
    expect(await sign('olga')).toMatchObject({ status: 403, body: { code: 'SOD_CONFLICT' } });
    expect(await sign('ben')).toMatchObject({ status: 200, body: { state: 'applied' } });
  });

  test('its use is noted', async () => {
    const { key, keyId } = await given('shop', { roles: ['reader'] });
    await withKey(key, 'GET', '/v1/settings');
    expect((await revoke(keyId)).body['lastUsedAt']).toEqual(expect.any(String));
  });
});

describe('a key that opens nothing', () => {
  const refused = { status: 401, body: { code: 'LOGIN_REQUIRED' } };

  test('is refused in the same words, whether unknown, wrong, expired or revoked', async () => {
    const { key, keyId } = await given('shop', { roles: ['reader'], expiresInDays: 1 });
    const later = (ms: number): Subject => subject({ nowMs: () => Date.now() + ms });
    expect((await withKey(key, 'GET', '/v1/settings', later(dayMs - 60_000))).status).toBe(200);
    const expired = await withKey(key, 'GET', '/v1/settings', later(dayMs));
    const wrong = await withKey(`${key.slice(0, -4)}AAAA`, 'GET', '/v1/settings');
    const unknown = await withKey(key.replace(keyId, 'f'.repeat(22)), 'GET', '/v1/settings');
    expect((await revoke(keyId)).status).toBe(200);
    const revoked = await withKey(key, 'GET', '/v1/settings');
    expect(revoked).toMatchObject(refused);
    for (const { status, body } of [expired, wrong, unknown])
      expect({ status, body }).toEqual({ status: revoked.status, body: revoked.body });
  });

  test('is one whose name belongs to a person meanwhile', async () => {
    const zoe = { _id: 'zoe', type: 'service', roles: [{ role: 'reader' }], status: 'active', version: 1 } as const;
    await putPrincipal(world.store, zoe);
    const { key } = await given('zoe', { roles: ['reader'] });
    expect((await withKey(key, 'GET', '/v1/settings')).status).toBe(200);
    await putPrincipal(world.store, { ...zoe, type: 'person' });
    expect(await withKey(key, 'GET', '/v1/settings')).toMatchObject(refused);
  });

  test.each<[what: string, now: Partial<PersonRecord>]>([
    ['suspended', { status: 'suspended' }],
    ['revoked', { status: 'revoked' }],
    ['not valid yet', { validFrom: new Date(Date.now() + dayMs) }],
    ['not valid any more', { validUntil: new Date() }],
  ])('is one whose holder is %s: at once', async (_what, now) => {
    const holder = { _id: 'crm', type: 'service', roles: [{ role: 'reader' }], status: 'active', version: 1 } as const;
    await putPrincipal(world.store, holder);
    const { key } = await given('crm', { roles: ['reader'] });
    await putPrincipal(world.store, { ...holder, ...now });
    const gone = { status: 403, body: { code: 'PRINCIPAL_SUSPENDED' } };
    expect(await withKey(key, 'GET', '/v1/settings')).toMatchObject(gone);
    expect(await give('crm', { roles: ['reader'] })).toMatchObject(gone);
    await putPrincipal(world.store, holder);
    expect((await withKey(key, 'GET', '/v1/settings')).status).toBe(200);
  });

  test('lets do no more than its holder may: a role that is taken away is taken from the key', async () => {
    const holder = {
      _id: 'erp',
      type: 'service',
      roles: [{ role: 'requester' }],
      status: 'active',
      version: 1,
    } as const;
    await putPrincipal(world.store, holder);
    const { key } = await given('erp', { roles: ['requester'] });
    expect(await askWith(key, 'key-5')).toMatchObject({ status: 200 });
    await putPrincipal(world.store, { ...holder, roles: [{ role: 'reader' }] });
    expect(await askWith(key, 'key-6')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } });
  });

  test('stays as it was first revoked: two at once hear the same', async () => {
    const { keyId } = await given('shop');
    const [one, other] = await Promise.all([revoke(keyId), revoke(keyId, 'olga')]);
    expect([one.status, other.body]).toEqual([200, one.body]);
    expect((await revoke(keyId)).body).toEqual(one.body);
    expect(await world.store.collections.directory_log.countDocuments({ keyId })).toBe(2);
    expect(await revoke('nothing')).toMatchObject({ status: 404, body: { code: 'KEY_NOT_FOUND' } });
  });
});

describe('who keeps the keys', () => {
  test.each([
    ['POST', '/v1/principals/shop/keys'],
    ['GET', '/v1/principals/shop/keys'],
    ['GET', '/v1/keys'],
    ['DELETE', '/v1/keys/1'],
  ])('%s %s is for a person with the role operator', async (method, path) => {
    const nobody = aGateway(); // nothing but who there is can be reached
    expect((await call(nobody, method, path)).status).toBe(401);
    expect(await call(nobody, method, path, { as: 'maria' })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN_PRINCIPAL', detail: expect.stringContaining('operator, held by otto') },
    });
    expect(await call(nobody, method, path, { as: 'bank' })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN_PRINCIPAL', detail: expect.stringContaining('Only a person keeps the keys') },
    });
    const { key } = await given('shop', { roles: ['operator'] });
    expect(await withKey(key, method, path)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } });
  });
});

describe('what is no key', () => {
  const roles = ['requester'];
  test.each<[body: unknown, code: string, param: string]>([
    [{}, 'MALFORMED', 'roles'],
    [{ roles: [] }, 'MALFORMED', 'roles'],
    [{ roles: 'requester' }, 'MALFORMED', 'roles'],
    [{ roles: ['requester', 7] }, 'MALFORMED', 'roles[1]'],
    [{ roles: ['requester', 'ar-approver'] }, 'ROLE_UNKNOWN', 'roles[1]'],
    [{ roles, expiresInDays: 0 }, 'MALFORMED', 'expiresInDays'],
    [{ roles, expiresInDays: 91 }, 'MALFORMED', 'expiresInDays'],
    [{ roles, expiresAt: '2026-02-30T00:00:00Z' }, 'MALFORMED', 'expiresAt'],
    [{ roles, expiresAt: '2020-01-01T00:00:00Z' }, 'MALFORMED', 'expiresAt'],
    [{ roles, expiresAt: '2099-01-01T00:00:00Z' }, 'MALFORMED', 'expiresAt'],
    [{ roles, expiresAt: '2099-01-01T00:00:00Z', expiresInDays: 1 }, 'MALFORMED', 'expiresInDays'],
    [{ roles, name: '' }, 'MALFORMED', 'name'],
    [{ roles, name: 'x'.repeat(81) }, 'MALFORMED', 'name'],
    [{ roles, secret: 'mine' }, 'UNKNOWN_FIELD', 'secret'],
  ])('%j is %s at %s', async (body, code, param) => {
    expect(await give('shop', body, 'otto', aGateway())).toMatchObject({ status: 400, body: { code, param } });
  });

  test.each(['nobody', 'mаria', 'a b', 'ä'])('%j is nobody', async (name) => {
    const reply = await give(name, { roles }, 'otto', aGateway());
    expect(reply).toMatchObject({ status: 404, body: { code: 'PRINCIPAL_NOT_FOUND', param: 'id' } });
  });

  test.each(['maria', 'MARIA', 'maria@example.com'])('%s is a person', async (name) => {
    const reply = await give(name, { roles }, 'otto', aGateway());
    expect(reply).toMatchObject({ status: 422, body: { code: 'NOT_A_SERVICE', param: 'id' } });
  });

  test.each<[service: string, wanted: readonly string[], param: string]>([
    ['billing', ['operator'], 'roles[0]'],
    ['viewer', ['reader', 'requester'], 'roles[1]'],
    ['assistant', ['requester', 'operator'], 'roles[1]'],
  ])('%s gets no key for %j: it has less', async (service, wanted, param) => {
    const reply = await give(service, { roles: wanted }, 'otto', aGateway());
    expect(reply).toMatchObject({ status: 400, body: { code: 'ROLE_UNKNOWN', param } });
  });
});

test('while the store is silent, no key opens anything: 503 and no refusal', async () => {
  const { key } = await given('shop', { roles: ['requester'] });
  const line = await openLine();
  const store = await openStore({ uri: line.uri, database: world.database, serverSelectionTimeoutMs: 300 });
  line.cut();
  const silent = subject({ store });
  expect(await askWith(key, 'key-4', { over: silent })).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  await store.close();
  await line.close();
});
