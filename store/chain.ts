import type { ClientSession } from 'mongodb';
import { bodyOfEntry, chainEntry, type AuditBody, type AuditEntry } from '../domain/audit.ts';
import type { AuditRecord, InvoiceRecord } from './records.ts';
import { reasonText, type CorrectionRequest } from '../domain/request.ts';
import { insertStored, toStored, type Store } from './database.ts';

/** The next entry of a document's chain, and the head that its invoice record must then carry. */
export function nextEntry(
  head: InvoiceRecord['auditHead'] | undefined,
  body: Omit<AuditBody, 'seq'>,
): { readonly entry: AuditEntry; readonly auditHead: InvoiceRecord['auditHead'] } {
  const entry = chainEntry(head, body);
  return { entry, auditHead: { seq: entry.seq, hash: entry.hash } };
}

/** Entries as they are kept; a second entry at one place of a chain is refused by the unique index and ends the transaction. */
export const auditRecords = (entries: readonly AuditEntry[]): readonly AuditRecord[] =>
  entries.map((entry) => ({
    _id: `${entry.documentId}/${entry.seq}`,
    ...entry,
    at: new Date(bodyOfEntry(entry).at),
  }));

export const insertEntries = (
  { collections }: Store,
  entries: readonly AuditEntry[],
  session: ClientSession,
): Promise<void> => insertStored(collections.audit, auditRecords(entries), session);

/** Appends to the invoice's chain and moves its head, which comes back; does not change the invoice's version. */
export async function note(
  store: Store,
  invoice: InvoiceRecord,
  body: Pick<AuditBody, 'deed' | 'actor' | 'planHash' | 'detail' | 'proofHash'>,
  { request, now }: { readonly request: CorrectionRequest; readonly now: Date },
  session: ClientSession,
  update: { readonly $set?: Partial<InvoiceRecord>; readonly $unset?: { openCorrectionId: '' } } = {},
): Promise<InvoiceRecord['auditHead']> {
  const { entry, auditHead } = nextEntry(invoice.auditHead, {
    ...body, documentId: invoice._id, at: now.toISOString(), requestId: request.requestId, reason: reasonText(request.reason),
  }); // prettier-ignore
  await insertEntries(store, [entry], session);
  const $set = { ...update.$set, auditHead: toStored(auditHead) };
  await store.collections.invoices.updateOne({ _id: invoice._id }, { ...update, $set }, { session });
  return auditHead;
}
