import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isExecutable } from '../../stack/executables.ts';

const limitMs = 60_000;
/** A day is the SDK's own limit; the version is fixed, so what was fetched once stays good. */
const keepMs = 10 * 365 * 24 * 60 * 60 * 1_000;

/**
 * The Temporal CLI as the SDK itself fetches it, once, into a folder of its own below `folder`; answers the file. The last
 * way to a Temporal server (guides/stack.md 1.1), for machines without PyPI. Handed to `stack/`, which may not import
 * the SDK's packages.
 *
 * @throws Error with code ENOTFOUND where names do not resolve, so that the stack remembers it for a day
 */
export async function downloadTemporalCli(folder: string): Promise<string> {
  const downloadDir = join(folder, 'temporal-sdk');
  mkdirSync(downloadDir, { recursive: true });
  const cached = executableIn(downloadDir);
  if (cached !== undefined) return cached;
  const { TestWorkflowEnvironment } = await import('@temporalio/testing').catch((error: unknown) => {
    throw new Error('@temporalio/testing is not installed (npm install --include=dev)', { cause: error });
  });
  // The SDK downloads only as part of starting a server: in memory, on a free port, and ended at once.
  const executable = { type: 'cached-download', downloadDir, ttl: keepMs } as const;
  const started = TestWorkflowEnvironment.createLocal({ server: { executable } }).then((server) => server.teardown());
  try {
    await Promise.race([started, tooSlow()]);
  } catch (error) {
    throw withReason(error);
  }
  const file = executableIn(downloadDir);
  if (file === undefined) throw new Error(`the SDK left no program in ${downloadDir}`);
  return file;
}

async function tooSlow(): Promise<never> {
  await sleep(limitMs, undefined, { ref: false });
  throw new Error(`no answer within ${limitMs / 1_000} s`);
}

/** The SDK's native part gives text only; a failed name look-up gets the code that everybody else gives it. */
function withReason(error: unknown): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (!/dns error|lookup address/i.test(text)) return error;
  return Object.assign(new Error('names do not resolve here', { cause: error }), { code: 'ENOTFOUND' });
}

/** The program in the folder; a download that was cut off is not executable yet. */
function executableIn(folder: string): string | undefined {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .find(isExecutable);
}
