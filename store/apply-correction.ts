import type { ClientSession } from 'mongodb';
import { Refused } from '../domain/errors.ts';
import type { Vote } from '../domain/gate.ts';
import { isChanged, planHashOf, readPlan, type Plan } from '../domain/plan.ts';
import { reasonText, type CorrectionRequest, type Outcome } from '../domain/request.ts';
import type { InvoiceRecord } from './records.ts';
import { isAsPlanned } from './requests.ts';
import { insertsInto, writeTogether, type Store } from './database.ts';
import { accountRecords } from './facts.ts';
import { invoicesById } from './queries.ts';
import { factsOf, outboxRows } from './outbox.ts';
import { closeStale } from './close-request.ts';
import { withSeries } from './series.ts';
import { appliedOutcome, closeApplied } from './close-applied.ts';
import { Moved, seriesOf, writeEffects, type Writer } from './write-effects.ts';

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

/** How often a commit starts again because only the audit chain grew (a vote, a link) between its read and its write. */
const attemptsMax = 5;

/**
 * The one correction transaction (DESIGN sections 3 to 5): documents compare-and-set, customer accounts, numbers, new
 * documents and links, journal, audit, outbox and the request's outcome, all or nothing. A repeat returns the stored outcome;
 * a plan that no longer fits answers undefined, and nothing is written: the caller plans again, or closes the request as stale.
 * Throws PLAN_INTEGRITY when text and hash differ; any other error is trouble of the store, after which the same call is right.
 */
export async function applyIfAsPlanned(store: Store, apply: Apply): Promise<Outcome | undefined> {
  const { request, planText, planHash } = apply;
  if (planHashOf(planText) !== planHash) throw new Refused('PLAN_INTEGRITY', { detail: request.requestId });
  const plan = readPlan(planText);
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    // Read before the transaction, which stays short; its compare-and-set proves that this is still how things are.
    const targets = await targetsOf(store, plan, attempt === 0 ? (apply.seen ?? []) : []);
    if (await hasMoved(store, plan, request, targets)) {
      const stored = await store.collections.corrections.findOne({ _id: request.requestId }); // our own commit moves it, too
      return stored?.outcome;
    }
    try {
      return await withSeries(seriesOf(plan, targets), () =>
        store.transact((session) => commit(store, apply, plan, targets, session)),
      );
    } catch (error) {
      // Every error ends the transaction, so the ledger is read outside: a duplicate key here is our own repeat.
      const stored = await store.collections.corrections.findOne({ _id: request.requestId });
      if (stored?.outcome) return stored.outcome;
      if (!(error instanceof Moved)) throw error;
    }
  }
  throw new Error(`the audit chain of ${request.invoiceId} did not stand still for ${attemptsMax} attempts`);
}

/** As `applyIfAsPlanned`; a plan that people have signed is never made again: what no longer fits ends `stale`. */
export async function applyCorrection(store: Store, apply: Apply): Promise<Outcome> {
  const outcome = await applyIfAsPlanned(store, apply);
  if (outcome) return outcome;
  const plannedVersion = readPlan(apply.planText).invoiceVersion;
  const [invoice] = await invoicesById(store, [apply.request.invoiceId]);
  return closeStale(store, { ...apply, plannedVersion, currentVersion: invoice?.version ?? 0 });
}

/** The documents that the plan changes: those that were seen, and the others read now. */
async function targetsOf(store: Store, plan: Plan, seen: readonly InvoiceRecord[]): Promise<readonly InvoiceRecord[]> {
  const ids = plan.changes.map((change) => change.documentId);
  const missing = ids.filter((id) => !seen.some((record) => record._id === id));
  return missing.length === 0 ? seen : [...seen, ...(await invoicesById(store, missing))];
}

/** Whether a document, or an account that the plan uses, is not as planned, or another request waits on the document. */
async function hasMoved(
  store: Store,
  plan: Plan,
  request: CorrectionRequest,
  targets: readonly InvoiceRecord[],
): Promise<boolean> {
  const moved = plan.changes.some((change) => {
    const target = targets.find((one) => one._id === change.documentId);
    return !target || !isAsPlanned(target, change.version, request);
  });
  if (moved) return true;
  const used = plan.customers.filter((delta) => delta.version !== undefined);
  if (used.length === 0) return false;
  const accounts = await accountRecords(store, used);
  return used.some((delta, index) => (accounts[index]?.version ?? 0) !== delta.version);
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
  const written = await writeEffects(store, plan, targets, writerOf(apply, plan), session);
  const { changed, created, journal, writes } = written;
  const shown = changed.filter((_record, index) => plan.changes[index] && isChanged(plan.changes[index]));
  const outcome = appliedOutcome(apply, plan, [...shown, ...created], journal);
  const invoice = changed.find((record) => record._id === request.invoiceId);
  const facts = invoice && { ...factsOf(request, invoice), documents: created.map((record) => record.number) };
  const place = invoice && { invoiceId: invoice._id, entrySeq: invoice.auditHead.seq, at: now };
  // One round trip for all that is only added: half of what a correction costs is the way to the store and back.
  const all = [
    ...writes,
    ...(facts && place ? insertsInto(collections.outbox, outboxRows(plan.notifications, facts, place)) : []),
    closeApplied(collections.corrections, apply, outcome),
  ];
  await writeTogether(store, all, session);
  return outcome;
}

function writerOf({ request, now, planHash, votes }: Apply, plan: Plan): Writer {
  return {
    now,
    postingDate: plan.postingDate ?? now.toISOString().slice(0, 10),
    actor: [request.requester.id, ...votes.map((vote) => vote.actorId)].join(' + '),
    audit: {
      deed: 'applied',
      requestId: request.requestId,
      reason: reasonText(request.reason),
      planHash,
      detail: plan.kind,
    },
    entryPrefix: request.requestId,
    holder: request.requestId,
    drafts: plan.finalise === 'manual',
  };
}
