import type { AllowanceCharge, InvoiceDocument, Line, TaxGroup } from './document.ts';
import { refusal, type Refusal } from './errors.ts';
import type { LineShare } from './input.ts';
import { groupsLeft, linesLeft, type GroupLeft, type LineLeft } from './left.ts';
import { bodyOf, exactLine, itemOf, negate, negatePrice, netOf, priceOf, type Body } from './made.ts';
import { decimal, formatMoney, fromMinor, parseAmount, sumMinor, toMinor } from './money.ts';
import { takeFrom, type Taken } from './schedule.ts';
import { between0And, shares } from './share.ts';
import { rateKey, sameGroup } from './tax-group.ts';
import { groupTax, netEffect } from './totals.ts';

/** The amounts of a credit note, in the sign of a credit, with what they take from deferred revenue. */
export interface CreditParts extends Taken {
  readonly body: Body;
  /** More than 0. */
  readonly grossMinor: number;
  /** A tax group had less left than the lines are worth: discounts or credits by amount came before. */
  readonly lowered: boolean;
}

export interface CreditSource {
  readonly document: InvoiceDocument;
  readonly creditNotes: readonly InvoiceDocument[];
  readonly corrections?: readonly InvoiceDocument[];
  readonly today: string;
}

/** Tax of a credited net (rule 4): cumulative per group; the note that exhausts the group takes the remainder. */
export function taxOfCredit(group: GroupLeft, netMinor: number, currency: string): number {
  if (netMinor === group.netMinor) return group.taxMinor;
  const cumulativeMinor = groupTax(group.creditedNetMinor + netMinor, group.taxRate, currency) - group.creditedTaxMinor;
  return between0And(group.taxMinor, cumulativeMinor);
}

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

/** Credit of shares of lines. Refuses LINE_NOT_FOUND, EXCEEDS_CREDITABLE, AMOUNT_FORMAT with the field. */
export function creditByLines(
  source: CreditSource,
  wanted: readonly LineShare[],
  path = 'lines',
): CreditParts | Refusal {
  const { document, creditNotes } = source;
  const left = new Map(linesLeft(document, creditNotes).map((one) => [one.line.id, one]));
  const lines: Line[] = [];
  for (const [index, share] of wanted.entries()) {
    const here = left.get(share.lineId);
    if (!here) return refusal('LINE_NOT_FOUND', { param: `${path}[${index}].lineId`, detail: share.lineId });
    const made =
      share.quantity === undefined
        ? byNet(here, share, `${path}[${index}].net`, document.currency)
        : byQuantity(here, share.quantity, `${path}[${index}].quantity`, document.currency);
    if ('code' in made) return made;
    lines.push(made);
    left.delete(share.lineId); // named twice: not found the second time
  }
  return creditOf(source, lines);
}

function byQuantity(left: LineLeft, quantity: string, param: string, currency: string): Line | Refusal {
  if (decimal(quantity).gt(decimal(left.quantity)))
    return refusal('EXCEEDS_CREDITABLE', { param, detail: `${left.quantity} of ${left.line.quantity} are left.` });
  const { allowancesCharges: _items, recognition: _schedule, corrects: _corrects, ...line } = left.line;
  return exactLine(
    {
      ...line,
      quantity,
      unitPrice: negatePrice(left.unitPrice),
      netMinor: negate(netOfReturn(left, quantity, currency)),
      corrects: { lineId: line.id, quantityDelta: `-${quantity}` },
    },
    currency,
    -1,
  );
}

function byNet(left: LineLeft, share: LineShare, param: string, currency: string): Line | Refusal {
  const netMinor = parseAmount(share.net, currency, param);
  if (netMinor > left.netMinor)
    return refusal('EXCEEDS_CREDITABLE', { param, detail: `${formatMoney(left.netMinor, currency)} is left.` });
  return amountLine(left.line, netMinor, currency);
}

/** A reduction of a line by a net amount: one unit at minus the amount. */
export function amountLine(line: Line, netMinor: number, currency: string): Line {
  const { allowancesCharges: _items, recognition: _schedule, corrects: _corrects, baseQuantity: _base, ...kept } = line;
  return { ...kept, quantity: '1', unitPrice: priceOf(negate(netMinor), currency), netMinor: negate(netMinor), allowancesCharges: [], corrects: { lineId: line.id } }; // prettier-ignore
}

/** A credit from its lines. Refuses EXCEEDS_CREDITABLE when nothing is left to credit. */
export function creditOf(source: CreditSource, lines: readonly Line[]): CreditParts | Refusal {
  return checked(completed(source, lines, -1));
}

/**
 * Completes a document from its lines (in the sign of what they add): each group's share of the original's own allowances and
 * charges, what the group has left, tax, and deferred revenue. `sign` is the class of the document that is made.
 */
export function completed(source: CreditSource, lines: readonly Line[], sign: 1 | -1): CreditParts {
  const { document, creditNotes, today } = source;
  const items: AllowanceCharge[] = [];
  const groups: TaxedGroup[] = [];
  for (const group of groupsOf(source, lines)) {
    const credited = negate(netOf(lines.filter((line) => sameGroup(line, group))));
    const { taxCategory, taxRate } = group;
    const here = { taxCategory, ...(taxRate === undefined ? {} : { taxRate }) };
    if (credited < 0) {
      groups.push({ ...here, baseMinor: negate(credited), taxMinor: taxOfIncrease(source, group, -credited) });
      continue;
    }
    const ofGroup = sumMinor(linesLeft(document, creditNotes).filter((one) => sameGroup(one.line, group)).map((one) => one.netMinor)); // prettier-ignore
    const effectMinor = shareOfEffect(group.effectMinor, credited, ofGroup, document.currency);
    const netMinor = between0And(group.netMinor, credited + effectMinor);
    const excessMinor = credited + effectMinor - netMinor;
    if (effectMinor !== 0) items.push({ ...here, ...itemOf(negate(effectMinor), sign, effectReason) });
    if (excessMinor !== 0) items.push({ ...here, ...itemOf(excessMinor, sign, loweredReason) });
    groups.push({
      ...here,
      baseMinor: negate(netMinor),
      taxMinor: negate(taxOfCredit(group, netMinor, document.currency)),
    });
  }
  const amounts = new Map(lines.map((line) => [line.corrects?.lineId ?? '', netAfterItems(line, lines, items)]));
  const taken = takeFrom(document, creditNotes, amounts, today);
  const body = bodyOf(document, lines.map((line) => withTaken(line, taken)), items, groups); // prettier-ignore
  return {
    body,
    grossMinor: negate(body.totals.grossMinor),
    lowered: items.some((item) => item.reason === loweredReason),
    ...taken,
  };
}

const effectReason = 'Share of the allowances and charges of the invoice';
const loweredReason = 'Credited before';
type TaxedGroup = Pick<TaxGroup, 'taxCategory' | 'taxRate' | 'baseMinor' | 'taxMinor'>;

/** The groups that the lines fall in: those of the invoice with what is left of them, then new ones. */
function groupsOf({ document, creditNotes }: CreditSource, lines: readonly Line[]): readonly GroupLeft[] {
  const known = groupsLeft(document, creditNotes).filter((group) => lines.some((line) => sameGroup(line, group)));
  const fresh: GroupLeft[] = [];
  for (const { taxCategory, taxRate } of lines)
    if (![...known, ...fresh].some((group) => sameGroup(group, { taxCategory, ...(taxRate === undefined ? {} : { taxRate }) })))
      fresh.push({ taxCategory, ...(taxRate === undefined ? {} : { taxRate }), netMinor: 0, taxMinor: 0, creditedNetMinor: 0, creditedTaxMinor: 0, effectMinor: 0 }); // prettier-ignore
  return [...known, ...fresh];
}

/** Tax of more net in a group: the tax of all of it now less what was charged (E14). */
function taxOfIncrease(
  { document, creditNotes, corrections = [] }: CreditSource,
  group: GroupLeft,
  netMinor: number,
): number {
  const issued = [document, ...creditNotes, ...corrections].flatMap((one) =>
    one.taxGroups.filter((tax) => sameGroup(tax, group)),
  );
  const baseMinor = sumMinor(issued.map((tax) => tax.baseMinor));
  return groupTax(baseMinor + netMinor, group.taxRate, document.currency) - sumMinor(issued.map((tax) => tax.taxMinor));
}

/** The line's share of its group's net, after the group's items; minor units, 0 or more. */
function netAfterItems(line: Line, lines: readonly Line[], items: readonly AllowanceCharge[]): number {
  const ofGroup = lines.filter((one) => sameGroup(one, line));
  const itemsMinor = netEffect(items.filter((item) => sameGroup(item, line)));
  const totalMinor = Math.max(negate(netOf(ofGroup) + itemsMinor), 0);
  const parts = shares(
    totalMinor,
    ofGroup.map((one) => negate(one.netMinor)),
  );
  return parts[ofGroup.indexOf(line)] ?? 0;
}

const shareOfEffect = (effectMinor: number, linesMinor: number, allMinor: number, currency: string): number =>
  linesMinor === allMinor || allMinor === 0
    ? effectMinor
    : toMinor(fromMinor(effectMinor, currency).times(linesMinor).div(allMinor), currency);

const withTaken = (line: Line, { parts }: Taken): Line => {
  const own = parts.filter((part) => part.lineId === line.corrects?.lineId);
  return own.length === 0
    ? line
    : { ...line, recognition: own.map((part) => ({ ...part, amountMinor: negate(part.amountMinor) })) };
};

const checked = (parts: CreditParts): CreditParts | Refusal =>
  parts.grossMinor > 0 ? parts : refusal('EXCEEDS_CREDITABLE', { detail: 'Nothing is left to credit.' });

/** A gross amount over the groups (rule 5): by remaining gross, largest remainder, ties to the lower rate. */
export function splitGross(
  groups: readonly GroupLeft[],
  grossMinor: number,
  currency: string,
): readonly (GroupLeft & { readonly shareNetMinor: number; readonly shareTaxMinor: number })[] {
  const sorted = groups.toSorted((a, b) => decimal(rateKey(a.taxRate)).cmp(decimal(rateKey(b.taxRate))));
  const leftOf = (group: GroupLeft): number => group.netMinor + group.taxMinor;
  const parts = shares(grossMinor, sorted.map(leftOf));
  return sorted.flatMap((group, index) => {
    const share = parts[index] ?? 0;
    if (share === 0) return [];
    if (share >= leftOf(group)) return [{ ...group, shareNetMinor: group.netMinor, shareTaxMinor: group.taxMinor }];
    const factor = decimal(group.taxRate ?? '0')
      .div(100)
      .plus(1);
    const netMinor = toMinor(fromMinor(share, currency).div(factor), currency);
    const taxMinor = Math.min(Math.max(share - Math.min(netMinor, group.netMinor), 0), group.taxMinor);
    return [{ ...group, shareNetMinor: share - taxMinor, shareTaxMinor: taxMinor }];
  });
}

/** Net of each line with a schedule, for amounts that fall on groups: by what is left of the group's lines. */
export function spreadOverLines(
  source: CreditSource,
  groups: readonly (Pick<GroupLeft, 'taxCategory' | 'taxRate'> & { readonly shareNetMinor: number })[],
): ReadonlyMap<string, number> {
  const left = linesLeft(source.document, source.creditNotes);
  const amounts = new Map<string, number>();
  for (const group of groups) {
    const ofGroup = left.filter((one) => sameGroup(one.line, group));
    const parts = shares(
      group.shareNetMinor,
      ofGroup.map((one) => one.netMinor),
    );
    for (const [index, one] of ofGroup.entries()) amounts.set(one.line.id, parts[index] ?? 0);
  }
  return amounts;
}

/** Credit of a gross amount, one line a tax group. The caller has compared it with the caps. */
export function creditByGross(source: CreditSource, grossMinor: number): CreditParts | Refusal {
  const { document, creditNotes, today } = source;
  const { currency } = document;
  const groups = splitGross(groupsLeft(document, creditNotes), grossMinor, currency);
  const taken = takeFrom(document, creditNotes, spreadOverLines(source, groups), today);
  const lines = groups.map(({ taxCategory, taxRate, shareNetMinor }, index): Line => {
    const rate = taxRate === undefined ? {} : { taxRate };
    const ids = new Set(
      document.lines.filter((line) => sameGroup(line, { taxCategory, ...rate })).map((line) => line.id),
    );
    const own = taken.parts.filter((part) => ids.has(part.lineId));
    return {
      id: String(index + 1),
      description: `Credit at ${taxCategory}${taxRate === undefined ? '' : ` ${taxRate} %`}`,
      quantity: '1',
      unitPrice: priceOf(negate(shareNetMinor), currency),
      allowancesCharges: [],
      taxCategory,
      ...rate,
      netMinor: negate(shareNetMinor),
      ...(own.length === 0
        ? {}
        : { recognition: own.map((part) => ({ ...part, amountMinor: negate(part.amountMinor) })) }),
    };
  });
  const made = groups.map(({ taxCategory, taxRate, shareNetMinor, shareTaxMinor }) => ({
    taxCategory, ...(taxRate === undefined ? {} : { taxRate }), baseMinor: negate(shareNetMinor), taxMinor: negate(shareTaxMinor),
  })); // prettier-ignore
  const body = bodyOf(document, lines, [], made);
  return checked({ body, grossMinor: negate(body.totals.grossMinor), lowered: false, ...taken });
}
