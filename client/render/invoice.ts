import type { InvoiceDocument } from '../../domain/document.ts';
import type { Action } from '../../domain/actions.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { formatMoney } from '../../domain/money.ts';
import { balanceTable, heading, journalTable, kindOf, partyText, renderContent, statusText } from './document.ts';
import { renderRefusal } from './refusal.ts';
import { fields, table } from './table.ts';
import type { Look } from '../terminal.ts';
import { commandLine, momentText, status } from './wording.ts';

/** A document that stands beside this one, with the word for how. */
export interface LinkedDocument extends Pick<
  InvoiceDocument,
  'id' | 'number' | 'class' | 'type' | 'status' | 'balanceMinor'
> {
  readonly relation: 'credit for' | 'credited by' | 'cancels' | 'canceled with';
}

/** Everything that `countersign invoice` shows. */
export interface InvoiceAnswer {
  readonly document: InvoiceDocument;
  readonly linked: readonly LinkedDocument[];
  readonly journal: readonly (JournalEntry & { readonly id: string; readonly postedOn: string })[];
  readonly openRequest?: {
    readonly requestId: string;
    readonly requester: string;
    readonly reason: string;
    readonly receivedAt: string;
  };
}

export function renderInvoice({ document, linked, journal, openRequest }: InvoiceAnswer, look: Look): string {
  const { currency, balanceMinor } = document;
  const names = new Map([document, ...linked].map(({ id, number }) => [id, number]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return [
    `${look.paint('bold', `${document.number}`)}  ${kindOf(document)}, ${look.paint(status(document.status).style, statusText(document))}, balance ${formatMoney(balanceMinor, currency)}`,
    headFields(document, look),
    renderContent(document, look),
    heading('Balance', look),
    balanceTable(document, nameOf, look),
    ...(linked.length === 0 ? [] : [heading('Linked documents', look), linkTable(linked, currency, look)]),
    ...(journal.length === 0 ? [] : [heading('Journal', look), journalTable(journal, nameOf, look)]),
    ...(openRequest === undefined
      ? []
      : [
          heading('Open request', look),
          `  ${openRequest.requestId} by ${openRequest.requester}, since ${momentText(openRequest.receivedAt)}: ${openRequest.reason}`,
          `  Look at it: ${look.paint('cyan', commandLine('show', openRequest.requestId))}`,
        ]),
  ].join('\n');
}

const headFields = (document: InvoiceDocument, look: Look): string =>
  fields(
    [
      ['id', `${document.id} (version ${document.version})`],
      ['seller', partyText(document.seller)],
      ['customer', partyText(document.buyer)],
      ['issued', `${document.issueDate}${document.dueDate === undefined ? '' : `, due ${document.dueDate}`}`],
      ['terms', document.paymentTerms],
      ['order', document.orderId],
      ['about', document.preceding?.number],
      ['type code', document.typeCode],
    ],
    look,
  );

const linkTable = (linked: readonly LinkedDocument[], currency: string, look: Look): string =>
  table(
    [
      { title: 'link' },
      { title: 'number' },
      { title: 'document' },
      { title: 'status' },
      { title: `balance ${currency}`, align: 'right' },
      { title: 'id', flexible: true },
    ],
    linked.map((other) => [
      other.relation,
      other.number,
      kindOf(other),
      status(other.status),
      formatMoney(other.balanceMinor, currency).slice(currency.length + 1),
      other.id,
    ]),
    look,
  );

/** What `countersign actions` shows. */
export interface ActionsAnswer {
  readonly invoiceId: string;
  readonly number: string;
  readonly actions: readonly Action[];
}

export function renderActions({ invoiceId, number, actions }: ActionsAnswer, look: Look): string {
  const parts = actions.flatMap(({ kind, available, effect, blockers }) => [
    `\n${look.paint('bold', kind)}  ${look.paint(available ? 'green' : 'red', available ? 'possible' : 'not possible now')}`,
    ...(available
      ? [
          `  ${effect}`,
          `  See what exactly: ${look.paint('cyan', commandLine('plan', kind, invoiceId))}`,
          `  Ask for it: ${look.paint('cyan', `${commandLine('request', kind, invoiceId)} --reason '...'`)}`,
        ]
      : blockers.map((blocker) => indented(renderRefusal(blocker, look)))),
  ]);
  return [`What can be done with ${look.paint('bold', number)}:`, ...parts].join('\n');
}

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');
