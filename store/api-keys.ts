import { Refused } from '../domain/errors.ts';
import { insertStored, operationMaxMs, type Store } from './database.ts';
import { listMax } from './queries.ts';
import type { ApiKeyRecord, DirectoryLogRecord } from './directory-records.ts';

/** What a key begins with; being used and being revoked come later. */
export type NewKey = Omit<ApiKeyRecord, 'revokedAt' | 'revokedBy' | 'lastUsedAt'>;

/** Keeps a new key, together with its line in the trail. */
export function createKey(store: Store, key: NewKey): Promise<void> {
  const { api_keys: keys, directory_log: trail } = store.collections;
  return store.transact(async (session) => {
    await insertStored(keys, [key], session);
    await insertStored(trail, [lineOf(key, 'key_created', key.createdBy, key.createdAt)], session);
  });
}

export const findKey = ({ collections: { api_keys: keys } }: Store, keyId: string): Promise<ApiKeyRecord | null> =>
  keys.findOne({ _id: keyId }, { maxTimeMS: operationMaxMs });

export interface KeyList {
  readonly limit: number;
  /** One service's keys only; lower case. */
  readonly principalId?: string | undefined;
  /** The last key of the page before. */
  readonly after?: string | undefined;
}

/** Keys, oldest first, revoked and expired ones too. */
export const listKeys = (
  { collections: { api_keys: keys } }: Store,
  { limit, principalId, after }: KeyList,
): Promise<ApiKeyRecord[]> =>
  keys
    .find(
      {
        ...(principalId === undefined ? {} : { principalId }),
        ...(after === undefined ? {} : { _id: { $gt: after } }),
      },
      { sort: { _id: 1 }, limit: Math.min(limit, listMax), maxTimeMS: operationMaxMs },
    )
    .toArray();

/** Ends a key at once, with its line in the trail. Again, or by two at once, the first stands. Throws KEY_NOT_FOUND. */
export function revokeKey(store: Store, keyId: string, by: string, at: Date): Promise<ApiKeyRecord> {
  const { api_keys: keys, directory_log: trail } = store.collections;
  return store.transact(async (session) => {
    const revoked = await keys.findOneAndUpdate(
      { _id: keyId, revokedAt: { $exists: false } },
      { $set: { revokedAt: at, revokedBy: by } },
      { session, returnDocument: 'after' },
    );
    if (revoked) {
      await insertStored(trail, [lineOf(revoked, 'key_revoked', by, at)], session);
      return revoked;
    }
    const before = await keys.findOne({ _id: keyId }, { session });
    if (!before) throw new Refused('KEY_NOT_FOUND');
    return before;
  });
}

const lineOf = (
  { _id: keyId, principalId, roles }: NewKey,
  deed: DirectoryLogRecord['deed'],
  actor: string,
  at: Date,
): DirectoryLogRecord => ({ _id: `${keyId}:${deed}`, at, actor, deed, keyId, principalId, roles });

/** A key that works hard must not write at every request. */
const useNotedEveryMs = 60_000;

/** Notes that a key was used, at most once a minute; of several requests at once one writes. */
export async function noteKeyUse(
  { collections: { api_keys: keys } }: Store,
  { _id, lastUsedAt }: Pick<ApiKeyRecord, '_id' | 'lastUsedAt'>,
  now: Date,
): Promise<void> {
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < useNotedEveryMs) return;
  await keys.updateOne(
    { _id, lastUsedAt: lastUsedAt ?? { $exists: false } },
    { $set: { lastUsedAt: now } },
    { maxTimeMS: operationMaxMs },
  );
}
