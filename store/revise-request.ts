import type { Accepted, Replan } from '../domain/gate.ts';
import { note } from './chain.ts';
import { openRecord } from './accepted.ts';
import { toStored, writeTogether, type Store } from './database.ts';
import { release, reserve } from './exposures.ts';
import { replaceDrafts } from './drafts-of-request.ts';
import { factsOf, insertRows, outboxRows } from './outbox.ts';
import type { CorrectionRecord, PastRevision } from './approval-records.ts';
import { signerFields } from './signers.ts';
import { isAsPlanned, unlessGuardLost, type OpenRequest } from './requests.ts';

export interface Revision extends Omit<OpenRequest, 'firstExecutionRunId'> {
  /** The revision that is replaced, and why. */
  readonly from: number;
  readonly cause: Replan;
  readonly log: readonly Accepted[];
}

/**
 * Puts another plan in the place of the one that waits: the past one is kept, its votes count no more, and approvers are asked
 * anew, in one transaction. False when the invoice has moved or somebody else was faster: look again.
 */
export async function reviseRequest(store: Store, revision: Revision): Promise<boolean> {
  const { request, opening, openedAtMs, log, cause, now, dueAt } = revision;
  return unlessGuardLost(() =>
    store.transact(async (session) => {
      const { corrections, invoices } = store.collections;
      const stored = await openRecord(store, request.requestId, session);
      const invoice = await invoices.findOne({ _id: request.invoiceId }, { session });
      if (stored?.revision !== revision.from || !invoice) return false;
      if (!isAsPlanned(invoice, revision.invoiceVersion, request)) return false;
      const kept = { opening, revision: revision.from + 1, revisionOpenedAtMs: openedAtMs, log };
      const next: Partial<CorrectionRecord> = {
      ...kept, ...signerFields({ ...kept, openedAtMs: stored.openedAtMs ?? openedAtMs }),
      state: 'open', planText: revision.planText, planHash: opening.planHash, dueAt,
      ...(revision.judged ? { judged: revision.judged } : {}),
    }; // prettier-ignore
      await corrections.updateOne(
        { _id: stored._id },
        { $set: toStored(next), $push: { pastRevisions: toStored(pastOf(stored, cause, now)) } },
        { session },
      );
      await replaceDrafts(store, revision, stored.planText, session);
      const deed = cause.command === 'revise' ? 'revised' : 'reevaluated';
      const { seq } = await note(
        store,
        invoice,
        { deed, actor: cause.by, planHash: opening.planHash, detail: `revision ${revision.from + 1}` },
        { request, now },
        session,
      );
      const facts = factsOf(request, invoice, { plan: revision.planText, dueAt: dueAt.toISOString() });
      const place = { invoiceId: invoice._id, entrySeq: seq, at: now, suffix: `#${log.length}` };
      await insertRows(store, outboxRows(revision.notices, facts, place), session);
      if (revision.exposure) await writeTogether(store, reserve(store, revision.exposure), session);
      else await release(store, request.requestId, session);
      return true;
    }),
  );
}

function pastOf(stored: CorrectionRecord, cause: Replan, replacedAt: Date): PastRevision {
  const { revision = 1, planText = '', planHash = '', opening, revisionOpenedAtMs = 0 } = stored;
  const openedAt = new Date(revisionOpenedAtMs);
  return { revision, planText, planHash, policyVersion: opening?.policyVersion ?? '', openedAt, replacedAt, cause };
}
