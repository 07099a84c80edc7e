import { MongoError, MongoServerError, type Db, type MongoClient } from 'mongodb';
import { insertsInto, writeTogether, type Store } from './database.ts';

/** What a server is, from its own mouth: recorded with every report. */
export interface ServerIdentity {
  readonly version: string;
  /** Set on the stand-in for development and tests; never in production. */
  readonly secantusVersion?: string;
  readonly replicaSet?: string;
}

const probeCollection = 'countersign_probe';
const racers = 32;

/**
 * Proves what the correction transaction stands on, before anything is written (guides/stack.md section 1.6), and names
 * each miss; a server that misses one must not be used. Leaves nothing behind. Takes about 0.1 s.
 */
export async function probeStore(store: Store): Promise<readonly string[]> {
  const { db } = store.collections.invoices;
  const run = `${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  const checks: readonly (readonly [name: string, check: () => Promise<boolean>])[] = [
    [
      'the server is part of a replica set',
      async () => (await db.admin().command({ hello: 1 }))['setName'] !== undefined,
    ],
    [
      'a majority write with journal is accepted',
      async () =>
        (await collection(db).insertOne({ _id: `${run}-w` }, { writeConcern: { w: 'majority', journal: true } }))
          .acknowledged,
    ],
    ['an aborted transaction leaves nothing, a committed one everything', () => transactions(store.client, db, run)],
    ['several collections are written in one round trip, all or nothing (MongoDB 8.0)', () => together(store, db, run)],
    [`of ${racers} compare-and-sets exactly one wins`, () => compareAndSet(db, run)],
    ['a second key of the same value is refused (11000)', () => duplicates(db, run)],
    ['two transactions on one document conflict (TransientTransactionError)', () => conflicts(store.client, db, run)],
  ];
  const missed: string[] = [];
  // One after the other: some servers create the collection with the first write only.
  for (const [name, check] of checks) if (!(await check())) missed.push(name);
  await collection(db).deleteMany({ _id: { $gte: run, $lt: `${run}~` } });
  return missed;
}

interface Probe {
  readonly _id: string;
  readonly v?: number;
  readonly unique?: string;
}
const collection = (db: Db) => db.collection<Probe>(probeCollection);

async function transactions(client: MongoClient, db: Db, run: string): Promise<boolean> {
  await client.withSession(async (session) => {
    session.startTransaction();
    await collection(db).insertOne({ _id: `${run}-aborted` }, { session });
    await session.abortTransaction();
    session.startTransaction();
    await collection(db).insertOne({ _id: `${run}-committed` }, { session });
    await session.commitTransaction();
  });
  const present = await collection(db).countDocuments({ _id: `${run}-aborted` });
  return present === 0 && (await collection(db).countDocuments({ _id: `${run}-committed` })) === 1;
}

async function together(store: Store, db: Db, run: string): Promise<boolean> {
  const twice = [`${run}-t1`, `${run}-t1`].map((_id): Probe => ({ _id }));
  const attempt = (documents: readonly Probe[]): Promise<void> =>
    store.transact(async (session) => {
      await collection(db).insertOne({ _id: `${run}-t0` }, { session });
      await writeTogether(store, insertsInto(collection(db), documents), session);
    });
  try {
    await attempt(twice);
    return false;
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
  }
  if ((await collection(db).countDocuments({ _id: { $in: [`${run}-t0`, `${run}-t1`] } })) !== 0) return false;
  await attempt(twice.slice(1));
  return (await collection(db).countDocuments({ _id: { $in: [`${run}-t0`, `${run}-t1`] } })) === 2;
}

async function compareAndSet(db: Db, run: string): Promise<boolean> {
  const _id = `${run}-cas`;
  await collection(db).insertOne({ _id, v: 0 });
  const results = await Promise.all(
    Array.from({ length: racers }, () => collection(db).updateOne({ _id, v: 0 }, { $inc: { v: 1 } })),
  );
  return results.filter(({ modifiedCount }) => modifiedCount === 1).length === 1;
}

async function duplicates(db: Db, run: string): Promise<boolean> {
  await collection(db).createIndex(
    { unique: 1 },
    { unique: true, partialFilterExpression: { unique: { $exists: true } }, name: 'unique' },
  );
  await collection(db).insertMany([
    { _id: `${run}-1`, unique: run },
    { _id: `${run}-2`, unique: `${run}-2` },
  ]);
  return (
    (await isRefused(11000, () => collection(db).insertOne({ _id: `${run}-1` }))) &&
    (await isRefused(11000, () => collection(db).updateOne({ _id: `${run}-2` }, { $set: { unique: run } })))
  );
}

async function conflicts(client: MongoClient, db: Db, run: string): Promise<boolean> {
  const _id = `${run}-conflict`;
  await collection(db).insertOne({ _id, v: 0 });
  return client.withSession((first) =>
    client.withSession(async (second) => {
      first.startTransaction();
      second.startTransaction();
      await collection(db).updateOne({ _id }, { $inc: { v: 1 } }, { session: first });
      const refused = await isRefused(
        112,
        () => collection(db).updateOne({ _id }, { $inc: { v: 1 } }, { session: second }),
        'TransientTransactionError',
      );
      await second.abortTransaction();
      await first.commitTransaction();
      return refused;
    }),
  );
}

async function isRefused(code: number, run: () => Promise<unknown>, label?: string): Promise<boolean> {
  try {
    await run();
    return false;
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    return error.code === code && (label === undefined || error.hasErrorLabel(label));
  }
}

export async function identityOf(client: MongoClient): Promise<ServerIdentity> {
  const admin = client.db('admin');
  const [info, hello] = await Promise.all([admin.command({ buildInfo: 1 }), admin.command({ hello: 1 })]);
  return {
    version: String(info['version']),
    ...(info['secantusVersion'] === undefined ? {} : { secantusVersion: String(info['secantusVersion']) }),
    ...(hello['setName'] === undefined ? {} : { replicaSet: String(hello['setName']) }),
  };
}
