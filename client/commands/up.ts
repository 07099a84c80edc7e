import type { Command } from 'commander';
import type { UpCommandOptions } from '../local/run-up.ts';
import { addCommand } from './command.ts';
import type { Context } from './context.ts';

/** `up`: the whole product on this machine, until Ctrl-C. */
export function register(program: Command, context: Context): void {
  addCommand(
    program,
    'up',
    'Start Temporal, MongoDB, worker and gateway, and keep them running until Ctrl-C',
    'up --demo',
    'up --settings settings.json',
  )
    .option('--demo', 'import the sample invoices of the folder demo')
    .option('--settings <file>', 'JSON; the settings to be in force from now on')
    .action(async (options: UpCommandOptions) => {
      // Loaded when it is needed: no other command has to wait for what starting servers takes.
      const { runUp } = await import('../local/run-up.ts');
      await runUp(context, options);
    });
}
