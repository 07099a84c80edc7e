import type { ClientSession } from 'mongodb';
import type { AuditEntry } from '../domain/audit.ts';
import { Refused } from '../domain/errors.ts';
import type { Vote } from '../domain/gate.ts';
import { planHashOf, readPlan, type Plan, type PlannedChange } from '../domain/plan.ts';
import { reasonText, type CommittedDocument, type CorrectionRequest, type Outcome } from '../domain/request.ts';
import { insertEntries, nextEntry } from './chain.ts';
import type { CorrectionRecord, InvoiceRecord } from './records.ts';
import { insertStored, toStored, type Store } from './database.ts';
import { factsOf, insertRows, outboxRows } from './outbox.ts';
import { closeStale } from './close-request.ts';
import { seriesKey, withSeries } from './series.ts';
import { createDocuments, journalRecords, moveCustomer, withoutSchedule } from './write-plan.ts';

export interface Apply {
  readonly request: CorrectionRequest;
  /** The stored text that was shown and signed; nothing else is read. */
  readonly planText: string;
  readonly planHash: string;
  readonly votes: readonly Vote[];
  /** Commit time: issue and posting date. */
  readonly now: Date;
}

/** A plan that no longer fits the invoice. */
class Moved extends Error {
  readonly currentVersion: number;
  constructor(currentVersion: number) {
    super(`the invoice moved to version ${currentVersion}`);
    this.currentVersion = currentVersion;
  }
}

/**
 * The one correction transaction (DESIGN sections 3 to 5): invoice compare-and-set, customer, number, documents and links,
 * journal, audit, outbox and the request's outcome, all or nothing. A repeat returns the stored outcome; an invoice that
 * moved since the plan ends `stale`. Throws PLAN_INTEGRITY when text and hash differ; any other error is trouble of the
 * store, after which the same call is right.
 */
export async function applyCorrection(store: Store, apply: Apply): Promise<Outcome> {
  const { request, planText, planHash } = apply;
  if (planHashOf(planText) !== planHash) throw new Refused('PLAN_INTEGRITY', { detail: request.requestId });
  const plan = readPlan(planText);
  const [document] = plan.documents;
  const key = document ? seriesKey(document) : request.requestId;
  try {
    return await withSeries(key, () => store.transact((session) => commit(store, apply, plan, session)));
  } catch (error) {
    if (error instanceof Moved)
      return closeStale(store, { ...apply, plannedVersion: plan.invoiceVersion, currentVersion: error.currentVersion });
    // Every error ends the transaction, so the ledger is read outside: a duplicate key here is our own repeat.
    const stored = await store.collections.corrections.findOne({ _id: request.requestId });
    if (stored?.outcome) return stored.outcome;
    throw error;
  }
}

async function commit(store: Store, apply: Apply, plan: Plan, session: ClientSession): Promise<Outcome> {
  const { collections } = store;
  const { request, now } = apply;
  const stored = await collections.corrections.findOne({ _id: request.requestId }, { session });
  if (stored?.outcome) return stored.outcome;

  const entries: AuditEntry[] = [];
  const changed: InvoiceRecord[] = [];
  for (const change of plan.changes) changed.push(await moveInvoice(store, apply, plan, change, entries, session));
  if (plan.customer) await moveCustomer(store, plan.customer, session);
  const created = await createDocuments(store, apply, plan, entries, session);
  const journal = journalRecords(plan, created, apply);
  await insertStored(collections.journal, journal, session);
  await insertEntries(store, entries, session);

  const outcome: Outcome = {
    state: 'applied',
    requestId: request.requestId,
    invoiceId: request.invoiceId,
    currency: plan.currency,
    planHash: apply.planHash,
    documents: [...changed, ...created].map(committed),
    creditReturnedMinor: plan.customer?.creditDeltaMinor ?? 0,
    paymentsFreedMinor: plan.customer?.freeDeltaMinor ?? 0,
    journalIds: journal.map((record) => record._id),
    committedAt: now.toISOString(),
  };
  const [invoice] = changed;
  if (invoice) {
    const facts = { ...factsOf(request, invoice), documents: created.map((record) => record.number) };
    const place = { invoiceId: invoice._id, entrySeq: invoice.auditHead.seq, at: now };
    await insertRows(store, outboxRows(plan.notifications, facts, place), session);
  }
  await closeApplied(store, apply, outcome, session);
  return outcome;
}

/** Compare-and-set: from exactly the planned version to the next, and only if no other request waits on the invoice. */
async function moveInvoice(
  { collections: { invoices } }: Store,
  { request, now, planHash, votes }: Apply,
  plan: Plan,
  change: PlannedChange,
  entries: AuditEntry[],
  session: ClientSession,
): Promise<InvoiceRecord> {
  const before = await invoices.findOne({ _id: change.documentId }, { session });
  if (
    !before ||
    before.version !== plan.invoiceVersion ||
    (before.openCorrectionId ?? request.requestId) !== request.requestId
  )
    throw new Moved(before?.version ?? 0);
  const version = before.version + 1;
  const { entry, auditHead } = nextEntry(before.auditHead, {
    documentId: before._id,
    at: now.toISOString(),
    deed: 'applied',
    actor: [request.requester.id, ...votes.map((vote) => vote.actorId)].join(' + '),
    requestId: request.requestId,
    reason: reasonText(request.reason),
    planHash,
    version,
    detail: `${plan.kind}: ${change.fromStatus} to ${change.toStatus}`,
  });
  const on = now.toISOString().slice(0, 10);
  const { matchedCount } = await invoices.updateOne(
    { _id: before._id, version: toStored(before.version) },
    {
      $set: {
        status: change.toStatus,
        ...toStored({ balanceMinor: change.toBalanceMinor, auditHead, version }),
        'links.canceledWith': change.canceledWith,
        ...(change.stopsRecognition ? { lines: toStored(before.lines.map(withoutSchedule)) } : {}),
      },
      $push: {
        rows: { $each: toStored(change.rowsAdded.map((row) => ({ ...row, on }))) },
        ...(change.creditedBy === undefined ? {} : { 'links.creditedBy': change.creditedBy }),
      },
      $unset: { openCorrectionId: '' },
    },
    { session },
  );
  if (matchedCount !== 1) throw new Moved(before.version);
  entries.push(entry);
  return { ...before, status: change.toStatus, balanceMinor: change.toBalanceMinor, auditHead, version };
}

const committed = (record: InvoiceRecord): CommittedDocument => ({
  id: record._id, number: record.number, class: record.class, type: record.type, status: record.status, balanceMinor: record.balanceMinor,
}); // prettier-ignore

/** A gated request is in the ledger already; one that was applied at once enters it here. */
async function closeApplied(
  { collections: { corrections } }: Store,
  apply: Apply,
  outcome: Outcome,
  session: ClientSession,
): Promise<void> {
  const { request, planText, planHash, votes, now } = apply;
  const closed: Partial<CorrectionRecord> = { state: 'applied', planText, planHash, votes, outcome, closedAt: now };
  const { _id, ...rest } = {
    _id: request.requestId,
    request,
    invoiceId: request.invoiceId,
    receivedAt: new Date(request.receivedAtMs),
  };
  await corrections.updateOne(
    { _id, outcome: { $exists: false } },
    { $set: toStored({ ...rest, ...closed }), $unset: { dueAt: '' } },
    { session, upsert: true },
  );
}
