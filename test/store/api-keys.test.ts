import { describe, expect, inject, test } from 'vitest';
import { newServiceKey } from '../../integrations/access/service-key.ts';
import { createKey, findKey, listKeys, noteKeyUse, revokeKey, type NewKey } from '../../store/api-keys.ts';
import { openStore } from '../../store/database.ts';
import { migrate, whyNotCurrent } from '../../store/migrations.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ worker: false });
const atMs = Date.parse('2026-01-05T10:00:00Z');
const at = (afterMs: number): Date => new Date(atMs + afterMs);

let made = 0;
/** A key in the store; its secret only in the answer. */
async function aKey(over: Partial<NewKey> = {}): Promise<{ readonly keyId: string; readonly key: string }> {
  const { keyId, hash, key } = newServiceKey(atMs + (made += 1));
  await createKey(world.store, {
    _id: keyId,
    principalId: 'billing',
    hash,
    roles: ['requester'],
    createdAt: at(0),
    createdBy: 'otto',
    expiresAt: at(90 * 24 * 3_600_000),
    ...over,
  });
  return { keyId, key };
}
const trailOf = (keyId: string): Promise<object[]> =>
  world.store.collections.directory_log.find({ keyId }).sort({ at: 1 }).toArray();

describe('a key at rest', () => {
  test('is its hash: the secret is nowhere in the database', async () => {
    const { keyId, key } = await aKey({ name: 'checkout' });
    expect(await findKey(world.store, keyId)).toMatchObject({ principalId: 'billing', name: 'checkout' });
    const secret = key.split('_').slice(2).join('_');
    for (const collection of await world.store.collections.invoices.db.collections()) {
      const all = JSON.stringify(await collection.find().toArray());
      expect(all).not.toContain(secret);
    }
  });

  test('holds nothing but the known fields, whoever writes', async () => {
    const { keyId } = await aKey();
    const keys = world.store.collections.api_keys;
    await expect(keys.updateOne({ _id: keyId }, { $set: { secret: 'x' } as object })).rejects.toMatchObject({
      code: 121,
    });
    await expect(keys.updateOne({ _id: keyId }, { $set: { hash: 'short' } })).rejects.toMatchObject({ code: 121 });
    await expect(keys.updateOne({ _id: keyId }, { $unset: { expiresAt: '' } })).rejects.toMatchObject({ code: 121 });
  });

  test('is not there without its line in the trail', async () => {
    const { keyId, hash } = newServiceKey(atMs);
    const line = { at: at(0), actor: 'otto', keyId, principalId: 'shop', roles: ['reader'] } as const;
    await world.store.collections.directory_log.insertOne({
      _id: `${keyId}:key_created`,
      deed: 'key_created',
      ...line,
    });
    await expect(aKey({ _id: keyId, hash })).rejects.toMatchObject({ code: 11000 });
    expect(await findKey(world.store, keyId)).toBeNull();
  });
});

describe('a revocation', () => {
  test('by two at once takes place once, and the trail says by whom', async () => {
    const { keyId } = await aKey({ roles: ['requester', 'operator'] });
    const [one, other] = await Promise.all(
      ['otto', 'ida'].map((by, n) => revokeKey(world.store, keyId, by, at(1_000 * (n + 1)))),
    );
    expect(one).toEqual(other);
    const { revokedBy, revokedAt } = one ?? {};
    const line = { keyId, principalId: 'billing', roles: ['requester', 'operator'] };
    expect(await trailOf(keyId)).toEqual([
      { _id: `${keyId}:key_created`, at: at(0), actor: 'otto', deed: 'key_created', ...line },
      { _id: `${keyId}:key_revoked`, at: revokedAt, actor: revokedBy, deed: 'key_revoked', ...line },
    ]);
    expect(await revokeKey(world.store, keyId, 'eve', at(9_000))).toEqual(one);
    expect(await trailOf(keyId)).toHaveLength(2);
  });

  test('of a key that there is not is KEY_NOT_FOUND', async () => {
    await expect(revokeKey(world.store, 'nobody', 'otto', at(0))).rejects.toMatchObject({
      refusal: { code: 'KEY_NOT_FOUND' },
    });
  });
});

test('a use is noted at most once a minute', async () => {
  const { keyId } = await aKey();
  const use = async (afterMs: number): Promise<Date | undefined> => {
    const record = await findKey(world.store, keyId);
    if (!record) throw new Error('no such key');
    await noteKeyUse(world.store, record, at(afterMs));
    return (await findKey(world.store, keyId))?.lastUsedAt;
  };
  expect(await use(0)).toEqual(at(0));
  expect(await use(59_999)).toEqual(at(0));
  expect(await use(60_000)).toEqual(at(60_000));
  // Read before the use above was noted: it stays.
  await noteKeyUse(world.store, { _id: keyId, lastUsedAt: at(0) }, at(61_000));
  expect((await findKey(world.store, keyId))?.lastUsedAt).toEqual(at(60_000));
});

test('the list goes from the oldest on, page by page, of one service or of all', async () => {
  const mine: string[] = [];
  for (const principalId of ['lister', 'other', 'lister', 'lister']) {
    const { keyId } = await aKey({ principalId });
    if (principalId === 'lister') mine.push(keyId);
  }
  const ids = async (list: Omit<Parameters<typeof listKeys>[1], 'limit'>, limit = 2): Promise<readonly string[]> =>
    (await listKeys(world.store, { ...list, limit })).map(({ _id }) => _id);
  expect(await ids({ principalId: 'lister' })).toEqual(mine.slice(0, 2));
  expect(await ids({ principalId: 'lister', after: mine[1] })).toEqual(mine.slice(2));
  expect(await ids({ principalId: 'Lister' })).toEqual([]);
  const all = await ids({}, 100);
  expect(all).toEqual(all.toSorted());
  expect(all).toEqual(expect.arrayContaining(mine));
});

test('a database of the version before gets its collections, and again if it was cut off', async () => {
  const older = await openStore({ uri: inject('mongodbUri'), database: `${world.database}-older` });
  const { migrations, api_keys: keys, directory_log: trail } = older.collections;
  await migrate(older, at(0));
  await keys.drop();
  await trail.drop();
  await migrations.deleteOne({ _id: 2 });
  expect(await whyNotCurrent(older)).toEqual(['migration 2 (keys of services and the directory log) has not run']);
  for (let run = 0; run < 2; run += 1) {
    expect(await migrate(older, at(0))).toEqual(['2 keys of services and the directory log']);
    expect(await whyNotCurrent(older)).toEqual([]);
    await migrations.deleteOne({ _id: 2 });
  }
  await expect(keys.insertOne({ _id: 'x' } as never)).rejects.toMatchObject({ code: 121 });
  await keys.db.dropDatabase();
  await older.close();
});
