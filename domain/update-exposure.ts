import type { DocumentContent, InvoiceDocument } from './document.ts';
import { sumMinor } from './money.ts';
import { sameGroup } from './tax-group.ts';
import { isNonFiscal, type HeaderEdit } from './update-header.ts';

type Amounts = Pick<DocumentContent, 'lines' | 'taxGroups' | 'totals'>;

/**
 * What a change of amounts moves (spec/approvals.md section 2.3): the net change of every line and the tax change of every
 * rate, added up without their signs, so that amounts which only move between lines count. At least the change of the gross.
 */
export function exposureOf(before: Amounts, after: Amounts): number {
  const nets = new Map(before.lines.map((line) => [line.id, -line.netMinor]));
  for (const { id, netMinor } of after.lines) nets.set(id, (nets.get(id) ?? 0) + netMinor);
  const rates = [...before.taxGroups, ...after.taxGroups.filter((group) => !before.taxGroups.some((one) => sameGroup(one, group)))]; // prettier-ignore
  const taxOf = ({ taxGroups }: Amounts, rate: (typeof rates)[number]): number =>
    taxGroups.find((group) => sameGroup(group, rate))?.taxMinor ?? 0;
  const moved = [
    ...[...nets.values()].map(Math.abs),
    ...rates.map((rate) => Math.abs(taxOf(after, rate) - taxOf(before, rate))),
  ];
  return Math.max(sumMinor(moved), Math.abs(after.totals.grossMinor - before.totals.grossMinor));
}

/** The same of a document that carries a difference: all of it is change. */
export const exposureOfDifference = ({ lines, taxGroups, totals }: Amounts): number =>
  Math.max(
    sumMinor([...lines.map((line) => Math.abs(line.netMinor)), ...taxGroups.map((group) => Math.abs(group.taxMinor))]),
    Math.abs(totals.grossMinor),
  );

/**
 * What a change of the head moves, whatever carries it: buyer, billing address, currency or a date are about the whole document,
 * payment terms about what is open; contact and notes about nothing.
 */
export function exposureOfHead(
  document: InvoiceDocument,
  after: Amounts,
  { fields }: Pick<HeaderEdit, 'fields'>,
): number {
  if (fields.some((field) => !isNonFiscal(field)))
    return Math.max(Math.abs(document.totals.grossMinor), Math.abs(after.totals.grossMinor));
  return fields.includes('dueDate') || fields.includes('paymentTerms') ? Math.max(document.balanceMinor, 0) : 0;
}

/** The larger of what the lines and what the head moves. */
export const exposureOfUpdate = (document: InvoiceDocument, after: Amounts, edit: Pick<HeaderEdit, 'fields'>): number =>
  Math.max(exposureOf(document, after), exposureOfHead(document, after, edit));
