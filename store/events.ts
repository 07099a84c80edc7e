import type { BusinessEvent, EventOutcome } from '../domain/event-rules.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import { encodeId } from '../domain/canonical.ts';
import type { EventRecord } from './records.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';

const keyOf = (source: string, eventId: string): string => `${encodeId(source)}/${encodeId(eventId)}`;

export const findEvent = (
  { collections: { events } }: Store,
  source: string,
  eventId: string,
): Promise<EventRecord | null> => events.findOne({ _id: keyOf(source, eventId) }, { maxTimeMS: operationMaxMs });

/** Stores an accepted event once, for ever; the answer is the row that stands, which may be another event's. */
export async function recordEvent({ collections: { events } }: Store, event: BusinessEvent): Promise<EventRecord> {
  const $setOnInsert = { event: toStored(event), bodyHash: event.bodyHash, receivedAt: new Date(event.receivedAtMs) };
  const stored = await events.findOneAndUpdate(
    { _id: keyOf(event.source, event.id) },
    { $setOnInsert },
    { upsert: true, returnDocument: 'after' },
  );
  if (!stored) throw new Error('the event row did not come back from its upsert');
  return stored;
}

/** Fixes the requests that an event comes to: the first look counts, so a repeated attempt asks for the same. */
export async function fixRequests(
  { collections: { events } }: Store,
  { source, id }: BusinessEvent,
  requests: readonly CorrectionRequest[],
): Promise<readonly CorrectionRequest[]> {
  const _id = keyOf(source, id);
  await events.updateOne({ _id, requests: { $exists: false } }, { $set: { requests: toStored(requests) } });
  const stored = await events.findOne({ _id });
  return stored?.requests ?? requests;
}

export async function closeEvent(
  { collections: { events } }: Store,
  { source, id }: BusinessEvent,
  outcome: EventOutcome,
): Promise<void> {
  await events.updateOne({ _id: keyOf(source, id) }, { $set: { outcome: toStored(outcome) } });
}
