import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { commandLineOf } from './processes.ts';

export interface Lock {
  release(): void;
}

export interface LockHolder {
  readonly pid: number;
  readonly commandLine: string;
  /** ISO time of taking it. */
  readonly since: string;
}

export type LockAttempt = { readonly lock: Lock } | { readonly holder: LockHolder };

// In a container every run of a command may get the same id and command line: a lock that carries our own id is
// ours only if this process remembers taking it.
const heldHere = new Set<string>();
const TAKEOVER_TRIES = 5;

/**
 * Takes the lock file at once, or says who holds it. A holder that is gone, or whose id now belongs to another
 * command, is taken over. The folder must exist.
 */
export function tryLock(path: string): LockAttempt {
  const file = resolve(path);
  for (let attempt = 0; attempt < TAKEOVER_TRIES; attempt += 1) {
    if (claim(file)) return { lock: { release: () => release(file) } };
    const text = readIfThere(file);
    if (text === undefined) continue; // released between the two lines above
    const holder = parseHolder(text);
    if (holder && isLive(holder, file)) return { holder };
    setAside(file, text);
  }
  throw new Error(`${file} is being fought over; try again`);
}

function claim(file: string): boolean {
  const holder: LockHolder = {
    pid: process.pid,
    commandLine: commandLineOf(process.pid) ?? '',
    since: new Date().toISOString(),
  };
  // Written aside and linked: the lock appears with its content or not at all, so nobody reads a half-written one.
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    heldHere.add(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function release(file: string): void {
  if (heldHere.delete(file)) rmSync(file, { force: true });
}

function isLive(holder: LockHolder, file: string): boolean {
  if (holder.pid === process.pid) return heldHere.has(file);
  return commandLineOf(holder.pid) === holder.commandLine;
}

/** Removes a stale lock, unless another process has replaced it since `text` was read. */
function setAside(file: string, text: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== text) linkSync(aside, file);
  } catch {
    // Somebody else was faster; the next round looks again.
  } finally {
    rmSync(aside, { force: true });
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const { pid, commandLine, since } = value as Record<keyof LockHolder, unknown>;
    if (typeof pid !== 'number' || typeof commandLine !== 'string' || typeof since !== 'string') return undefined;
    return { pid, commandLine, since };
  } catch {
    return undefined;
  }
}
