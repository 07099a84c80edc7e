import { WithStartWorkflowOperation } from '@temporalio/client';
import { correctionWorkflowId } from '../workflows/contract.ts';
import { aMessage, runOf } from '../test/support/decisions.ts';
import { aRequest, grossOf, put } from '../test/support/documents.ts';
import { percentile, service, type Ground } from './ground.ts';
import { startNoopWorker } from './noop-worker.ts';
import { noopDecide, noopGate, noopUpdate } from './noop-workflow.ts';

/** Gates of each sort, decided one after the other, in turn: both sorts meet the same moods of the machine. */
const gates = 300;
const warmUp = 20;

/** From the gateway's update call to its answer, decision to applied, against a gate of the same shape with nothing in it. */
export async function measureDecisions(ground: Ground, say: (line: string) => void): Promise<readonly string[]> {
  const noop = await startNoopWorker(ground);
  const [ours, floor]: [number[], number[]] = [[], []];
  try {
    for (let n = 0; n < warmUp + gates; n += 1) {
      const [a, b] = [await timedApproval(ground, n), await timedNoop(ground, n)];
      if (n < warmUp) continue;
      ours.push(a);
      floor.push(b);
    }
  } finally {
    await noop.stop();
  }
  const events = (await ground.client.workflow.getHandle(correctionWorkflowId('DE100:decide-0')).fetchHistory()).events;
  const at = (p: number): string => (percentile(ours, p) / percentile(floor, p)).toFixed(2);
  const ms = (values: readonly number[], p: number): string => percentile(values, p).toFixed(1);
  say(
    `decide to applied: p50 ${ms(ours, 50)} against ${ms(floor, 50)} ms, p99 ${ms(ours, 99)} against ${ms(floor, 99)} ms`,
  );
  return [
    `| decide to applied / same shape with a no-op, p50 of ${gates} | ${at(50)} (${ms(ours, 50)} and ${ms(floor, 50)} ms) | 1.5 |`,
    `| the same, p99 | ${at(99)} (${ms(ours, 99)} and ${ms(floor, 99)} ms) | 2.0 |`,
    `| history events, one step, one approval | ${events?.length} | 18 |`,
  ];
}

async function timedApproval(ground: Ground, n: number): Promise<number> {
  const { store, gateway } = ground;
  const request = aRequest(
    await put(store, { number: `decide-${n}`, buyerId: `decide-${n}`, lines: grossOf('900.00') }),
    { by: service },
  );
  const opened = await gateway.submit(request);
  if (opened.kind !== 'view' || opened.view.state !== 'open') throw new Error(`not open: ${JSON.stringify(opened)}`);
  const message = await aMessage(ground, request, { by: 'ben' });
  const run = await runOf(ground, request);
  const started = performance.now();
  const answer = await gateway.decide(message, run);
  const took = performance.now() - started;
  if (answer.kind !== 'view' || answer.view.state !== 'applied')
    throw new Error(`not applied: ${JSON.stringify(answer)}`);
  return took;
}

async function timedNoop({ client }: Ground, n: number): Promise<number> {
  const workflowId = `noop-gate-${n}`;
  const startWorkflowOperation = new WithStartWorkflowOperation(noopGate, {
    workflowId, taskQueue: 'noop', args: [workflowId], workflowIdConflictPolicy: 'USE_EXISTING',
  }); // prettier-ignore
  await client.workflow.executeUpdateWithStart(noopUpdate, { args: [workflowId], startWorkflowOperation });
  const handle = client.workflow.getHandle(workflowId);
  const started = performance.now();
  await handle.executeUpdate(noopDecide, { args: ['yes'] });
  return performance.now() - started;
}
