import { signed, type JournalEntry } from '../../domain/journal.ts';
import { parseAmount, plainAmount } from '../../domain/money.ts';

/** The macros of spec/domain.md section 6; `x` is the amount that follows the name. */
const macros: Readonly<Record<string, string>> = {
  IA: '1200[A] 145.69 / 4000 124.94 + 2200 20.75',
  IB: '1200[B] 59.50 / 4000 50.00 + 2200 9.50',
  IR: "1200[A'] 133.80 / 4000 114.95 + 2200 18.85",
  OC: '9999 30.00 / 2100 30.00',
  UC: '2100 30.00 / 1200[A] 30.00',
  RC: '1200[A] 30.00 / 2100 30.00',
  PA: '1000 x / 1200[A] x',
  UP: '1200[A] x / 2150 x',
  XA: '4000 124.94 + 2200 20.75 / 1200[X] 145.69',
  CL: '1200[X] 145.69 / 1200[A] 145.69',
  NU: '4000 33.33 + 2200 6.33 / 1200[CN] 39.66',
  NL: '4000 24.95 + 2200 1.75 / 1200[CN] 26.70',
};

/** The specification's entries, one text each, with every macro written out. */
export const entriesOf = (text: string): readonly string[] =>
  (text === '' ? [] : text.split('; ')).map((part) => {
    const [name = '', amount = ''] = part.split(' ');
    return macros[name]?.replaceAll('x', amount) ?? part;
  });

/** How documents are called in the specification, by id. */
export type Names = Readonly<Record<string, string>>;

/** An entry of the product in the specification's notation: `debit + debit / credit + credit`. */
export function written({ postings, currency }: JournalEntry, names: Names): string {
  const side = (which: 'debit' | 'credit'): string =>
    postings
      .filter((posting) => posting.side === which)
      .map(({ account, documentId, amountMinor }) => {
        const sub = documentId === undefined ? '' : `[${names[documentId] ?? documentId}]`;
        return `${account}${sub} ${plainAmount(amountMinor, currency)}`;
      })
      .join(' + ');
  return `${side('debit')} / ${side('credit')}`;
}

/** What the specification says of documents and accounts after a case: `A canceled 0.00; 2100 30.00`. */
export function afterOf(text: string): { documents: Record<string, string>; accounts: Record<string, number> } {
  const documents: Record<string, string> = {};
  const accounts: Record<string, number> = {};
  for (const part of text.split('; ')) {
    const [name = '', ...rest] = part.split(' ');
    if (rest.length === 2) documents[name] = rest.join(' ');
    else accounts[name] = parseAmount(rest[0], 'EUR', name);
  }
  return { documents, accounts };
}

/** Debits minus credits of every account that is not 0, minor units; 1200 per document, as `1200[ID]`. */
export function debitsOf(journal: readonly JournalEntry[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const posting of journal.flatMap((made) => made.postings)) {
    const key = posting.documentId === undefined ? posting.account : `${posting.account}[${posting.documentId}]`;
    sums[key] = (sums[key] ?? 0) + signed(posting);
  }
  return Object.fromEntries(Object.entries(sums).filter(([, minor]) => minor !== 0));
}

/** The same in natural sign (bank and discounts debit, others credit), without sub-ledgers and 9999, outside the books. */
export const naturalOf = (journal: readonly JournalEntry[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(debitsOf(journal))
      .filter(([account]) => account !== '9999' && !account.startsWith('1200'))
      .map(([account, minor]) => [account, account === '1000' || account === '4900' ? minor : -minor]),
  );
