import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { sum } from '../model/arithmetic.ts';
import type { Step } from './pick.ts';
import type { BooksState } from './target.ts';

interface Moved {
  readonly bank: number;
  readonly payable: number;
  readonly credit: number;
  readonly free: number;
  readonly receivable: number;
}

function heldIn({ journal, accounts }: BooksState): Moved {
  const postings = journal.flatMap((entry) => entry.postings);
  const debits = (account: string): number =>
    sum(postings.map((one) => (one.account !== account ? 0 : one.side === 'debit' ? one.amountMinor : -one.amountMinor))); // prettier-ignore
  return {
    bank: debits('1000'), receivable: debits('1200'),
    payable: sum(accounts.map((one) => one.payableMinor)),
    credit: sum(accounts.map((one) => one.creditMinor)),
    free: sum(accounts.map((one) => one.freeMinor)),
  }; // prettier-ignore
}

/** R51, the comparison of actions: payout, customer credit, receivable, after what was asked for. */
export function whyNotAsCompared(before: BooksState, { asked, answered, label }: Step, after: BooksState): readonly string[] {
  if (answered !== undefined || typeof asked !== 'object' || asked === null) return [];
  const { kind, invoiceId, input = {} } = asked as { kind: Kind; invoiceId: string; input?: CorrectionInput };
  const [from, to] = [heldIn(before), heldIn(after)];
  const moved = (account: keyof Moved): number => to[account] - from[account];
  const document = before.documents.find(({ id }) => id === invoiceId);
  const rowsOf = (row: string): number => -sum((document?.rows ?? []).filter((one) => one.kind === row).map((one) => one.amountMinor));
  const expect = (expected: Partial<Moved>): readonly string[] =>
    Object.entries(expected).flatMap(([account, minor]) => moved(account as keyof Moved) === minor ? [] : [`${label} moves ${account} by ${moved(account as keyof Moved)}, not ${minor}`]);
  const isInvoice = document?.class === 'invoice';
  switch (kind) {
    case 'cancel': {
      const [paid, used] = isInvoice ? [rowsOf('payment'), rowsOf('credit_applied')] : [0, 0];
      const receivable = -(document?.balanceMinor ?? 0);
      const freed = input.payout ? { payable: paid, free: 0 } : { payable: 0, free: paid };
      return expect({ bank: 0, credit: used, receivable: receivable || 0, ...freed });
    }
    case 'refund':
      return [...expect({ bank: 0, credit: 0, free: 0 }), ...(moved('payable') < 0 ? ['a refund pays out nothing'] : []), ...(moved('payable') + moved('receivable') < moved('payable') - (document?.balanceMinor ?? 0) && isInvoice ? ['a refund clears more than is open'] : []), ...overRefunded(invoiceId, after)];
    case 'credit':
      return [...expect({ bank: 0, payable: 0, free: 0 }), ...(moved('credit') <= 0 ? ['a credit adds nothing'] : [])];
    case 'discount':
      return [...expect({ bank: 0, payable: 0, free: 0, credit: 0 }), ...(moved('receivable') >= 0 ? ['a discount lowers nothing'] : [])];
    case 'correct-credit-note':
      return expect({ bank: 0, payable: 0, free: 0, credit: 0 });
    case 'update':
      return expect({ bank: 0 });
  }
} // prettier-ignore

/** No more is refunded than was paid in cash (flexprice 2460). */
function overRefunded(documentId: string, { documents }: BooksState): readonly string[] {
  const asked = documents.find(({ id }) => id === documentId);
  const invoice = asked?.class === 'credit' ? documents.find(({ id }) => id === asked.links.creditFor) : asked;
  const of = (rows: readonly { readonly kind: string; readonly amountMinor: number }[], kind: string): number =>
    sum(rows.filter((row) => row.kind === kind).map((row) => row.amountMinor));
  const notes = documents.filter(({ links, status }) => links.creditFor === invoice?.id && status !== 'canceled');
  const refunded = of(notes.flatMap(({ rows }) => rows), 'disposition_refund'); // prettier-ignore
  return refunded > -of(invoice?.rows ?? [], 'payment') ? [`${refunded} refunded on ${invoice?.id}`] : [];
}
