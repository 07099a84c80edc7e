import type { ClientSession } from 'mongodb';
import type { AuditEntry } from '../domain/audit.ts';
import type { Effects } from '../domain/plan.ts';
import { nextEntry } from './chain.ts';
import type { Store } from './database.ts';
import type { InvoiceRecord } from './records.ts';
import { nextNumber } from './series.ts';
import type { Writer } from './write-effects.ts';

/**
 * The planned documents with number, issue date and the first entry of their chain. Numbers are taken as late as possible:
 * the series row is the hot one. A draft that people signed (X3) makes room for the document that it was a draft of, whose
 * chain goes on.
 */
export async function createDocuments(
  store: Store,
  { documents }: Pick<Effects, 'documents'>,
  writer: Writer,
  entries: AuditEntry[],
  session: ClientSession,
): Promise<readonly InvoiceRecord[]> {
  const created: InvoiceRecord[] = [];
  const issueDate = writer.postingDate;
  for (const { id, ...planned } of documents) {
    const draft = await takeDraft(store, id, writer, session);
    const number = await nextNumber(store, planned, session);
    const version = (draft?.version ?? 0) + 1;
    const { entry, auditHead } = nextEntry(draft?.auditHead, {
      ...writer.audit, documentId: id, at: writer.now.toISOString(), deed: draft ? 'finalised' : 'created', actor: writer.actor, version, detail: number,
    }); // prettier-ignore
    entries.push(entry);
    const rows = planned.rows.map((row) => ({ ...row, on: row.on ?? issueDate }));
    created.push({ ...planned, rows, _id: id, number, issueDate, version, auditHead });
  }
  return created;
}

/** Takes the stored draft away, if the plan was shown as one. */
async function takeDraft(
  store: Store,
  _id: string,
  { drafts }: Writer,
  session: ClientSession,
): Promise<InvoiceRecord | null> {
  return drafts ? store.collections.invoices.findOneAndDelete({ _id, status: 'draft' }, { session }) : null;
}
