import { sumMinor } from './money.ts';

/** Chart of accounts (spec/domain.md section 1); 1200 is kept per document, the customer accounts per customer. */
export const accounts = {
  bank: '1000',
  receivable: '1200',
  customerCredit: '2100',
  unapplied: '2150',
  refundsPayable: '2160',
  vat: '2200',
  deferred: '2300',
  revenue: '4000',
  discounts: '4900',
  rounding: '4990',
  /** Outside the books: where credit that a customer brought along came from. */
  opening: '9999',
} as const;
export type Account = (typeof accounts)[keyof typeof accounts];

export interface Posting {
  readonly account: Account;
  /** For 1200: the document whose sub-ledger moves. */
  readonly documentId?: string;
  readonly side: 'debit' | 'credit';
  /** More than 0, minor units. */
  readonly amountMinor: number;
}

/** What a booking is for, in the words of spec/domain.md section 6. */
export type EntryKind =
  | 'opening_credit'
  | 'invoice'
  | 'rounding'
  | 'recognition'
  | 'payment'
  | 'payment_unlinked'
  | 'credit_used'
  | 'credit_returned'
  | 'reversal'
  | 'clearing'
  | 'credit_note'
  | 'correction'
  | 'discount'
  | 'discount_returned'
  | 'credit_granted'
  | 'refund_due'
  | 'refund_paid'
  | 'payment_reversed';

export interface JournalEntry {
  readonly kind: EntryKind;
  readonly currency: string;
  readonly postings: readonly Posting[];
  /** Whose customer accounts it moves, where that is not the customer of the plan. */
  readonly customerId?: string;
}

/** A signed amount on an account: more than 0 is a debit. Zero posts nothing. */
export type Move = readonly [account: Account, debitMinor: number, documentId?: string];

/** Makes one entry; undefined when nothing moves. Throws TypeError on an entry that does not balance: a bug, never a "no". */
export function entry(kind: EntryKind, currency: string, moves: readonly Move[]): JournalEntry | undefined {
  const postings = moves
    .filter(([, debitMinor]) => debitMinor !== 0)
    .map(([account, debitMinor, documentId]): Posting => ({
      account,
      ...(documentId === undefined ? {} : { documentId }),
      side: debitMinor > 0 ? 'debit' : 'credit',
      amountMinor: Math.abs(debitMinor),
    }));
  if (postings.length === 0) return undefined;
  const made: JournalEntry = { kind, currency, postings };
  if (imbalance(made) !== 0) throw new TypeError(`journal entry "${kind}" does not balance`);
  return made;
}

/** The entries that move something. */
export const entries = (list: readonly (JournalEntry | undefined)[]): readonly JournalEntry[] =>
  list.filter((made) => made !== undefined);

export const signed = (posting: Posting): number =>
  posting.side === 'debit' ? posting.amountMinor : -posting.amountMinor;

/** Debits minus credits; 0 for every entry in the books. */
export const imbalance = ({ postings }: Pick<JournalEntry, 'postings'>): number => sumMinor(postings.map(signed));
