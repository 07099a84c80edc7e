import { MongoClient, MongoServerError } from 'mongodb';
import type { MongoHooks } from '../../../stack/settings.ts';

/** The driver calls that stack/ is handed in production from store/. */
export const mongoHooks: MongoHooks = {
  initiateReplicaSet: (uri, replicaSet, host) =>
    onAdmin(uri, async (client) => {
      const config = { _id: replicaSet, members: [{ _id: 0, host }] };
      try {
        await client.db('admin').command({ replSetInitiate: config });
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.codeName !== 'AlreadyInitialized') throw error;
        const { config: known } = await client.db('admin').command({ replSetGetConfig: 1 });
        if (known.members[0].host === host) return;
        const next = { ...config, version: Number(known.version) + 1, protocolVersion: known.protocolVersion };
        await client.db('admin').command({ replSetReconfig: next, force: true });
      }
    }),
  isWritablePrimary: (uri) =>
    onAdmin(uri, async (client) => (await client.db('admin').command({ hello: 1 })).isWritablePrimary === true),
  buildInfo: (uri) =>
    onAdmin(uri, async (client) => {
      const { version, secantusVersion } = await client.db('admin').command({ buildInfo: 1 });
      return { version: String(version), secantusVersion: secantusVersion && String(secantusVersion) };
    }),
};

/** Runs with a client of its own: hooks are called a few times at start, so no connection is kept. */
export async function onAdmin<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
