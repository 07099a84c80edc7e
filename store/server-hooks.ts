import { MongoClient, MongoServerError } from 'mongodb';
import { identityOf, type ServerIdentity } from './probe.ts';

const alreadyInitialised = 23;

/** What starting a MongoDB server needs of the driver, for `stack/`, which has none of its own. Each gives up within 2 s. */
export const mongoHooks = {
  /**
   * Makes a mongod the one member of its replica set. A set that knows the member under another port is reconfigured by
   * force: a member that does not find itself in its own configuration never becomes primary.
   */
  async initiateReplicaSet(uri: string, replicaSet: string, host: string): Promise<void> {
    const config = { _id: replicaSet, members: [{ _id: 0, host }] };
    await withClient(uri, async (client) => {
      const admin = client.db('admin');
      try {
        await admin.command({ replSetInitiate: config });
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== alreadyInitialised) throw error;
        const { config: current } = await admin.command({ replSetGetConfig: 1 });
        if (current.members?.[0]?.host === host) return;
        await admin.command({ replSetReconfig: { ...config, version: Number(current.version) + 1 }, force: true });
      }
    });
  },
  isWritablePrimary: (uri: string): Promise<boolean> =>
    withClient(uri, async (client) => (await client.db('admin').command({ hello: 1 }))['isWritablePrimary'] === true),
  buildInfo: (uri: string): Promise<ServerIdentity> => withClient(uri, identityOf),
};

async function withClient<T>(uri: string, run: (client: MongoClient) => Promise<T>): Promise<T> {
  // Direct: a set that is not initiated yet has no primary to be found.
  const client = new MongoClient(uri, { directConnection: true, serverSelectionTimeoutMS: 1_500 });
  try {
    return await run(client);
  } finally {
    await client.close();
  }
}
