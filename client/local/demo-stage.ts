import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import { packageRoot } from '../package-root.ts';
import { readConfig } from '../../config.ts';
import { runCli } from '../program.ts';
import { plainLook } from '../terminal.ts';
import type { Up } from './up.ts';
import { commandLine } from '../render/wording.ts';

/** How a command ended. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** What the acts of the demo play on. */
export interface Stage {
  readonly up: Up;
  /** The sample shop, which signs what it sends. */
  readonly shop: { readonly source: string; readonly sign: (id: string, at: Date, body: string) => string };
  /** What does not agree in the books; empty when everything does. */
  readonly books: () => Promise<readonly string[]>;
  /** A heading. */
  readonly say: (text: string) => void;
  /** Text as it is. */
  readonly show: (text: string) => void;
  /** A claim: printed, and counted when it does not hold, with what was found instead. */
  readonly check: (claim: string, holds: boolean, found?: unknown) => void;
  /** Types a command as a user would, and shows it with its output. */
  readonly type: (...words: readonly string[]) => Promise<Ran>;
  /**
   * What a command answers with --json, unseen, and in this process: starting one takes longer than most answers. The caller
   * names the type: our own command wrote it.
   */
  readonly ask: <T>(...words: readonly string[]) => Promise<T>;
}

export interface StageOptions {
  readonly up: Up;
  readonly shop: Stage['shop'];
  readonly books: Stage['books'];
  /** The whole environment of the commands. */
  readonly env: NodeJS.ProcessEnv;
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}

const commandMaxMs = 30_000;
const outputMaxBytes = 4 * 1024 * 1024;

/** Builds the stage; `failed` lists the claims that did not hold, `made` counts all. */
export function createStage({ up, shop, books, env, print, signal }: StageOptions): {
  readonly stage: Stage;
  readonly failed: readonly string[];
  readonly made: () => number;
} {
  const failed: string[] = [];
  let made = 0;
  const run = (words: readonly string[]): Promise<Ran> =>
    new Promise((resolve, reject) => {
      const limits = { timeout: commandMaxMs, maxBuffer: outputMaxBytes, killSignal: 'SIGKILL' } as const;
      const file = join(packageRoot, 'dist/client/cli.js');
      const child = execFile(process.execPath, [file, ...words], { env, signal, ...limits }, (error, out, err) => {
        if (signal.aborted) reject(error ?? new Error('aborted'));
        else resolve({ exit: child.exitCode ?? -1, out, err });
      });
    });
  const indented = (text: string): string => text.trimEnd().replaceAll(/^(?=.)/gm, '    ');
  const stage: Stage = {
    up,
    shop,
    books,
    say: (text) => print(`\n${text}\n`),
    show: (text) => print(`${indented(text)}\n`),
    check(claim, holds, found) {
      made += 1;
      print(`  ${holds ? '✓' : '✗'} ${claim}\n`);
      if (holds) return;
      failed.push(claim);
      print(`${indented(`found: ${typeof found === 'string' ? found : JSON.stringify(found)}`)}\n`);
    },
    async type(...words) {
      print(`  $ ${commandLine(...words)}\n`);
      const ran = await run(words);
      print(`${indented(`${ran.out}${ran.err}`)}\n`);
      return ran;
    },
    async ask<T>(...words: readonly string[]) {
      const { out, err } = await runHere([...words, '--json'], env);
      try {
        return JSON.parse(out === '' ? err : out) as T;
      } catch (error) {
        throw new Error(`${commandLine(...words)} answers no JSON: ${out}${err}`, { cause: error });
      }
    },
  };
  return { stage, failed, made: () => made };
}

/** A command line as the shell would run it, without a process of its own. */
async function runHere(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const said = { out: '', err: '' };
  const exit = await runCli(argv, {
    terminal: {
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      look: plainLook,
      errLook: plainLook,
      progress: undefined,
    },
    config: () => readConfig(env),
    nowMs: () => Date.now(),
    sleep: (ms) => sleep(ms),
    newId: ulid,
    version: '',
  });
  return { exit, ...said };
}
