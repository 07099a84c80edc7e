import { randomBytes } from 'node:crypto';
import { checkpointHash, type Checkpoint } from '../domain/checkpoint.ts';
import type { DigestFacts } from '../domain/notice-facts.ts';
import { checkpointPage } from './checkpoints.ts';
import { operationMaxMs, type Store } from './database.ts';
import { insertRows, rowOf } from './outbox.ts';
import { isDuplicateKey } from './perform.ts';
import type { MessagePreferencesRecord } from './records.ts';

/** What people want to be sent, by person; made with a fresh token for whom nothing was said yet. */
export async function preferencesOf({ collections: { message_preferences: preferences } }: Store, personIds: readonly string[]): Promise<ReadonlyMap<string, MessagePreferencesRecord>> {
  const read = (): Promise<MessagePreferencesRecord[]> =>
    preferences.find({ _id: { $in: [...personIds] } }, { maxTimeMS: operationMaxMs }).toArray();
  let known = await read();
  const missing = personIds.filter((id) => known.every(({ _id }) => _id !== id));
  if (missing.length > 0) {
    const fresh = () => ({ token: randomBytes(24).toString('base64url'), digest: true });
    await preferences.bulkWrite(missing.map((_id) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: fresh() }, upsert: true } })), { ordered: false });
    known = await read(); // of two at once the first token stands
  }
  return new Map(known.map((one) => [one._id, one]));
} // prettier-ignore

/** Whether somebody gets the digest, if it is on. */
export const wantsDigest = async (
  { collections: { message_preferences: preferences } }: Store,
  personId: string,
): Promise<boolean> => (await preferences.findOne({ _id: personId }, { maxTimeMS: operationMaxMs }))?.digest ?? true; // a look writes nothing

/** Somebody says whether he wants the digest. */
export async function chooseDigest(store: Store, personId: string, digest: boolean): Promise<void> {
  await preferencesOf(store, [personId]);
  await store.collections.message_preferences.updateOne({ _id: personId }, { $set: { digest } });
}

/** Whose token it is; null when it is nobody's. */
export const preferencesByToken = (
  { collections: { message_preferences: preferences } }: Store,
  token: string,
): Promise<MessagePreferencesRecord | null> => preferences.findOne({ token }, { maxTimeMS: operationMaxMs });

/** Ends the digest of whom a token was made for; false when it is nobody's. */
export async function unsubscribe({ collections: { message_preferences: preferences } }: Store, token: string): Promise<boolean> {
  const { matchedCount } = await preferences.updateOne({ token }, { $set: { digest: false } });
  return matchedCount === 1;
} // prettier-ignore

/**
 * Marks a person's day as looked at and writes the digest, if there is something to say: once for each person and day, however
 * many workers look. False when another one was faster.
 */
export async function keepDigest(store: Store, about: { readonly personId: string; readonly day: string; readonly address: string; readonly now: Date }, facts: DigestFacts | undefined): Promise<boolean> {
  const { personId, day, address, now } = about;
  try {
    return await store.transact(async (session) => {
      const { matchedCount } = await store.collections.message_preferences.updateOne(
        { _id: personId, digest: true, digestDay: { $ne: day } },
        { $set: { digestDay: day } },
        { session },
      );
      if (matchedCount === 0) return false;
      const notice = { topic: 'digest.daily', recipient: address } as const;
      const place = { invoiceId: `digest:${personId}`, order: now.getTime(), at: now };
      if (facts) await insertRows(store, [rowOf(`digest:${personId}:${day}`, notice, facts, place)], session);
      return true;
    });
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
} // prettier-ignore

/** The newest head of the audit that the gateway has signed (approvals.md section 5); undefined before the first. */
export async function checkpointNow(store: Store): Promise<NonNullable<DigestFacts['checkpoint']> | undefined> {
  const [last] = await checkpointPage(store, { limit: 1 });
  if (!last) return undefined;
  const { kid } = JSON.parse(last.text) as Checkpoint;
  return { n: last._id, at: last.at.toISOString(), hash: checkpointHash(last.text), kid };
}
