import type { InvoiceDocument, Line } from './document.ts';
import { refusal, Refused, type Refusal } from './errors.ts';
import { priceIn, quantityIn, rateIn } from './figures.ts';
import type { CorrectionInput, LineChange, NewLine } from './input.ts';
import { linesLeft, netOfReturn, type LineLeft } from './left.ts';
import { bodyOf, exactLine, negate, negatePrice, withOwnIds, type Body } from './made.ts';
import { decimal, fromMinor, toMinor } from './money.ts';
import { rescaled } from './schedule.ts';
import { sameGroup } from './tax-group.ts';
import { computeTaxGroups, computeTotals, lineNet } from './totals.ts';

/** Checks every figure before anything is computed from it. Throws AMOUNT_FORMAT, PRICE_PRECISION, LINE_NOT_FOUND, LINE_EXISTS. */
export function checkLineChanges(
  { lines }: Pick<InvoiceDocument, 'lines'>,
  { change = [], add = [] }: CorrectionInput,
): void {
  const ids = new Set(lines.map((line) => line.id));
  const named = new Set<string>();
  for (const [index, { lineId, quantity, unitPrice, taxRate }] of change.entries()) {
    const at = (field: string): string => `change[${index}].${field}`;
    if (!ids.has(lineId) || named.has(lineId))
      throw new Refused('LINE_NOT_FOUND', { param: at('lineId'), detail: lineId });
    named.add(lineId);
    if (quantity !== undefined) quantityIn(quantity, at('quantity'));
    if (unitPrice !== undefined) priceIn(unitPrice, at('unitPrice'));
    if (taxRate !== undefined) rateIn(taxRate, at('taxRate'));
  }
  for (const [index, { id, quantity, unitPrice, taxRate }] of add.entries()) {
    if (ids.has(id)) throw new Refused('LINE_EXISTS', { param: `add[${index}].id`, detail: id });
    ids.add(id);
    quantityIn(quantity, `add[${index}].quantity`);
    priceIn(unitPrice, `add[${index}].unitPrice`);
    if (taxRate !== undefined) rateIn(taxRate, `add[${index}].taxRate`);
  }
}

/** The body that an update leaves, for a draft, a change in place or a replacement. Throws DOCUMENT_INVALID without lines. */
export function updatedBody(
  document: InvoiceDocument,
  { change = [], add = [] }: CorrectionInput,
  currency = document.currency,
): Body {
  const moved = currency !== document.currency;
  const lines = [
    ...document.lines.flatMap((line) => {
      const asked = change.find((one) => one.lineId === line.id);
      return asked?.remove ? [] : [asked || moved ? updatedLine(line, asked, document.currency, currency) : line];
    }),
    ...add.map((line) => lineOf(line, currency)),
  ];
  if (lines.length === 0) throw new Refused('DOCUMENT_INVALID', { param: 'change', detail: 'No line is left: cancel the document instead.' }); // prettier-ignore
  const allowancesCharges = document.allowancesCharges.map((item) =>
    moved ? { ...item, amountMinor: toMinor(fromMinor(item.amountMinor, document.currency), currency) } : item,
  );
  const { taxGroups } = bodyOf(
    { ...document, currency },
    lines,
    allowancesCharges,
    // A change of the head moves no amount: the tax of a correction was what it was short of, not a rate of its own base (rule 3).
    change.length + add.length === 0 && !moved
      ? document.taxGroups
      : computeTaxGroups({ lines, allowancesCharges, currency }),
  );
  const { prepaidMinor, roundingMinor, grossMinor } = document.totals;
  const totals = computeTotals({ lines, allowancesCharges, currency, taxGroups }, prepaidMinor, roundingMinor);
  if (totals.grossMinor < Math.min(grossMinor, 0)) throw new Refused('DOCUMENT_INVALID', { param: 'change', detail: 'The total would be below 0: ask for a credit.' }); // prettier-ignore
  return { lines, allowancesCharges, taxGroups, totals };
}

function updatedLine(line: Line, asked: LineChange | undefined, before: string, currency: string): Line {
  const { lineId: _id, remove: _remove, ...fields } = asked ?? { lineId: line.id };
  const { taxRate: oldRate, ...kept } = line;
  const rate = fields.taxCategory === 'O' ? undefined : (fields.taxRate ?? oldRate);
  const priced = before !== currency || fields.quantity !== undefined || fields.unitPrice !== undefined;
  const allowancesCharges = line.allowancesCharges.map((item) =>
    before === currency ? item : { ...item, amountMinor: toMinor(fromMinor(item.amountMinor, before), currency) },
  );
  const { taxRate: _rate, ...others } = fields;
  const changed: Line = { ...kept, ...others, ...(rate === undefined ? {} : { taxRate: rate }), allowancesCharges };
  const netMinor = priced ? lineNet(changed, currency) : line.netMinor;
  return {
    ...changed,
    netMinor,
    ...(line.recognition && priced ? { recognition: rescaled(line.recognition, netMinor) } : {}),
  };
}

const lineOf = (line: NewLine, currency: string): Line => {
  const full = { ...line, allowancesCharges: [] };
  return { ...full, netMinor: lineNet(full, currency) };
};

/**
 * The lines of a difference document (E13, E14): what is returned, what is added, and what the price makes, each against the
 * quantity and price in force. Signed as they change the invoice. Refuses FIELD_LOCKED for words, which move no money.
 */
export function differenceLines(
  document: InvoiceDocument,
  others: readonly InvoiceDocument[],
  { change = [], add = [] }: CorrectionInput,
): readonly Line[] | Refusal {
  const left = new Map(linesLeft(document, others).map((one) => [one.line.id, one]));
  const lines: Line[] = [];
  for (const [index, asked] of change.entries()) {
    const here = left.get(asked.lineId);
    if (!here) return refusal('LINE_NOT_FOUND', { param: `change[${index}].lineId`, detail: asked.lineId });
    if (asked.description !== undefined && asked.description !== here.line.description)
      return refusal('FIELD_LOCKED', { param: `change[${index}].description`, detail: 'Only what moves money fits into a difference document.' }); // prettier-ignore
    lines.push(...lineDifferences(here, asked, document.currency));
  }
  return withOwnIds([...lines, ...add.map((line) => lineOf(line, document.currency))]);
}

function lineDifferences(left: LineLeft, asked: LineChange, currency: string): readonly Line[] {
  const { line } = left;
  const taxed = { taxCategory: asked.taxCategory ?? line.taxCategory, taxRate: asked.taxRate ?? line.taxRate };
  const movesTax = !sameGroup(
    { taxCategory: taxed.taxCategory, ...(taxed.taxRate === undefined ? {} : { taxRate: taxed.taxRate }) },
    line,
  );
  // Below 0 when units were credited that a correction had added and that was canceled since: nothing is there to remove.
  const gone = decimal(left.quantity).lte(0);
  const quantity = asked.remove && !gone ? '0' : (asked.quantity ?? left.quantity);
  const price = asked.unitPrice ?? left.unitPrice;
  if (movesTax) return [...returned(left, left.quantity, currency), ...(quantity === '0' ? [] : [inGroup(left, quantity, price, taxed, currency)])]; // prettier-ignore
  const more = decimal(quantity).minus(decimal(left.quantity));
  const quantityLines = more.lt(0)
    ? returned(left, more.times(-1).toFixed(), currency)
    : more.gt(0)
      ? [step(left, more.toFixed(), left.unitPrice, { quantityDelta: more.toFixed() }, currency)]
      : [];
  const dearer = decimal(price).minus(decimal(left.unitPrice)).toFixed();
  const priceLines =
    decimal(dearer).eq(0) || decimal(quantity).lte(0)
      ? []
      : [step(left, quantity, dearer, { priceDelta: dearer }, currency)];
  return [...quantityLines, ...priceLines];
}

type Delta = Omit<NonNullable<Line['corrects']>, 'lineId'>;

/** A line of so many units at this price, which changes the original's line by `delta`. */
function step(left: LineLeft, quantity: string, unitPrice: string, delta: Delta, currency: string): Line {
  const { allowancesCharges: _items, recognition: _schedule, netMinor: _net, corrects: _corrects, ...kept } = left.line;
  const bare = { ...kept, quantity, unitPrice, allowancesCharges: [], corrects: { lineId: left.line.id, ...delta } };
  return { ...bare, netMinor: lineNet(bare, currency) };
}

function returned(left: LineLeft, quantity: string, currency: string): readonly Line[] {
  if (decimal(quantity).eq(0)) return [];
  const bare = step(left, quantity, negatePrice(left.unitPrice), { quantityDelta: `-${quantity}` }, currency);
  return [exactLine({ ...bare, netMinor: negate(netOfReturn(left, quantity, currency)) }, currency, -1)];
}

function inGroup(
  left: LineLeft,
  quantity: string,
  price: string,
  tax: { taxCategory: string; taxRate: string | undefined },
  currency: string,
): Line {
  const { corrects: _corrects, taxRate: _rate, ...line } = step(left, quantity, price, {}, currency);
  return { ...line, id: `${line.id}-${tax.taxCategory}${tax.taxRate ?? ''}`, taxCategory: tax.taxCategory, ...(tax.taxRate === undefined ? {} : { taxRate: tax.taxRate }) }; // prettier-ignore
}
