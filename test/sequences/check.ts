import type { InvoiceDocument } from '../../domain/document.ts';
import { imbalance } from '../../domain/journal.ts';
import type { Model } from '../model/state.ts';
import { sum } from '../model/arithmetic.ts';
import { sameGroup } from '../../domain/tax-group.ts';
import { naturalOrder } from './ledger.ts';
import type { BooksState } from './target.ts';

/** Everything that both sides know, in one shape, so that a difference shows as one. */
export interface Picture {
  readonly documents: Readonly<Record<string, string>>;
  readonly accounts: Readonly<Record<string, number>>;
}

const present = (record: Record<string, number>): Record<string, number> =>
  naturalOrder(Object.fromEntries(Object.entries(record).filter(([, minor]) => minor !== 0)));

export function pictureOfModel({ docs, ledger }: Model): Picture {
  const documents = [...docs.values()].map(({ id, side, type, status, balance }) => [id, `${side} ${type} ${status} ${balance}`]); // prettier-ignore
  return { documents: naturalOrder(Object.fromEntries(documents)), accounts: present(Object.fromEntries(ledger)) };
}

/** From the ledger; the customers' accounts from where they are kept, which the ledger has to confirm. */
export function pictureOf({ documents, accounts, journal }: BooksState): Picture {
  const sums: Record<string, number> = {};
  const add = (key: string, minor: number): void => void (sums[key] = (sums[key] ?? 0) + minor);
  for (const { account, documentId, side, amountMinor } of journal.flatMap(({ postings }) => postings))
    if (!['2100', '2150', '2160'].includes(account))
      add(documentId === undefined ? account : `${account}/${documentId}`, side === 'debit' ? amountMinor : -amountMinor); // prettier-ignore
  for (const { customerId, creditMinor, freeMinor, payableMinor } of accounts) {
    add(`2100/${customerId}`, -creditMinor);
    add(`2150/${customerId}`, -freeMinor);
    add(`2160/${customerId}`, -payableMinor);
  }
  const written = documents.map(({ id, class: side, type, status, balanceMinor }) => [id, `${side} ${type} ${status} ${balanceMinor}`]); // prettier-ignore
  return { documents: naturalOrder(Object.fromEntries(written)), accounts: present(sums) };
}

/** What is wrong with books, whatever the model says (spec/domain.md section 7); nothing when they are right. */
export function whyNotSound(state: BooksState): readonly string[] {
  const { documents, accounts, journal } = state;
  const wrong: string[] = journal.flatMap((entry) => (imbalance(entry) === 0 ? [] : [`${entry.kind} does not balance`]));
  const postings = journal.flatMap((entry) => entry.postings);
  const onAccount = (account: string, documentId?: string): number =>
    sum(postings.filter((one) => one.account === account && (documentId === undefined || one.documentId === documentId)).map(({ side, amountMinor }) => (side === 'debit' ? amountMinor : -amountMinor)));
  if (postings.some(({ amountMinor }) => !Number.isSafeInteger(amountMinor) || amountMinor <= 0)) wrong.push('a posting of nothing');
  for (const document of documents) wrong.push(...whyNotDocument(document, onAccount('1200', document.id)), ...whyNotCredits(document, documents));
  for (const [account, held] of [['2100', 'creditMinor'], ['2150', 'freeMinor'], ['2160', 'payableMinor']] as const) {
    if (accounts.some((one) => one[held] < 0)) wrong.push(`${account} of a customer is below 0`);
    if (sum(accounts.map((one) => one[held])) !== -onAccount(account)) wrong.push(`${account} is not what customers have`);
  }
  const waits = sum(documents.filter(({ status, class: side }) => side === 'invoice' && status !== 'canceled').flatMap(({ lines }) => lines.flatMap(({ recognition = [] }) => recognition.filter(({ booked }) => !booked).map(({ amountMinor }) => amountMinor))));
  if (waits !== -onAccount('2300')) wrong.push(`2300 is ${-onAccount('2300')}, and schedules wait for ${waits}`);
  return wrong;
} // prettier-ignore

function whyNotDocument(document: InvoiceDocument, receivable: number): readonly string[] {
  const { id, status, rows, balanceMinor, totals } = document;
  const wrong: string[] = [];
  const of = (kind: string): number => sum(rows.filter((row) => row.kind === kind).map((row) => row.amountMinor));
  if (sum(rows.map(({ amountMinor }) => amountMinor)) !== balanceMinor) wrong.push(`rows of ${id}`);
  if (receivable !== balanceMinor) wrong.push(`1200 of ${id} is ${receivable}, its balance ${balanceMinor}`);
  if (['canceled', 'settled', 'discarded', 'paid'].includes(status) !== (balanceMinor === 0))
    wrong.push(`${id} is ${status} at ${balanceMinor}`);
  if (status !== 'draft' && of('invoice') !== totals.grossMinor) wrong.push(`invoice rows of ${id}`);
  if (of('payment') > 0 || of('credit_applied') > 0) wrong.push(`${id} was paid less than nothing`);
  const ids = document.lines.map((line) => line.id);
  if (new Set(ids).size !== ids.length) wrong.push(`${id} has two lines of one id`);
  const groups = sum(document.taxGroups.map(({ baseMinor, taxMinor }) => baseMinor + taxMinor));
  if (groups !== totals.grossMinor || totals.netMinor + totals.taxMinor !== totals.grossMinor)
    wrong.push(`the totals of ${id}`);
  return wrong;
}

/** Credit notes and discounts are within the invoice, in total and per tax group; all of it takes all tax (lago 2643). */
function whyNotCredits(document: InvoiceDocument, documents: readonly InvoiceDocument[]): readonly string[] {
  if (document.class === 'credit' || document.status === 'canceled') return [];
  const notes = documents.filter(({ links, type, status }) => links.creditFor === document.id && type === 'credit_note' && status !== 'canceled'); // prettier-ignore
  const discounts = document.rows.filter(({ kind }) => kind === 'adjustment');
  const takenNet: number[] = [];
  const takenTax: number[] = [];
  const wrong: string[] = [];
  for (const group of document.taxGroups) {
    const credits = notes.flatMap(({ taxGroups }) => taxGroups.filter((one) => sameGroup(one, group)));
    const parts = discounts.flatMap(({ split = [], amountMinor }) =>
      split
        .filter((one) => sameGroup(one, group))
        .map(({ netMinor, taxMinor, keptTaxMinor = 0 }) => {
          const sign = amountMinor < 0 ? 1 : -1; // a mirrored row gives back
          return { net: sign * (netMinor - keptTaxMinor), tax: sign * (taxMinor + keptTaxMinor) };
        }),
    );
    const net = sum([...credits.map((one) => -one.baseMinor), ...parts.map((one) => one.net)]);
    const tax = sum([...credits.map((one) => -one.taxMinor), ...parts.map((one) => one.tax)]);
    takenNet.push(net);
    takenTax.push(tax);
    const gross = group.baseMinor + group.taxMinor;
    if (gross >= 0 && net + tax > gross)
      wrong.push(`${document.id}: ${net + tax} of ${gross} credited at ${group.taxRate}`);
    if (gross > 0 && net + tax === gross && (net !== group.baseMinor || tax !== group.taxMinor))
      wrong.push(`${document.id}: tax ${tax} of ${group.taxMinor} at ${group.taxRate}, all credited`);
  }
  if (sum(takenNet) + sum(takenTax) > document.totals.grossMinor)
    wrong.push(`${document.id}: more credited than it is`);
  return wrong;
}
