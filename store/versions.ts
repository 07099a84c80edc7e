import { operationMaxMs, toStored, type Store } from './database.ts';
import { listMax } from './queries.ts';
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
