import type { ClientSession } from 'mongodb';
import { chainEntry, type AuditBody, type AuditEntry } from '../domain/audit.ts';
import type { AuditRecord, InvoiceRecord } from './collections.ts';
import { insertStored, type Store } from './database.ts';

/** The next entry of a document's chain, and the head that its invoice record must then carry. */
export function nextEntry(
  head: InvoiceRecord['auditHead'] | undefined,
  body: Omit<AuditBody, 'seq'>,
): { readonly entry: AuditEntry; readonly auditHead: InvoiceRecord['auditHead'] } {
  const entry = chainEntry(head, body);
  return { entry, auditHead: { seq: entry.seq, hash: entry.hash } };
}

/** Writes entries; a second entry at one place of a chain is refused by the unique index and ends the transaction. */
export async function insertEntries(
  { collections }: Store,
  entries: readonly AuditEntry[],
  session: ClientSession,
): Promise<void> {
  const records = entries.map((entry): AuditRecord => ({ _id: `${entry.documentId}/${entry.seq}`, ...entry }));
  await insertStored(collections.audit, records, session);
}
