import type { DocumentContent } from '../domain/document.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';
import { documentOf, listMax } from './queries.ts';
import type { VersionRecord } from './records.ts';

/** What a document was before its changes in place, the newest first; `below` is the last version of the page before. */
export const versionsOf = (
  { collections: { invoice_versions: versions } }: Store,
  documentId: string,
  { limit, below }: { readonly limit: number; readonly below?: number | undefined },
): Promise<VersionRecord[]> =>
  versions
    .find(
      { documentId, ...(below === undefined ? {} : { version: { $lt: toStored(below) } }) },
      { sort: { version: -1 }, limit: Math.min(limit, listMax), maxTimeMS: operationMaxMs },
    )
    .toArray();

/** What a document said at a version: what its next change in place kept, or what it says still. Undefined when there is none. */
export async function contentAt(
  { collections: { invoices, invoice_versions: versions } }: Store,
  documentId: string,
  version: number,
): Promise<(DocumentContent & { readonly id: string }) | undefined> {
  const [record, kept] = await Promise.all([
    invoices.findOne({ _id: documentId }, { maxTimeMS: operationMaxMs }),
    versions.findOne({ documentId, version: { $gte: toStored(version) } }, { sort: { version: 1 }, maxTimeMS: operationMaxMs }),
  ]);
  return kept ? { id: documentId, ...kept.content } : record ? documentOf(record) : undefined;
} // prettier-ignore
