import { signing } from '../test/support/signed-world.ts';
import { aRequest, grossOf, put } from '../test/support/documents.ts';
import { createGateway } from '../client/gateway.ts';
import { perSecond, service, type Ground } from './ground.ts';
import { startMeasuredWorker, megabytes } from './measured-worker.ts';

const few = 100;
const many = 10_000;
const inFlight = 12;

/**
 * Memory of a worker of its own with 10,000 requests that wait for people against that with 100, both with the cache of the
 * product (at most 500 runs): what waits must cost the store, not the worker.
 */
export async function measureOpenApprovals(
  ground: Ground,
  bundlePath: string,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const { store, client } = ground;
  const taskQueue = 'bench-open';
  const worker = await startMeasuredWorker(ground, taskQueue, bundlePath);
  const gateway = signing(createGateway({ client, taskQueue, answerWithinMs: 30_000 }), ground);
  const open = async (from: number, to: number): Promise<void> => {
    const tasks = Array.from({ length: to - from }, (_, n) => async () => {
      const number = `open-${from + n}`;
      const id = await put(store, { number, buyerId: number, lines: grossOf('900.00') });
      const answer = await gateway.submit(aRequest(id, { by: service }));
      if (answer.kind !== 'view' || answer.view.state !== 'open')
        throw new Error(`not open: ${JSON.stringify(answer)}`);
    });
    await perSecond(tasks, inFlight);
  };
  try {
    await open(0, few);
    const early = await worker.memory();
    say(`worker with ${few} open approvals: heap ${megabytes(early.heap)}, resident ${megabytes(early.rss)}`);
    await open(few, many);
    const late = await worker.memory();
    say(`worker with ${many} open approvals: heap ${megabytes(late.heap)}, resident ${megabytes(late.rss)}`);
    const ratio = (of: 'heap' | 'rss'): string => (late[of] / early[of]).toFixed(2);
    return [
      `| worker memory with ${many} open approvals / with ${few}, same cache | resident ${ratio('rss')} (${megabytes(early.rss)} to ${megabytes(late.rss)}), heap ${ratio('heap')} | 1.25 |`,
    ];
  } finally {
    await worker.stop();
  }
}
