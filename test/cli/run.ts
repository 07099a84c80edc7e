import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli } from '../../client/program.ts';
import { plainLook } from '../../client/terminal.ts';
import { readConfig } from '../../config.ts';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** A home of its own in which nothing runs. */
export const emptyHome = (): string => mkdtempSync(join(tmpdir(), 'countersign-cli-'));

let ids = 0;

/** Runs one command line in this process, as `countersign` would, and keeps what it wrote. */
export async function countersign(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
  onErr: (text: string) => void = () => undefined,
): Promise<Ran> {
  const said = { out: '', err: '' };
  const exit = await runCli(argv, {
    terminal: {
      out: (text) => void (said.out += text),
      err: (text) => {
        said.err += text;
        onErr(text);
      },
      look: plainLook,
      errLook: plainLook,
      progress: undefined,
    },
    config: () => readConfig({ COUNTERSIGN_HOME: emptyHome(), ...env }),
    nowMs: () => Date.now(),
    sleep: (ms) => sleep(Math.min(ms, 20)),
    newId: () => `id-${(ids += 1)}`,
    version: '1.2.3',
  });
  return { exit, ...said };
}
