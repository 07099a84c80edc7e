import fc from 'fast-check';
import type { InvoiceDocument } from '../../domain/document.ts';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { linesLeft } from '../../domain/left.ts';
import { decimal, plainAmount } from '../../domain/money.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { aRequest } from '../support/documents.ts';
import { correct, enter, factsIn, openBooks, type Books } from './books.ts';
import { situation, type Situation } from './random-document.ts';
import { inTheBooks } from './situations.ts';

/** A correction as dice throw it; what it is about is decided by the state that it meets. */
export interface Throw {
  readonly kind: Kind;
  readonly document: number;
  readonly line: number;
  readonly form: number;
  /** Per mille of what there is. */
  readonly share: number;
}

export const aThrow: fc.Arbitrary<Throw> = fc.record({
  kind: fc.constantFrom<Kind>('refund', 'refund', 'credit', 'credit', 'discount', 'discount', 'update', 'update', 'update', 'cancel', 'correct-credit-note'),
  document: fc.nat(9),
  line: fc.nat(9),
  form: fc.nat(4),
  share: fc.integer({ min: 1, max: 1_000 }),
}); // prettier-ignore

export const someSettings: fc.Arbitrary<Settings> = fc
  .record({
    preset: fc.constantFrom<Settings['preset']>('strict', 'juston'),
    inPlace: fc.boolean(),
    allowUnpaid: fc.boolean(),
    note: fc.boolean(),
    gross: fc.boolean(),
    offset: fc.boolean(),
    allow: fc.boolean(),
  })
  .map(({ preset, inPlace, allowUnpaid, note, gross, offset, allow }) => ({
    ...presets[preset],
    cancel: { ...presets[preset].cancel, whenCreditNotesExist: allow ? 'allow' : 'block' },
    update: { finalisedFiscal: inPlace ? 'in_place' : 'revise' },
    discount: { allowUnpaid, document: note ? 'credit_note' : 'adjustment', tax: gross ? 'gross_only' : 'reduce' },
    refund: { partiallyPaid: offset ? 'offset_first' : 'payout' },
  }));

/** An invoice that says something: more than nothing to pay. */
export const invoiceSituation: fc.Arbitrary<Situation> = situation.filter(
  ({ content }) => content.class === 'invoice' && content.totals.grossMinor > 0 && content.totals.payableMinor > 0,
);

export function booksOf({ content, history }: Situation, settings: Settings): Books {
  const books = openBooks(settings);
  const { document, journal } = inTheBooks(content, history);
  enter(books, document, journal);
  return books;
}

const partOf = (minor: number, share: number): number => Math.max(Math.trunc((minor * share) / 1_000), 1);

function inputOf(books: Books, document: InvoiceDocument, { kind, line, form, share }: Throw): CorrectionInput {
  const { creditNotes, corrections } = factsIn(books, document.id);
  const { currency } = document;
  const left = linesLeft(document, kind === 'update' ? [...creditNotes, ...corrections] : creditNotes);
  const here = left[line % left.length];
  const amount = plainAmount(partOf(kind === 'discount' ? Math.max(document.balanceMinor, 1) : Math.abs(document.totals.grossMinor), share), currency);
  const quantity = here ? decimal(here.quantity).times(share).div(1_000).round(4, 3).toFixed() : '1';
  if (kind === 'discount') return { amount };
  if (kind === 'refund' || kind === 'credit') {
    if (form === 0 || !here || document.class === 'credit') return form === 1 ? {} : { amount };
    if (form === 1) return {};
    if (form === 2) return { lines: [{ lineId: here.line.id, quantity: decimal(quantity).gt(0) ? quantity : here.quantity }] };
    if (form === 3) return { lines: left.filter((one) => decimal(one.quantity).gt(0)).map((one) => ({ lineId: one.line.id, quantity: one.quantity })) };
    return { unused: { days: share, of: 1_000 } };
  }
  if (kind !== 'update' || !here) return {};
  const lineId = here.line.id;
  if (form === 0) return { change: [{ lineId, remove: true }] };
  if (form === 1 && decimal(quantity).gt(0)) return { change: [{ lineId, quantity, ...(line % 2 === 0 ? { unitPrice: decimal(here.unitPrice).times(share).div(1_000).round(2).toFixed() } : {}) }], disposition: share % 2 === 0 ? 'refund' : 'credit' };
  if (form === 2) return { change: [{ lineId, unitPrice: decimal(here.unitPrice).times(share).div(500).round(2).toFixed() }] };
  if (form === 3) return { change: [{ lineId, taxCategory: 'S', taxRate: '7' }] };
  return { change: [{ lineId, quantity: decimal(here.quantity).plus(1).toFixed() }], set: share % 2 === 0 ? { supplyDate: '2026-01-20' } : {} };
} // prettier-ignore

/** Throws the dice at the books; answers whether something was applied. */
export function play(books: Books, dice: Throw, index: number): boolean {
  const all = [...books.documents.values()];
  const document = all[dice.document % all.length];
  if (!document) throw new Error('no document');
  const { kind } = dice;
  const request = aRequest(document.id, { key: `k${index}`, kind, input: inputOf(books, document, dice) });
  return 'requestId' in correct(books, request);
}
