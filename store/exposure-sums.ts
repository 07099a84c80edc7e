import type { Document } from 'mongodb';
import { operationMaxMs, type Store } from './database.ts';
import { guardIdsOf, idOf, type ExposureKey, type Guard } from './exposures.ts';

/** What other requests with one key move. */
export interface ExposureSum {
  readonly key: ExposureKey['key'];
  readonly name: string;
  /** By granted level, minor units of the policy's base currency; levels above the last one come to nothing. */
  readonly byLevel: readonly number[];
  /** The newest requests that were counted, newest first, at most 20. */
  readonly requests: readonly string[];
}

export interface Sums {
  readonly sums: readonly ExposureSum[];
  readonly guards: readonly Guard[];
  /** More rows than are ever read: the sums are too low, so the request needs the top level. */
  readonly isCut: boolean;
}

/** How many rows of one key are summed, and how many are named. */
export const rowsMax = 10_000;
const namedMax = 20;

/**
 * What the other requests with these keys move, and the guards that a reservation must still find. The guards are read before
 * the rows: a row that came in between is counted, and its guard then does not fit. Rows of a clock that runs ahead count too.
 */
export async function sumsFor(
  { collections: { exposures, exposure_guards: guards } }: Store,
  { requestId, keys }: { readonly requestId: string; readonly keys: readonly ExposureKey[] },
  now: Date,
): Promise<Sums> {
  const options = { maxTimeMS: operationMaxMs };
  const ids = guardIdsOf(keys);
  const found = ids.length === 0 ? [] : await guards.find({ _id: { $in: [...ids] } }, options).toArray();
  const seen = new Map(found.map(({ _id, n }) => [_id, n]));
  const sums = await Promise.all(
    keys.map(async (key) =>
      summed(key, await exposures.aggregate<LevelSum>(sumOf(key, requestId, now), options).toArray()),
    ),
  );
  return {
    sums: sums.map(({ count: _count, ...sum }) => sum),
    guards: ids.map((id) => ({ id, ...(seen.has(id) ? { n: seen.get(id) ?? 0 } : {}) })),
    isCut: sums.some(({ count }) => count > rowsMax),
  };
}

interface LevelSum {
  readonly level: number;
  readonly sum: number;
  readonly count: number;
  readonly newest: readonly { readonly id: string; readonly at: Date }[];
}

/** Sums per granted level, in the server: what comes back does not grow with the rows. */
const sumOf = (key: ExposureKey, requestId: string, now: Date): Document[] => [
  {
    $match: {
      keys: idOf(key),
      ...(key.windowMs === undefined ? {} : { at: { $gt: new Date(now.getTime() - key.windowMs) } }),
    },
  },
  { $match: { _id: { $ne: requestId } } }, // apart: the stand-in leaves the index for it
  { $sort: { at: -1 } },
  { $limit: rowsMax + 1 },
  {
    $group: {
      _id: '$level',
      sum: { $sum: '$baseMinor' },
      count: { $sum: 1 },
      newest: { $firstN: { n: namedMax, input: { id: '$_id', at: '$at' } } },
    },
  },
  { $project: { _id: 0, level: '$_id', sum: 1, count: 1, newest: 1 } },
];

/** Beyond 2^53 - 1 a sum stays there: it is over every budget. */
function summed({ key, name }: ExposureKey, levels: readonly LevelSum[]): ExposureSum & { readonly count: number } {
  const top = Math.max(-1, ...levels.map(({ level }) => level));
  const byLevel = Array.from({ length: top + 1 }, (_none, index) =>
    Math.min(levels.find(({ level }) => level === index)?.sum ?? 0, Number.MAX_SAFE_INTEGER),
  );
  const newest = levels.flatMap((one) => one.newest).toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const count = levels.reduce((sum, one) => sum + one.count, 0);
  return { key, name, byLevel, requests: newest.slice(0, namedMax).map(({ id }) => id), count };
}
