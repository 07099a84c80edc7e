import type { ClientSession } from 'mongodb';
import type { AuditEntry } from '../domain/audit.ts';
import type { Plan } from '../domain/plan.ts';
import type { Apply } from './apply-correction.ts';
import { nextEntry } from './chain.ts';
import { insertStored, toStored, type Store } from './database.ts';
import type { InvoiceRecord, JournalRecord } from './records.ts';
import { nextNumber } from './series.ts';

/** What the correction transaction writes besides the invoice itself; each in the caller's transaction. */

/** Without what is not recognised yet: that part was reversed. */
export const withoutSchedule = (line: InvoiceRecord['lines'][number]): InvoiceRecord['lines'][number] =>
  line.recognition ? { ...line, recognition: line.recognition.filter((part) => part.booked) } : line;

/** Credit given back and payments freed, as deltas: other documents move the same accounts. */
export async function moveCustomer(
  { collections }: Store,
  delta: NonNullable<Plan['customer']>,
  session: ClientSession,
): Promise<void> {
  const { customerId, currency, creditDeltaMinor, freeDeltaMinor } = delta;
  await collections.customers.updateOne(
    { _id: `${customerId}/${currency}` },
    {
      $inc: toStored({ creditMinor: creditDeltaMinor, freeMinor: freeDeltaMinor }),
      $setOnInsert: { customerId, currency },
    },
    { session, upsert: true },
  );
}

/** Numbers are taken as late as possible: the series row is the hot one. */
export async function createDocuments(
  store: Store,
  { request, now, planHash }: Apply,
  plan: Plan,
  entries: AuditEntry[],
  session: ClientSession,
): Promise<readonly InvoiceRecord[]> {
  const created: InvoiceRecord[] = [];
  const issueDate = now.toISOString().slice(0, 10);
  for (const { id, ...planned } of plan.documents) {
    const number = await nextNumber(store, planned, session);
    const { entry, auditHead } = nextEntry(undefined, {
      documentId: id, at: now.toISOString(), deed: 'created', actor: request.requester.id, requestId: request.requestId, planHash, version: 1, detail: number,
    }); // prettier-ignore
    entries.push(entry);
    const rows = planned.rows.map((row) => ({ ...row, on: issueDate }));
    created.push({ ...planned, rows, _id: id, number, issueDate, version: 1, auditHead });
  }
  await insertStored(store.collections.invoices, created, session);
  return created;
}

/** The plan's entries as they are kept, posted on the day of the commit. */
export function journalRecords(
  plan: Plan,
  created: readonly InvoiceRecord[],
  { request, now }: Apply,
): readonly JournalRecord[] {
  const customerId = created[0]?.customerId ?? '';
  return plan.journal.map((entry, index) => ({
    _id: `${request.requestId}/${String(index + 1).padStart(3, '0')}`,
    ...entry,
    documentIds: [
      ...new Set(entry.postings.flatMap(({ documentId }) => (documentId === undefined ? [] : [documentId]))),
    ],
    customerId,
    requestId: request.requestId,
    postedOn: now.toISOString().slice(0, 10),
    at: now,
  }));
}
