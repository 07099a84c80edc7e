import { paymentState } from '../../domain/balance.ts';
import type { AllowanceCharge, DocumentContent, InvoiceDocument, Line, Party } from '../../domain/document.ts';
import { accountName } from '../../domain/document-words.ts';
import type { JournalEntry, Posting } from '../../domain/journal.ts';
import { table, type Cell } from './table.ts';
import type { Look } from '../terminal.ts';
import { amountText } from './wording.ts';

export const heading = (text: string, look: Look): string => `\n${look.paint('bold', text)}`;

/** Its number; a draft has none yet. */
export const titleOf = ({ number, id }: Pick<InvoiceDocument, 'number' | 'id'>): string =>
  number === '' ? id : number;

export const partyText = ({ id, name }: Party): string => (name === undefined || name === id ? id : `${name} (${id})`);

/** Status with the payment state that is derived from the rows; only invoices that stand are paid. */
export const statusText = (document: InvoiceDocument): string =>
  document.class === 'credit' || document.type === 'cancellation' || !['open', 'paid'].includes(document.status)
    ? document.status
    : [...new Set([document.status, paymentState(document).replace('_', ' ')])].join(', ');

/** Lines, what is added and taken off for the whole document, tax and totals. */
export function renderContent(content: Omit<DocumentContent, 'number' | 'issueDate'>, look: Look): string {
  const { currency, lines, allowancesCharges } = content;
  const money = (minor: number): string => amountText(minor, currency);
  const rows = [
    ...lines.flatMap((line) => [lineRow(line, money), ...line.allowancesCharges.map((item) => itemRow(item, money))]),
    ...allowancesCharges.map((item) => itemRow(item, money)),
  ];
  const columns = [
    { title: 'line', flexible: true },
    { title: 'item', flexible: true },
    { title: 'description', flexible: true },
    { title: 'quantity', align: 'right' },
    { title: 'price', align: 'right' },
    { title: 'tax', align: 'right' },
    { title: `net ${currency}`, align: 'right' },
  ] as const;
  return [
    heading('Lines', look),
    table(columns, rows, look),
    heading('Tax and totals', look),
    taxTable(content, look),
    '',
    totalsTable(content, look),
  ].join('\n');
}

type Money = (minor: number) => string;
const taxText = (category: string | undefined, rate: string | undefined): string =>
  [category, rate === undefined ? undefined : `${rate} %`].filter((part) => part !== undefined).join(' ');

const lineRow = (line: Line, money: Money): readonly Cell[] => [
  line.id,
  line.itemId ?? '',
  line.description,
  line.quantity,
  line.baseQuantity === undefined ? line.unitPrice : `${line.unitPrice} per ${line.baseQuantity}`,
  taxText(line.taxCategory, line.taxRate),
  money(line.netMinor),
];

/** An allowance is taken off, so it is shown with the other sign than it is kept. */
const itemRow = ({ kind, amountMinor, reason, percent, taxCategory, taxRate }: AllowanceCharge, money: Money): readonly Cell[] => [
  '', '', `${kind}${reason === undefined ? '' : `: ${reason}`}`, '', percent === undefined ? '' : `${percent} %`, taxText(taxCategory, taxRate),
  money((kind === 'allowance' ? -amountMinor : amountMinor) || 0),
]; // prettier-ignore

const taxTable = ({ taxGroups, currency }: Pick<DocumentContent, 'taxGroups' | 'currency'>, look: Look): string =>
  table(
    [
      { title: 'tax' },
      { title: 'base', align: 'right' },
      { title: 'amount', align: 'right' },
      { title: 'why none', flexible: true },
    ],
    taxGroups.map((group) => [
      taxText(group.taxCategory, group.taxRate),
      amountText(group.baseMinor, currency),
      amountText(group.taxMinor, currency),
      group.exemptionReason ?? group.exemptionReasonCode ?? '',
    ]),
    look,
  );

/** Only what is not zero, but always net, tax and gross. */
function totalsTable({ totals, currency }: Pick<DocumentContent, 'totals' | 'currency'>, look: Look): string {
  const rows: readonly (readonly [name: string, minor: number, always?: true])[] = [
    ['allowances', -totals.allowancesMinor],
    ['charges', totals.chargesMinor],
    ['net', totals.netMinor, true],
    ['tax', totals.taxMinor, true],
    ['gross', totals.grossMinor, true],
    ['prepaid', -totals.prepaidMinor],
    ['rounding', totals.roundingMinor],
    ['payable', totals.payableMinor, true],
  ];
  const shown = rows.filter(([, minor, always]) => always || minor !== 0);
  return table(
    [{ title: '' }, { title: currency, align: 'right' }],
    shown.map(([name, minor]) => [name, amountText(minor, currency)]),
    look,
  );
}

/** What moved the balance, and where it stands. */
export function balanceTable(
  { rows, balanceMinor, currency }: Pick<InvoiceDocument, 'rows' | 'balanceMinor' | 'currency'>,
  nameOf: (ref: string) => string,
  look: Look,
): string {
  return table(
    [{ title: 'on' }, { title: 'row' }, { title: 'about', flexible: true }, { title: currency, align: 'right' }],
    [
      ...rows.map((row) => [
        row.on ?? '',
        row.kind.replaceAll('_', ' '),
        row.ref === undefined ? '' : nameOf(row.ref),
        amountText(row.amountMinor, currency),
      ]),
      ['', { text: 'balance', style: 'bold' }, '', { text: amountText(balanceMinor, currency), style: 'bold' }],
    ],
    look,
  );
}

export interface ShownEntry extends Pick<JournalEntry, 'kind' | 'postings' | 'currency'> {
  /** Day of posting, once it is posted. */
  readonly postedOn?: string;
}

/** The books in the specification's form, `debit + debit / credit + credit`, with the names of the accounts below. */
export function journalTable(
  entries: readonly ShownEntry[],
  nameOf: (documentId: string) => string,
  look: Look,
): string {
  const posting = ({ account, documentId, amountMinor }: Posting, currency: string): string =>
    `${account}${documentId === undefined ? '' : `[${nameOf(documentId)}]`} ${amountText(amountMinor, currency)}`;
  const side = ({ postings, currency }: ShownEntry, wanted: Posting['side']): string =>
    postings
      .filter((one) => one.side === wanted)
      .map((one) => posting(one, currency))
      .join(' + ');
  const used = new Set(entries.flatMap(({ postings }) => postings.map(({ account }) => account)));
  const legend = [...used].sort().map((account) => `${account} ${accountName(account)}`);
  const dated = entries.some(({ postedOn }) => postedOn !== undefined);
  return [
    table(
      [...(dated ? [{ title: 'on' }] : []), { title: 'entry' }, { title: 'debit / credit' }],
      entries.map((one) => [...(dated ? [one.postedOn ?? ''] : []), one.kind.replaceAll('_', ' '), `${side(one, 'debit')} / ${side(one, 'credit')}`]),
      look,
    ),
    `  ${look.paint('dim', legend.join(', '))}`,
  ].join('\n'); // prettier-ignore
}
