import { readFile } from 'node:fs/promises';
import { Refused } from '../../domain/errors.ts';
import { parseSettings, type Settings } from '../../domain/settings.ts';
import type { Principal } from '../../domain/principal.ts';
import { AccessFileError } from '../../integrations/access/access-file.ts';
import { KeyFileError } from '../../integrations/proof/key-file.ts';
import { StackError } from '../../stack/errors.ts';
import { openStore } from '../../store/database.ts';
import { activePrincipals } from '../../store/people.ts';
import { jsonText } from '../answer.ts';
import type { Context } from '../commands/context.ts';
import { importDemoData } from './demo-data.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { onInterrupt } from './interrupt.ts';
import { renderUp } from '../render/up.ts';
import { readRunning } from '../running.ts';
import { ChildFailed } from './supervise.ts';
import { startUp, StoreUnfit, type Up } from './up.ts';

export interface UpCommandOptions {
  readonly demo?: true;
  /** A file. */
  readonly settings?: string;
  readonly json?: true;
}

/** The command `up`: starts everything, says what runs, and waits until it is told to stop. */
export async function runUp(context: Context, options: UpCommandOptions): Promise<void> {
  const { terminal, finish } = context;
  const settings = options.settings === undefined ? undefined : await readSettings(options.settings);
  const log = (line: string): void => terminal.err(`${line}\n`);
  const interrupt = onInterrupt(log);
  try {
    const up = await startUp(context.config(), { settings, log, signal: interrupt.signal });
    try {
      await present(context, up, options);
      if (!interrupt.signal.aborted)
        await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve, { once: true }));
    } finally {
      await up.stop();
    }
    log('Stopped.');
    finish(interrupt.crashed() ? exitCodes.failed : exitCodes.done);
  } catch (error) {
    if (interrupt.signal.aborted) finish(interrupt.crashed() ? exitCodes.failed : exitCodes.done);
    else if (isExpected(error)) tellFailure(context, error, options.json === true);
    else throw error;
  } finally {
    interrupt.release();
  }
}

/** Imports the demo data where asked for, and says what runs. */
async function present({ terminal, nowMs }: Context, up: Up, { demo, json }: UpCommandOptions): Promise<void> {
  const { config, stack } = up;
  if (demo === true) {
    const store = await openStore({ uri: stack.mongo.uri, database: config.database });
    try {
      const imported = await importDemoData(store, new Date(nowMs()));
      terminal.err(imported > 0 ? `${imported} demo documents imported.\n` : 'The demo documents are there already.\n');
    } finally {
      await store.close();
    }
  }
  if (json === true) return terminal.out(jsonText(await readRunning(config.home)));
  terminal.out(renderUp(up, { people: await peopleOf(up), demo: demo === true }, terminal.look));
}

async function peopleOf({ config, stack }: Up): Promise<readonly Principal[]> {
  const store = await openStore({ uri: stack.mongo.uri, database: config.database });
  try {
    return await activePrincipals(store, new Date());
  } finally {
    await store.close();
  }
}

async function readSettings(file: string): Promise<Settings> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${String(error)}`, 'Check the name. Nothing was started.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Refused('SETTINGS_INVALID', { param: file, detail: `It is no JSON: ${String(error)}` });
  }
  return parseSettings(json);
}

type Expected = StackError | StoreUnfit | AccessFileError | KeyFileError | ChildFailed;
const isExpected = (error: unknown): error is Expected =>
  [StackError, StoreUnfit, AccessFileError, KeyFileError, ChildFailed].some((kind) => error instanceof kind);

const codes: Readonly<Record<Exclude<Expected, StackError>['name'], string>> = {
  StoreUnfit: 'STORE_UNFIT',
  AccessFileError: 'ACCESS_FILE',
  KeyFileError: 'KEY_FILE',
  ChildFailed: 'NOT_READY',
};

/** Codes of the stack stand beside the register of business errors: they are about this machine. */
function tellFailure({ terminal, finish }: Context, error: Expected, json: boolean): void {
  const code = error instanceof StackError ? error.code : codes[error.name];
  const help = error instanceof StackError && error.help.length > 0 ? error.help : ['countersign doctor'];
  if (json) terminal.err(jsonText({ code, detail: error.message, next: help, exitCode: exitCodes.failed }));
  else
    terminal.err(
      `${terminal.errLook.paint('red', code)}: ${error.message}\n${help.map((line) => `  What to do: ${line}\n`).join('')}`,
    );
  finish(exitCodes.failed);
}
