import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGateway } from '../client/gateway.ts';
import { aRequest, put } from '../test/support/documents.ts';
import { perSecond, type Ground } from './ground.ts';

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
  const { stack, store, client } = ground;
  const taskQueue = 'bench-memory';
  const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
  const args = [
    '--expose-gc',
    '--import',
    'tsx',
    script,
    stack.temporal.address,
    stack.mongo.uri,
    'bench',
    taskQueue,
    bundlePath,
    'steady',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const gateway = createGateway({ client, taskQueue, answerWithinMs: 30_000 });
  const taken = new Map<number, { readonly heap: number; readonly rss: number }>();
  try {
    await once(lines, 'line'); // ready
    for (let done = 0; done < last; done += step) {
      const ids: string[] = [];
      for (let n = 0; n < step; n += 1) ids.push(await put(store, { number: `m${done + n}`, sellerId: 'MEM' }));
      await perSecond(ids.map((id) => () => gateway.submit(aRequest(id))), inFlight); // prettier-ignore
      child.kill('SIGHUP');
      const [line] = (await once(lines, 'line')) as [string];
      const [, heap = '0', rss = '0'] = line.split(' ');
      taken.set(done + step, { heap: Number(heap), rss: Number(rss) });
      say(
        `worker after ${done + step} corrections: heap ${megabytes(Number(heap))}, resident ${megabytes(Number(rss))}`,
      );
    }
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  const [early, late] = [taken.get(first), taken.get(last)];
  if (!early || !late) throw new Error('memory was not read');
  const ratio = (of: 'heap' | 'rss'): string => (late[of] / early[of]).toFixed(3);
  return [
    `| worker memory after ${last} corrections / after ${first} | resident ${ratio('rss')} (${megabytes(early.rss)} to ${megabytes(late.rss)}), heap ${ratio('heap')} | 1.10 |`,
  ];
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;
