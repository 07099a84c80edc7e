import type { Channel } from '../domain/notices.ts';
import type { OutboxRecord } from './records.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';

/** How long a claimed row is left alone, ms: longer than one delivery may take. */
export const claimMs = 30_000;
/** After so many attempts a row is dead: it no longer holds back its invoice's later messages; doctor reports it. */
export const attemptsMax = 12;
const backoffMs = (attempts: number): number => Math.min(1_000 * 2 ** attempts, 300_000);
/** How far a look goes through rows that wait for others of their invoice. */
const looksMax = 1_000;

/**
 * Claims the next message of a channel that is due and not behind another of its invoice there; undefined when there is none. A
 * claim is a lease: a deliverer that dies leaves the row to be claimed again, so delivery is at least once.
 */
export async function claimRow({ collections: { outbox } }: Store, channel: Channel, now: Date): Promise<OutboxRecord | undefined> {
  // Up to and with this ms: where more fields follow in the index the stand-in leaves the end of a range out.
  const due = outbox.find(
    { state: 'pending', channel, dueAt: { $lt: new Date(now.getTime() + 1) } },
    { sort: { dueAt: 1, _id: 1 }, limit: looksMax, batchSize: 64, maxTimeMS: operationMaxMs },
  );
  const firsts = new Map<string, number>();
  for await (const row of due) {
    const first = firsts.get(row.invoiceId) ?? (await firstPending(outbox, row));
    firsts.set(row.invoiceId, first);
    if (row.order > first) continue;
    const claimed = await outbox.findOneAndUpdate(
      { _id: row._id, state: 'pending', dueAt: row.dueAt },
      { $set: { dueAt: new Date(now.getTime() + claimMs) }, $inc: toStored({ attempts: 1 }) },
      { returnDocument: 'after' },
    );
    if (claimed) return claimed;
  }
  return undefined;
} // prettier-ignore

/** Where the messages of an invoice to one channel have got to. */
async function firstPending(outbox: Store['collections']['outbox'], { invoiceId, channel, order }: OutboxRecord): Promise<number> {
  const wanted = { invoiceId, state: 'pending', channel } as const;
  return (await outbox.findOne(wanted, { sort: { order: 1 }, projection: { order: 1 } }))?.order ?? order;
} // prettier-ignore

export async function markSent(
  { collections: { outbox } }: Store,
  rowId: string,
  { language, now }: { readonly language: string; readonly now: Date },
): Promise<void> {
  await outbox.updateOne(
    { _id: rowId, state: 'pending' },
    { $set: { state: 'sent', sentAt: now, language }, $unset: { lastError: '' } },
  );
}

export interface Failure {
  readonly error: string;
  /** No other attempt would come to anything else. */
  readonly isFinal: boolean;
  /** How long the other side asks to be left alone, ms. */
  readonly retryAfterMs?: number | undefined;
}

/** Puts a row back with a growing delay, or gives it up. */
export async function markFailed(
  { collections: { outbox } }: Store,
  row: OutboxRecord,
  { error, isFinal, retryAfterMs = 0 }: Failure,
  now: Date,
): Promise<void> {
  const dead = isFinal || row.attempts >= attemptsMax;
  const delayMs = Math.max(backoffMs(row.attempts), retryAfterMs);
  await outbox.updateOne(
    { _id: row._id, state: 'pending' },
    {
      $set: {
        lastError: error.slice(0, 500),
        ...(dead ? { state: 'dead' as const } : { dueAt: new Date(now.getTime() + delayMs) }),
      },
    },
  );
}
