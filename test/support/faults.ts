import { expect } from 'vitest';
import { untilState } from './decisions.ts';
import { aRequest, put } from './documents.ts';
import { startWorkerProcess } from './worker-process.ts';
import type { World } from './world.ts';

/** Kills a worker right after the store's commit, so many times; each request must end as exactly one cancellation. */
export async function killsBetweenCommitAndCompletion(world: World, times: number): Promise<void> {
  for (let round = 0; round < times; round += 1) {
    const invoiceId = await put(world.store, { number: `commit-kill-${round}` });
    const doomed = await startWorkerProcess(world, 'crash');
    const request = aRequest(invoiceId);
    const first = world.gateway.submit(request);
    expect(await doomed.ended).toBe('SIGKILL');
    // The commit is there, the completion is not.
    expect(await world.store.collections.invoices.findOne({ _id: invoiceId })).toMatchObject({ status: 'canceled' });
    const next = await startWorkerProcess(world, 'steady');
    try {
      const view = await untilState(world, invoiceId, 'applied');
      await first;
      expect(await world.gateway.submit(request)).toEqual({ kind: 'view', view });
    } finally {
      next.child.kill('SIGTERM');
      await next.ended;
    }
    expect(await world.store.collections.invoices.countDocuments({ 'links.cancels': invoiceId })).toBe(1);
    expect(await world.store.collections.invoices.findOne({ _id: invoiceId })).toMatchObject({
      version: 2,
      balanceMinor: 0,
    });
  }
  console.log(`${times} kills between commit and completion: ${times} cancellations, 0 duplicates`);
}
