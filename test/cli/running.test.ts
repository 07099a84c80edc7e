import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRunning, removeRunning, writeRunning, type Running } from '../../client/running.ts';
import { emptyHome } from './run.ts';

const running: Running = {
  temporalAddress: '127.0.0.1:7233',
  temporalUiUrl: 'http://127.0.0.1:8233',
  mongodbUri: 'mongodb://127.0.0.1:27017/?replicaSet=rs',
  gatewayUrl: 'http://127.0.0.1:8787',
  database: 'countersign',
  pid: process.pid,
};

describe('the addresses that up leaves', () => {
  test('are read back, and only the owner can', async () => {
    const home = join(emptyHome(), 'deeper');
    await writeRunning(home, running);
    expect(await readRunning(home)).toEqual(running);
    expect(statSync(join(home, 'running.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(home)).toEqual(['running.json']);
  });

  test('count as none when the process that wrote them is gone', async () => {
    const home = emptyHome();
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeRunning(home, { ...running, pid });
    expect(await readRunning(home)).toBeUndefined();
  });

  test.each([
    ['no file', undefined],
    ['a file cut short', '{"temporalAddress"'],
    ['something else', '[]'],
    ['a process id that is none', '{"pid":"1"}'],
  ])('are none with %s', async (_sentence, text) => {
    const home = emptyHome();
    if (text !== undefined) writeFileSync(join(home, 'running.json'), text);
    expect(await readRunning(home)).toBeUndefined();
  });

  test('are taken away by their own process only', async () => {
    const home = emptyHome();
    await writeRunning(home, running);
    await removeRunning(home, running.pid + 1);
    expect(await readRunning(home)).toEqual(running);
    await removeRunning(home, running.pid);
    expect(readdirSync(home)).toEqual([]);
    await removeRunning(home, running.pid);
  });
});
