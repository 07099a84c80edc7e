import { MongoClientBulkWriteError, type ClientSession } from 'mongodb';
import type { CorrectionRequest } from '../domain/request.ts';
import { toStored, type Store, type Write } from './database.ts';

/** What sums are kept of (approvals.md section 2.4): the window is the policy's, ms; none means for ever. */
export interface ExposureKey {
  readonly key: 'invoice' | 'customer' | 'person';
  readonly name: string;
  readonly windowMs?: number;
}

/** A guard as it was seen; without `n` there was none yet. */
export interface Guard {
  readonly id: string;
  readonly n?: number;
}

/** Services have no person key; an agent counts for each of its owners. */
export const personsOf = ({ requester, requesters }: Pick<CorrectionRequest, 'requester' | 'requesters'>): readonly string[] =>
  requester.type === 'service' ? [] : requester.type === 'person' ? [requester.id.toLowerCase()] : requesters; // prettier-ignore

export const idOf = ({ key, name }: ExposureKey): string => `${key}:${name}`;

/**
 * The guards of keys; an invoice needs none, because one request at a time waits on it and its version is compared when it
 * changes. An evaluation that runs inside `withSeries(guardIdsOf(keys), …)` meets only other processes (measured without it: of
 * 100 at once the last was at its 58th attempt).
 */
export const guardIdsOf = (keys: readonly ExposureKey[]): readonly string[] =>
  keys.filter(({ key }) => key !== 'invoice').map(idOf);

export interface Reservation {
  readonly request: Pick<CorrectionRequest, 'requestId' | 'receivedAtMs'>;
  readonly keys: readonly ExposureKey[];
  /** As `sumsFor` saw them when the level was found. */
  readonly guards: readonly Guard[];
  readonly baseMinor: number;
  /** Index of the granted level in the policy's ladder. */
  readonly level: number;
}

/**
 * Writes that reserve an exposure, for the transaction that records the request; one of another revision is replaced. A guard
 * that is not as it was seen is a duplicate key (`isGuardLost`): the transaction ends, and the evaluation starts again.
 */
export function reserve(
  { collections: { exposures, exposure_guards: guards } }: Store,
  { request, keys, guards: seen, baseMinor, level }: Reservation,
): readonly Write[] {
  const row = { keys: keys.map(idOf), baseMinor, level, at: new Date(request.receivedAtMs) };
  return [
    ...seen.map(({ id, n }) => ({
      name: 'updateOne' as const,
      namespace: guards.namespace,
      filter: { _id: id, n: n === undefined ? { $exists: false } : toStored(n) },
      update: { $inc: { n: toStored(1) } },
      upsert: true,
    })),
    {
      name: 'updateOne',
      namespace: exposures.namespace,
      filter: { _id: request.requestId },
      update: { $set: toStored(row) },
      upsert: true,
    },
  ];
}

/** A request that ended unapplied counts no more. Needs no guard: who still sees it asks for too much, never for too little. */
export async function release(
  { collections: { exposures } }: Store,
  requestId: string,
  session: ClientSession,
): Promise<void> {
  await exposures.deleteOne({ _id: requestId }, { session });
}

/**
 * Whether a transaction ended because another request reserved under one of its keys first. A duplicate key may also be our own
 * repeat: the ledger is read before the evaluation starts again.
 */
export const isGuardLost = (error: unknown): boolean =>
  error instanceof MongoClientBulkWriteError && [...error.writeErrors.values()].some(({ code }) => code === 11_000);
