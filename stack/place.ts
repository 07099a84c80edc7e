import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StackError } from './errors.ts';
import { tryLock } from './file-lock.ts';
import { killOrphans, openRoster } from './roster.ts';
import type { Roster } from './roster.ts';
import type { Log, StackMode } from './settings.ts';

/** The directory a stack works in, locked for it. */
export interface Place {
  readonly dir: string;
  readonly logsDir: string;
  readonly roster: Roster;
  /** Gives the lock back; a directory made for this run is removed unless `keepData`. */
  leave(options: { readonly keepData: boolean }): void;
}

const LOCK = 'stack.lock';
const RUNS = 'runs';
const KEEP_RUNS_MS = 24 * 60 * 60 * 1_000; // what failed or crashed runs left behind can be looked at for a day

/**
 * Locks the data directory itself (`up`) or a fresh one below it (`test`, `fault`: any number side by side), after
 * ending the servers that crashed owners left behind.
 *
 * @throws StackError STACK_LOCKED when a live process holds it
 */
export async function openPlace(dataDir: string, mode: StackMode, log: Log): Promise<Place> {
  const base = resolve(dataDir);
  mkdirSync(join(base, RUNS), { recursive: true });
  await sweepRuns(join(base, RUNS), log);

  const temporary = mode !== 'up';
  const dir = temporary ? join(base, RUNS, `${mode}-${process.pid}-${randomBytes(4).toString('hex')}`) : base;
  const logsDir = join(dir, 'logs');
  mkdirSync(logsDir, { recursive: true });

  const attempt = tryLock(join(dir, LOCK));
  if ('holder' in attempt) throw locked(dir, attempt.holder.pid, attempt.holder.since);
  try {
    await killOrphans(dir, log);
  } catch (error) {
    attempt.lock.release();
    throw error;
  }
  return {
    dir,
    logsDir,
    roster: openRoster(dir),
    leave({ keepData }) {
      if (temporary && !keepData) rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
      attempt.lock.release();
    },
  };
}

async function sweepRuns(runsDir: string, log: Log): Promise<void> {
  for (const name of readdirSync(runsDir)) {
    const dir = join(runsDir, name);
    try {
      const old = Date.now() - statSync(dir).mtimeMs > KEEP_RUNS_MS;
      // Without a lock it is either done with, or so new that its owner is about to lock it.
      if (!old && !existsSync(join(dir, LOCK))) continue;
      const attempt = tryLock(join(dir, LOCK));
      if ('holder' in attempt) continue; // somebody is running there
      await killOrphans(dir, log);
      if (old) rmSync(dir, { recursive: true, force: true });
      attempt.lock.release();
    } catch (error) {
      // Another process may sweep, or end its own run, at the same time: then there is nothing left to do here.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function locked(dir: string, pid: number, since: string): StackError {
  return new StackError('STACK_LOCKED', `${dir} is in use by process ${pid} since ${since}.`, [
    `stop that one first (Ctrl-C in its terminal, or: kill ${pid})`,
    'or give this one a data directory of its own: export COUNTERSIGN_HOME=DIR',
  ]);
}
