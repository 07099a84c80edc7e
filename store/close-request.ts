import { proofHashOf } from '../domain/accepted.ts';
import type { Refusal } from '../domain/errors.ts';
import type { Accepted, Unapproved } from '../domain/gate.ts';
import { outcomeNotices } from '../domain/notices.ts';
import { readPlan } from '../domain/plan.ts';
import type { CorrectionRequest, Outcome } from '../domain/request.ts';
import { note } from './chain.ts';
import { toStored, type Store } from './database.ts';
import { discardDrafts } from './drafts-of-request.ts';
import { release } from './exposures.ts';
import { factsOf, insertRows, outboxRows } from './outbox.ts';
import type { InvoiceRecord } from './records.ts';
import type { CorrectionRecord } from './approval-records.ts';
import { newRecord } from './requests.ts';
import { currentSettings } from './settings.ts';

/** A request that ends without effect: everything that was accepted of people is kept with the end. */
export interface Ending {
  readonly request: CorrectionRequest;
  readonly log: readonly Accepted[];
  readonly now: Date;
}

type Unchanged = Extract<Outcome, { state: 'refused' | 'rejected' | 'withdrawn' | 'expired' | 'stale' }>;
/** The end of a request, given what is stored of it and of its invoice. */
type EndOf = (stored: CorrectionRecord | null, invoice: InvoiceRecord | null) => Unchanged;

/** Closes an open request without effect on money, frees the invoice and tells the requester. A repeat keeps the first end. */
export function closeUnapplied(store: Store, ending: Ending, how: Unapproved): Promise<Outcome> {
  const { requestId, invoiceId } = ending.request;
  return close(store, ending, (stored, invoice) => {
    switch (how.state) {
      case 'rejected':
      case 'withdrawn':
        return { state: how.state, requestId, invoiceId, by: how.by, comment: how.comment };
      case 'expired':
        return { state: 'expired', requestId, invoiceId, at: new Date(how.atMs).toISOString() };
      case 'stale':
        return staleOf(requestId, stored, invoice);
    }
  });
}

/** Closes a request whose plan no longer fits the invoice: nothing was applied. */
export const closeStale = (store: Store, ending: Ending): Promise<Outcome> =>
  close(store, ending, (stored, invoice) => staleOf(ending.request.requestId, stored, invoice));

/** Closes a request that a rule stops after it had waited: nothing was applied (spec/domain.md section 3). */
export function closeRefused(store: Store, ending: Ending, blockers: readonly Refusal[]): Promise<Outcome> {
  const { requestId, invoiceId } = ending.request;
  return close(store, ending, () => ({ state: 'refused', requestId, invoiceId, blockers }));
}

const staleOf = (requestId: string, stored: CorrectionRecord | null, invoice: InvoiceRecord | null): Unchanged => ({
  state: 'stale',
  requestId,
  invoiceId: invoice?._id ?? stored?.invoiceId ?? '',
  plannedVersion: stored?.planText === undefined ? 0 : readPlan(stored.planText).invoiceVersion,
  currentVersion: invoice?.version ?? 0,
});

/** What a message tells of why it ended. */
const said = (outcome: Unchanged) => ({
  ...('by' in outcome ? { by: outcome.by, ...(outcome.comment === '' ? {} : { comment: outcome.comment }) } : {}),
  ...('blockers' in outcome ? { codes: outcome.blockers.map(({ code }) => code) } : {}),
});

async function close(store: Store, { request, log, now }: Ending, endOf: EndOf): Promise<Outcome> {
  const { corrections, invoices } = store.collections;
  const { settings } = await currentSettings(store);
  return store.transact(async (session) => {
    const stored = await corrections.findOne({ _id: request.requestId }, { session });
    if (stored?.outcome) return stored.outcome;
    const invoice = await invoices.findOne({ _id: request.invoiceId }, { session });
    const outcome = endOf(stored, invoice);
    const { _id, log: _none, ...fields } = newRecord(request);
    await corrections.updateOne(
      { _id },
      {
        $set: toStored({ state: outcome.state, outcome, closedAt: now, log }),
        $setOnInsert: toStored(fields), // evaluation never got to record it: a withdrawal while the store was down
        $unset: { dueAt: '' },
      },
      { session, upsert: true },
    );
    await release(store, request.requestId, session);
    await discardDrafts(store, { request, planText: stored?.planText, now }, session);
    if (!invoice) return outcome;
    const by = 'by' in outcome ? outcome : undefined;
    const mine = invoice.openCorrectionId === request.requestId;
    const body = {
      deed: outcome.state,
      actor: by?.by ?? 'countersign',
      ...(by?.comment ? { detail: by.comment } : {}),
      ...(log.length > 0 ? { proofHash: proofHashOf(log) } : {}),
    } as const;
    const { seq } = await note(store, invoice, body, { request, now }, session, mine ? { $unset: { openCorrectionId: '' } } : {}); // prettier-ignore
    const facts = factsOf(request, invoice, { plan: stored?.planText, ...said(outcome) });
    const place = { invoiceId: invoice._id, entrySeq: seq, at: now };
    await insertRows(
      store,
      outboxRows(outcomeNotices(request, outcome.state, settings.messages), facts, place),
      session,
    );
    return outcome;
  });
}
