import type { AllowanceCharge, InvoiceDocument, Line, TaxGroup } from './document.ts';
import { fromMinor, sumMinor } from './money.ts';
import type { PlannedDocument } from './plan.ts';
import { sameGroup } from './tax-group.ts';
import { computeTotals, lineNet } from './totals.ts';

/** What a document made from another keeps of it: the parties, the currency, the references (R36). */
type Kept = Omit<
  PlannedDocument,
  'id' | 'class' | 'type' | 'typeCode' | 'status' | 'rows' | 'balanceMinor' | 'links' | 'dueDate' | 'preceding' | 'lines' | 'allowancesCharges' | 'taxGroups' | 'totals'
>; // prettier-ignore

export function keptOf(document: InvoiceDocument): Kept & Pick<PlannedDocument, 'preceding'> {
  const {
    id: _id, class: _class, type: _type, typeCode: _code, status: _status, rows: _rows, balanceMinor: _balance, links: _links,
    dueDate: _due, lines: _lines, allowancesCharges: _items, taxGroups: _groups, totals: _totals,
    number, issueDate, version: _version, openCorrectionId: _open, transmittedOn: _transmitted, paymentsInFlight: _inFlight,
    preceding: _preceding, ...kept
  } = document; // prettier-ignore
  return { ...kept, preceding: { number, issueDate } };
}

/** The other sign of an amount; never -0. */
export const negate = (minor: number): number => -minor || 0;

/** A price with the other sign; on the text, so that the decimals stay as they were written. */
export function negatePrice(price: string): string {
  if (/^[-+]?0*(?:\.0*)?$/.test(price)) return price;
  return price.startsWith('-') ? price.slice(1) : `-${price}`;
}

/** Minor units as a price of one unit. */
export const priceOf = (minor: number, currency: string): string => fromMinor(minor, currency).toFixed();

/**
 * An allowance or charge that moves a net by this much, in the form of its document: positive on an invoice, negative on a
 * credit. @param effectMinor not 0, minor units
 */
export function itemOf(effectMinor: number, sign: 1 | -1, reason: string): AllowanceCharge {
  const kind = effectMinor * sign > 0 ? 'charge' : 'allowance';
  return { kind, amountMinor: kind === 'charge' ? effectMinor : negate(effectMinor), reason };
}

/**
 * A line whose net is what its quantity, price and allowances come to: where the net was shared out, the difference (a share
 * of the original's own allowances, or a rounded cent) stands in an allowance or charge.
 */
export function exactLine(line: Omit<Line, 'allowancesCharges'>, currency: string, sign: 1 | -1): Line {
  const bare: Line = { ...line, allowancesCharges: [] };
  const differenceMinor = line.netMinor - lineNet(bare, currency);
  if (differenceMinor === 0) return bare;
  return { ...bare, allowancesCharges: [itemOf(differenceMinor, sign, 'Share of allowances, charges and rounding')] };
}

export interface Body extends Pick<PlannedDocument, 'lines' | 'allowancesCharges' | 'taxGroups' | 'totals'> {}

/** Lines and items with the tax groups that were computed for them, in their sign, with totals. */
export function bodyOf(
  original: Pick<InvoiceDocument, 'taxGroups' | 'currency'>,
  lines: readonly Line[],
  allowancesCharges: readonly AllowanceCharge[],
  groups: readonly Pick<TaxGroup, 'taxCategory' | 'taxRate' | 'baseMinor' | 'taxMinor'>[],
): Body {
  const taxGroups = groups.map((group) => {
    const { exemptionReason, exemptionReasonCode } = original.taxGroups.find((one) => sameGroup(one, group)) ?? {};
    return {
      ...group,
      ...(exemptionReason === undefined ? {} : { exemptionReason }),
      ...(exemptionReasonCode === undefined ? {} : { exemptionReasonCode }),
    };
  });
  const summed = { lines, allowancesCharges, currency: original.currency, taxGroups };
  return { lines, allowancesCharges, taxGroups, totals: computeTotals(summed) };
}

export const netOf = (lines: readonly Pick<Line, 'netMinor'>[]): number => sumMinor(lines.map((line) => line.netMinor));

/** A line that changes in quantity and in price makes two lines: each line of a document has an id of its own (BT-126). */
export function withOwnIds(lines: readonly Line[]): readonly Line[] {
  const ids = new Set<string>();
  return lines.map((line) => {
    let { id } = line;
    for (let next = 2; ids.has(id); next += 1) id = `${line.id}-${next}`;
    ids.add(id);
    return id === line.id ? line : { ...line, id };
  });
}
