import { Option, type Command } from 'commander';
import type { PayoutState } from '../../domain/payouts.ts';
import { answer } from '../answer.ts';
import { renderPayout, renderPayouts } from '../render/money.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { apiOf, type Context } from './context.ts';

interface Options {
  readonly as?: string;
  readonly state: PayoutState;
}

const states = ['requested', 'confirmed', 'failed'] as const satisfies readonly PayoutState[];

/** `payouts`, `payout confirm|fail`: money that is to go out, and what the bank says of it. */
export function register(program: Command, context: Context): void {
  addCommand(program, 'payouts', 'List payouts that wait for the bank', 'payouts', 'payouts --state failed')
    .addOption(new Option('--state <state>', 'those in this state').choices(states).default('requested'))
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async ({ as, state }: Options) => {
        const { api } = await apiOf(context, as, { anybody: true });
        const { items, next } = await api.payouts(state);
        return answer({ state, items, more: next !== undefined }, renderPayouts);
      }),
    );

  const group = addGroup(program, 'payout', 'Say what the bank said of a payout');
  addCommand(group, 'confirm', 'The money has left: only now the bank account moves', 'payout confirm r_4f2….payout --as otto') // prettier-ignore
    .argument('<payout>', 'id of the payout')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, { as }: { readonly as?: string }) => {
        const { api } = await apiOf(context, as);
        return answer(await api.confirm(id), renderPayout);
      }),
    );
  addCommand(
    group,
    'fail',
    'It did not go through: the money is still owed, and a later confirm is possible',
    "payout fail r_4f2….payout --reason 'account closed' --as otto",
  )
    .argument('<payout>', 'id of the payout')
    .requiredOption('--reason <text>', 'what the bank said')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, { as, reason }: { readonly as?: string; readonly reason: string }) => {
        const { api } = await apiOf(context, as);
        return answer(await api.fail(id, reason), renderPayout);
      }),
    );
}
