import type { Command } from 'commander';
import { answer } from '../answer.ts';
import { exitCodes } from '../exit-codes.ts';
import { renderDoctor } from '../render/doctor.ts';
import { addCommand, answering } from './command.ts';
import type { Context } from './context.ts';

/** `doctor`: what was found, what is wrong, and what to type. */
export function register(program: Command, context: Context): void {
  addCommand(program, 'doctor', 'Look at everything that Countersign stands on: what is wrong, and what to type', 'doctor')
    .action(
      answering(context, async () => {
        const { examine } = await import('../local/examine.ts'); // as for `up`: only here it is needed
        const report = await examine(context.config());
        return answer(report, renderDoctor, report.ok ? exitCodes.done : exitCodes.failed);
      }),
    ); // prettier-ignore
}
