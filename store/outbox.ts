import type { ClientSession } from 'mongodb';
import type { MessageFacts, NoticeFacts } from '../domain/notice-facts.ts';
import type { Notice } from '../domain/notices.ts';
import { readPlan, type Plan } from '../domain/plan.ts';
import { planInShort, type MadeInShort } from '../domain/plan-short.ts';
import { reasonText, type CorrectionRequest } from '../domain/request.ts';
import type { InvoiceRecord, OutboxRecord } from './records.ts';
import { insertStored, toStored, type Store } from './database.ts';

/** The documents that a message is about. */
type Invoice = Pick<InvoiceRecord, 'number' | 'currency' | 'totals' | 'seller' | 'buyer'>;

interface More extends Partial<Omit<NoticeFacts, 'requestId' | 'plan'>> {
  /** The plan that waits or was applied, as it is stored or read. */
  readonly plan?: Plan | string | undefined;
  /** What was made of it, once it is committed. */
  readonly made?: readonly MadeInShort[];
}

/** Facts of a message about a request. */
export function factsOf(request: CorrectionRequest, invoice: Invoice, { plan: given, made, ...more }: More = {}): NoticeFacts {
  const { code } = request.reason;
  const plan = typeof given === 'string' ? readPlan(given) : given;
  return {
    requestId: request.requestId,
    kind: request.kind,
    invoiceNumber: invoice.number,
    currency: invoice.currency,
    amountMinor: Math.abs(invoice.totals.grossMinor),
    ...(request.input?.amount === undefined ? {} : { askedAmount: request.input.amount }),
    requester: request.requester.id,
    reason: reasonText(request.reason),
    ...(code === 'other' ? {} : { reasonCode: code }),
    ...nameOf('seller', invoice.seller),
    ...nameOf('buyer', invoice.buyer),
    ...(plan ? { plan: planInShort(plan, invoice.number, made) } : {}),
    ...more,
  };
} // prettier-ignore

const nameOf = <K extends 'seller' | 'buyer'>(key: K, { name }: Invoice[K]) =>
  (name === undefined ? {} : { [key]: name }) as Partial<Record<K, string>>;

const rowsPerEntry = 1_000;

/** Where a message stands among those about the same thing. */
export interface Place {
  /** The invoice, or what the message is about instead: messages of one leave in order. */
  readonly invoiceId: string;
  readonly order: number;
  readonly at: Date;
}

/** A row that waits to be sent; `key` is the same when it is written again. */
export const rowOf = (key: string, { topic, recipient, channel }: Notice, facts: MessageFacts, { invoiceId, order, at }: Place): OutboxRecord => ({
  _id: channel === undefined ? `${key}:${recipient}` : `${key}:${channel}/${recipient}`,
  invoiceId, order, topic, channel: channel ?? 'mail', recipient, facts, state: 'pending', attempts: 0, dueAt: at, createdAt: at,
}); // prettier-ignore

/** Where a message about an invoice stands. */
export interface PlaceInChain {
  readonly invoiceId: string;
  /** The place of the deed that it tells in the invoice's audit chain: messages of one invoice leave in commit order. */
  readonly entrySeq: number;
  /** Of what is told after that deed and is none itself: a comment. */
  readonly after?: number;
  readonly at: Date;
  /** Tells repeats of a topic apart (reminders). */
  readonly suffix?: string;
}

/** Rows for messages, to be written in the transaction of what they tell. */
export function outboxRows(notices: readonly Notice[], facts: NoticeFacts, { invoiceId, entrySeq, after, at, suffix = '' }: PlaceInChain): readonly OutboxRecord[] {
  const half = rowsPerEntry / 2;
  const within = (index: number): number => (after === undefined ? Math.min(index, half - 1) : half + Math.min(after, half - 1));
  return notices.map((notice, index) =>
    rowOf(`${facts.requestId}:${notice.topic}${suffix}`, notice, facts, { invoiceId, at, order: entrySeq * rowsPerEntry + within(index) }),
  );
} // prettier-ignore

export const insertRows = (
  { collections }: Store,
  rows: readonly OutboxRecord[],
  session?: ClientSession,
): Promise<void> => insertStored(collections.outbox, rows, session);

/** Writes rows outside of a transaction; those that are there stay as they are. */
export async function putRows({ collections: { outbox } }: Store, rows: readonly OutboxRecord[]): Promise<void> {
  if (rows.length === 0) return;
  await outbox.bulkWrite(
    rows.map(({ _id, ...row }) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: toStored(row) }, upsert: true } })), // prettier-ignore
  );
}
