import type { GroupAmount, TakenPart } from './balance.ts';
import type { InvoiceDocument, Line, TaxGroup } from './document.ts';
import { decimal, fromMinor, sumMinor, toMinor } from './money.ts';
import { sameGroup } from './tax-group.ts';
import { netEffect } from './totals.ts';

/** What is left to credit of a tax group: its amounts without credit notes and discounts, in the sign of the invoice. */
export interface GroupLeft extends Pick<TaxGroup, 'taxCategory' | 'taxRate'> {
  readonly netMinor: number;
  readonly taxMinor: number;
  /** Credited so far, discounts included: the base of the cumulative tax (rule 4). */
  readonly creditedNetMinor: number;
  readonly creditedTaxMinor: number;
  /** Left of the document's own allowances and charges of this group. */
  readonly effectMinor: number;
}

/** What is left of a line: net, quantity and the price in force. */
export interface LineLeft {
  readonly line: Line;
  readonly netMinor: number;
  readonly quantity: string;
  readonly unitPrice: string;
  /** Credited by quantity; the rest of what was credited came by amount or by price. */
  readonly returnedMinor: number;
  readonly creditedMinor: number;
}

type Notes = readonly Pick<InvoiceDocument, 'lines' | 'taxGroups' | 'allowancesCharges' | 'totals' | 'class'>[];

/** Discounts that stand: mirrored ones add up to nothing (E4a). */
export const adjustmentMinor = ({ rows }: Pick<InvoiceDocument, 'rows'>): number =>
  -sumMinor(rows.filter((row) => row.kind === 'adjustment').map((row) => row.amountMinor)) || 0;

/**
 * Per tax group what credit notes and discounts have left of an invoice (spec/domain.md section 4, caps; section 5, rule 4).
 * `notes` are the credit notes that are not canceled.
 */
export function groupsLeft(document: InvoiceDocument, notes: Notes): readonly GroupLeft[] {
  const credits = [...notes].flatMap((note) =>
    note.taxGroups.map((group) => ({ ...group, netMinor: -group.baseMinor, taxMinor: -group.taxMinor })),
  );
  const discounts = document.rows.flatMap((row) =>
    row.kind === 'adjustment' ? (row.split ?? []).map((part) => ({ ...part, sign: row.amountMinor < 0 ? 1 : -1 })) : [],
  );
  return groupsEver(document, notes).map(({ taxCategory, taxRate, baseMinor, taxMinor }) => {
    const here = { taxCategory, ...(taxRate === undefined ? {} : { taxRate }) };
    const ofGroup = credits.filter((credit) => sameGroup(credit, here));
    const lowered = discounts.filter((part) => sameGroup(part, here));
    const noteNet = sumMinor(ofGroup.map((credit) => credit.netMinor));
    const noteTax = sumMinor(ofGroup.map((credit) => credit.taxMinor));
    const kept = (part: GroupAmount): number => part.keptTaxMinor ?? 0;
    const discountNet = sumMinor(lowered.map((part) => part.sign * (part.netMinor - kept(part))));
    const discountTax = sumMinor(lowered.map((part) => part.sign * (part.taxMinor + kept(part))));
    return {
      ...here,
      netMinor: baseMinor - noteNet - discountNet || 0,
      taxMinor: taxMinor - noteTax - discountTax || 0,
      creditedNetMinor: noteNet + discountNet || 0,
      creditedTaxMinor: noteTax + discountTax || 0,
      effectMinor: effectOf(document, here) + sumMinor(notes.map((note) => effectOf(note, here))) || 0,
    };
  });
}

/** The invoice's groups, and those that notes have moved a part of it to (another rate for a line). */
function groupsEver({ taxGroups }: Pick<InvoiceDocument, 'taxGroups'>, notes: Notes): readonly TaxGroup[] {
  const moved = notes.flatMap((note) => note.taxGroups).filter((group) => !taxGroups.some((one) => sameGroup(one, group))); // prettier-ignore
  const first = moved.filter((group, index) => moved.findIndex((one) => sameGroup(one, group)) === index);
  return [...taxGroups, ...first.map((group) => ({ ...group, baseMinor: 0, taxMinor: 0 }))];
}

const effectOf = (
  { allowancesCharges }: Pick<InvoiceDocument, 'allowancesCharges'>,
  group: Pick<TaxGroup, 'taxCategory' | 'taxRate'>,
): number => netEffect(allowancesCharges.filter((item) => sameGroup(item, group)));

/** What may still be credited in gross: the invoice without its credit notes and discounts, at least 0. */
export const creditableMinor = (document: InvoiceDocument, notes: Notes): number =>
  Math.max(
    document.totals.grossMinor + sumMinor(notes.map((note) => note.totals.grossMinor)) - adjustmentMinor(document),
    0,
  );

/** Lines as documents about them have left them; credit notes for what can be credited, with corrections for what is in force. */
export function linesLeft(document: Pick<InvoiceDocument, 'lines'>, others: Notes): readonly LineLeft[] {
  const byLine = new Map<string, Line[]>();
  for (const line of others.flatMap((other) => other.lines))
    if (line.corrects) byLine.set(line.corrects.lineId, [...(byLine.get(line.corrects.lineId) ?? []), line]);
  return document.lines.map((line) => {
    const about = byLine.get(line.id);
    if (about === undefined) return untouched(line);
    const sum = (first: string, of: (one: Line) => string | undefined): string =>
      about.reduce((total, one) => total.plus(decimal(of(one) ?? '0')), decimal(first)).toFixed();
    const nets = (ones: readonly Line[]): number => -sumMinor(ones.map((one) => one.netMinor)) || 0;
    return {
      line,
      netMinor: line.netMinor - nets(about) || 0,
      quantity: sum(line.quantity, (one) => one.corrects?.quantityDelta),
      unitPrice: sum(line.unitPrice, (one) => one.corrects?.priceDelta),
      returnedMinor: nets(about.filter((one) => one.corrects?.quantityDelta !== undefined)),
      creditedMinor: nets(about),
    };
  });
}

/** A line that no document is about. */
const untouched = (line: Line): LineLeft => ({
  line, netMinor: line.netMinor, quantity: line.quantity, unitPrice: line.unitPrice, returnedMinor: 0, creditedMinor: 0,
}); // prettier-ignore

/** Units that came back, per line that has any: what the invoice shows although its lines stay as they were (X8, R64). */
export function returnedQuantities(
  document: Pick<InvoiceDocument, 'lines'>,
  notes: Notes,
): Readonly<Record<string, string>> {
  const returned = linesLeft(
    document,
    notes.filter((note) => note.class === 'credit'),
  ).map(({ line, quantity }) => [line.id, decimal(line.quantity).minus(decimal(quantity))] as const);
  return Object.fromEntries(returned.filter(([, count]) => count.gt(0)).map(([id, count]) => [id, count.toFixed()]));
}

/** What discounts and credit notes took from lines with deferred revenue. */
export const takenParts = (document: Pick<InvoiceDocument, 'rows'>, notes: Notes): readonly TakenPart[] => [
  ...document.rows.flatMap((row) =>
    row.kind === 'adjustment'
      ? (row.deferred ?? []).map((part) => ({
          ...part,
          amountMinor: row.amountMinor < 0 ? part.amountMinor : -part.amountMinor,
        }))
      : [],
  ),
  ...notes.flatMap((note) =>
    note.lines.flatMap((line) =>
      (line.recognition ?? []).flatMap((part) =>
        part.lineId === undefined ? [] : [{ ...part, lineId: part.lineId, amountMinor: -part.amountMinor }],
      ),
    ),
  ),
];

/** Net of a return (rule 4): cumulative by quantity; after a change of amount or price, a share of what is left. */
export function netOfReturn(left: LineLeft, quantity: string, currency: string): number {
  const leftQuantity = decimal(left.quantity);
  if (leftQuantity.eq(decimal(quantity))) return left.netMinor;
  if (left.creditedMinor !== left.returnedMinor)
    return toMinor(fromMinor(left.netMinor, currency).times(decimal(quantity)).div(leftQuantity), currency);
  const all = decimal(left.line.quantity);
  const returned = all.minus(leftQuantity).plus(decimal(quantity));
  return toMinor(fromMinor(left.line.netMinor, currency).times(returned).div(all), currency) - left.returnedMinor;
}
