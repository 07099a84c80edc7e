import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StackSettings } from '../../../stack/settings.ts';

/** Server binaries outlive a checkout: 66 MB are fetched by the first run on a machine, none by the next. */
export const SHARED_CACHE = join(homedir(), '.cache', 'countersign');

/** PATH as this test run has it; the tests' stand-in for config.ts. */
export const REAL_PATH = process.env['PATH'] ?? '';

/** A folder that is gone after the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-stack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Settings of an empty machine: nothing on PATH, nothing cached, nothing given. */
export function emptySettings(changes: Partial<StackSettings> = {}): StackSettings {
  const folder = freshFolder();
  return {
    mongoKind: 'auto',
    namespace: 'default',
    path: join(folder, 'bin'),
    cacheDir: join(folder, 'cache'),
    dataDir: join(folder, 'data'),
    production: false,
    ...changes,
  };
}

/** A program that prints a version, for resolution only: nothing here ever stands in for a running server. */
export function placeProgram(file: string, output = 'version 1.0', script = `echo '${output}'`): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}
