import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tryLock } from '../../stack/file-lock.ts';
import { openPlace } from '../../stack/place.ts';
import { commandLineOf, runsWith } from '../../stack/processes.ts';
import { killOrphans } from '../../stack/roster.ts';
import { emptySettings, freshFolder } from './support/settings.ts';

const silent = () => undefined;

/** A process of ours that does nothing for a minute. */
function sleeper(): { pid: number; args: readonly string[] } {
  const args = ['-e', 'setTimeout(() => {}, 60000)'];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.pid === undefined) throw new Error('no sleeper');
  return { pid: child.pid, args };
}

function lockOf(pid: number, commandLine: string): string {
  return JSON.stringify({ pid, commandLine, since: '2026-01-01T00:00:00.000Z' });
}

test('a lock is held once, released, and taken again', () => {
  const file = join(freshFolder(), 'a.lock');
  const first = tryLock(file);
  expect(tryLock(file)).toMatchObject({ holder: { pid: process.pid } });
  if ('lock' in first) first.lock.release();
  expect(existsSync(file)).toBe(false);
  expect(tryLock(file)).toHaveProperty('lock');
});

test('a live holder with its own command line keeps the lock', () => {
  const file = join(freshFolder(), 'a.lock');
  const { pid } = sleeper();
  writeFileSync(file, lockOf(pid, commandLineOf(pid) ?? ''));
  expect(tryLock(file)).toMatchObject({ holder: { pid } });
});

test.each<[sentence: string, text: () => string]>([
  ['whose process is gone', () => lockOf(4_000_000, 'node up')],
  ['whose id now belongs to another command', () => lockOf(sleeper().pid, 'node up')],
  ['that carries our own id from an earlier life in a container', () => lockOf(process.pid, 'node up')],
  ['that is not readable', () => 'half a lo'],
])('a lock %s is taken over', (_sentence, text) => {
  const file = join(freshFolder(), 'a.lock');
  writeFileSync(file, text());
  expect(tryLock(file)).toHaveProperty('lock');
});

test('a recorded id is killed only while its command line matches', async () => {
  const dir = freshFolder();
  const [stranger, orphan] = [sleeper(), sleeper()];
  const other = ['server', 'start-dev', '--port', '7233'];
  writeFileSync(
    join(dir, 'pids.json'),
    JSON.stringify([
      { name: 'temporal', pid: stranger.pid, args: other },
      { name: 'mongo', ...orphan },
    ]),
  );
  const lines: string[] = [];
  await killOrphans(dir, (line) => lines.push(line));
  expect(runsWith(stranger.pid, stranger.args)).toBe(true);
  expect(runsWith(orphan.pid, orphan.args)).toBe(false);
  expect(lines).toHaveLength(1);
});

test('a damaged pids.json kills nobody and stops nobody', async () => {
  const dir = freshFolder();
  writeFileSync(join(dir, 'pids.json'), '[{"pid": 1, "args": []}, 7, null');
  await killOrphans(dir, silent);
  writeFileSync(join(dir, 'pids.json'), '[{"name":"x","pid":1,"args":[]}, 7, null]');
  await killOrphans(dir, silent);
});

test('two `up` on one data directory: the second learns who holds it; tests run beside it', async () => {
  const { dataDir } = emptySettings();
  const up = await openPlace(dataDir, 'up', silent);
  await expect(openPlace(dataDir, 'up', silent)).rejects.toMatchObject({
    code: 'STACK_LOCKED',
    message: expect.stringContaining(String(process.pid)),
    help: [expect.stringContaining(`kill ${process.pid}`), expect.anything()],
  });
  const runs = await Promise.all([openPlace(dataDir, 'test', silent), openPlace(dataDir, 'fault', silent)]);
  for (const run of runs) run.leave({ keepData: false });
  expect(runs.map(({ dir }) => existsSync(dir))).toEqual([false, false]);
  up.leave({ keepData: false });
  expect(existsSync(up.dir)).toBe(true);
  (await openPlace(dataDir, 'up', silent)).leave({ keepData: true });
});
