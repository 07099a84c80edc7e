import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { createGateway } from '../../client/gateway.ts';
import type { PolicyClocks } from '../../domain/policy-change.ts';
import type { Policy } from '../../domain/policy.ts';
import { parseSettings } from '../../domain/settings.ts';
import { checkBooks } from '../../store/check-books.ts';
import { openStore } from '../../store/database.ts';
import { activePrincipals } from '../../store/people.ts';
import { putSettings } from '../../store/settings.ts';
import { lenientPolicy } from './policies.ts';
import { prepareStore, signing, type SignedWorld } from './signed-world.ts';
import { createWorker, type CorrectionsWorker } from '../../worker/create-worker.ts';

export interface WorldOptions {
  /** Settings over the preset `strict`, as `parseSettings` reads them. */
  readonly settings?: unknown;
  /** Who must sign; one signature above 500.00 unless said otherwise. */
  readonly policy?: Policy;
  /** How long people have for a version of the policy. */
  readonly policyClocks?: PolicyClocks;
  readonly worker?: boolean;
  /** What the worker's own clock shows, ms, when it is not right. */
  readonly clockMs?: () => number;
  /** Where the worker finds MongoDB, when not where the tests do: a line that can be cut. */
  readonly workerMongoUri?: () => string;
}

/** A database, a task queue and a worker of their own on the run's servers. */
export interface World extends SignedWorld {
  readonly client: Client;
  readonly taskQueue: string;
  readonly database: string;
  startWorker(): Promise<void>;
  /** Lets the worker finish what it has in hand. */
  stopWorker(): Promise<void>;
}

let worlds = 0;
// The SDK's own lines would bury the tests' output; what goes wrong still shows.
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** Opens a world for the tests of one file; at their end the books are checked and everything is closed again. */
export function useWorld(options: WorldOptions = {}): World {
  let opened: (World & { close(): Promise<void> }) | undefined;
  beforeAll(async () => {
    opened = await openWorld(options);
  });
  afterAll(async () => {
    if (!opened) return;
    const problems = await checkBooks(opened.store, { journal: parseSettings(options.settings ?? {}).journal.enabled });
    await opened.close();
    expect(problems).toEqual([]);
  });
  return new Proxy({} as World, {
    get: (_target, name) => {
      if (!opened) throw new Error('the world opens in beforeAll');
      return Reflect.get(opened, name) as unknown;
    },
  });
}

export async function openWorld({
  settings = {},
  policy = lenientPolicy(),
  policyClocks,
  worker = true,
  clockMs = () => Date.now(),
  workerMongoUri,
}: WorldOptions): Promise<World & { close(): Promise<void> }> {
  worlds += 1;
  const name = `t${process.pid}-${worlds}-${Date.now().toString(36)}`;
  const store = await openStore({ uri: inject('mongodbUri'), database: name });
  const { signer, deployment } = await prepareStore(store, policy);
  await putSettings(store, parseSettings(settings));
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const client = new Client({ connection });
  const workerStore = workerMongoUri ? await openStore({ uri: workerMongoUri(), database: name }) : store;
  let running: { built: CorrectionsWorker; ended: Promise<void> } | undefined;
  const startWorker = async (): Promise<void> => {
    const built = await createWorker({
      address: inject('temporalAddress'),
      namespace: 'default',
      taskQueue: name,
      store: workerStore,
      people: () => activePrincipals(workerStore, new Date(clockMs())),
      nowMs: clockMs,
      workflowBundle: { codePath: inject('bundlePath') },
      ...(policyClocks ? { policyClocks } : {}),
      overrides: { shutdownGraceTime: '5s', shutdownForceTime: '10s' },
    });
    running = { built, ended: built.worker.run() };
  };
  const stopWorker = async (): Promise<void> => {
    if (!running) return;
    const { built, ended } = running;
    running = undefined;
    built.worker.shutdown();
    await ended;
    await built.close();
  };
  if (worker) await startWorker();
  return {
    store,
    client,
    gateway: signing(createGateway({ client, taskQueue: name, answerWithinMs: 30_000 }), { signer, deployment }),
    signer,
    deployment,
    taskQueue: name,
    database: name,
    startWorker,
    stopWorker,
    async close() {
      await stopWorker();
      await terminateRuns(client, name);
      await connection.close();
      if (workerStore !== store) await workerStore.close();
      await store.collections.invoices.db.dropDatabase();
      await store.close();
    },
  };
}

/** Runs that still wait would hold their invoices' ids against the worlds that come after: all share one namespace. */
async function terminateRuns(client: Client, taskQueue: string): Promise<void> {
  const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId, runId } of client.workflow.list({ query }))
    await client.workflow
      .getHandle(workflowId, runId)
      .terminate('its test is over')
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error; // it ended by itself since it was listed
      });
}
