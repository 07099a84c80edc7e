import type { DocumentContent, Line, Recognition } from '../../domain/document.ts';
import { aDocument } from '../support/documents.ts';
import { portion, split, worth } from '../model/arithmetic.ts';
import type { Written } from '../model/booking.ts';
import { newLine, type Line as ModelLine } from '../model/state.ts';
import type { WrittenInvoice } from './operations.ts';

/** A whole number of `10^-places` as a plain decimal: `1500`, 3 places is `1.5`. */
export function plain(units: number, places: number): string {
  const fixed = exact(units, places);
  return places === 0 ? fixed : fixed.replace(/\.?0+$/, '');
}

/** The same with all places, as amounts are written. */
export function exact(units: number, places: number): string {
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const fixed = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0 ? `-${fixed}` : fixed;
}

/** `S 190` is category S at 19 %. */
export function taxOf(group: string): { readonly taxCategory: string; readonly taxRate: string } {
  const [taxCategory = '', tenths = '0'] = group.split(' ');
  return { taxCategory, taxRate: plain(Number(tenths), 1) };
}

export interface Setting {
  readonly currency: string;
  readonly digits: number;
  readonly number: string;
}

/** The same invoice twice: as the product reads it, and as the model keeps it. */
export function written(given: WrittenInvoice, { currency, digits, number }: Setting, id: string, customer: string): { content: DocumentContent; model: Written } {
  const lines = given.lines.map((line, key) => newLine(key, { ...line, net: worth(line.quantity, line.price, digits) }, digits));
  const [first] = lines;
  const effect = first ? portion(first.net, given.itemPercent, 100) : 0;
  if (first) first.parts.push(...schedule(first, given));
  const content = aDocument({
    number,
    currency,
    buyerId: `B${given.customer}`,
    roundingMinor: given.rounding,
    lines: given.lines.map(({ quantity, price, group }) => ({ quantity: plain(quantity, 3), unitPrice: plain(price, 6), ...taxOf(group) })),
    allowancesCharges: effect === 0 || !first ? [] : [{ kind: effect < 0 ? 'allowance' : 'charge', amountMinor: Math.abs(effect), ...taxOf(first.group) }],
  });
  const items = new Map(effect === 0 || !first ? [] : [[first.group, effect]]);
  return { content: { ...content, lines: content.lines.map((line, index) => withParts(line, lines[index])) }, model: { id, customer, lines, items, rounding: given.rounding } };
} // prettier-ignore

function schedule({ net }: ModelLine, { parts, booked }: WrittenInvoice): ModelLine['parts'] {
  const amounts = split(
    net,
    Array.from({ length: parts }, () => 1),
  );
  return amounts.map((amount, index) => ({ on: `2026-0${index + 1}-28`, amount, booked: index < booked }));
}

const withParts = (line: Line, of: ModelLine | undefined): Line =>
  of === undefined || of.parts.length === 0
    ? line
    : {
        ...line,
        recognition: of.parts.map(({ on, amount, booked }): Recognition => ({ on, amountMinor: amount, booked })),
      };
