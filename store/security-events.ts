import { randomBytes } from 'node:crypto';
import { insertStored, operationMaxMs, type Store } from './database.ts';
import { listMax } from './queries.ts';
import type { SecurityEventRecord } from './approval-records.ts';

/** Longest id that is kept of a message which nobody vouches for. */
const textMax = 200;

/** Notes a message that did not come through the gateway (approvals.md section 5). */
export async function recordSecurityEvent(
  { collections: { security_events: events } }: Store,
  { at, kind, code, ...about }: Omit<SecurityEventRecord, '_id'>,
): Promise<void> {
  const ids = Object.fromEntries(
    Object.entries(about).flatMap(([key, text]) => (text === undefined ? [] : [[key, text.slice(0, textMax)]])),
  );
  const _id = `${String(at.getTime()).padStart(15, '0')}-${randomBytes(8).toString('hex')}`; // ids sort by time
  await insertStored(events, [{ _id, at, kind, code, ...ids }]);
}

/** What was noted, newest first; `before` is the id of the last row of the page before. */
export const securityEvents = (
  { collections: { security_events: events } }: Store,
  { limit, before }: { readonly limit: number; readonly before?: string | undefined },
): Promise<SecurityEventRecord[]> =>
  events
    .find(before === undefined ? {} : { _id: { $lt: before } }, {
      sort: { _id: -1 },
      limit: Math.min(limit, listMax),
      maxTimeMS: operationMaxMs,
    })
    .toArray();

/** How many were noted from a moment on, at most `listMax`: enough to alert by. */
export const securityEventsSince = (
  { collections: { security_events: events } }: Store,
  since: Date,
): Promise<number> => events.countDocuments({ at: { $gte: since } }, { limit: listMax, maxTimeMS: operationMaxMs });
