import { operationMaxMs, toStored, type Store } from './database.ts';
import { listMax } from './queries.ts';
import type { AttemptRecord } from './approval-records.ts';

type Attempt = Omit<AttemptRecord, '_id'>;

/**
 * Keeps an authenticated attempt to decide with what it came to (approvals.md section 5): before it is sent as `unknown`, and
 * again when the answer is there. The first words under a decisionId stand, and `accepted` is never another result. Answers
 * what stands: when its `contentHash` is not the attempt's, that one is DECISION_ID_REUSED and is kept beside it as such.
 */
export async function recordAttempt(store: Store, attempt: Attempt): Promise<AttemptRecord> {
  const { requestId, decisionId, contentHash, result } = attempt;
  const stored = await keep(store, idOf(requestId, decisionId), attempt);
  if (stored.contentHash !== contentHash) {
    const _id = `${stored._id}/${contentHash.slice(0, 16)}`;
    await keep(store, _id, { ...attempt, result: 'DECISION_ID_REUSED' });
    return stored;
  }
  if (result === 'unknown' || result === stored.result || stored.result === 'accepted') return stored;
  const { decision_attempts: attempts } = store.collections;
  await attempts.updateOne(
    { _id: stored._id, result: { $ne: 'accepted' } },
    { $set: { result } },
    { maxTimeMS: operationMaxMs },
  );
  return { ...stored, result };
}

async function keep(
  { collections: { decision_attempts: attempts } }: Store,
  _id: string,
  attempt: Attempt,
): Promise<AttemptRecord> {
  // Two at once: the upsert of one of them may come back empty, and then the other's line is there.
  const stored =
    (await attempts.findOneAndUpdate(
      { _id },
      { $setOnInsert: toStored(attempt) },
      { upsert: true, returnDocument: 'after', maxTimeMS: operationMaxMs },
    )) ?? (await attempts.findOne({ _id }, { maxTimeMS: operationMaxMs }));
  if (!stored) throw new Error('the attempt did not come back from its upsert');
  return stored;
}

const idOf = (requestId: string, decisionId: string): string => `${requestId}/${decisionId}`;

/** Everybody's attempts on a request, oldest first: both sides of a race are among them. */
export const attemptsOf = (
  { collections: { decision_attempts: attempts } }: Store,
  requestId: string,
): Promise<AttemptRecord[]> =>
  attempts.find({ requestId }, { sort: { at: 1, _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs }).toArray();

/** The first attempt under a decisionId. */
export const findAttempt = (
  { collections: { decision_attempts: attempts } }: Store,
  requestId: string,
  decisionId: string,
): Promise<AttemptRecord | null> =>
  attempts.findOne({ _id: idOf(requestId, decisionId) }, { maxTimeMS: operationMaxMs });
