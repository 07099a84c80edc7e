import { describe, expect, test } from 'vitest';
import type { Store } from '../../store/database.ts';
import { insertStored, writeTogether } from '../../store/database.ts';
import { withSeries } from '../../store/series.ts';
import {
  guardIdsOf,
  isGuardLost,
  release,
  reserve,
  type ExposureKey,
  type Reservation,
} from '../../store/exposures.ts';
import { sumsFor, type Sums } from '../../store/exposure-sums.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ worker: false });
const dayMs = 24 * 3_600_000;
const nowMs = Date.parse('2026-06-01T12:00:00Z');
const now = new Date(nowMs);

const keysOf = (customer: string, person = 'dee', invoice = 'i1'): readonly ExposureKey[] => [
  { key: 'invoice', name: invoice },
  { key: 'customer', name: customer, windowMs: 7 * dayMs },
  { key: 'person', name: person, windowMs: dayMs },
];
const request = (requestId: string, agoMs = 0): Reservation['request'] => ({ requestId, receivedAtMs: nowMs - agoMs });

/** One reservation in a transaction of its own, as the one that records a request makes it. */
async function reserved(store: Store, reservation: Reservation): Promise<void> {
  await store.transact(async (session) => {
    await store.collections.customers.findOne({ _id: 'none' }, { session }); // the bundle is never the first operation
    await writeTogether(store, reserve(store, reservation), session);
  });
}
type Row = readonly [id: string, agoMs: number, baseMinor: number, level: number];
async function put(keys: readonly ExposureKey[], ...rows: readonly Row[]): Promise<void> {
  for (const [id, agoMs, baseMinor, level] of rows) {
    const { guards } = await sumsFor(world.store, { requestId: id, keys }, now);
    await reserved(world.store, { request: request(id, agoMs), keys, guards, baseMinor, level });
  }
}
const seen = async (keys: readonly ExposureKey[], requestId = 'q'): Promise<Sums['sums']> =>
  (await sumsFor(world.store, { requestId, keys }, now)).sums;

describe('sums', () => {
  test('are by key, within its window, by exactly the granted level, newest first', async () => {
    const keys = keysOf('c1', 'p1', 'i1');
    await put(keys, ['a', 10, 100, 0], ['b', dayMs, 200, 0], ['c', 2 * dayMs, 400, 2], ['d', 8 * dayMs, 800, 1]);
    expect(await seen(keys)).toEqual([
      { key: 'invoice', name: 'i1', byLevel: [300, 800, 400], requests: ['a', 'b', 'c', 'd'] },
      { key: 'customer', name: 'c1', byLevel: [300, 0, 400], requests: ['a', 'b', 'c'] },
      { key: 'person', name: 'p1', byLevel: [100], requests: ['a'] },
    ]);
  });

  test('are of other requests, other keys apart, and those that a clock dates ahead', async () => {
    await put(keysOf('c2', 'p2', 'i2'), ['own', 0, 100, 0], ['ahead', -60_000, 7, 0]);
    expect((await seen(keysOf('c2', 'p2', 'i2'), 'own')).map(({ byLevel }) => byLevel)).toEqual([[7], [7], [7]]);
    expect(await seen(keysOf('nobody', 'p3', 'i3'))).toEqual([
      { key: 'invoice', name: 'i3', byLevel: [], requests: [] },
      { key: 'customer', name: 'nobody', byLevel: [], requests: [] },
      { key: 'person', name: 'p3', byLevel: [], requests: [] },
    ]);
    expect(await seen([])).toEqual([]);
  });

  test('name the 20 newest, and stay safe integers', async () => {
    const keys = keysOf('c3', 'p4', 'i4').slice(1, 2);
    const rows = Array.from({ length: 25 }, (_row, n): Row => [`n${n}`, n, Number.MAX_SAFE_INTEGER, n % 3]);
    await put(keys, ...rows);
    const [sum] = await seen(keys);
    expect(sum?.requests).toEqual(rows.slice(0, 20).map(([id]) => id));
    expect(sum?.byLevel).toEqual([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
  });

  test('say so when there are more rows than are ever read', async () => {
    const keys = keysOf('c4').slice(1, 2);
    const rows = Array.from({ length: 10_001 }, (_row, n) => ({ _id: `many${n}`, keys: ['customer:c4'], baseMinor: 1, level: 0, at: now })); // prettier-ignore
    await insertStored(world.store.collections.exposures, rows.slice(0, 10_000));
    expect((await sumsFor(world.store, { requestId: 'q', keys }, now)).isCut).toBe(false);
    await insertStored(world.store.collections.exposures, rows.slice(10_000));
    expect((await sumsFor(world.store, { requestId: 'q', keys }, now)).isCut).toBe(true);
  });

  test('are read by the index', async () => {
    const match = { $match: { keys: 'customer:c1', at: { $gt: new Date(0) } } };
    const stages = [match, { $match: { _id: { $ne: 'q' } } }, { $sort: { at: -1 } }, { $limit: 10 }];
    const plan = JSON.stringify(await world.store.collections.exposures.aggregate(stages).explain('queryPlanner'));
    expect(plan).toContain('"keys_at"');
    expect(plan).not.toContain('COLLSCAN');
  });
});

describe('a reservation', () => {
  test('of another revision takes the place of the first, and one that is released is gone', async () => {
    const keys = keysOf('c5', 'p5', 'i5');
    await put(keys, ['x', 0, 100, 0], ['x', 0, 250, 1]);
    expect((await seen(keys)).map(({ byLevel }) => byLevel)).toEqual([[0, 250], [0, 250], [0, 250]]); // prettier-ignore
    await world.store.transact((session) => release(world.store, 'x', session));
    expect((await seen(keys)).map(({ byLevel }) => byLevel)).toEqual([[], [], []]);
  });

  test('by guards that have moved is lost, and nothing of it is written', async () => {
    const keys = keysOf('c6', 'p6', 'i6');
    const first = await sumsFor(world.store, { requestId: 'a6', keys }, now);
    expect(first.guards).toEqual([{ id: 'customer:c6' }, { id: 'person:p6' }]);
    await reserved(world.store, { request: request('a6'), keys, guards: first.guards, baseMinor: 1, level: 0 });
    const late = reserved(world.store, { request: request('b6'), keys, guards: first.guards, baseMinor: 1, level: 0 });
    await expect(late.catch((error: unknown) => isGuardLost(error))).resolves.toBe(true);
    expect(await world.store.collections.exposures.findOne({ _id: 'b6' })).toBeNull();
    expect((await sumsFor(world.store, { requestId: 'q6', keys }, now)).guards).toEqual([
      { id: 'customer:c6', n: 1 },
      { id: 'person:p6', n: 1 },
    ]);
  });

  test('of 100 at once, from two processes: no two saw the same sums', async () => {
    const saw: number[] = [];
    let lost = 0;
    const one = async (n: number): Promise<void> => {
      const requestId = `race${n}`;
      const keys = keysOf('c7', `p7-${n}`, `i7-${n}`);
      const { sums, guards } = await sumsFor(world.store, { requestId, keys }, now);
      try {
        await reserved(world.store, { request: request(requestId), keys, guards, baseMinor: 400, level: 0 });
        saw.push(sums[1]?.byLevel[0] ?? 0);
      } catch (error) {
        if (!isGuardLost(error)) throw error;
        lost += 1;
        await one(n);
      }
    };
    const process = (n: number): readonly string[] => guardIdsOf(keysOf('c7')).map((id) => `${id}/${n % 2}`);
    await Promise.all(Array.from({ length: 100 }, (_one, n) => withSeries(process(n), () => one(n))));
    expect(saw.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_one, n) => n * 400));
    expect(lost).toBeGreaterThan(0); // they did race
  });
});
