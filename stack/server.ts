import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StackError, reasonOf } from './errors.ts';
import { killOnExit } from './last-resort.ts';
import type { Place } from './place.ts';
import { areFree, freePort } from './ports.ts';
import type { Log } from './settings.ts';
import { until, within } from './wait.ts';

/** How to start one server and how to see that it is ready. */
export interface ServerPlan {
  readonly name: 'temporal' | 'mongo';
  readonly file: string;
  /** PATH is all the environment a server gets: neither asks for more, and both read settings from variables. */
  readonly path: string;
  /** Tried first (the usual one, or that of an earlier start). */
  readonly preferredPort?: number | undefined;
  /** Every port taken, as distances from the main one. */
  readonly portOffsets: readonly number[];
  argsFor(port: number): readonly string[];
  /** Resolves when the server does its work, not just listens; `exited` says that waiting on is pointless. */
  ready(port: number, exited: () => boolean): Promise<void>;
}

/** A server that this process started: only its own id is ever signalled. */
export interface RunningServer {
  readonly port: number;
  /** Undefined while it is down. */
  pid(): number | undefined;
  /** kill -9, resolved when it is gone. */
  kill(): Promise<void>;
  /** kill -9 if it runs, then a start on the same port and data, resolved when ready. */
  restart(): Promise<void>;
  /** SIGTERM, after 5 s SIGKILL. */
  stop(): Promise<void>;
}

const PORT_TRIES = 5;
const TERM_LIMIT_MS = 5_000;
const LOG_MAX_BYTES = 10 * 1024 * 1024;

/**
 * Starts a server on its preferred port or a free one and waits until it is ready.
 *
 * @throws StackError SERVER_NOT_READY with the last lines of its log, PORT_TAKEN after five clashes
 */
export async function launch(plan: ServerPlan, place: Place, log: Log): Promise<RunningServer> {
  const preferred = plan.preferredPort;
  for (let attempt = 0; attempt < PORT_TRIES; attempt += 1) {
    const usePreferred = attempt === 0 && preferred !== undefined && (await areFree(preferred, plan.portOffsets));
    const port = usePreferred ? preferred : await freePort(plan.portOffsets);
    if (attempt === 0 && preferred !== undefined && !usePreferred)
      log(`${plan.name} uses port ${port}: ${portsOf(plan, preferred)} is taken.`);
    const child = await startOn(plan, port, place);
    if (child !== 'clash') return running(plan, port, place, log, child);
  }
  throw new StackError('PORT_TAKEN', `${plan.name}: ${PORT_TRIES} ports in a row were taken by other programs.`, [
    'try again',
  ]);
}

function running(plan: ServerPlan, port: number, place: Place, log: Log, first: ChildProcess): RunningServer {
  let child = first;
  let asked = false; // an exit we asked for is no news
  const watch = () =>
    child.once('exit', (code, name) => {
      if (!asked) log(`${plan.name} ended by itself (${name ?? `exit code ${code}`}); its log is in ${place.logsDir}`);
    });
  const kill = async () => {
    asked = true;
    child.kill('SIGKILL');
    await exitOf(child);
  };
  watch();
  return {
    port,
    pid: () => (hasExited(child) ? undefined : child.pid),
    kill,
    async restart() {
      await kill();
      await until(`port ${port}`, () => areFree(port, plan.portOffsets), { limitMs: 10_000 });
      const next = await startOn(plan, port, place);
      if (next === 'clash')
        throw new StackError('PORT_TAKEN', `${plan.name}: port ${port} was taken while it was down.`);
      child = next;
      asked = false;
      watch();
    },
    async stop() {
      if (hasExited(child)) return;
      asked = true;
      child.kill('SIGTERM');
      await within(TERM_LIMIT_MS, `stop of ${plan.name}`, exitOf(child)).catch(kill);
    },
  };
}

async function startOn(plan: ServerPlan, port: number, place: Place): Promise<ChildProcess | 'clash'> {
  const logFile = join(place.logsDir, `${plan.name}.log`);
  const child = await spawnRecorded(plan, plan.argsFor(port), place, logFile);
  try {
    const ready = plan.ready(port, () => hasExited(child));
    ready.catch(() => undefined); // lost the race: told below
    // A driver may wait long for somebody who is not our server; that ours has exited is known at once.
    await Promise.race([ready, exitOf(child)]);
    // Ready but exited: whoever answered on that port was not our server.
    if (hasExited(child)) throw new Error('it exited');
  } catch (error) {
    const exited = hasExited(child);
    child.kill('SIGKILL');
    await exitOf(child);
    if (exited && !(await areFree(port, plan.portOffsets))) return 'clash';
    if (error instanceof StackError) throw error;
    throw new StackError(
      'SERVER_NOT_READY',
      `${plan.name} did not get ready: ${reasonOf(error)}.\n${tailOf(logFile)}`.trim(),
      [`less ${logFile}`],
      error,
    );
  }
  return child;
}

async function spawnRecorded(plan: ServerPlan, args: readonly string[], place: Place, logFile: string) {
  if (existsSync(logFile) && statSync(logFile).size > LOG_MAX_BYTES) renameSync(logFile, `${logFile}.1`);
  // To a file, not a pipe: a server whose parent dies must not die of the broken pipe halfway through a write.
  const output = openSync(logFile, 'a');
  // detached = a process group of its own, so Ctrl-C reaches the caller alone, who then stops in order.
  const child = spawn(plan.file, args, {
    cwd: place.dir,
    detached: true,
    env: { PATH: plan.path },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const { pid } = child;
  if (pid === undefined) {
    const error = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new StackError('SERVER_NOT_READY', `${plan.name}: ${plan.file} does not start: ${error.message}`, [], error);
  }
  place.roster.add({ name: plan.name, pid, args });
  killOnExit(child);
  child.once('exit', () => place.roster.remove(pid));
  return child;
}

function portsOf(plan: ServerPlan, port: number): string {
  return plan.portOffsets.map((offset) => port + offset).join(' or ');
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (hasExited(child)) return;
  await new Promise((resolve) => child.once('exit', resolve));
}

function tailOf(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n').slice(-2_000);
}
