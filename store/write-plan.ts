import type { ClientSession, Collection } from 'mongodb';
import type { AuditEntry } from '../domain/audit.ts';
import type { Plan } from '../domain/plan.ts';
import type { Apply } from './apply-correction.ts';
import { nextEntry } from './chain.ts';
import { toStored, type Store, type Write } from './database.ts';
import type { CommittedDocument, Outcome } from '../domain/request.ts';
import type { CorrectionRecord, InvoiceRecord, JournalRecord } from './records.ts';
import { nextNumber } from './series.ts';

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
export async function numberDocuments(
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

/** What the requester and the approver are told: the documents as they stand now. */
export const appliedOutcome = (
  { request, planHash, now }: Apply,
  plan: Plan,
  documents: readonly InvoiceRecord[],
  journal: readonly JournalRecord[],
): Outcome => ({
  state: 'applied',
  requestId: request.requestId,
  invoiceId: request.invoiceId,
  currency: plan.currency,
  planHash,
  documents: documents.map(committed),
  creditReturnedMinor: plan.customer?.creditDeltaMinor ?? 0,
  paymentsFreedMinor: plan.customer?.freeDeltaMinor ?? 0,
  journalIds: journal.map((record) => record._id),
  committedAt: now.toISOString(),
});

const committed = (record: InvoiceRecord): CommittedDocument => ({
  id: record._id, number: record.number, class: record.class, type: record.type, status: record.status, balanceMinor: record.balanceMinor,
}); // prettier-ignore

/** A gated request is in the ledger already; one that was applied at once enters it here. */
export function closeApplied(corrections: Collection<CorrectionRecord>, apply: Apply, outcome: Outcome): Write {
  const { request, planText, planHash, votes, now } = apply;
  const closed: Omit<CorrectionRecord, '_id'> = {
    request,
    invoiceId: request.invoiceId,
    receivedAt: new Date(request.receivedAtMs),
    state: 'applied',
    planText,
    planHash,
    votes,
    outcome,
    closedAt: now,
  };
  return {
    name: 'updateOne',
    namespace: corrections.namespace,
    // One that is closed matches nothing: the upsert then meets its own id, and the duplicate key ends the transaction.
    filter: { _id: request.requestId, outcome: { $exists: false } },
    update: { $set: toStored(closed), $unset: { dueAt: '' } },
    upsert: true,
  };
}
