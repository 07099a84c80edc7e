import type { Command } from 'commander';
import { answer } from '../answer.ts';
import { renderActions } from '../render/actions.ts';
import { renderInvoice, renderVersions } from '../render/invoice.ts';
import { addCommand, answering } from './command.ts';
import { apiOf, type Context } from './context.ts';

interface Options {
  readonly as?: string;
  readonly versions?: true;
}

/** `invoice`, `actions`: a document with everything around it, and what can be done with it. */
export function register(program: Command, context: Context): void {
  addCommand(
    program,
    'invoice',
    'Show a document: parties, lines, totals, balance, payments, links, journal',
    'invoice INV-7',
    'invoice INV-7 --versions',
  )
    .argument('<id>', 'id (SELLER:NUMBER) or number of the document')
    .option('--versions', 'instead: what it was before it changed in place')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, { as, versions }: Options) => {
        const { api } = await apiOf(context, as, { anybody: true });
        return versions ? answer(await api.versions(id), renderVersions) : answer(await api.invoice(id), renderInvoice);
      }),
    );

  addCommand(program, 'actions', 'List what can be done with a document, and why the rest cannot', 'actions INV-7')
    .argument('<id>', 'id (SELLER:NUMBER) or number of the document')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, { as }: Options) => {
        const { api } = await apiOf(context, as, { anybody: true });
        return answer(await api.actions(id), renderActions);
      }),
    );
}
