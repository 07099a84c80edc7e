import type { Notice } from '../domain/notices.ts';
import { openRecord } from './accepted.ts';
import type { Store } from './database.ts';
import { factsOf, outboxRows, putRows } from './outbox.ts';

export interface Notification {
  readonly requestId: string;
  /** Tells repeats of a topic apart: writing one twice writes it once. */
  readonly suffix: string;
  readonly dueAt: Date;
  readonly now: Date;
  readonly notices: (insiders: readonly string[]) => readonly Notice[];
}

/** Writes messages about a request that still waits; a delivery loop sends them. */
export async function notifyOpen(store: Store, notification: Notification): Promise<void> {
  const { requestId, suffix, dueAt, now, notices } = notification;
  const { invoices } = store.collections;
  const stored = await openRecord(store, requestId);
  const invoice = stored && (await invoices.findOne({ _id: stored.invoiceId }));
  if (!stored || !invoice) return;
  const facts = factsOf(stored.request, invoice, { plan: stored.planText, dueAt: dueAt.toISOString() });
  const place = { invoiceId: invoice._id, entrySeq: invoice.auditHead.seq, at: now, suffix };
  await putRows(store, outboxRows(notices(stored.opening?.insiders ?? []), facts, place));
}
