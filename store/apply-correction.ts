import type { ClientSession } from 'mongodb';
import type { AuditEntry } from '../domain/audit.ts';
import { Refused } from '../domain/errors.ts';
import type { Vote } from '../domain/gate.ts';
import { planHashOf, readPlan, type Plan, type PlannedChange } from '../domain/plan.ts';
import { reasonText, type CorrectionRequest, type Outcome } from '../domain/request.ts';
import { auditRecords, nextEntry } from './chain.ts';
import type { InvoiceRecord } from './records.ts';
import { isAsPlanned } from './requests.ts';
import { insertsInto, toStored, writeTogether, type Store } from './database.ts';
import { invoicesById } from './queries.ts';
import { factsOf, outboxRows } from './outbox.ts';
import { closeStale } from './close-request.ts';
import { seriesKey, withSeries } from './series.ts';
import {
  appliedOutcome,
  closeApplied,
  numberDocuments,
  journalRecords,
  moveCustomer,
  withoutSchedule,
} from './write-plan.ts';

export interface Apply {
  readonly request: CorrectionRequest;
  /** The stored text that was shown and signed; nothing else is read. */
  readonly planText: string;
  readonly planHash: string;
  readonly votes: readonly Vote[];
  /** The documents that change, as the caller has just read them; the compare-and-set proves that they still are so. */
  readonly seen?: readonly InvoiceRecord[];
  /** Commit time: issue and posting date. */
  readonly now: Date;
}

/** The compare-and-set matched nothing: the invoice moved, or its audit chain did, or we did it ourselves before. */
class Missed extends Error {}

/** How often a commit starts again because only the audit chain grew (a vote, a link) between its read and its write. */
const attemptsMax = 5;

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
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    // Read before the transaction, which stays short; its compare-and-set proves that this is still how things are.
    const targets =
      (attempt === 0 && apply.seen) ||
      (await invoicesById(
        store,
        plan.changes.map((change) => change.documentId),
      ));
    const moved = whyMoved(plan, request, targets);
    try {
      if (moved === undefined)
        return await withSeries(key, () => store.transact((session) => commit(store, apply, plan, targets, session)));
    } catch (error) {
      // Every error ends the transaction, so the ledger is read outside: a duplicate key here is our own repeat.
      const stored = await store.collections.corrections.findOne({ _id: request.requestId });
      if (stored?.outcome) return stored.outcome;
      if (!(error instanceof Missed)) throw error;
      continue;
    }
    // Reads the ledger first: our own commit moves the version, too.
    return closeStale(store, { ...apply, plannedVersion: plan.invoiceVersion, currentVersion: moved });
  }
  throw new Error(`the audit chain of ${request.invoiceId} did not stand still for ${attemptsMax} attempts`);
}

/** The version that a target has now if that is not the planned one, or if another request waits on it. */
function whyMoved(plan: Plan, request: CorrectionRequest, targets: readonly InvoiceRecord[]): number | undefined {
  if (targets.length < plan.changes.length) return 0;
  return targets.find((target) => !isAsPlanned(target, plan.invoiceVersion, request))?.version;
}

async function commit(
  store: Store,
  apply: Apply,
  plan: Plan,
  targets: readonly InvoiceRecord[],
  session: ClientSession,
): Promise<Outcome> {
  const { collections } = store;
  const { request, now } = apply;
  const entries: AuditEntry[] = [];
  const changed: InvoiceRecord[] = [];
  for (const change of plan.changes) {
    const before = targets.find((target) => target._id === change.documentId);
    if (!before) throw new Missed();
    changed.push(await moveInvoice(store, apply, plan, change, before, entries, session));
  }
  if (plan.customer) await moveCustomer(store, plan.customer, session);
  const created = await numberDocuments(store, apply, plan, entries, session);
  const journal = journalRecords(plan, created, apply);
  const outcome = appliedOutcome(apply, plan, [...changed, ...created], journal);
  const [invoice] = changed;
  const facts = invoice && { ...factsOf(request, invoice), documents: created.map((record) => record.number) };
  const place = invoice && { invoiceId: invoice._id, entrySeq: invoice.auditHead.seq, at: now };
  // One round trip for all that is only added: half of what a correction costs is the way to the store and back.
  const writes = [
    ...insertsInto(collections.invoices, created),
    ...insertsInto(collections.journal, journal),
    ...insertsInto(collections.audit, auditRecords(entries)),
    ...(facts && place ? insertsInto(collections.outbox, outboxRows(plan.notifications, facts, place)) : []),
    closeApplied(collections.corrections, apply, outcome),
  ];
  await writeTogether(store, writes, session);
  return outcome;
}

/** Compare-and-set: from exactly the planned version to the next, and only if no other request waits on the invoice. */
async function moveInvoice(
  { collections: { invoices } }: Store,
  { request, now, planHash, votes }: Apply,
  plan: Plan,
  change: PlannedChange,
  before: InvoiceRecord,
  entries: AuditEntry[],
  session: ClientSession,
): Promise<InvoiceRecord> {
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
    {
      _id: before._id,
      version: toStored(before.version),
      'auditHead.seq': toStored(before.auditHead.seq),
      $or: [{ openCorrectionId: { $exists: false } }, { openCorrectionId: request.requestId }],
    },
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
  if (matchedCount !== 1) throw new Missed();
  entries.push(entry);
  return { ...before, status: change.toStatus, balanceMinor: change.toBalanceMinor, auditHead, version };
}
