import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { Client } from '@temporalio/client';
import {
  createCorrectionActivities,
  createEventActivities,
  createPolicyActivities,
  createReminderActivities,
  type Submitted,
} from '../activities/index.ts';
import { createGateway, type GatewayAnswer } from '../client/gateway.ts';
import { policyClocks, type PolicyClocks } from '../domain/policy-change.ts';
import type { Principal } from '../domain/principal.ts';
import { verifyNatively } from '../integrations/proof/signer.ts';
import type { Store } from '../store/database.ts';
import { securitySinks } from './security-sinks.ts';
import type { Activities } from '../workflows/contract.ts';

export interface WorkerSettings {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly store: Store;
  /** Everybody who may act now. */
  readonly people: () => Promise<readonly Principal[]>;
  readonly nowMs: () => number;
  /** The prebuilt bundle's file, or its code. */
  readonly workflowBundle: NonNullable<WorkerOptions['workflowBundle']>;
  /** How long people have for a version of the policy; shorter in tests. */
  readonly policyClocks?: PolicyClocks;
  /** What tests vary: debugMode, cache size. */
  readonly overrides?: Partial<WorkerOptions>;
}

export interface CorrectionsWorker {
  readonly worker: Worker;
  /** Closes the connections; after the worker has ended. */
  readonly close: () => Promise<void>;
}

/** Local activities run in the store's pool of 32 connections; some stay for the delivery loop and the probe. */
const localActivitiesMax = 24;
const answerWithinMs = 5_000;

/** Builds the worker over its collaborators; the caller runs it, and closes the store after it. */
export async function createWorker(settings: WorkerSettings): Promise<CorrectionsWorker> {
  const { address, namespace, taskQueue, store, people, nowMs, workflowBundle, overrides } = settings;
  const connection = await NativeConnection.connect({ address });
  const gateway = createGateway({ client: new Client({ connection, namespace }), taskQueue, answerWithinMs });
  const deps = { store, people, nowMs, verify: verifyNatively };
  const activities: Activities = {
    ...createCorrectionActivities(deps),
    ...createReminderActivities(deps),
    ...createPolicyActivities({ ...deps, policyClocks: settings.policyClocks ?? policyClocks }),
    ...createEventActivities({ ...deps, submit: async (request) => submitted(await gateway.submit(request)) }),
  };
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle,
    activities,
    sinks: securitySinks(store, nowMs),
    maxConcurrentLocalActivityExecutions: localActivitiesMax,
    maxConcurrentWorkflowTaskExecutions: localActivitiesMax, // more would wait for a slot and burn the task's time
    // A cached run that waits takes about 0.27 MB: 10,000 open approvals must not cost much more memory than 100.
    maxCachedWorkflows: 300,
    // After a kill -9 the next decision waits for this long on the dead worker's queue (guides/temporal.md trap 11).
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: '20s',
    shutdownForceTime: '30s',
    ...overrides,
  });
  return { worker, close: () => connection.close() };
}

/** For an event another request on the invoice is a reason to wait; every other refusal comes as an outcome. */
function submitted(answer: GatewayAnswer): Submitted {
  switch (answer.kind) {
    case 'view':
      return answer;
    case 'unknown':
      return answer;
    case 'refused':
      return { kind: 'busy' };
  }
}
