import type { Refusal } from '../domain/errors.ts';
import type { Unapproved, Vote } from '../domain/gate.ts';
import { outcomeNotices } from '../domain/notices.ts';
import type { CorrectionRequest, Outcome } from '../domain/request.ts';
import { note } from './chain.ts';
import { toStored, type Store } from './database.ts';
import { discardDrafts } from './drafts-of-request.ts';
import { factsOf, insertRows, outboxRows } from './outbox.ts';
import type { CorrectionRecord } from './records.ts';
import { newRecord } from './requests.ts';

/** Closes an open request without effect on money, frees the invoice and tells the requester. A repeat keeps the first end. */
export async function closeUnapplied(
  store: Store,
  request: CorrectionRequest,
  how: Unapproved,
  now: Date,
): Promise<Outcome> {
  const { requestId, invoiceId } = request;
  const outcome: Unchanged =
    how.state === 'expired'
      ? { state: 'expired', requestId, invoiceId, at: new Date(how.atMs).toISOString() }
      : { state: how.state, requestId, invoiceId, by: how.by, comment: how.comment };
  const endedBy = how.state === 'expired' ? undefined : how.decision;
  return close(store, request, outcome, now, endedBy === undefined ? {} : { endedBy });
}

/** Closes a request whose plan no longer fits the invoice: nothing was applied. */
export async function closeStale(
  store: Store,
  {
    request,
    plannedVersion,
    currentVersion,
    votes,
    now,
  }: {
    readonly request: CorrectionRequest;
    readonly plannedVersion: number;
    readonly currentVersion: number;
    readonly votes: readonly Vote[];
    readonly now: Date;
  },
): Promise<Outcome> {
  const { requestId, invoiceId } = request;
  return close(store, request, { state: 'stale', requestId, invoiceId, plannedVersion, currentVersion }, now, {
    votes,
  });
}

/** Closes a signed request that a rule stops at the last moment: nothing was applied (spec/domain.md section 3). */
export function closeRefused(
  store: Store,
  { request, votes, now }: Pick<Parameters<typeof closeStale>[1], 'request' | 'votes' | 'now'>,
  blockers: readonly Refusal[],
): Promise<Outcome> {
  const { requestId, invoiceId } = request;
  return close(store, request, { state: 'refused', requestId, invoiceId, blockers }, now, { votes });
}

type Unchanged = Extract<Outcome, { state: 'refused' | 'rejected' | 'withdrawn' | 'expired' | 'stale' }>;

async function close(
  store: Store,
  request: CorrectionRequest,
  outcome: Unchanged,
  now: Date,
  decisions: Partial<Pick<CorrectionRecord, 'votes' | 'endedBy'>>,
): Promise<Outcome> {
  const { corrections, invoices } = store.collections;
  return store.transact(async (session) => {
    const stored = await corrections.findOne({ _id: request.requestId }, { session });
    if (stored?.outcome) return stored.outcome;
    const { _id, votes, ...fields } = newRecord(request);
    await corrections.updateOne(
      { _id },
      {
        $set: toStored({ state: outcome.state, outcome, closedAt: now, ...decisions }),
        $setOnInsert: toStored({ ...fields, ...(decisions.votes ? {} : { votes }) }), // evaluation never got to record it: a withdrawal while the store was down
        $unset: { dueAt: '' },
      },
      { session, upsert: true },
    );
    await discardDrafts(store, { request, planText: stored?.planText, now }, session);
    const invoice = await invoices.findOne({ _id: request.invoiceId }, { session });
    if (!invoice) return outcome;
    const by = 'by' in outcome ? outcome : undefined;
    const mine = invoice.openCorrectionId === request.requestId;
    const body = {
      deed: outcome.state,
      actor: by?.by ?? 'countersign',
      ...(by?.comment ? { detail: by.comment } : {}),
    } as const;
    const seq = await note(
      store,
      invoice,
      body,
      { request, now },
      session,
      mine ? { $unset: { openCorrectionId: '' } } : {},
    );
    const facts = { ...factsOf(request, invoice), ...(by ? { by: by.by, comment: by.comment } : {}) };
    const rows = outboxRows(outcomeNotices(request, outcome.state), facts, {
      invoiceId: invoice._id,
      entrySeq: seq,
      at: now,
    });
    await insertRows(store, rows, session);
    return outcome;
  });
}
