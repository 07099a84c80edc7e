import { WithStartWorkflowOperation } from '@temporalio/client';
import { dayOf } from '../domain/calendar.ts';
import { correctionWorkflowId } from '../workflows/contract.ts';
import { aRequest, put } from '../test/support/documents.ts';
import { median, perSecond, service, type Ground } from './ground.ts';
import { startNoopWorker } from './noop-worker.ts';
import { noopUpdate, noopWorkflow } from './noop-workflow.ts';

/**
 * Applied cancellations per second, everything committed, against update-with-start and one no-op local activity, on the same
 * server, the two in turn.
 */
const rounds = 7;
const perRound = 100;
const inFlight = 8;

export async function measureThroughput(ground: Ground, say: (line: string) => void): Promise<readonly string[]> {
  const noop = await startNoopWorker(ground);
  const ratios: number[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const floor = await noopsPerSecond(ground, round);
      const ours = await correctionsPerSecond(ground, round);
      if (round === 0) continue; // warm-up
      ratios.push(ours / floor);
      say(
        `round ${round}: ${ours.toFixed(1)} corrections/s, ${floor.toFixed(1)} no-ops/s, ratio ${(ours / floor).toFixed(3)}`,
      );
    }
  } finally {
    await noop.stop();
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  const events = (await ground.client.workflow.getHandle(correctionWorkflowId('DE100:b1-0')).fetchHistory()).events
    ?.length;
  return [
    `| applied cancellations per second / no-op floor (${rounds} rounds of ${perRound}, ${inFlight} in flight) | median ${median(ratios).toFixed(3)} (${sorted[0]?.toFixed(3)} to ${sorted.at(-1)?.toFixed(3)}) | 0.75, goal 0.80 |`,
    `| history events, auto | ${events} | 9 |`,
  ];
}

async function correctionsPerSecond({ store, gateway }: Ground, round: number): Promise<number> {
  const ids: string[] = [];
  for (let n = 0; n < perRound; n += 1)
    ids.push(await put(store, { number: `b${round}-${n}`, buyerId: `b${round}-${n}`, issueDate: dayOf(new Date()) }));
  const tasks = ids.map((id) => async () => {
    const answer = await gateway.submit(aRequest(id, { by: service }));
    if (answer.kind !== 'view' || answer.view.state !== 'applied')
      throw new Error(`not applied: ${JSON.stringify(answer)}`);
  });
  return perSecond(tasks, inFlight);
}

async function noopsPerSecond({ client }: Ground, round: number): Promise<number> {
  const tasks = Array.from({ length: perRound }, (_, n) => async () => {
    const id = `noop-${round}-${n}`;
    const startWorkflowOperation = new WithStartWorkflowOperation(noopWorkflow, {
      workflowId: id,
      taskQueue: 'noop',
      args: [id],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    await client.workflow.executeUpdateWithStart(noopUpdate, { args: [id], startWorkflowOperation });
  });
  return perSecond(tasks, inFlight);
}
