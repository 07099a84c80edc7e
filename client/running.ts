import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `countersign up` started, for the other commands of the same home to find. */
export interface Running {
  readonly temporalAddress: string;
  readonly temporalUiUrl: string;
  readonly mongodbUri: string;
  readonly gatewayUrl: string;
  readonly database: string;
  /** The process that started it all and takes it all down. */
  readonly pid: number;
}

const fileIn = (home: string): string => join(home, 'running.json');

/** Leaves the addresses for others, whole or not at all; readable by the owner only, since an address may hold a password. */
export async function writeRunning(home: string, running: Running): Promise<void> {
  await mkdir(home, { recursive: true });
  const draft = `${fileIn(home)}.${running.pid}`;
  await writeFile(draft, `${JSON.stringify(running, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, fileIn(home));
}

/** What runs for this home; undefined when nothing does, also when its process died without taking the file away. */
export async function readRunning(home: string): Promise<Running | undefined> {
  const text = await readFile(fileIn(home), 'utf8').catch(() => undefined);
  const running = text === undefined ? undefined : parsed(text);
  return running !== undefined && isAlive(running.pid) ? running : undefined;
}

/** Takes the file away, unless another process has put its own there since. */
export async function removeRunning(home: string, pid: number): Promise<void> {
  const text = await readFile(fileIn(home), 'utf8').catch(() => undefined);
  if (text !== undefined && parsed(text)?.pid === pid) await rm(fileIn(home), { force: true });
}

function parsed(json: string): Running | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined; // no file of ours: as good as none
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const found = new Map<string, unknown>(Object.entries(value));
  const text = (name: keyof Running): string => {
    const field = found.get(name);
    return typeof field === 'string' ? field : '';
  };
  const pid = found.get('pid');
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return {
    temporalAddress: text('temporalAddress'),
    temporalUiUrl: text('temporalUiUrl'),
    mongodbUri: text('mongodbUri'),
    gatewayUrl: text('gatewayUrl'),
    database: text('database'),
    pid,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // somebody else's, so it lives
  }
}
