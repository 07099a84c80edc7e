import type { AllowanceCharge, InvoiceDocument, Line, TaxGroup } from './document.ts';
import { refusal, type Refusal } from './errors.ts';
import { groupsLeft, linesLeft, type GroupLeft, type LineLeft } from './left.ts';
import { bodyOf, itemOf, negate, netOf, type Body } from './made.ts';
import { fromMinor, sumMinor, toMinor } from './money.ts';
import { takeFrom, type Taken } from './schedule.ts';
import { between0And, shares } from './share.ts';
import { sameGroup } from './tax-group.ts';
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

/**
 * Completes a document from its lines (in the sign of what they add): each group's share of the original's own allowances and
 * charges, what the group has left, tax, and deferred revenue. `sign` is the class of the document that is made.
 */
export function completed(source: CreditSource, lines: readonly Line[], sign: 1 | -1): CreditParts {
  const { document, creditNotes, today } = source;
  const left = linesLeft(document, creditNotes);
  const parts = withRest(source, groupsOf(source, lines).map((group) => partOf(source, group, lines, left)), sign); // prettier-ignore
  const items = parts.flatMap(({ effects, tax: { baseMinor: _base, taxMinor: _tax, ...here } }) =>
    effects.map(({ effectMinor, reason }): AllowanceCharge => ({ ...here, ...itemOf(effectMinor, sign, reason) })),
  );
  const groups = parts.map(({ tax }) => tax);
  const taken = takeFrom(document, creditNotes, netsAfterItems(lines, items, groups), today);
  const body = bodyOf(document, lines.map((line) => inForm(withTaken(line, lines, taken), sign)), items, groups); // prettier-ignore
  return {
    body,
    grossMinor: negate(body.totals.grossMinor),
    lowered: items.some((item) => item.reason === loweredReason),
    ...taken,
  };
}

/** A tax group of what is made, in the sign of what it adds, with what its items add to the lines. */
interface GroupPart {
  readonly tax: TaxedGroup;
  readonly effects: readonly { readonly effectMinor: number; readonly reason: string }[];
  readonly isIncrease: boolean;
}

function partOf(source: CreditSource, group: GroupLeft, lines: readonly Line[], left: readonly LineLeft[]): GroupPart {
  const { document } = source;
  const here = placeOf(group);
  const credited = negate(netOf(lines.filter((line) => sameGroup(line, group))));
  // Less of a group that is below zero is a credit of it; more of any other is an increase.
  if (credited < 0 && group.netMinor + group.creditedNetMinor >= 0)
    return { tax: { ...here, baseMinor: negate(credited), taxMinor: taxOfIncrease(source, group, -credited) }, effects: [], isIncrease: true }; // prettier-ignore
  const ofGroup = sumMinor(left.filter((one) => sameGroup(one.line, group)).map((one) => one.netMinor)); // prettier-ignore
  const effectMinor = shareOfEffect(group.effectMinor, credited, ofGroup, document.currency);
  const netMinor = between0And(group.netMinor, credited + effectMinor);
  return {
    tax: { ...here, baseMinor: negate(netMinor), taxMinor: negate(taxOfCredit(group, netMinor, document.currency)) },
    effects: [
      { effectMinor: negate(effectMinor), reason: effectReason },
      { effectMinor: credited + effectMinor - netMinor, reason: loweredReason },
    ].filter((one) => one.effectMinor !== 0),
    isIncrease: false,
  };
}

/**
 * The credit note that leaves nothing of an invoice takes what is left of every group (rule 4): where groups have both signs,
 * lines of one may be worth all that is left in total.
 */
function withRest({ document, creditNotes }: CreditSource, parts: readonly GroupPart[], sign: 1 | -1): readonly GroupPart[] {
  const left = groupsLeft(document, creditNotes);
  const leftMinor = sumMinor(left.flatMap((group) => [group.netMinor, group.taxMinor]));
  const addedMinor = sumMinor(parts.flatMap(({ tax }) => [tax.baseMinor, tax.taxMinor]));
  if (sign === 1 || addedMinor === 0 || addedMinor + leftMinor !== 0 || parts.some((part) => part.isIncrease)) return parts;
  return left.flatMap((group) => {
    const part = parts.find(({ tax }) => sameGroup(tax, group));
    if (!part && group.netMinor === 0 && group.taxMinor === 0) return [];
    const effectMinor = negate(group.netMinor) - (part?.tax.baseMinor ?? 0);
    const rest = effectMinor === 0 ? [] : [{ effectMinor, reason: restReason }];
    const tax = { ...placeOf(group), baseMinor: negate(group.netMinor), taxMinor: negate(group.taxMinor) };
    return [{ tax, effects: [...(part?.effects ?? []), ...rest], isIncrease: false }];
  });
} // prettier-ignore

const placeOf = ({ taxCategory, taxRate }: Pick<TaxGroup, 'taxCategory' | 'taxRate'>) => ({
  taxCategory,
  ...(taxRate === undefined ? {} : { taxRate }),
});

const effectReason = 'Share of the allowances and charges of the invoice';
const loweredReason = 'Credited before';
const restReason = 'Rest of the invoice';
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

/**
 * Tax of more net in a group: the tax of all of it now less what was charged (E14). At least 0: where credits and charges were
 * rounded apart, that difference may be one minor unit below.
 */
function taxOfIncrease({ document, corrections = [] }: CreditSource, group: GroupLeft, netMinor: number): number {
  const issued = [document, ...corrections].flatMap(({ taxGroups }) =>
    taxGroups.filter((tax) => sameGroup(tax, group)),
  );
  const baseMinor = sumMinor(issued.map((tax) => tax.baseMinor)) - group.creditedNetMinor;
  const taxMinor = sumMinor(issued.map((tax) => tax.taxMinor)) - group.creditedTaxMinor;
  return Math.max(groupTax(baseMinor + netMinor, group.taxRate, document.currency) - taxMinor, 0);
}

/**
 * By line of the original its share of its group's net, after the group's items; minor units, 0 or more. A return and
 * another price are two lines about one.
 */
function netsAfterItems(
  lines: readonly Line[],
  items: readonly AllowanceCharge[],
  groups: readonly TaxedGroup[],
): ReadonlyMap<string, number> {
  const nets = new Map<string, number>();
  for (const group of groups) {
    const ofGroup = lines.filter((line) => sameGroup(line, group));
    const itemsMinor = netEffect(items.filter((item) => sameGroup(item, group)));
    const totalMinor = Math.max(negate(netOf(ofGroup) + itemsMinor), 0);
    const parts = shares(totalMinor, ofGroup.map((line) => negate(line.netMinor))); // prettier-ignore
    for (const [index, { corrects }] of ofGroup.entries())
      if (corrects) nets.set(corrects.lineId, (nets.get(corrects.lineId) ?? 0) + (parts[index] ?? 0));
  }
  return nets;
}

const shareOfEffect = (effectMinor: number, linesMinor: number, allMinor: number, currency: string): number =>
  linesMinor === allMinor || allMinor === 0
    ? effectMinor
    : toMinor(fromMinor(effectMinor, currency).times(linesMinor).div(allMinor), currency);

/** Allowances and charges of a line are positive on an invoice, negative on a credit. */
const inForm = (line: Line, sign: 1 | -1): Line => ({
  ...line,
  allowancesCharges: line.allowancesCharges.map((item) => itemOf(netEffect([item]), sign, item.reason ?? effectReason)),
});

/** What is taken from a line's schedule stands on the first line about it. */
const withTaken = (line: Line, lines: readonly Line[], { parts }: Taken): Line => {
  if (parts.length === 0) return line;
  const lineId = line.corrects?.lineId;
  const isFirst = lines.find((one) => one.corrects?.lineId === lineId) === line;
  const own = isFirst ? parts.filter((part) => part.lineId === lineId) : [];
  return own.length === 0
    ? line
    : { ...line, recognition: own.map((part) => ({ ...part, amountMinor: negate(part.amountMinor) })) };
};

/** Tax of a credited net (rule 4): cumulative per group; the note that exhausts the group takes the remainder. */
function taxOfCredit(group: GroupLeft, netMinor: number, currency: string): number {
  if (netMinor === group.netMinor) return group.taxMinor;
  const cumulativeMinor = groupTax(group.creditedNetMinor + netMinor, group.taxRate, currency) - group.creditedTaxMinor;
  return between0And(group.taxMinor, cumulativeMinor);
}

/** Refuses EXCEEDS_CREDITABLE where there is nothing to credit. */
export const checked = (parts: CreditParts): CreditParts | Refusal =>
  parts.grossMinor > 0 ? parts : refusal('EXCEEDS_CREDITABLE', { detail: 'Nothing is left to credit.' });
