import {
  Long,
  MongoClient,
  MongoClientBulkWriteError,
  type ClientSession,
  type Collection,
  type Document,
} from 'mongodb';
import { collectionNames, type Collections } from './collections.ts';

/** A connection to one deployment's database. Everything that the other files of this folder do goes through it. */
export interface Store {
  readonly client: MongoClient;
  readonly collections: Collections;
  /** Runs a body in one transaction; the body may run again and must be pure up to its writes (guides/stack.md section 2). */
  transact<T>(body: (session: ClientSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly uri: string;
  readonly database: string;
  /** How long to look for a primary, ms: below the local activities' budget in the worker. */
  readonly serverSelectionTimeoutMs?: number;
}

const poolMax = 32;

/**
 * Connects to the store. Money is written as 64-bit integers and read back as safe integers. Rejects when no primary is found:
 * a driver client whose first connection fails stays closed for ever, so it must not be left to the first operation.
 */
export async function openStore({ uri, database, serverSelectionTimeoutMs = 2_000 }: StoreOptions): Promise<Store> {
  const client = new MongoClient(uri, {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryWrites: true,
    maxPoolSize: poolMax,
    serverSelectionTimeoutMS: serverSelectionTimeoutMs,
    connectTimeoutMS: serverSelectionTimeoutMs,
    socketTimeoutMS: 10_000,
    promoteLongs: true,
    ignoreUndefined: true,
  });
  await client.connect();
  const db = client.db(database);
  const collections = Object.fromEntries(
    collectionNames.map((name) => [name, db.collection(name)]),
  ) as unknown as Collections; // each name's document type stands in Collections
  return {
    client,
    collections,
    transact: (body) => client.withSession((session) => session.withTransaction(() => body(session))),
    close: () => client.close(),
  };
}

/** Upper bound of a single operation on the server, ms: below the local activities' budget. */
export const operationMaxMs = 2_500;

/**
 * Integers as 64-bit for MongoDB: the driver would write a number above 2^31 as a double. Dates and the rest stay.
 * All numbers of our documents are safe integers; anything else throws TypeError.
 */
export function toStored<T>(value: T): T {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not a safe integer`);
    return Long.fromNumber(value) as unknown as T;
  }
  if (Array.isArray(value)) return value.map((item) => toStored<unknown>(item)) as unknown as T;
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Long) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toStored<unknown>(field)])) as T;
}

/** Inserts in the stored form. */
export async function insertStored<D extends Document>(
  collection: Collection<D>,
  documents: readonly D[],
  session?: ClientSession,
): Promise<void> {
  if (documents.length === 0) return;
  await collection.insertMany(documents.map((document) => toStored(document)) as never, session ? { session } : {});
}

/** One write of a bundle: an insert, or an upsert that a record which is closed already turns into a duplicate key. */
export type Write =
  | { readonly name: 'insertOne'; readonly namespace: string; readonly document: Document }
  | {
      readonly name: 'updateOne';
      readonly namespace: string;
      readonly filter: Document;
      readonly update: Document;
      readonly upsert: boolean;
    };

export const insertsInto = <D extends Document>(
  { namespace }: Collection<D>,
  documents: readonly D[],
): readonly Write[] => documents.map((document) => ({ name: 'insertOne', namespace, document: toStored(document) }));

/**
 * Several writes to several collections in one round trip (MongoDB 8.0 and later; the probe asks for it). In a transaction,
 * and not as its first operation. An error comes as the server's own, with the labels that a transaction is repeated by.
 */
export async function writeTogether(
  { client }: Store,
  writes: readonly Write[],
  session: ClientSession,
): Promise<void> {
  try {
    await client.bulkWrite<Record<string, Document>>(writes, { session, ordered: true });
  } catch (error) {
    if (!(error instanceof MongoClientBulkWriteError)) throw error;
    // The stand-in reports a write conflict as an error of one write, without the label that repeats the transaction.
    if ([...error.writeErrors.values()].some(({ code }) => code === writeConflict))
      error.addErrorLabel('TransientTransactionError');
    throw error.cause instanceof Error ? error.cause : error;
  }
}

const writeConflict = 112;
