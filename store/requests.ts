import type { Opening, Vote } from '../domain/gate.ts';
import type { Notice } from '../domain/notices.ts';
import type { CorrectionRequest, Outcome } from '../domain/request.ts';
import { note } from './chain.ts';
import { storeDrafts } from './drafts-of-request.ts';
import type { CorrectionRecord, InvoiceRecord } from './records.ts';
import { insertStored, toStored, type Store } from './database.ts';
import { factsOf, insertRows, outboxRows } from './outbox.ts';

/** A request as it enters the ledger. */
export const newRecord = (request: CorrectionRequest): Pick<CorrectionRecord, '_id' | 'request' | 'invoiceId' | 'votes' | 'receivedAt'> => ({
  _id: request.requestId, request, invoiceId: request.invoiceId, votes: [], receivedAt: new Date(request.receivedAtMs),
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
  readonly invoiceVersion: number;
  readonly firstExecutionRunId: string;
  readonly notices: readonly Notice[];
  readonly dueAt: Date;
  readonly now: Date;
}

/**
 * Stores a request that waits for people, takes the invoice for it and writes the approvers' messages, in one
 * transaction. False when the invoice has moved or is taken since the plan was made: evaluate again.
 */
export async function openRequest(store: Store, open: OpenRequest): Promise<boolean> {
  const { request, opening, now } = open;
  return store.transact(async (session) => {
    const invoice = await store.collections.invoices.findOne({ _id: request.invoiceId }, { session });
    if (!invoice || !isAsPlanned(invoice, open.invoiceVersion, request)) return false;
    const record: CorrectionRecord = {
      ...newRecord(request), state: 'open', planText: open.planText, planHash: opening.planHash, opening, firstExecutionRunId: open.firstExecutionRunId, dueAt: open.dueAt,
    }; // prettier-ignore
    await insertStored(store.collections.corrections, [record], session);
    await storeDrafts(store, open, session);
    const seq = await note(
      store,
      invoice,
      { deed: 'requested', actor: request.requester.id, planHash: opening.planHash, detail: request.kind },
      { request, now },
      session,
      {
        $set: { openCorrectionId: request.requestId },
      },
    );
    const facts = { ...factsOf(request, invoice), dueAt: open.dueAt.toISOString() };
    await insertRows(
      store,
      outboxRows(open.notices, facts, { invoiceId: invoice._id, entrySeq: seq, at: now }),
      session,
    );
    return true;
  });
}

/** A run takes over a request that waits: decisions go to it from now on. */
export async function rejoinRequest(
  { collections: { corrections } }: Store,
  { requestId, runId, dueAt }: { readonly requestId: string; readonly runId: string; readonly dueAt: Date },
): Promise<void> {
  await corrections.updateOne({ _id: requestId, state: 'open' }, { $set: { firstExecutionRunId: runId, dueAt } });
}

/** Writes the n-th reminder of a request that still waits; writing it twice writes it once. */
export async function remindRequest(
  store: Store,
  {
    requestId,
    n,
    dueAt,
    now,
    notices,
  }: {
    readonly requestId: string;
    readonly n: number;
    readonly dueAt: Date;
    readonly now: Date;
    readonly notices: (insiders: readonly string[]) => readonly Notice[];
  },
): Promise<void> {
  const { corrections, invoices, outbox } = store.collections;
  const stored = await corrections.findOne({ _id: requestId, state: 'open' });
  const invoice = stored && (await invoices.findOne({ _id: stored.invoiceId }));
  if (!stored || !invoice) return;
  const facts = { ...factsOf(stored.request, invoice), dueAt: dueAt.toISOString() };
  const rows = outboxRows(notices(stored.request.insiders), facts, {
    invoiceId: invoice._id,
    entrySeq: invoice.auditHead.seq,
    at: now,
    suffix: `#${n}`,
  });
  for (const { _id, ...row } of rows)
    await outbox.updateOne({ _id }, { $setOnInsert: toStored(row) }, { upsert: true });
}

/** Records a vote that leaves the gate open. */
export async function recordVote(store: Store, request: CorrectionRequest, vote: Vote, now: Date): Promise<void> {
  await store.transact(async (session) => {
    const { corrections, invoices } = store.collections;
    const { modifiedCount } = await corrections.updateOne(
      { _id: request.requestId, state: 'open', 'votes.decisionId': { $ne: vote.decisionId } },
      { $push: { votes: toStored(vote) } },
      { session },
    );
    const invoice = modifiedCount === 0 ? null : await invoices.findOne({ _id: request.invoiceId }, { session });
    if (invoice)
      await note(
        store,
        invoice,
        { deed: 'voted', actor: vote.actorId, detail: `step ${vote.step}` },
        { request, now },
        session,
      );
  });
}
