import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { actionsFor } from '../../domain/actions.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { reasonText } from '../../domain/request.ts';
import { writeUbl } from '../../integrations/ubl/write-ubl.ts';
import type { InvoiceRecord } from '../../store/records.ts';
import type { Store } from '../../store/database.ts';
import { migrate } from '../../store/migrations.ts';
import { documentOf, findCorrection, findInvoice, journalOf, linkedDocuments } from '../../store/queries.ts';
import { currentSettings } from '../../store/settings.ts';
import type { Facts } from '../../domain/facts.ts';
import { loadFacts } from '../../store/facts.ts';
import { answer, rawAnswer } from '../answer.ts';
import { renderActions, renderInvoice, type InvoiceAnswer, type LinkedDocument } from '../render/invoice.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { databaseOf, withStore, type Context } from './context.ts';

/** `invoice`, `actions`, `export ubl`, `migrate`: what the store knows, and its upkeep. */
export function register(program: Command, context: Context): void {
  addCommand(program, 'invoice', 'Show a document: parties, lines, totals, balance, links, journal', 'invoice INV-7')
    .argument('<id>', 'id (SELLER:NUMBER) or number of the document')
    .action(
      answering(context, (id: string) =>
        withStore(context, async (store) =>
          answer(await invoiceAnswer(store, await findInvoice(store, id)), renderInvoice),
        ),
      ),
    );

  addCommand(program, 'actions', 'List what can be done with a document, and why the rest cannot', 'actions INV-7')
    .argument('<id>', 'id (SELLER:NUMBER) or number of the document')
    .action(
      answering(context, (id: string) =>
        withStore(context, async (store) => {
          const facts = await factsOf(store, id, new Date(context.nowMs()));
          const { id: invoiceId, number } = facts.document;
          return answer({ invoiceId, number, actions: actionsFor(facts) }, renderActions);
        }),
      ),
    );

  registerExport(program, context);

  addCommand(program, 'migrate', 'Bring the database to the form that this version needs', 'migrate').action(
    answering(context, () =>
      withStore(context, async (store) => {
        const { database } = await databaseOf(context);
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
          const [record, { settings }] = await Promise.all([findInvoice(store, id), currentSettings(store)]);
          return { document: documentOf(record), reversal: settings.ubl.reversal };
        });
        const xml = writeUbl(document, { reversal });
        const head = { id: document.id, number: document.number };
        if (output === undefined) return rawAnswer({ ...head, xml }, xml);
        await writeFile(output, xml);
        return answer({ ...head, output }, (written) => `${written.number} is in ${written.output}`);
      }),
    );
}

/** Everything that the rules look at. Throws INVOICE_NOT_FOUND, INVOICE_AMBIGUOUS. */
export async function factsOf(store: Store, idOrNumber: string, now: Date): Promise<Facts> {
  const { _id } = await findInvoice(store, idOrNumber);
  const facts = await loadFacts(store, _id, now);
  if (!facts) throw new Refused('INVOICE_NOT_FOUND', { detail: _id });
  return facts;
}

async function invoiceAnswer(store: Store, record: InvoiceRecord): Promise<InvoiceAnswer> {
  const document = documentOf(record);
  const [linked, journal, open] = await Promise.all([
    linkedDocuments(store, document),
    journalOf(store, [document.id]),
    document.openCorrectionId === undefined ? undefined : findCorrection(store, document.openCorrectionId),
  ]);
  return {
    document,
    linked: linked.map((other) => linkOf(document, documentOf(other))),
    journal: journal.map(({ _id, kind, currency, postings, postedOn }) => ({
      id: _id, kind, currency, postings, postedOn,
    })), // prettier-ignore
    ...(open
      ? {
          openRequest: {
            requestId: open._id,
            requester: open.request.requester.id,
            reason: reasonText(open.request.reason),
            receivedAt: open.receivedAt.toISOString(),
          },
        }
      : {}),
  };
}

/** One document can be linked in two ways (a cancellation credits what it cancels): the stronger word is shown. */
function linkOf({ links }: InvoiceDocument, other: InvoiceDocument): LinkedDocument {
  const { id, number, class: side, type, status, balanceMinor } = other;
  const relation =
    links.canceledWith === id
      ? 'canceled with'
      : links.cancels === id
        ? 'cancels'
        : links.creditFor === id
          ? 'credit for'
          : 'credited by';
  return { relation, id, number, class: side, type, status, balanceMinor };
}
