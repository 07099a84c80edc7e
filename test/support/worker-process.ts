import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { World } from './world.ts';

const script = fileURLToPath(new URL('../../bench/worker-process.ts', import.meta.url));

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Resolves when the process is gone, with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

/** A worker in a process of its own, ready for work; one that `crash`es dies by SIGKILL right after its first commit. */
export async function startWorkerProcess(world: World, mode: 'crash' | 'steady'): Promise<WorkerProcess> {
  const args = [
    inject('temporalAddress'),
    inject('mongodbUri'),
    world.database,
    world.taskQueue,
    inject('bundlePath'),
    mode,
  ];
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('the worker ended before it was ready'))),
  ]);
  return { child, ended };
}
