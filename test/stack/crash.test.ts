import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { commandLineOf } from '../../stack/processes.ts';
import { startStack } from '../../stack/start.ts';
import type { StackMode, StackSettings } from '../../stack/settings.ts';
import { until } from '../../stack/wait.ts';
import { mongoHooks } from './support/hooks.ts';
import { REAL_PATH, SHARED_CACHE, emptySettings, freshFolder } from './support/settings.ts';

vi.setConfig({ testTimeout: 400_000 });

const parentFile = fileURLToPath(new URL('support/parent.ts', import.meta.url));

interface Parent {
  readonly process: ChildProcess;
  readonly pids: readonly number[];
}

/** Another process that starts a stack there; resolved once it runs, with the ids of its servers. */
async function parent(mode: StackMode, settings: StackSettings, end: 'crash' | 'wait'): Promise<Parent> {
  const report = join(freshFolder(), 'pids.json');
  const args = ['--import', 'tsx', parentFile, JSON.stringify(settings), mode, report, end];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const pidsOf = () => JSON.parse(readFileSync(report, 'utf8')) as number[];
  await until('the report', async () => existsSync(report) && pidsOf().length === 2, { limitMs: 300_000 });
  return { process: child, pids: pidsOf() };
}

function running(pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => commandLineOf(pid) !== undefined);
}

test.each<StackMode>(['test', 'up'])(
  'a parent killed with -9 in %s mode leaves orphans, which the next start ends',
  async (mode) => {
    const settings = emptySettings({ path: REAL_PATH, cacheDir: SHARED_CACHE });
    const first = await parent(mode, settings, 'wait');
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    expect(running(first.pids)).toEqual(first.pids);

    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const stack = await startStack({ settings, searchAttributes: {}, mode, mongo: mongoHooks, log });
    onTestFinished(() => stack.stop());
    expect(running(first.pids)).toEqual([]);
    expect(lines.filter((line) => line.startsWith('Ending'))).toHaveLength(2);
    await stack.stop();
  },
);

test('a live owner is left alone by starts beside it, and an uncaught error takes its servers along', async () => {
  const settings = emptySettings({ path: REAL_PATH, cacheDir: SHARED_CACHE });
  const owner = await parent('test', settings, 'wait');
  const crashed = await parent('test', settings, 'crash');
  if (crashed.process.exitCode === null) await once(crashed.process, 'exit');
  expect(crashed.process.exitCode).toBe(1);
  await until('end of its servers', async () => running(crashed.pids).length === 0, { limitMs: 5_000 });
  expect(running(owner.pids)).toEqual(owner.pids);

  // What the owner leaves behind when it is killed goes with the next start, which ends this test tidily.
  owner.process.kill('SIGKILL');
  await once(owner.process, 'exit');
  const log = () => undefined;
  const next = await startStack({ settings, searchAttributes: {}, mode: 'test', mongo: mongoHooks, log });
  await next.stop();
  expect(running(owner.pids)).toEqual([]);
});
