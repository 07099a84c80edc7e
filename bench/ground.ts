import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { readConfig } from '../config.ts';
import { createGateway } from '../client/gateway.ts';
import { stackSettings } from '../client/local/stack-settings.ts';
import { startStack, type Stack } from '../stack/start.ts';
import { openStore } from '../store/database.ts';
import { activePrincipals } from '../store/people.ts';
import { mongoHooks } from '../store/server-hooks.ts';
import { createWorker } from '../worker/create-worker.ts';
import { prepareStore, signing, type SignedWorld } from '../test/support/signed-world.ts';
import type { Principal } from '../domain/principal.ts';
import type { Policy } from '../domain/policy.ts';
import { searchAttributeTypes } from '../workflows/contract.ts';

/** Servers, a store and a running worker for one benchmark; `close` ends and removes everything. */
export interface Ground extends SignedWorld {
  readonly stack: Stack;
  readonly client: Client;
  /** Which servers and which machine: stands above every figure. */
  readonly identity: readonly string[];
  close(): Promise<void>;
}

const taskQueue = 'bench';

/** Asks for everything: services have no budget of their own, so that no figure is about splitting. */
export const service: Principal = { id: 'billing', type: 'service', roles: [{ role: 'requester' }] };

export async function prepareGround(bundle: string, policy: Policy): Promise<Ground> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  const settings = stackSettings({ ...readConfig(), home });
  const stack = await startStack({
    settings,
    searchAttributes: searchAttributeTypes,
    mode: 'fault',
    mongo: mongoHooks,
    log: () => undefined,
  });
  const store = await openStore({ uri: stack.mongo.uri, database: 'bench' });
  const ours = await prepareStore(store, policy);
  const { address } = stack.temporal;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const { worker, close } = await createWorker({
    address, namespace: 'default', taskQueue, store, people: () => activePrincipals(store, new Date()), nowMs: () => Date.now(), workflowBundle: { code: bundle },
  }); // prettier-ignore
  const running = worker.run();
  return {
    stack,
    ...ours,
    client,
    gateway: signing(createGateway({ client, taskQueue, answerWithinMs: 30_000 }), ours),
    identity: [...stack.describe().split('\n'), `Node ${process.version}, ${cpus().length} cores`],
    async close() {
      worker.shutdown();
      await running;
      await close();
      await connection.close();
      await store.close();
      await stack.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Runs the tasks, so many at once; answers how many were done in a second. */
export async function perSecond(tasks: readonly (() => Promise<unknown>)[], inFlight: number): Promise<number> {
  const queue = [...tasks];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let task = queue.shift(); task; task = queue.shift()) await task();
    }),
  );
  return tasks.length / ((performance.now() - started) / 1_000);
}

/** The value that so many percent of the values are at most. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.ceil((sorted.length * percent) / 100), sorted.length) - 1] ?? Number.NaN;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
