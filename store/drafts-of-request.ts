import type { ClientSession } from 'mongodb';
import { dayOf } from '../domain/calendar.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { readPlan } from '../domain/plan.ts';
import { reasonText, type CorrectionRequest } from '../domain/request.ts';
import { auditRecords, nextEntry } from './chain.ts';
import { insertStored, toStored, type Store } from './database.ts';
import type { InvoiceRecord } from './records.ts';

interface Place {
  readonly request: CorrectionRequest;
  readonly planText: string | undefined;
  readonly now: Date;
}

/** The planned documents of a request whose last signature finalises them (X3): stored without number, rows or postings. */
export async function storeDrafts(
  store: Store,
  { request, planText, now }: Place,
  session: ClientSession,
): Promise<void> {
  const entries: AuditEntry[] = [];
  for (const { id, ...planned } of plannedDrafts(planText)) {
    // A plan that is made again has a draft of the same name: its chain goes on.
    const before = await store.collections.invoices.findOneAndDelete({ _id: id, status: 'draft' }, { session });
    const version = (before?.version ?? 0) + 1;
    const { entry, auditHead } = nextEntry(before?.auditHead, {
      documentId: id, at: now.toISOString(), deed: before ? 'edited' : 'drafted', actor: request.requester.id, requestId: request.requestId, reason: reasonText(request.reason), version,
    }); // prettier-ignore
    entries.push(entry);
    const issueDate = dayOf(now);
    const record: InvoiceRecord = {
      ...planned,
      _id: id,
      status: 'draft',
      number: '',
      issueDate,
      rows: [],
      balanceMinor: 0,
      version,
      auditHead,
    };
    await insertStored(store.collections.invoices, [record], session);
  }
  await insertStored(store.collections.audit, auditRecords(entries), session);
}

/** The drafts of a new plan in the place of those of the plan before; what is no longer planned is discarded. */
export async function replaceDrafts(
  store: Store,
  next: Place,
  planTextBefore: string | undefined,
  session: ClientSession,
): Promise<void> {
  await storeDrafts(store, next, session);
  const kept = plannedDrafts(next.planText).map(({ id }) => id);
  await discardDrafts(store, { ...next, planText: planTextBefore }, session, kept);
}

/** A request that ends without effect discards its drafts; no number is burnt. */
export async function discardDrafts(
  store: Store,
  { request, planText, now }: Place,
  session: ClientSession,
  kept: readonly string[] = [],
): Promise<void> {
  const { invoices, audit } = store.collections;
  for (const { id } of plannedDrafts(planText)) {
    if (kept.includes(id)) continue;
    const draft = await invoices.findOne({ _id: id, status: 'draft' }, { session });
    if (!draft) continue;
    const version = draft.version + 1;
    const { entry, auditHead } = nextEntry(draft.auditHead, {
      documentId: id, at: now.toISOString(), deed: 'discarded', actor: 'countersign', requestId: request.requestId, version,
    }); // prettier-ignore
    await invoices.updateOne(
      { _id: id },
      { $set: { status: 'discarded', ...toStored({ version, auditHead }) } },
      { session },
    );
    await insertStored(audit, auditRecords([entry]), session);
  }
}

function plannedDrafts(planText: string | undefined) {
  const plan = planText === undefined ? undefined : readPlan(planText);
  return plan?.finalise === 'manual' ? plan.documents : [];
}
