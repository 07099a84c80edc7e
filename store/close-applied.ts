import type { Collection } from 'mongodb';
import type { Plan } from '../domain/plan.ts';
import type { CommittedDocument, Outcome } from '../domain/request.ts';
import type { Apply } from './apply-correction.ts';
import { toStored, type Write } from './database.ts';
import type { InvoiceRecord, JournalRecord } from './records.ts';
import type { CorrectionRecord } from './approval-records.ts';

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
  customers: plan.customers.map(({ version: _version, ...delta }) => delta),
  payoutIds: plan.payouts.map(({ id }) => id),
  journalIds: journal.map((record) => record._id),
  committedAt: now.toISOString(),
});

const committed = (record: InvoiceRecord): CommittedDocument => ({
  id: record._id, number: record.number, class: record.class, type: record.type, status: record.status, balanceMinor: record.balanceMinor,
}); // prettier-ignore

/** A gated request is in the ledger already; one that was applied at once enters it here. */
export function closeApplied(corrections: Collection<CorrectionRecord>, apply: Apply, outcome: Outcome): Write {
  const { request, planText, planHash, log, judged, now } = apply;
  const closed: Omit<CorrectionRecord, '_id'> = {
    request,
    invoiceId: request.invoiceId,
    receivedAt: new Date(request.receivedAtMs),
    state: 'applied',
    planText,
    planHash,
    log,
    ...(judged ? { judged } : {}),
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
