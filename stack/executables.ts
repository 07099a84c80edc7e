import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { reasonOf } from './errors.ts';

const run = promisify(execFile);

/** True for a file that this user may execute. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first executable of that name on `path`; undefined when there is none. */
export function findOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

export type Version = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** The first line of `file --version`: proof that the file runs on this machine, which a mode bit is not. */
export async function versionOf(file: string, path: string): Promise<Version> {
  try {
    const { stdout } = await run(file, ['--version'], { env: { PATH: path }, timeout: 10_000 });
    return { ok: true, text: stdout.split('\n')[0]?.trim() ?? '' };
  } catch (error) {
    return { ok: false, why: `${file} --version failed: ${reasonOf(error)}` };
  }
}
