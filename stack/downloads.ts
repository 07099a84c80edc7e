import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { reasonOf } from './errors.ts';
import { isExecutable } from './executables.ts';
import type { Log } from './settings.ts';
import { within } from './wait.ts';

/** The version that mongodb-memory-server-core 11.3.0 itself is tested with. */
export const MONGOD_VERSION = '8.2.6';

const DOWNLOAD_LIMIT_MS = 60_000;
const NO_NAME_MS = 24 * 60 * 60 * 1_000; // a machine without names will not have them in a minute
const TOO_SLOW_MS = 60 * 60 * 1_000; // else a firewall that swallows packets costs a minute at every start

/** Fetches a server by name into a folder and returns the file; its errors carry the network's reason. */
export type Download = (folder: string) => Promise<string>;

/** Why a download is not worth trying now; undefined when it is. */
export function knownImpossible(name: string, cacheDir: string, nowMs = Date.now()): string | undefined {
  const note = readNotes(cacheDir)[name];
  if (note === undefined || note.untilMs <= nowMs) return undefined;
  return `${note.why}; tried again after ${new Date(note.untilMs).toISOString()}`;
}

/**
 * Runs a download with a limit of 60 s and remembers for a day that names do not resolve here, for an hour that it
 * was too slow. A slow one goes on in the background and may serve the next start.
 */
export async function downloadOnce(name: string, cacheDir: string, log: Log, download: Download): Promise<string> {
  log(`Downloading ${name}, once, for at most ${DOWNLOAD_LIMIT_MS / 1_000} s.`);
  const startMs = Date.now();
  try {
    return await within(DOWNLOAD_LIMIT_MS, name, download(cacheDir));
  } catch (error) {
    const nowMs = Date.now();
    if (isNameFailure(error))
      remember(name, cacheDir, { untilMs: nowMs + NO_NAME_MS, why: 'names do not resolve here' });
    else if (nowMs - startMs >= DOWNLOAD_LIMIT_MS)
      remember(name, cacheDir, { untilMs: nowMs + TOO_SLOW_MS, why: 'it took more than 60 s' });
    throw error;
  }
}

/** Downloads mongod with mongodb-memory-server-core. @throws 'not installed' without that dev dependency */
export async function downloadMongod(cacheDir: string): Promise<string> {
  const { MongoBinary } = await import('mongodb-memory-server-core').catch((error: unknown) => {
    throw new Error('mongodb-memory-server-core is not installed (npm install --include=dev)', { cause: error });
  });
  const entry = join(cacheDir, `mongod-${MONGOD_VERSION}`);
  mkdirSync(entry, { recursive: true });
  const file = await MongoBinary.getPath({ version: MONGOD_VERSION, downloadDir: entry });
  // Copied, because it may come from a cache of other projects; under its plain name only when complete.
  copyFileSync(file, join(entry, 'mongod.new'));
  renameSync(join(entry, 'mongod.new'), join(entry, 'mongod'));
  if (dirname(resolve(file)) === resolve(entry)) rmSync(file);
  return join(entry, 'mongod');
}

/** The newest mongod of the cache (`mongod-<version>/mongod`). */
export function cachedMongod(cacheDir: string): string | undefined {
  return listFolder(cacheDir)
    .filter((name) => /^mongod-\d+\.\d+\.\d+$/.test(name))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(cacheDir, name, 'mongod'))
    .find(isExecutable);
}

interface Note {
  readonly untilMs: number;
  readonly why: string;
}

function isNameFailure(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || reasonOf(cause).includes('getaddrinfo')) return true;
  }
  return false;
}

function noteFile(cacheDir: string): string {
  return join(cacheDir, 'unreachable.json');
}

function readNotes(cacheDir: string): Readonly<Record<string, Note>> {
  try {
    const value: unknown = JSON.parse(readFileSync(noteFile(cacheDir), 'utf8'));
    return Object.fromEntries(Object.entries(value ?? {}).filter((pair): pair is [string, Note] => isNote(pair[1])));
  } catch {
    return {};
  }
}

function isNote(value: unknown): value is Note {
  const { untilMs, why } = (value ?? {}) as Partial<Record<keyof Note, unknown>>;
  return typeof untilMs === 'number' && typeof why === 'string';
}

function remember(name: string, cacheDir: string, note: Note): void {
  mkdirSync(cacheDir, { recursive: true });
  const draft = `${noteFile(cacheDir)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...readNotes(cacheDir), [name]: note }, undefined, 2));
  renameSync(draft, noteFile(cacheDir));
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
