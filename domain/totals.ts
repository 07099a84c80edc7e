import type { AllowanceCharge, DocumentContent, Line, TaxGroup, Totals } from './document.ts';
import { sameGroup } from './tax-group.ts';
import { decimal, fromMinor, sumMinor, toMinor } from './money.ts';

type LineAmounts = Pick<Line, 'quantity' | 'unitPrice' | 'baseQuantity' | 'allowancesCharges'>;

/**
 * Net of a line in minor units: round(quantity x unitPrice / baseQuantity) - allowances + charges
 * (spec/domain.md section 5, rule 1; EN 16931 BT-131). Rounds once, half away from zero.
 */
export function lineNet(line: LineAmounts, currency: string): number {
  // Multiplied before divided: division is the only inexact step and big.js keeps 20 places of it.
  const price = decimal(line.quantity)
    .times(decimal(line.unitPrice))
    .div(decimal(line.baseQuantity ?? '1'));
  return sumMinor([toMinor(price, currency), netEffect(line.allowancesCharges)]);
}

/** Charges minus allowances, minor units. */
export const netEffect = (items: readonly AllowanceCharge[]): number =>
  sumMinor(items.map((item) => (item.kind === 'charge' ? item.amountMinor : -item.amountMinor)));

/** Tax of a group's base: per document and rate, never per line (rule 2). */
export const groupTax = (baseMinor: number, taxRate: string | undefined, currency: string): number =>
  toMinor(
    fromMinor(baseMinor, currency)
      .times(decimal(taxRate ?? '0'))
      .div(100),
    currency,
  );

type Summed = Pick<DocumentContent, 'lines' | 'allowancesCharges' | 'currency'>;

/** The tax groups that lines and document-level allowances and charges add up to, in order of appearance. */
export function computeTaxGroups({ lines, allowancesCharges, currency }: Summed): readonly TaxGroup[] {
  const bases: { group: Pick<TaxGroup, 'taxCategory' | 'taxRate'>; amounts: number[] }[] = [];
  const add = (item: { taxCategory?: string; taxRate?: string }, amountMinor: number): void => {
    const found = bases.find(({ group }) => sameGroup(group, item));
    if (found) found.amounts.push(amountMinor);
    else bases.push({ group: { taxCategory: item.taxCategory ?? 'O', ...rate(item.taxRate) }, amounts: [amountMinor] });
  };
  for (const line of lines) add(line, line.netMinor);
  for (const item of allowancesCharges) add(item, netEffect([item]));
  return bases.map(({ group, amounts }) => {
    const baseMinor = sumMinor(amounts);
    return { ...group, baseMinor, taxMinor: groupTax(baseMinor, group.taxRate, currency) };
  });
}

const rate = (taxRate: string | undefined): { taxRate?: string } => (taxRate === undefined ? {} : { taxRate });

/** Totals from stated lines, groups, prepaid and rounding amounts (BR-CO-10 to -16). */
export function computeTotals(
  content: Summed & { readonly taxGroups: readonly TaxGroup[] },
  prepaidMinor = 0,
  roundingMinor = 0,
): Totals {
  const of = (kind: AllowanceCharge['kind']): number =>
    sumMinor(content.allowancesCharges.filter((item) => item.kind === kind).map((item) => item.amountMinor));
  const linesMinor = sumMinor(content.lines.map((line) => line.netMinor));
  const allowancesMinor = of('allowance');
  const chargesMinor = of('charge');
  const netMinor = sumMinor([linesMinor, -allowancesMinor, chargesMinor]);
  const taxMinor = sumMinor(content.taxGroups.map((group) => group.taxMinor));
  const grossMinor = sumMinor([netMinor, taxMinor]);
  const payableMinor = sumMinor([grossMinor, -prepaidMinor, roundingMinor]);
  return {
    linesMinor,
    allowancesMinor,
    chargesMinor,
    netMinor,
    taxMinor,
    grossMinor,
    prepaidMinor,
    roundingMinor,
    payableMinor,
  };
}

/** A sum that fails, with the name of the rule (EN 16931) and both figures in minor units. */
export interface SumFailure {
  readonly rule: `BR-CO-${10 | 11 | 12 | 13 | 14 | 15 | 16 | 17}`;
  readonly statedMinor: number;
  readonly computedMinor: number;
}

/**
 * Checks a document's stated sums against each other, in the order of the rules; the first that fails is the answer.
 * BR-CO-17 is exact here: the published validator lets differences below 1.00 pass (spec/domain.md section 9). Of a credit note
 * or correction the tax of a group may be one minor unit beside base x rate: it is what the cumulative tax of all of them
 * leaves (section 5, rule 4), so that they add up to the invoice; E6a's second note has 6.34 on 33.33 at 19 %. What cancels or
 * replaces such a document copies its amounts, so a standard document alone is exact.
 */
export function whyNotAddUp(
  content: Summed & Pick<DocumentContent, 'taxGroups' | 'totals'> & Partial<Pick<DocumentContent, 'type'>>,
): SumFailure | undefined {
  const { totals, taxGroups, currency, type } = content;
  const toleranceMinor = type === undefined || type === 'standard' ? 0 : 1;
  const computed = computeTotals(content, totals.prepaidMinor, totals.roundingMinor);
  const checks: readonly (readonly [SumFailure['rule'], stated: number, computed: number])[] = [
    ['BR-CO-10', totals.linesMinor, computed.linesMinor],
    ['BR-CO-11', totals.allowancesMinor, computed.allowancesMinor],
    ['BR-CO-12', totals.chargesMinor, computed.chargesMinor],
    ['BR-CO-13', totals.netMinor, sumMinor([totals.linesMinor, -totals.allowancesMinor, totals.chargesMinor])],
    ['BR-CO-14', totals.taxMinor, computed.taxMinor],
    ['BR-CO-15', totals.grossMinor, sumMinor([totals.netMinor, totals.taxMinor])],
    ['BR-CO-16', totals.payableMinor, sumMinor([totals.grossMinor, -totals.prepaidMinor, totals.roundingMinor])],
    ...taxGroups.map(
      (group) => ['BR-CO-17', group.taxMinor, groupTax(group.baseMinor, group.taxRate, currency)] as const,
    ),
  ];
  const failed = checks.find(
    ([rule, stated, expected]) => Math.abs(stated - expected) > (rule === 'BR-CO-17' ? toleranceMinor : 0),
  );
  return failed && { rule: failed[0], statedMinor: failed[1], computedMinor: failed[2] };
}
