import { priceFor, quantityUnit, sum, worth } from './arithmetic.ts';
import { issue } from './booking.ts';
import { issueAgain, negated, negatedLines, rewrite, type LineWish } from './cancel.ts';
import { grossOfBody, returnPiece, writeNote } from './credit.ts';
import { ofPieces } from './deferred.ts';
import { creditable, lineNow, refundable, takenBy, type Piece } from './left.ts';
import { docOf, newDoc, newLine, type Doc, type Line, type LineTaking, type Model, type Sums } from './state.ts';
import { wayOf } from './why-not.ts';

/** An update of lines: in place, by revision, or by a document for the difference (X2). */
export function updateLines(
  model: Model,
  doc: Doc,
  requestId: string,
  wishes: readonly LineWish[],
  disposition: 'credit' | 'refund',
): string | undefined {
  if (wayOf(model, doc, true) === 'difference') return byDifference(model, doc, requestId, wishes, disposition);
  const same = wishes.every(({ line, quantity = line.quantity, price = line.price, remove }) => quantity === line.quantity && price === line.price && !remove); // prettier-ignore
  return same ? 'NOTHING_CHANGED' : rewrite(model, doc, requestId, wishes, true);
}

/** What returns, more units, and another price make of a line, each against what is in force (E13, E14). */
function piecesOf(model: Model, doc: Doc, { line, remove, ...wish }: LineWish): readonly Piece[] {
  const now = lineNow(doc, line, true);
  const quantity = remove && now.quantity > 0 ? 0 : (wish.quantity ?? now.quantity);
  const price = wish.price ?? now.price;
  const pieces: Piece[] = [];
  const add = (count: number, unit: number, delta: Pick<Piece, 'quantity' | 'price'>): void =>
    void pieces.push({ line, net: -worth(count, unit, model.digits), ...delta, written: { quantity: count, price: unit } });
  if (quantity < now.quantity) pieces.push(returnPiece(doc, line, now.quantity - quantity, true));
  if (quantity > now.quantity) add(quantity - now.quantity, now.price, { quantity: now.quantity - quantity, price: 0 });
  if (quantity > 0 && price !== now.price) add(quantity, price - now.price, { quantity: 0, price: now.price - price });
  return pieces;
} // prettier-ignore

function byDifference(
  model: Model,
  doc: Doc,
  requestId: string,
  wishes: readonly LineWish[],
  disposition: 'credit' | 'refund',
): string | undefined {
  const pieces = wishes.flatMap((wish) => piecesOf(model, doc, wish));
  if (pieces.length === 0) return 'NOTHING_CHANGED';
  const body = takenBy(model, doc, pieces);
  const gross = grossOfBody(body);
  if (gross <= 0) {
    if (gross === 0 && sum(pieces.map(({ net }) => net)) > 0) return 'EXCEEDS_CREDITABLE'; // all that the lines are worth was credited
    chargeMore(model, doc, requestId, pieces, body.groups);
    return undefined;
  }
  if (gross > creditable(doc)) return 'EXCEEDS_CREDITABLE';
  const clear = Math.min(Math.max(doc.balance, 0), gross);
  const rest = gross - clear;
  if (disposition === 'refund' && rest > refundable(model, doc)) return 'EXCEEDS_REFUNDABLE';
  const money = disposition === 'refund' ? { clear, credit: 0, refund: rest } : { clear, credit: rest, refund: 0 };
  writeNote(model, doc, requestId, { body, pieces, amounts: ofPieces(pieces, body) }, money);
  return undefined;
}

function chargeMore(
  model: Model,
  doc: Doc,
  requestId: string,
  pieces: readonly Piece[],
  groups: ReadonlyMap<string, Sums>,
): void {
  const lines = pieces.map(({ line, net, written }, key) => newLine(key, { ...written, net: -net, group: line.group }, model.digits)); // prettier-ignore
  charge(model, doc, requestId, lines, groups);
  for (const [at, { line, net, quantity, price }] of pieces.entries())
    doc.lineTakings.push({ by: `${requestId}.1`, at, key: line.key, net, quantity, price, byCorrection: true });
}

/** An Invoice/Correction: `groups` as they were taken from the invoice. */
function charge(
  model: Model,
  doc: Doc,
  requestId: string,
  lines: Line[],
  groups: ReadonlyMap<string, Sums>,
  counters?: string,
): void {
  const made = newDoc({
    id: `${requestId}.1`, side: 'invoice', type: 'correction', customer: doc.customer, about: doc.id, lines, groups: negated(groups),
    ...(counters === undefined ? {} : { counters }),
  }); // prettier-ignore
  issue(model, made);
}

/** The way back (R52): the original again, or what was taken charged again. */
export function counter(model: Model, doc: Doc, requestId: string, counters: string): void {
  const before = model.applied.get(counters);
  if (before?.kind === 'cancel') return issueAgain(model, doc, requestId);
  const [noteId] = before?.made ?? [];
  if (noteId !== undefined) {
    const note = docOf(model, noteId);
    charge(model, doc, requestId, negatedLines(note.lines), note.groups, counters);
    const back = doc.lineTakings.filter(({ by }) => by === noteId).map(({ at, key, net, quantity, price }): LineTaking => ({ at,
        key, net: -net, quantity: -quantity || 0, price: -price || 0, by: `${requestId}.1`, byCorrection: true }));
    doc.lineTakings.push(...back);
    return;
  }
  const { parts, gross, untaxed } = doc.discounts.find(({ by }) => by === counters) ?? { parts: [], gross: 0, untaxed: false };
  // What left the tax where it was is charged again without tax.
  const charged = untaxed ? [{ group: 'O 0', net: gross, tax: 0 }] : parts;
  const lines = charged.map(({ group, net }, key) => newLine(key, { quantity: quantityUnit, price: priceFor(net, model.digits), net, group }, model.digits));
  const groups = new Map(charged.map(({ group, net, tax }) => [group, { net: -net, tax: -tax, items: 0 }]));
  charge(model, doc, requestId, lines, groups, counters);
} // prettier-ignore
