import { book, settle } from './booking.ts';
import { portion, priceFor, quantityUnit, sum, within } from './arithmetic.ts';
import { defer, ofPieces, overLines } from './deferred.ts';
import { creditable, lineNow, refundable, returnWorth, takenBy, takenByGross, type Body, type Piece } from './left.ts'; // prettier-ignore
import { negated, negatedLines } from './cancel.ts';
import { newDoc, newLine, post, type Discount, type Doc, type Line, type Model } from './state.ts';
import { strayNote } from './why-not.ts';

/** How much of an invoice: shares of lines, an amount, an unused share, or all that there is. */
export type Extent =
  | { readonly by: 'all' }
  | { readonly by: 'amount'; readonly amount: number }
  | { readonly by: 'unused'; readonly days: number; readonly of: number }
  | { readonly by: 'lines'; readonly shares: readonly { readonly line: Line; readonly quantity?: number; readonly net?: number }[] }; // prettier-ignore

export interface Credit {
  readonly body: Body;
  readonly pieces: readonly Piece[];
  /** Taken from each line, for deferred revenue. */
  readonly amounts: Map<number, number>;
}

export const grossOfBody = ({ net, tax }: Body): number => net + tax;

const amountPiece = (model: Model, line: Line, net: number): Piece => ({
  line, net, quantity: 0, price: 0, written: { quantity: quantityUnit, price: -priceFor(net, model.digits) },
}); // prettier-ignore

export const returnPiece = (doc: Doc, line: Line, quantity: number, inForce = false): Piece => ({
  line, quantity, price: 0, net: returnWorth(doc, line, quantity, inForce),
  written: { quantity, price: -lineNow(doc, line, inForce).price },
}); // prettier-ignore

function wanted(model: Model, doc: Doc, extent: Extent, cap: number): Credit | string {
  if (extent.by === 'all' || extent.by === 'amount') {
    const body = takenByGross(doc, extent.by === 'all' ? cap : extent.amount);
    return { body, pieces: [], amounts: overLines(doc, body) };
  }
  const pieces: Piece[] = [];
  if (extent.by === 'unused')
    for (const line of doc.lines) {
      const net = within(lineNow(doc, line).net, portion(line.net, extent.days, extent.of));
      if (net !== 0) pieces.push(amountPiece(model, line, net));
    }
  else
    for (const { line, quantity, net = 0 } of extent.shares) {
      const now = lineNow(doc, line);
      if (quantity === undefined ? net > now.net : quantity > now.quantity) return 'EXCEEDS_CREDITABLE';
      pieces.push(quantity === undefined ? amountPiece(model, line, net) : returnPiece(doc, line, quantity));
    }
  const body = takenBy(model, doc, pieces);
  return { body, pieces, amounts: ofPieces(pieces, body) };
}

interface Disposition {
  readonly clear: number;
  readonly credit: number;
  readonly refund: number;
}

/** Refund or credit (R43 to R45): a credit note with what becomes of its money; of an open note that is there already. */
export function creditOrRefund(model: Model, doc: Doc, requestId: string, kind: 'refund' | 'credit', extent: Extent): string | undefined {
  const over = kind === 'refund' ? 'EXCEEDS_REFUNDABLE' : 'EXCEEDS_CREDITABLE';
  if (doc.side === 'credit') {
    const cap = kind === 'refund' ? refundable(model, doc) : -doc.balance;
    const amount = extent.by === 'amount' ? extent.amount : cap;
    return amount > cap ? over : dispose(model, doc, requestId, kind, amount);
  }
  const cap = kind === 'refund' ? refundable(model, doc) : creditable(doc);
  const made = wanted(model, doc, extent, cap);
  if (typeof made === 'string') return made;
  const gross = grossOfBody(made.body);
  if (gross <= 0) return 'EXCEEDS_CREDITABLE';
  if (kind === 'refund' && gross > refundable(model, doc)) return over;
  if (gross > creditable(doc)) return 'EXCEEDS_CREDITABLE';
  const offsets = kind === 'refund' && model.settings.refund.partiallyPaid === 'offset_first';
  const clear = offsets ? Math.min(Math.max(doc.balance, 0), gross) : 0;
  const rest = gross - clear;
  writeNote(model, doc, requestId, made, kind === 'refund' ? { clear, credit: 0, refund: rest } : { clear, credit: rest, refund: 0 });
  return undefined;
} // prettier-ignore

function dispose(model: Model, note: Doc, requestId: string, kind: 'refund' | 'credit', amount: number): undefined {
  note.balance += amount;
  note.whole = false;
  if (note.balance === 0) note.status = 'settled';
  const account = kind === 'refund' ? '2160' : '2100';
  post(model, { [`1200/${note.id}`]: amount, [`${account}/${note.customer}`]: -amount });
  if (kind === 'credit') return undefined;
  note.refunded += amount;
  model.payouts.set(`${requestId}.payout`, { customer: note.customer, amount, state: 'requested' });
  return undefined;
}

export function writeNote(model: Model, doc: Doc, requestId: string, { body, pieces, amounts }: Credit, money: Disposition): void {
  const id = `${requestId}.1`;
  const late = sum(defer(doc, id, amounts).map(({ amount }) => amount));
  const lines = pieces.length > 0 ? pieces.map(({ line, net, written }, key) => newLine(key, { ...written, net: -net, group: line.group }, model.digits)) : grossLines(model, body);
  const groups = negated(body.groups);
  const note = newDoc({ id, side: 'credit', type: 'credit_note', customer: doc.customer, about: doc.id, lines, groups, status: 'settled', balance: 0, whole: false, refunded: money.refund });
  model.docs.set(id, note);
  for (const [group, taken] of body.groups) doc.takings.push({ by: id, group, ...taken });
  for (const [at, { line, net, quantity, price }] of pieces.entries())
    doc.lineTakings.push({ by: id, at, key: line.key, net, quantity, price, byCorrection: false });
  post(model, { '4000': body.net - late, '2300': late, '2200': body.tax, [`1200/${doc.id}`]: -money.clear, [`2100/${doc.customer}`]: -money.credit, [`2160/${doc.customer}`]: -money.refund });
  if (money.refund > 0)
    model.payouts.set(`${requestId}.payout`, { customer: doc.customer, amount: money.refund, state: 'requested' });
  doc.balance -= money.clear;
  if (money.clear > 0) settle(doc);
} // prettier-ignore

const grossLines = (model: Model, { groups }: Body): Line[] =>
  [...groups].map(([group, { net }], key) => newLine(key, { quantity: quantityUnit, price: -priceFor(net, model.digits), net: -net, group }, model.digits)); // prettier-ignore

/** Discount (R47): an adjustment that lowers tax, one that does not, or a credit note that is cleared (X5). */
export function discount(model: Model, doc: Doc, requestId: string, gross: number): string | undefined {
  if (gross > doc.balance) return 'EXCEEDS_OPEN';
  if (gross > creditable(doc)) return 'EXCEEDS_CREDITABLE';
  const body = takenByGross(doc, gross);
  const amounts = overLines(doc, body);
  const { document, tax: taxed } = model.settings.discount;
  if (document === 'credit_note') {
    writeNote(model, doc, requestId, { body, pieces: [], amounts }, { clear: gross, credit: 0, refund: 0 });
    return undefined;
  }
  const reduces = taxed === 'reduce';
  const deferred = reduces ? defer(doc, requestId, amounts) : [];
  const parts = [...body.groups].map(([group, { net, tax }]) => reduces ? { group, net, tax } : { group, net: net + tax, tax: 0 }); // prettier-ignore
  for (const [group, { net, tax }] of body.groups) doc.takings.push({ by: requestId, group, net, tax, items: 0 });
  const made: Discount = {
    by: requestId,
    gross,
    parts,
    deferred,
    untaxed: !reduces && [...body.groups.values()].some(({ tax }) => tax !== 0),
  };
  doc.discounts.push(made);
  const [tax, late] = [sum(parts.map((part) => part.tax)), sum(deferred.map(({ amount }) => amount))];
  post(model, { '4900': gross - tax - late, '2300': late, '2200': tax, [`1200/${doc.id}`]: -gross });
  doc.balance -= gross;
  settle(doc);
  return undefined;
}

/** A correction invoice that offsets a stray credit note: both end at 0 (R49, R50). */
export function correctCreditNote(model: Model, doc: Doc, requestId: string): void {
  const note = strayNote(model, doc);
  if (!note) throw new Error('nothing to correct');
  note.status = 'settled';
  note.whole = false;
  note.balance = 0;
  const id = `${requestId}.1`;
  const [lines, groups] = [negatedLines(note.lines), negated(note.groups)];
  const correction = newDoc({ id, side: 'invoice', type: 'correction', customer: note.customer, about: note.id, lines, groups, closed: true, status: 'paid' });
  book(model, correction);
  post(model, { [`1200/${id}`]: -correction.balance, [`1200/${note.id}`]: correction.balance });
  correction.balance = 0;
} // prettier-ignore
