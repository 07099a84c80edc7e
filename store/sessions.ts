import type { ClientSession } from 'mongodb';
import { insertStored, operationMaxMs, type Store } from './database.ts';
import { listMax } from './queries.ts';
import type { SessionRecord } from './directory-records.ts';

/** Keeps a new session. */
export const createSession = ({ collections: { sessions } }: Store, session: SessionRecord): Promise<void> =>
  insertStored(sessions, [session]);

/** The session that a token's hash names, while it lasts. */
export const liveSession = (
  { collections: { sessions } }: Store,
  hash: string,
  now: Date,
): Promise<SessionRecord | null> =>
  sessions.findOne({ _id: hash, expiresAt: { $gt: now }, endedAt: { $exists: false } }, { maxTimeMS: operationMaxMs });

const minuteMs = 60_000;

/** Keeps that a session is in use; a write a minute at most. */
export async function noteSeen(
  { collections: { sessions } }: Store,
  { _id, seenAt, authAt }: SessionRecord,
  now: Date,
): Promise<void> {
  if (now.getTime() - (seenAt ?? authAt).getTime() >= minuteMs)
    await sessions.updateOne({ _id }, { $set: { seenAt: now } });
}

/** Ends one session; again changes nothing. */
export async function endSession({ collections: { sessions } }: Store, hash: string, at: Date): Promise<void> {
  await sessions.updateOne({ _id: hash, endedAt: { $exists: false } }, { $set: { endedAt: at } });
}

/** Ends every session of a person: in the transaction that revokes him, or because he wants it. */
export async function endSessionsOf(
  { collections: { sessions } }: Store,
  personId: string,
  at: Date,
  session?: ClientSession,
): Promise<void> {
  await sessions.updateMany(
    { personId, endedAt: { $exists: false } },
    { $set: { endedAt: at } },
    session ? { session } : {},
  );
}

/** The sessions of a person that have not ended, the last sign-in first. */
export const liveSessionsOf = (
  { collections: { sessions } }: Store,
  personId: string,
  now: Date,
): Promise<SessionRecord[]> =>
  sessions
    .find(
      { personId, expiresAt: { $gt: now }, endedAt: { $exists: false } },
      { sort: { expiresAt: -1 }, limit: listMax, maxTimeMS: operationMaxMs },
    )
    .toArray();
