import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { answer, rawAnswer } from '../answer.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { databaseOf, withStore, type Context } from './context.ts';

/** `export ubl`, `migrate`: what is done on the database itself. */
export function register(program: Command, context: Context): void {
  registerExport(program, context);

  addCommand(program, 'migrate', 'Bring the database to the form that this version needs', 'migrate').action(
    answering(context, () =>
      withStore(context, async (store) => {
        const { database } = await databaseOf(context);
        const { migrate } = await import('../../store/migrations.ts');
        const ran = await migrate(store, new Date(context.nowMs()));
        return answer({ database, ran }, (done) =>
          done.ran.length === 0
            ? `${done.database} is up to date.`
            : [`${done.database} is up to date. Ran:`, ...done.ran.map((name) => `  ${name}`)].join('\n'),
        );
      }),
    ),
  );
}

function registerExport(program: Command, context: Context): void {
  const group = addGroup(program, 'export', 'Write documents in the formats of others');
  addCommand(
    group,
    'ubl',
    'Write a document as UBL 2.1 (EN 16931); a credit as credit note 381 or, by the settings, as negative invoice 380',
    'export ubl INV-7 --output inv-7.xml',
  )
    .argument('<id>', 'id (SELLER:NUMBER) or number of the document')
    .option('--output <file>', 'write here instead of to standard output')
    .action(
      answering(context, async (id: string, { output }: { readonly output?: string }) => {
        const { document, reversal } = await withStore(context, async (store) => {
          const [{ documentOf, findInvoice }, { currentSettings }] = await Promise.all([
            import('../../store/queries.ts'),
            import('../../store/settings.ts'),
          ]);
          const [record, { settings }] = await Promise.all([findInvoice(store, id), currentSettings(store)]);
          return { document: documentOf(record), reversal: settings.ubl.reversal };
        });
        const { writeUbl } = await import('../../integrations/ubl/write-ubl.ts');
        const xml = writeUbl(document, { reversal });
        const head = { id: document.id, number: document.number };
        if (output === undefined) return rawAnswer({ ...head, xml }, xml);
        await writeFile(output, xml);
        return answer({ ...head, output }, (written) => `${written.number} is in ${written.output}`);
      }),
    );
}
