import type { ClientSession } from 'mongodb';
import { dayOf } from '../domain/calendar.ts';
import { Refused } from '../domain/errors.ts';
import { proofHashOf, signersOf } from '../domain/accepted.ts';
import type { Refusal } from '../domain/errors.ts';
import type { Accepted } from '../domain/gate.ts';
import type { Judged } from '../domain/policy-facts.ts';
import { customerHearsBy } from '../domain/plan-draft.ts';
import { isChanged, planHashOf, readPlan, type Plan } from '../domain/plan.ts';
import { reasonText, type CorrectionRequest, type Outcome } from '../domain/request.ts';
import type { InvoiceRecord } from './records.ts';
import { insertsInto, writeTogether, type Store } from './database.ts';
import { isGuardLost, reserve, type Reservation } from './exposures.ts';
import { hasMoved, targetsOf } from './moved.ts';
import { factsOf, outboxRows } from './outbox.ts';
import { closeRefused, closeStale } from './close-request.ts';
import { whySignaturesFail, type SignatureCheck } from './signatures.ts';
import { withSeries } from './series.ts';
import { appliedOutcome, closeApplied } from './close-applied.ts';
import { Moved, seriesOf, writeEffects, type Writer } from './write-effects.ts';

export interface Apply {
  readonly request: CorrectionRequest;
  /** The stored text that was shown and signed; nothing else is read. */
  readonly planText: string;
  readonly planHash: string;
  /** Everything that people said and that was accepted; empty when nobody had to. */
  readonly log: readonly Accepted[];
  /** The revision that was signed. */
  readonly revision: number;
  readonly judged?: Judged;
  /** What it takes of the sums of others, where it is not reserved yet. */
  readonly exposure?: Reservation;
  /** How the signatures are looked at inside the transaction; absent where nobody has to sign. */
  readonly signatures?: SignatureCheck;
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
      if (apply.exposure && isGuardLost(error)) return undefined;
      if (!(error instanceof Moved)) throw error;
    }
  }
  throw new Error(`the audit chain of ${request.invoiceId} did not stand still for ${attemptsMax} attempts`);
}

/** What people signed does not hold any more; thrown out of the transaction, so that nothing of it is written. */
class NotApproved extends Error {
  override readonly name = 'NotApproved';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * As `applyIfAsPlanned`; a plan that people have signed is never made again: what no longer fits ends `stale`, and signatures
 * that no longer count end it `refused`.
 */
export async function applyCorrection(store: Store, apply: Apply): Promise<Outcome> {
  try {
    return (await applyIfAsPlanned(store, apply)) ?? (await closeStale(store, apply));
  } catch (error) {
    if (error instanceof NotApproved) return closeRefused(store, apply, [error.refusal]);
    throw error;
  }
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
  const { signatures, planHash, log } = apply;
  const unapproved = signatures && (await whySignaturesFail(store, signatures, { planHash, log, now }, session));
  if (unapproved) throw new NotApproved(unapproved);
  const written = await writeEffects(store, plan, targets, writerOf(apply, plan), session);
  const { changed, created, journal, writes } = written;
  const shown = changed.filter((_record, index) => plan.changes[index] && isChanged(plan.changes[index]));
  const outcome = appliedOutcome(apply, plan, [...shown, ...created], journal);
  const invoice = changed.find((record) => record._id === request.invoiceId);
  const facts = invoice && factsOf(request, invoice, appliedFacts(apply, plan, created));
  const place = invoice && { invoiceId: invoice._id, entrySeq: invoice.auditHead.seq, at: now };
  // One round trip for all that is only added: half of what a correction costs is the way to the store and back.
  const all = [
    ...writes,
    ...(facts && place ? insertsInto(collections.outbox, outboxRows(plan.notifications, facts, place)) : []),
    ...(apply.exposure ? reserve(store, apply.exposure) : []),
    closeApplied(collections.corrections, apply, outcome),
  ];
  await writeTogether(store, all, session);
  return outcome;
}

/** What messages say of what was committed, and of who signed it. */
const appliedFacts = ({ log, revision }: Apply, plan: Plan, created: readonly InvoiceRecord[]) => {
  const signedBy = signersOf(log, revision);
  return {
    plan,
    made: created.map(({ class: documentClass, type, totals: { grossMinor }, number }) => ({
      class: documentClass, type, grossMinor, number,
    })),
    ...(signedBy.length === 0 ? {} : { signedBy }),
    customer: customerHearsBy(plan),
  }; // prettier-ignore
};

function writerOf({ request, now, planHash, log, revision }: Apply, plan: Plan): Writer {
  return {
    now,
    postingDate: plan.postingDate ?? dayOf(now),
    actor: [request.requester.id, ...signersOf(log, revision)].join(' + '),
    audit: {
      deed: 'applied',
      requestId: request.requestId,
      reason: reasonText(request.reason),
      planHash,
      detail: plan.kind,
      ...(log.length > 0 ? { proofHash: proofHashOf(log) } : {}),
    },
    entryPrefix: request.requestId,
    holder: request.requestId,
    drafts: plan.finalise === 'manual',
  };
}
