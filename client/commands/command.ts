import { Command } from 'commander';
import { print, type Answer } from '../answer.ts';
import type { Context } from './context.ts';

/** Adds a command in the form that all have: one line what it does, --json, an example in its help. */
export const addCommand = (parent: Command, usage: string, summary: string, ...examples: readonly string[]): Command =>
  parent
    .command(usage)
    .description(summary)
    .option('--json', 'print one JSON document')
    .addHelpText('after', `\nExample:\n${examples.map((example) => `  $ countersign ${example}`).join('\n')}`);

/** A group of commands, such as `audit`; one that is there takes more commands in. */
export const addGroup = (parent: Command, name: string, summary: string): Command =>
  parent.commands.find((one) => one.name() === name) ?? parent.command(name).description(summary);

/** An action that answers: the answer is printed and says how the program exits. */
export const answering =
  <A extends readonly unknown[]>(context: Context, run: (...args: A) => Promise<Answer>) =>
  async (...args: A): Promise<void> => {
    const answer = await run(...args);
    const command = args.at(-1); // commander hands itself in last
    print(context.terminal, answer, command instanceof Command && command.opts()['json'] === true);
    context.finish(answer.exit);
  };
