import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { answer, jsonText, rawAnswer } from '../answer.ts';
import { exitCodes, exitOfCode } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { renderFileVerification, renderVerification } from '../render/audit.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { apiOf, withStore, type Context } from './context.ts';

interface VerifyOptions {
  readonly file?: string;
  readonly keys?: string;
}

/** `audit verify|export`: whether the trail of a document, or of all, is what was written. */
export function register(program: Command, context: Context): void {
  const group = addGroup(program, 'audit', 'Prove who did what, when and why');
  addCommand(
    group,
    'verify',
    'Check hash chains, plans and proofs of all documents, of one, or of an exported file',
    'audit verify',
    'audit verify INV-7',
    'audit verify --file inv-7.audit.json --keys keys.json',
  )
    .argument('[id]', 'id (SELLER:NUMBER) or number of the document')
    .option('--file <file>', 'verify an exported trail, with no server at all')
    .option('--keys <file>', 'the public keys, as countersign keys export wrote them; they must come another way')
    .action(
      answering(context, async (id: string | undefined, { file, keys }: VerifyOptions) => {
        if (file === undefined) {
          if (keys !== undefined) throw new UsageError('--keys goes with --file.', 'countersign audit verify --help');
          const { verifyAll, verifyOne } = await import('./verify-books.ts'); // as for all that needs MongoDB: the driver is slow to load
          const found = await withStore(context, (store) =>
            id === undefined ? verifyAll(store) : verifyOne(store, id),
          );
          return answer(found, renderVerification, found.verified ? exitCodes.done : exitOfCode('CHAIN_BROKEN'));
        }
        if (id !== undefined) throw new UsageError('A file or an id, not both.', 'countersign audit verify --help');
        const { verifyFile } = await import('./verify-file.ts');
        const found = await verifyFile(file, keys);
        const unproven = found.refusal === undefined ? exitCodes.failed : exitOfCode('CHAIN_BROKEN');
        return answer(found, renderFileVerification, found.isProven ? exitCodes.done : unproven);
      }),
    );

  addCommand(
    group,
    'export',
    'Write the trail of a document with everything that proves it, to be verified elsewhere',
    'audit export INV-7 --out inv-7.audit.json --as vera',
  )
    .argument('<id>', 'id (SELLER:NUMBER) or number of the document')
    .option('--out <file>', 'write here instead of to standard output')
    .option('--as <name>', 'who asks: an auditor, operator, controller or directory-admin')
    .action(
      answering(context, async (id: string, { out, as }: { readonly out?: string; readonly as?: string }) => {
        const { api } = await apiOf(context, as);
        const file = await api.auditExport(id);
        if (out === undefined) return rawAnswer(file, jsonText(file));
        await writeFile(out, jsonText(file));
        const { documentId, requests } = file.bundle;
        return answer({ documentId, requests: requests.length, out }, (written) =>
          [`The trail of ${written.documentId} is in ${written.out}.`, 'Verify it: countersign audit verify --file … --keys …'].join('\n')); // prettier-ignore
      }),
    );
}
