import type { ClientSession } from 'mongodb';
import type { Notice, NoticeFacts } from '../domain/notices.ts';
import { reasonText, type CorrectionRequest } from '../domain/request.ts';
import type { OutboxRecord } from './records.ts';
import { insertStored, operationMaxMs, toStored, type Store } from './database.ts';

/** Facts of a message that every topic needs. */
export const factsOf = (
  request: CorrectionRequest,
  invoice: { readonly number: string; readonly currency: string; readonly totals: { readonly grossMinor: number } },
): NoticeFacts => ({
  requestId: request.requestId,
  kind: request.kind,
  invoiceNumber: invoice.number,
  currency: invoice.currency,
  amountMinor: Math.abs(invoice.totals.grossMinor),
  requester: request.requester.id,
  reason: reasonText(request.reason),
});

const rowsPerEntry = 1_000;

/**
 * Rows for messages, to be written in the transaction of what they tell. `entrySeq` is the place of that deed in the
 * invoice's audit chain: messages of one invoice leave in commit order. `suffix` tells repeats of a topic apart (reminders).
 */
export function outboxRows(
  notices: readonly Notice[],
  facts: NoticeFacts,
  {
    invoiceId,
    entrySeq,
    at,
    suffix = '',
  }: { readonly invoiceId: string; readonly entrySeq: number; readonly at: Date; readonly suffix?: string },
): readonly OutboxRecord[] {
  return notices.map(({ topic, recipient }, index) => ({
    _id: `${facts.requestId}:${topic}${suffix}:${recipient}`,
    invoiceId,
    order: entrySeq * rowsPerEntry + Math.min(index, rowsPerEntry - 1),
    topic,
    recipient,
    facts,
    state: 'pending',
    attempts: 0,
    dueAt: at,
    createdAt: at,
  }));
}

export const insertRows = (
  { collections }: Store,
  rows: readonly OutboxRecord[],
  session?: ClientSession,
): Promise<void> => insertStored(collections.outbox, rows, session);

/** How long a claimed row is left alone, ms: longer than one delivery may take. */
export const claimMs = 30_000;
/** After so many attempts a row is dead: it no longer holds back its invoice's later messages; doctor reports it. */
export const attemptsMax = 12;
const backoffMs = (attempts: number): number => Math.min(1_000 * 2 ** attempts, 300_000);

/**
 * Claims the next message that is due and not behind another of its invoice; undefined when there is none. A claim is a
 * lease: a deliverer that dies leaves the row to be claimed again, so delivery is at least once.
 */
export async function claimRow({ collections: { outbox } }: Store, now: Date): Promise<OutboxRecord | undefined> {
  const due = outbox.find(
    { state: 'pending', dueAt: { $lte: now } },
    { sort: { dueAt: 1, _id: 1 }, limit: 64, maxTimeMS: operationMaxMs },
  );
  for await (const row of due) {
    const earlier = await outbox.findOne(
      { invoiceId: row.invoiceId, state: 'pending', order: { $lt: row.order } },
      { projection: { _id: 1 } },
    );
    if (earlier) continue;
    const claimed = await outbox.findOneAndUpdate(
      { _id: row._id, state: 'pending', dueAt: row.dueAt },
      { $set: { dueAt: new Date(now.getTime() + claimMs) }, $inc: toStored({ attempts: 1 }) },
      { returnDocument: 'after' },
    );
    if (claimed) return claimed;
  }
  return undefined;
}

export async function markSent({ collections: { outbox } }: Store, rowId: string, now: Date): Promise<void> {
  await outbox.updateOne(
    { _id: rowId, state: 'pending' },
    { $set: { state: 'sent', sentAt: now }, $unset: { lastError: '' } },
  );
}

/** Puts a row back with a growing delay, or gives it up. */
export async function markFailed(
  { collections: { outbox } }: Store,
  row: OutboxRecord,
  error: string,
  now: Date,
): Promise<void> {
  const dead = row.attempts >= attemptsMax;
  await outbox.updateOne(
    { _id: row._id, state: 'pending' },
    {
      $set: {
        lastError: error.slice(0, 500),
        ...(dead ? { state: 'dead' as const } : { dueAt: new Date(now.getTime() + backoffMs(row.attempts)) }),
      },
    },
  );
}
