import type { Command } from 'commander';
import { answer } from '../answer.ts';
import { exitCodes, exitOfCode } from '../exit-codes.ts';
import { renderVerification } from '../render/audit.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { withStore, type Context } from './context.ts';

/** `audit verify`: whether the trail of a document, or of all, is what was written. */
export function register(program: Command, context: Context): void {
  const group = addGroup(program, 'audit', 'Prove who did what, when and why');
  addCommand(
    group,
    'verify',
    'Check the hash chains of all documents, or of one, and the plans that they name',
    'audit verify',
    'audit verify INV-7',
  )
    .argument('[id]', 'id (SELLER:NUMBER) or number of the document')
    .action(
      answering(context, async (id: string | undefined) => {
        const { verifyAll, verifyOne } = await import('./verify-books.ts'); // as for all that needs MongoDB: the driver is slow to load
        const found = await withStore(context, (store) => (id === undefined ? verifyAll(store) : verifyOne(store, id)));
        return answer(found, renderVerification, found.verified ? exitCodes.done : exitOfCode('CHAIN_BROKEN'));
      }),
    );
}
