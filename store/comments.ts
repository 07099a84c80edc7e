import { Refused } from '../domain/errors.ts';
import { operationMaxMs, type Store } from './database.ts';
import type { CommentRecord, CorrectionRecord } from './approval-records.ts';

/** Comments of one request, at most. */
export const commentsMax = 200;

/** Adds a word about a request, whatever its state: no event, no vote. Throws COMMENT_LIMIT, REQUEST_NOT_FOUND. */
export async function addComment(
  { collections: { corrections } }: Store,
  requestId: string,
  comment: CommentRecord,
): Promise<CorrectionRecord> {
  const updated = await corrections.findOneAndUpdate(
    { _id: requestId, [`comments.${commentsMax - 1}`]: { $exists: false } },
    { $push: { comments: comment } },
    { returnDocument: 'after', maxTimeMS: operationMaxMs },
  );
  if (updated) return updated;
  const known = await corrections.findOne({ _id: requestId }, { projection: { _id: 1 }, maxTimeMS: operationMaxMs });
  throw new Refused(known ? 'COMMENT_LIMIT' : 'REQUEST_NOT_FOUND');
}
