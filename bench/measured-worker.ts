import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Ground } from './ground.ts';

export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

/** A worker in a process of its own, whose memory can be asked for (bytes, after a garbage collection). */
export async function startMeasuredWorker(
  { stack }: Ground,
  taskQueue: string,
  bundlePath: string,
): Promise<{ memory(): Promise<Memory>; stop(): Promise<void> }> {
  const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
  const args = [stack.temporal.address, stack.mongo.uri, 'bench', taskQueue, bundlePath, 'steady'];
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line'); // ready
  return {
    async memory() {
      const answered = once(lines, 'line');
      child.kill('SIGHUP');
      const [line] = (await answered) as [string];
      const [, heap = '0', rss = '0'] = line.split(' ');
      return { heap: Number(heap), rss: Number(rss) };
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;
