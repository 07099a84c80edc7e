import type { ClientSession } from 'mongodb';
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
  const drafts = plannedDrafts(planText);
  const entries: AuditEntry[] = [];
  const records = drafts.map(({ id, ...planned }): InvoiceRecord => {
    const { entry, auditHead } = nextEntry(undefined, {
      documentId: id, at: now.toISOString(), deed: 'drafted', actor: request.requester.id, requestId: request.requestId, reason: reasonText(request.reason), version: 1,
    }); // prettier-ignore
    entries.push(entry);
    const issueDate = now.toISOString().slice(0, 10);
    return {
      ...planned,
      _id: id,
      status: 'draft',
      number: '',
      issueDate,
      rows: [],
      balanceMinor: 0,
      version: 1,
      auditHead,
    };
  });
  await insertStored(store.collections.invoices, records, session);
  await insertStored(store.collections.audit, auditRecords(entries), session);
}

/** A request that ends without effect discards its drafts; no number is burnt. */
export async function discardDrafts(
  store: Store,
  { request, planText, now }: Place,
  session: ClientSession,
): Promise<void> {
  const { invoices, audit } = store.collections;
  for (const { id } of plannedDrafts(planText)) {
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
