import { collectionNames, indexes, type Collections } from './collections.ts';
import { toStored, type Store } from './database.ts';
import { keptIn, signerFields } from './signers.ts';
import { validators } from './validators.ts';

interface Migration {
  readonly id: number;
  readonly name: string;
  readonly run: (store: Store) => Promise<void>;
}

/** Numbered scripts, each run once in order and safe to repeat: one that was cut off is simply run again. */
const migrations: readonly Migration[] = [
  { id: 1, name: 'collections, validators and indexes', run: createCollections },
  { id: 2, name: 'keys of services and the directory log', run: createCollections },
  { id: 3, name: 'drafts, payments, payouts and versions', run: withoutNumberIndex },
  { id: 4, name: 'who changed the settings', run: createCollections },
  { id: 5, name: 'approvals: people, policies, proofs, exposures', run: withPolicy },
  { id: 6, name: 'the console: sessions, sign-ins, inboxes by role, searches', run: withConsole },
  { id: 7, name: 'messages: their channels, and who wants a digest', run: withChannels },
];

/** Who must sign stood in the settings; the policy says so now. Requests of before have no signed log. */
async function withPolicy(store: Store): Promise<void> {
  await createCollections(store);
  const { settings, corrections } = store.collections;
  await settings.updateMany({}, { $unset: { 'settings.approval': '' } });
  await corrections.updateMany({ log: { $exists: false } }, { $set: { log: [] } });
}

/** Sessions of before were the command line's. */
async function withConsole(store: Store): Promise<void> {
  await createCollections(store);
  await store.collections.sessions.updateMany({ via: { $exists: false } }, { $set: { via: 'cli' } });
  await dropIndexes(store, ['state_due', 'received']);
  await withSigners(store);
}

/** What waits says by which inboxes it is found. */
async function withSigners({ collections: { corrections } }: Store): Promise<void> {
  for await (const record of corrections.find({ outcome: { $exists: false } }, { sort: { _id: 1 } })) {
    const kept = keptIn(record);
    if (kept) await corrections.updateOne({ _id: record._id }, { $set: toStored(signerFields(kept)) });
  }
}

/** Indexes on corrections that no query uses any more. */
async function dropIndexes({ collections: { corrections } }: Store, names: readonly string[]): Promise<void> {
  const present = new Set((await corrections.indexes()).map((index) => index.name));
  for (const name of names) if (present.has(name)) await corrections.dropIndex(name);
}

/** Messages of before were all mail. */
async function withChannels(store: Store): Promise<void> {
  await createCollections(store);
  await store.collections.outbox.updateMany({ channel: { $exists: false } }, { $set: { channel: 'mail' } });
}

/** The index of before drafts let no two documents of a seller be without a number. */
async function withoutNumberIndex(store: Store): Promise<void> {
  const { invoices } = store.collections;
  const names = await invoices.indexes().then((all) => all.map((index) => index.name));
  if (names.includes('number_seller')) await invoices.dropIndex('number_seller');
  await createCollections(store);
}

/** Everything that is missing; what is there gets its current validator. */
async function createCollections(store: Store): Promise<void> {
  const db = store.collections.invoices.db;
  const existing = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  for (const name of collectionNames) {
    const schema = validators[name];
    const options = schema ? { validator: { $jsonSchema: schema } } : {};
    if (!existing.has(name)) await db.createCollection(name, options);
    else if (schema) await db.command({ collMod: name, ...options });
    for (const { name: indexName, key, options: indexOptions } of indexes[name] ?? [])
      await store.collections[name].createIndex(key, { ...indexOptions, name: indexName });
  }
}

/** Runs what has not run yet; answers the names of what it ran. */
export async function migrate(store: Store, now: Date): Promise<readonly string[]> {
  const { migrations: done } = store.collections;
  const ran: string[] = [];
  for (const { id, name, run } of migrations) {
    if (await done.findOne({ _id: id })) continue;
    await run(store);
    await done.updateOne({ _id: id }, { $set: { name, at: now } }, { upsert: true });
    ran.push(`${id} ${name}`);
  }
  return ran;
}

/** What stands between this database and this code: migrations that have not run, indexes that are missing. */
export async function whyNotCurrent(store: Store): Promise<readonly string[]> {
  const ids = new Set((await store.collections.migrations.find().toArray()).map(({ _id }) => _id));
  const missing = migrations
    .filter(({ id }) => !ids.has(id))
    .map(({ id, name }) => `migration ${id} (${name}) has not run`);
  if (missing.length > 0) return missing;
  const problems: string[] = [];
  for (const [name, wanted] of Object.entries(indexes) as [
    keyof Collections,
    NonNullable<(typeof indexes)[keyof Collections]>,
  ][]) {
    const present = new Set((await store.collections[name].indexes()).map((index) => index.name));
    problems.push(
      ...wanted.filter((index) => !present.has(index.name)).map((index) => `index ${name}.${index.name} is missing`),
    );
  }
  return problems;
}
