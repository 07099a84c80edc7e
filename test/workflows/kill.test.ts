import { afterEach, expect, test } from 'vitest';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { decide, untilState } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { killsBetweenCommitAndCompletion } from '../support/faults.ts';
import { keepHistory } from '../support/histories.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ worker: false });
const started: WorkerProcess[] = [];
// After each test: a worker left over would take the next one's work.
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});

test('a worker killed with -9 while a request waits: the next one takes the decision', async () => {
  const invoiceId = await put(world.store, { number: 'killed', lines: grossOf('900.00') });
  const request = aRequest(invoiceId);
  const first = await startWorkerProcess(world, 'steady');
  started.push(first);
  expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'open' } });
  first.child.kill('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');
  started.push(await startWorkerProcess(world, 'steady'));
  expect(await decide(world, request, { by: 'ben' })).toMatchObject({ view: { state: 'applied' } });
  await untilState(world, invoiceId, 'applied');
  await keepHistory(world, 'worker-killed-while-waiting', correctionWorkflowId(invoiceId));
});

test('SIGKILL between the commit and the completion, 2 times: 2 cancellations, 0 duplicates (20 in npm run chaos)', async () => {
  await killsBetweenCommitAndCompletion(world, 2);
}, 120_000);
