import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { killOnExit } from '../../stack/last-resort.ts';
import type { Roster } from '../../stack/roster.ts';

/** A process of ours: worker or gateway. */
export interface ChildPlan {
  readonly name: 'worker' | 'gateway';
  /** Loaded before the file: `follow-parent.ts`. */
  readonly preload: string;
  /** The file, and the home, which nobody reads: by it a recorded process is known from a stranger's. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** How long it may take to end after SIGTERM. */
  readonly graceMs: number;
  /** Whether it does its work; asked again and again. */
  isReady(start: ChildStart): Promise<boolean>;
}

/** One start of a child. */
export interface ChildStart {
  readonly pid: number;
  /** True once it has sent a message, whatever it is. */
  spoke(): boolean;
  /** What it has written to its log since the start. */
  output(): string;
  /** How it ended: a signal or an exit code; undefined while it runs. */
  ending(): string | undefined;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  /** Resolved when it is gone. */
  gone(): Promise<void>;
}

const logMaxBytes = 10 * 1024 * 1024;

/** Starts the process, with its output in its log, and records its id for the next `up` should this one be killed. */
export function startChild(plan: ChildPlan, roster: Roster): ChildStart {
  mkdirSync(dirname(plan.logFile), { recursive: true });
  if (sizeOf(plan.logFile) > logMaxBytes) renameSync(plan.logFile, `${plan.logFile}.1`);
  const offset = sizeOf(plan.logFile);
  const output = openSync(plan.logFile, 'a', 0o600);
  // detached: Ctrl-C is for `up` alone, who then ends everything in order. ipc: tells of readiness one way, and by its
  // break of the parent's death the other way.
  const child = spawn(process.execPath, ['--import', plan.preload, ...plan.args], {
    detached: true,
    env: plan.env,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  let spoke = false;
  child.once('message', () => (spoke = true));
  child.on('error', () => undefined); // of the spawn, told by the missing id; of a kill, which then came too late
  const { pid } = child;
  if (pid === undefined) throw new Error(`${process.execPath} does not start`);
  roster.add({ name: plan.name, pid, args: plan.args });
  killOnExit(child);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      roster.remove(pid);
      resolve();
    });
  });
  return {
    pid,
    spoke: () => spoke,
    output: () => readFileSync(plan.logFile).subarray(offset).toString('utf8'),
    ending: () => child.signalCode ?? (child.exitCode === null ? undefined : `exit code ${child.exitCode}`),
    signal: (name) => void child.kill(name),
    gone: () => gone,
  };
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);
