import { signerIdsOf } from '../domain/accepted.ts';
import { Refused } from '../domain/errors.ts';
import { commentNotices } from '../domain/notices.ts';
import { operationMaxMs, type Store } from './database.ts';
import type { CommentRecord, CorrectionRecord } from './approval-records.ts';
import { factsOf, insertRows, outboxRows } from './outbox.ts';
import type { OutboxRecord } from './records.ts';
import { messageSettings } from './settings.ts';

/** Comments of one request, at most. */
export const commentsMax = 200;

/**
 * Adds a word about a request, whatever its state: no event, no vote. Who asked and who has signed hear of it, but for who says
 * it. Throws COMMENT_LIMIT, REQUEST_NOT_FOUND.
 */
export async function addComment(store: Store, requestId: string, comment: CommentRecord): Promise<CorrectionRecord> {
  const { corrections } = store.collections;
  const known = await corrections.findOne({ _id: requestId }, { maxTimeMS: operationMaxMs });
  if (!known) throw new Refused('REQUEST_NOT_FOUND');
  const rows = await rowsFor(store, known, comment);
  return store.transact(async (session) => {
    const updated = await corrections.findOneAndUpdate(
      { _id: requestId, [`comments.${commentsMax - 1}`]: { $exists: false } },
      { $push: { comments: comment } },
      { returnDocument: 'after', maxTimeMS: operationMaxMs, session },
    );
    if (!updated) throw new Refused('COMMENT_LIMIT');
    await insertRows(store, rows, session);
    return updated;
  });
}

/** Read before the transaction, which stays short: who signs this very moment may miss the message, and reads it on the page. */
async function rowsFor(store: Store, { request, log, revision = 1, planText, invoiceId, comments = [] }: CorrectionRecord, comment: CommentRecord): Promise<readonly OutboxRecord[]> {
  const { people, invoices } = store.collections;
  const [settings, invoice, known] = await Promise.all([
    messageSettings(store),
    invoices.findOne({ _id: invoiceId }, { maxTimeMS: operationMaxMs }),
    people.find({ _id: { $in: [request.requester.id, ...signerIdsOf(log, revision)] }, status: 'active' }, { projection: { email: 1 }, maxTimeMS: operationMaxMs }).toArray(),
  ]);
  if (!invoice) return [];
  // By the directory of today: who was suspended or revoked hears no more of it.
  const listeners = known.map(({ _id: id, email }) => ({ id, ...(email === undefined ? {} : { email }) }));
  const facts = factsOf(request, invoice, { plan: planText, by: comment.by, comment: comment.text });
  const place = { invoiceId, entrySeq: invoice.auditHead.seq, after: comments.length, at: comment.at, suffix: `#${comment.id}` };
  return outboxRows(commentNotices(listeners.filter(({ id }) => id !== comment.by), settings), facts, place);
} // prettier-ignore
