import { z } from 'zod';
import { kinds } from '../../domain/input.ts';
import { reasonCodes } from '../../domain/request.ts';

const word = z.string().trim().min(1).max(80);
const wordsFor = <const K extends string>(names: readonly K[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, word])) as Record<K, typeof word>);

/** Words of one language for what the product calls things; a file beside the templates. */
export const wordsSchema = z.strictObject({
  /** Stands in a command for the reader's own name. */
  you: word,
  deeds: wordsFor(kinds),
  statuses: wordsFor(['draft', 'open', 'paid', 'canceled', 'settled', 'discarded']),
  documents: wordsFor(['standard', 'credit_note', 'cancellation', 'correction', 'replacement']),
  reasons: wordsFor(reasonCodes.filter((code) => code !== 'other')),
  fields: wordsFor([
    'seller', 'buyer', 'currency', 'issueDate', 'supplyDate', 'dueDate', 'paymentTerms', 'orderId', 'buyerReference', 'costCenter',
    'delivery', 'notes', 'lines', 'allowancesCharges', 'taxGroups', 'totals',
  ]),
}); // prettier-ignore
export type Words = z.output<typeof wordsSchema>;

/** The word for a name; the name itself where there is none: a field that came later is shown as it is called. */
export const wordFor = (words: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(words, name) ? (words[name] ?? name) : name;
