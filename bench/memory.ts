import { dayOf } from '../domain/calendar.ts';
import { createGateway } from '../client/gateway.ts';
import { signing } from '../test/support/signed-world.ts';
import { aRequest, put } from '../test/support/documents.ts';
import { perSecond, service, type Ground } from './ground.ts';
import { megabytes, startMeasuredWorker, type Memory } from './measured-worker.ts';

const first = 2_000;
const last = 10_000;
const step = 1_000;
const inFlight = 8;

/** Memory of a worker of its own after 10,000 applied corrections against that after 2,000: nothing may pile up. */
export async function measureMemory(
  ground: Ground,
  bundlePath: string,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const { store, client } = ground;
  const taskQueue = 'bench-memory';
  const worker = await startMeasuredWorker(ground, taskQueue, bundlePath);
  const gateway = signing(createGateway({ client, taskQueue, answerWithinMs: 30_000 }), ground);
  const taken = new Map<number, Memory>();
  try {
    for (let done = 0; done < last; done += step) {
      const ids: string[] = [];
      for (let n = 0; n < step; n += 1) ids.push(await put(store, { number: `m${done + n}`, buyerId: `m${done + n}`, issueDate: dayOf(new Date()), sellerId: 'MEM' })); // prettier-ignore
      await perSecond(ids.map((id) => () => gateway.submit(aRequest(id, { by: service }))), inFlight); // prettier-ignore
      const { heap, rss } = await worker.memory();
      taken.set(done + step, { heap, rss });
      say(`worker after ${done + step} corrections: heap ${megabytes(heap)}, resident ${megabytes(rss)}`);
    }
  } finally {
    await worker.stop();
  }
  const [early, late] = [taken.get(first), taken.get(last)];
  if (!early || !late) throw new Error('memory was not read');
  const ratio = (of: keyof Memory): string => (late[of] / early[of]).toFixed(3);
  return [
    `| worker memory after ${last} corrections / after ${first} | resident ${ratio('rss')} (${megabytes(early.rss)} to ${megabytes(late.rss)}), heap ${ratio('heap')} | 1.10 |`,
  ];
}
