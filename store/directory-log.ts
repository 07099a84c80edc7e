import { operationMaxMs, type Store } from './database.ts';
import type { DirectoryLogRecord } from './directory-records.ts';
import { listMax } from './queries.ts';

/** What was done about somebody, newest first. */
export const directoryLogOf = (
  { collections: { directory_log: trail } }: Store,
  principalId: string,
  limit: number,
): Promise<DirectoryLogRecord[]> =>
  trail
    .find({ principalId }, { sort: { at: -1, _id: -1 }, limit: Math.min(limit, listMax), maxTimeMS: operationMaxMs })
    .toArray();
