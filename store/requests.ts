import type { Opening } from '../domain/gate.ts';
import type { Judged } from '../domain/policy-facts.ts';
import type { Notice } from '../domain/notices.ts';
import type { CorrectionRequest, Outcome } from '../domain/request.ts';
import { note } from './chain.ts';
import { storeDrafts } from './drafts-of-request.ts';
import type { InvoiceRecord } from './records.ts';
import type { CorrectionRecord } from './approval-records.ts';
import { insertStored, toStored, writeTogether, type Store } from './database.ts';
import { isGuardLost, reserve, type Reservation } from './exposures.ts';
import { factsOf, insertRows, outboxRows } from './outbox.ts';
import { signerFields } from './signers.ts';

/** A request as it enters the ledger. */
export const newRecord = (request: CorrectionRequest): Pick<CorrectionRecord, '_id' | 'request' | 'invoiceId' | 'log' | 'receivedAt'> => ({
  _id: request.requestId, request, invoiceId: request.invoiceId, log: [], receivedAt: new Date(request.receivedAtMs),
}); // prettier-ignore

/** Whether an invoice is still at the version that a plan was made for, and free for this request. */
export const isAsPlanned = (
  { version, openCorrectionId }: Pick<InvoiceRecord, 'version' | 'openCorrectionId'>,
  plannedVersion: number,
  { requestId }: Pick<CorrectionRequest, 'requestId'>,
): boolean => version === plannedVersion && (openCorrectionId ?? requestId) === requestId;

/** Records a refused request and its answer; nothing else is written. A repeat keeps the first answer. */
export async function recordRefused(
  store: Store,
  request: CorrectionRequest,
  outcome: Outcome,
  now: Date,
): Promise<Outcome> {
  const { corrections } = store.collections;
  const { _id, ...fields } = newRecord(request);
  const $setOnInsert = toStored({ ...fields, state: outcome.state, outcome, closedAt: now });
  const stored = await corrections.findOneAndUpdate(
    { _id },
    { $setOnInsert },
    { upsert: true, returnDocument: 'after' },
  );
  return stored?.outcome ?? outcome;
}

export interface OpenRequest {
  readonly request: CorrectionRequest;
  readonly planText: string;
  readonly opening: Opening;
  /** What the policy came to, so that it can be computed again. */
  readonly judged?: Judged;
  /** What it takes of the sums of others until it ends. */
  readonly exposure?: Reservation;
  /** Workflow time, ms. */
  readonly openedAtMs: number;
  readonly invoiceVersion: number;
  readonly firstExecutionRunId: string;
  readonly notices: readonly Notice[];
  readonly dueAt: Date;
  readonly now: Date;
}

/**
 * Stores a request that waits for people, takes the invoice for it and writes the approvers' messages, in one
 * transaction. False when the invoice has moved or is taken, or another request reserved, since the plan was made: evaluate again.
 */
export async function openRequest(store: Store, open: OpenRequest): Promise<boolean> {
  const { request, opening, now } = open;
  return unlessGuardLost(() =>
    store.transact(async (session) => {
      const invoice = await store.collections.invoices.findOne({ _id: request.invoiceId }, { session });
      if (!invoice || !isAsPlanned(invoice, open.invoiceVersion, request)) return false;
      const revisionOpenedAtMs = open.openedAtMs;
      const kept = { opening, revision: 1, openedAtMs: open.openedAtMs, revisionOpenedAtMs, log: [] };
      const record: CorrectionRecord = {
      ...newRecord(request), ...kept, ...signerFields(kept), state: 'open', planText: open.planText, planHash: opening.planHash,
      firstExecutionRunId: open.firstExecutionRunId, dueAt: open.dueAt, ...(open.judged ? { judged: open.judged } : {}),
    }; // prettier-ignore
      await insertStored(store.collections.corrections, [record], session);
      await storeDrafts(store, open, session);
      const { seq } = await note(
        store,
        invoice,
        { deed: 'requested', actor: request.requester.id, planHash: opening.planHash, detail: request.kind },
        { request, now },
        session,
        {
          $set: { openCorrectionId: request.requestId },
        },
      );
      const facts = factsOf(request, invoice, { plan: open.planText, dueAt: open.dueAt.toISOString() });
      await insertRows(
        store,
        outboxRows(open.notices, facts, { invoiceId: invoice._id, entrySeq: seq, at: now }),
        session,
      );
      if (open.exposure) await writeTogether(store, reserve(store, open.exposure), session);
      return true;
    }),
  );
}

/** False when another request reserved under one of the keys since the sums were read. */
export async function unlessGuardLost(run: () => Promise<boolean>): Promise<boolean> {
  try {
    return await run();
  } catch (error) {
    if (isGuardLost(error)) return false;
    throw error;
  }
}

/** A run takes over a request that waits: decisions go to it from now on. */
export async function rejoinRequest(
  { collections: { corrections } }: Store,
  { requestId, runId }: { readonly requestId: string; readonly runId: string },
): Promise<void> {
  await corrections.updateOne(
    { _id: requestId, outcome: { $exists: false } },
    { $set: { firstExecutionRunId: runId } },
  );
}
