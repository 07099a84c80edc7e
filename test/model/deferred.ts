import { split, sum } from './arithmetic.ts';
import { lineNow, type Body, type Piece } from './left.ts';
import type { Discount, Doc } from './state.ts';

/** Net per line of amounts that fell on groups, by what is left of the lines. */
export function overLines(doc: Doc, { groups }: Body): Map<number, number> {
  const amounts = new Map<number, number>();
  for (const [group, { net }] of groups) {
    const lines = doc.lines.filter((line) => line.group === group);
    const parts = split(net, lines.map((line) => lineNow(doc, line).net)); // prettier-ignore
    for (const [index, line] of lines.entries()) amounts.set(line.key, parts[index] ?? 0);
  }
  return amounts;
}

/** Net per line of pieces, each with its part of what its group really gave. */
export function ofPieces(pieces: readonly Piece[], { groups }: Body): Map<number, number> {
  const amounts = new Map<number, number>();
  for (const [group, { net }] of groups) {
    const own = pieces.filter(({ line }) => line.group === group);
    const parts = split(Math.max(net, 0), own.map((piece) => piece.net)); // prettier-ignore
    for (const [index, { line }] of own.entries())
      amounts.set(line.key, (amounts.get(line.key) ?? 0) + (parts[index] ?? 0));
  }
  return amounts;
}

/** Takes amounts from lines with deferred revenue, shortens their schedules, and answers what came from 2300. */
export function defer(doc: Doc, by: string, amounts: ReadonlyMap<number, number>): Discount['deferred'] {
  const deferred: { key: number; on: string; amount: number }[] = [];
  for (const line of doc.lines) {
    const amount = amounts.get(line.key) ?? 0;
    if (amount <= 0 || line.parts.length === 0) continue;
    const waiting = line.parts.filter(({ booked }) => !booked);
    const waits = sum(waiting.map((part) => part.amount));
    const recognised = sum(line.parts.filter(({ booked }) => booked).map((part) => part.amount));
    const before = sum(doc.recognisedTaken.filter(({ key }) => key === line.key).map((one) => one.amount));
    const [, late = 0] = split(amount, [recognised - before, waits]);
    const fromDeferred = Math.min(late, waits);
    doc.recognisedTaken.push({ by, key: line.key, amount: amount - fromDeferred });
    for (const [index, part] of split(fromDeferred, waiting.map((one) => one.amount)).entries()) {
      const from = waiting[index];
      if (!from || part === 0) continue;
      from.amount -= part;
      deferred.push({ key: line.key, on: from.on, amount: part });
    }
  } // prettier-ignore
  return deferred;
}
