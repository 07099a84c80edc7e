import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../../stack/wait.ts';

/** The built product, as a user runs it. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));
const cli = join(root, 'dist/client/cli.js');

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** A home of its own. */
export const freshHome = (): string => mkdtempSync(join(tmpdir(), 'countersign-e2e-'));
export const removeHome = (home: string): void => rmSync(home, { recursive: true, force: true, maxRetries: 3 });

/** This environment without anything that would lead away from `home`, but for the cache of server binaries. */
export function environmentOf(home: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const ours = /^(COUNTERSIGN_(?!CACHE$|MONGO$)|TEMPORAL_(?!CLI_PATH$)|MONGODB_|SMTP_|MAIL_|LOG_LEVEL$|NODE_ENV$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(inherited), COUNTERSIGN_HOME: home, ...more };
}

/** Runs one command to its end. */
export function countersign(home: string, words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ran> {
  requireBuild();
  return new Promise((resolve) => {
    const options = { env: environmentOf(home, more), timeout: 60_000, cwd: root };
    const child = execFile(process.execPath, [cli, ...words], options, (_error, out, err) =>
      resolve({ exit: child.exitCode ?? -1, out, err }),
    );
  });
}

function requireBuild(): void {
  if (!existsSync(cli)) throw new Error(`${cli} is missing: these tests run the built product; type: npm run build`);
}

export interface UpProcess {
  readonly process: ChildProcess;
  /** Everything it has said so far. */
  readonly output: () => string;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: () => Promise<number | string>;
}

/** `countersign up` on a port of its own; resolves when it is up, or has ended. */
export async function up(
  home: string,
  words: readonly string[] = [],
  more: NodeJS.ProcessEnv = {},
): Promise<UpProcess> {
  requireBuild();
  const child = spawn(process.execPath, [cli, 'up', ...words], {
    env: environmentOf(home, { COUNTERSIGN_PORT: '0', ...more }),
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: root,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? '')),
  );
  const giveUp = (): boolean => child.exitCode !== null;
  const isUp = async (): Promise<boolean> => output.includes('Ctrl-C stops everything');
  await until('countersign up', isUp, { limitMs: 60_000, giveUp }).catch((error: unknown) => {
    if (!giveUp()) throw error;
  });
  return { process: child, output: () => output, ended: () => ended };
}

/** Ends it as Ctrl-C does; for the end of a test file. */
export async function ctrlC({ process: child, ended }: UpProcess): Promise<number | string> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
  return ended();
}

/** Ids of worker and gateway, by their name in the list that `up` keeps. */
export function childIds(home: string): ReadonlyMap<string, number> {
  const entries = JSON.parse(readFileSync(join(home, 'processes/pids.json'), 'utf8')) as {
    name: string;
    pid: number;
  }[];
  return new Map(entries.map(({ name, pid }) => [name, pid]));
}

/** Ids of all processes, servers among them, that carry this home in their arguments. */
export function processesOf(home: string): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    execFile('ps', ['-ww', '-e', '-o', 'pid=,args='], (error, out) => {
      if (error) return reject(error);
      const lines = out.split('\n').filter((line) => line.includes(home));
      return resolve(lines.map((line) => Number.parseInt(line, 10)));
    });
  });
}
