import { Command, CommanderError } from 'commander';
import { ConfigError, type Config } from '../config.ts';
import { jsonText } from './answer.ts';
import { register as registerAsk } from './commands/ask.ts';
import { register as registerAudit } from './commands/audit.ts';
import type { Context } from './commands/context.ts';
import { register as registerDecide } from './commands/decide.ts';
import { register as registerDelegations } from './commands/delegations.ts';
import { register as registerExport } from './commands/export.ts';
import { register as registerInbox } from './commands/inbox.ts';
import { register as registerImport } from './commands/import.ts';
import { register as registerInit } from './commands/init.ts';
import { register as registerKeys } from './commands/keys.ts';
import { register as registerLifecycle } from './commands/lifecycle.ts';
import { register as registerLogin } from './commands/login.ts';
import { register as registerPayouts } from './commands/payouts.ts';
import { register as registerPeople } from './commands/people.ts';
import { register as registerPlan } from './commands/plan.ts';
import { register as registerPolicy } from './commands/policy.ts';
import { register as registerProofKeys } from './commands/proof-keys.ts';
import { register as registerRead } from './commands/read.ts';
import { register as registerSettings } from './commands/settings.ts';
import { register as registerDoctor } from './commands/doctor.ts';
import { register as registerUp } from './commands/up.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { problemOf, renderProblem, UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** A group of commands adds itself to the program. */
export type Register = (program: Command, context: Context) => void;

const groups: readonly Register[] = [
  registerImport,
  registerRead,
  registerPlan,
  registerAsk,
  registerInbox,
  registerDecide,
  registerLifecycle,
  registerPayouts,
  registerExport,
  registerAudit,
  registerLogin,
  registerPeople,
  registerDelegations,
  registerKeys,
  registerProofKeys,
  registerSettings,
  registerPolicy,
  registerInit,
  registerUp,
  registerDoctor,
];

const exitHelp = `
Exit codes: ${exitCodes.done} done, ${exitCodes.pending} pending approval, ${exitCodes.refused} refused, rejected, expired or withdrawn, ${exitCodes.conflict} conflict or stale, ${exitCodes.usage} usage, ${exitCodes.failed} failure`;

/** All commands, wired to a terminal; nothing is read or connected before one of them runs. */
export function createProgram(context: Context, version: string): Command {
  const { terminal } = context;
  const program = new Command('countersign')
    .description('Safe corrections of invoices: plans, approvals, and books that stay right')
    .version(version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: () => undefined, // told once, in the form that all errors have
      getOutHelpWidth: () => Math.min(terminal.look.columns, 120),
      getErrHelpWidth: () => Math.min(terminal.errLook.columns, 120),
    })
    .addHelpText('after', exitHelp);
  for (const register of groups) register(program, context);
  return program;
}

export interface RunOptions extends Omit<Context, 'finish'> {
  readonly version: string;
}

/** Runs one command line to its end and answers the exit code; nothing leaves as an exception, and nothing exits in here. */
export async function runCli(argv: readonly string[], { version, ...given }: RunOptions): Promise<ExitCode> {
  let exit: ExitCode = exitCodes.done;
  const context: Context = { ...given, config: () => configBy(given.config), finish: (code) => (exit = code) };
  try {
    await createProgram(context, version).parseAsync([...argv], { from: 'user' });
    return exit;
  } catch (error) {
    // Help and version are what was asked for, and printed.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    return fail(usage(error, argv), argv, context);
  }
}

function configBy(read: () => Config): Config {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(`The environment does not fit: ${error.message}`, 'Correct the variables named.');
  }
}

/** The errors of the command line library as ours; where a command is missing it has printed the help, which says it all. */
function usage(error: unknown, argv: readonly string[]): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.code === 'commander.help') return new UsageError('A command is missing.', 'Choose one of those above.');
  const [command = ''] = error.code === 'commander.unknownCommand' ? [] : argv.filter((word) => /^[a-z]+$/.test(word));
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new UsageError(message, ['countersign', command, '--help'].filter((word) => word !== '').join(' '));
}

function fail(error: unknown, argv: readonly string[], { terminal, config }: Context): ExitCode {
  const problem = problemOf(error);
  terminal.err(argv.includes('--json') ? jsonText(problem) : `${renderProblem(problem, terminal.errLook)}\n`);
  if (problem.code === 'INTERNAL' && isDebugging(config)) showStack(error, terminal);
  return problem.exitCode;
}

function isDebugging(config: Context['config']): boolean {
  try {
    return config().logLevel === 'debug';
  } catch {
    return false; // a broken environment has its own error
  }
}

const showStack = (error: unknown, { err }: Terminal): void =>
  err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
