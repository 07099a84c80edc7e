import { kindOf } from '../../domain/document-words.ts';
import { formatMoney } from '../../domain/money.ts';
import { balanceTable, heading, journalTable, partyText, renderContent, statusText, titleOf } from './document.ts';
import { paymentsTable, payoutsTable } from './money.ts';
import { fields, table } from './table.ts';
import type { Look } from '../terminal.ts';
import type { InvoiceAnswer, LinkedDocument, VersionsAnswer } from '../views.ts';
import { commandLine, momentText, status } from './wording.ts';

/** Everything that `countersign invoice` shows. */
export function renderInvoice(answer: InvoiceAnswer, look: Look): string {
  const { document, linked, journal, payments = [], payouts = [], openRequest } = answer;
  const { currency, balanceMinor } = document;
  const names = new Map([document, ...linked].map((one) => [one.id, titleOf(one)]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return [
    `${look.paint('bold', titleOf(document))}  ${kindOf(document)}, ${look.paint(status(document.status).style, statusText(document))}, balance ${formatMoney(balanceMinor, currency)}`,
    headFields(answer, look),
    renderContent(document, look),
    heading('Balance', look),
    balanceTable(document, nameOf, look),
    ...(payments.length === 0 ? [] : [heading('Payments', look), paymentsTable(payments, look)]),
    ...(payouts.length === 0 ? [] : [heading('Payouts', look), payoutsTable(payouts, look)]),
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

const headFields = ({ document, returnedQuantity = {}, creditedAmountMinor = 0 }: InvoiceAnswer, look: Look): string =>
  fields(
    [
      ['id', `${document.id} (version ${document.version})`],
      ['seller', partyText(document.seller)],
      ['customer', partyText(document.buyer)],
      ['issued', `${document.issueDate}${document.dueDate === undefined ? '' : `, due ${document.dueDate}`}`],
      ['terms', document.paymentTerms],
      ['order', document.orderId],
      ['about', document.preceding?.number],
      ['notes', document.notes?.join(' / ')],
      [
        'returned',
        Object.entries(returnedQuantity)
          .map(([lineId, units]) => `${units} of line ${lineId}`)
          .join(', '),
      ],
      ['credited', creditedAmountMinor === 0 ? undefined : formatMoney(creditedAmountMinor, document.currency)],
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
      titleOf(other),
      kindOf(other),
      status(other.status),
      formatMoney(other.balanceMinor, currency).slice(currency.length + 1),
      other.id,
    ]),
    look,
  );

/** What a document was before it changed in place, newest first. */
export function renderVersions({ items }: VersionsAnswer, look: Look): string {
  if (items.length === 0) return 'It was never changed: there is no earlier version.';
  return table(
    [
      { title: 'version' },
      { title: 'replaced' },
      { title: 'by', flexible: true },
      { title: 'request' },
      { title: 'gross', align: 'right' },
      { title: 'hash' },
    ],
    items.map(({ version, content, contentHash, replacedAt, replacedBy, requestId }) => [
      String(version),
      momentText(replacedAt),
      replacedBy,
      requestId ?? '',
      formatMoney(content.totals.grossMinor, content.currency),
      contentHash.slice(0, 12),
    ]),
    look,
  );
}
