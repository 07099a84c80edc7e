import type { ClientSession } from 'mongodb';
import { deeds, proofHashOf, saidIn } from '../domain/accepted.ts';
import type { Accepted } from '../domain/gate.ts';
import type { Notice } from '../domain/notices.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import { note } from './chain.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';
import { factsOf, insertRows, outboxRows } from './outbox.ts';
import type { CorrectionRecord } from './approval-records.ts';
import { keptIn, signerFields } from './signers.ts';

export interface Progress {
  readonly request: CorrectionRequest;
  /** Everything that was accepted so far, over all revisions. */
  readonly log: readonly Accepted[];
  readonly dueAt: Date;
  /** Who is asked to sign a step that has just opened. */
  readonly notices: readonly Notice[];
  readonly now: Date;
}

/**
 * Records what people said and what left the gate open: each command once, with an entry of the invoice's chain that covers its
 * proof. A request that is closed meanwhile stays as it is.
 */
export async function recordAccepted(store: Store, progress: Progress): Promise<void> {
  const { request, log, dueAt, now } = progress;
  await store.transact(async (session) => {
    const { corrections, invoices } = store.collections;
    const stored = await openRecord(store, request.requestId, session);
    const fresh = stored ? log.slice(stored.log.length) : [];
    if (!stored || fresh.length === 0) return;
    const kept = keptIn({ ...stored, log });
    const said = { log, dueAt, ...(kept ? signerFields(kept) : {}) };
    await corrections.updateOne({ _id: stored._id }, { $set: toStored(said) }, { session });
    const invoice = await invoices.findOne({ _id: request.invoiceId }, { session });
    if (!invoice) return;
    let { auditHead } = invoice;
    for (const accepted of fresh)
      auditHead = await noteAccepted(store, { ...invoice, auditHead }, accepted, { request, now }, session);
    const { seq: entrySeq } = auditHead;
    if (progress.notices.length === 0) return;
    const facts = factsOf(request, invoice, { plan: stored.planText, dueAt: dueAt.toISOString() });
    const suffix = `#${log.length}`;
    await insertRows(store, outboxRows(progress.notices, facts, { invoiceId: invoice._id, entrySeq, at: now, suffix }), session); // prettier-ignore
  });
}

/** The stored request while it is not closed. */
export const openRecord = (
  { collections: { corrections } }: Store,
  _id: string,
  session?: ClientSession,
): Promise<CorrectionRecord | null> =>
  corrections.findOne(
    { _id, outcome: { $exists: false } },
    { maxTimeMS: operationMaxMs, ...(session ? { session } : {}) },
  );

async function noteAccepted(
  store: Store,
  invoice: Parameters<typeof note>[1],
  accepted: Accepted,
  about: Parameters<typeof note>[3],
  session: ClientSession,
): ReturnType<typeof note> {
  const { decision, actor, step, planHash, revision } = saidIn(accepted);
  if (decision === 'reject' || decision === 'withdraw') return invoice.auditHead; // the entry of the end says so
  const body = { deed: deeds[decision], actor: actor.principal, planHash, detail: `revision ${revision}, step ${step}`, proofHash: proofHashOf([accepted]) } as const; // prettier-ignore
  return note(store, invoice, body, about, session);
}
