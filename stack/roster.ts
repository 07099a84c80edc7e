import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsWith, signal } from './processes.ts';
import type { Log } from './settings.ts';
import { until } from './wait.ts';

/** One started server, as `pids.json` remembers it for the next start should this process die without stopping. */
export interface RosterEntry {
  readonly name: string;
  readonly pid: number;
  readonly args: readonly string[];
}

export interface Roster {
  add(entry: RosterEntry): void;
  remove(pid: number): void;
}

/** The roster of one data directory. Synchronous: between spawn and record there must be no moment to be killed in. */
export function openRoster(dir: string): Roster {
  const entries = new Map<number, RosterEntry>();
  const save = () => {
    const file = fileIn(dir);
    writeFileSync(`${file}.new`, JSON.stringify([...entries.values()], undefined, 2));
    renameSync(`${file}.new`, file);
  };
  mkdirSync(dir, { recursive: true });
  save();
  return {
    add(entry) {
      entries.set(entry.pid, entry);
      save();
    },
    remove(pid) {
      if (entries.delete(pid)) save();
    },
  };
}

/**
 * Ends what a crashed owner of `dir` left running; the caller holds the lock of `dir`. A recorded id is killed only
 * while its arguments (port and data path among them) still match, so a stranger who inherited the id is left alone.
 */
export async function killOrphans(dir: string, log: Log): Promise<void> {
  for (const { name, pid, args } of readRoster(dir)) {
    if (!runsWith(pid, args)) continue;
    log(`Ending ${name} (process ${pid}), left over by a process that was killed.`);
    signal(pid, 'SIGKILL');
    await until(`end of process ${pid}`, async () => !runsWith(pid, args), { limitMs: 10_000 });
  }
}

function fileIn(dir: string): string {
  return join(dir, 'pids.json');
}

function readRoster(dir: string): readonly RosterEntry[] {
  try {
    const value: unknown = JSON.parse(readFileSync(fileIn(dir), 'utf8'));
    return Array.isArray(value) ? value.filter(isEntry) : [];
  } catch {
    return []; // absent on the first start; unreadable only if somebody edited it
  }
}

function isEntry(value: unknown): value is RosterEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { name, pid, args } = value as Partial<Record<keyof RosterEntry, unknown>>;
  return typeof name === 'string' && typeof pid === 'number' && pid > 1 && isStrings(args);
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
