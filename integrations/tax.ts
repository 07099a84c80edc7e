import { Refused } from '../domain/errors.ts';
import { shown } from '../domain/money.ts';
import { decimalText, isZero } from './numbers.ts';

/** UNCL5305 codes of EN 16931. */
const taxCategories = ['S', 'Z', 'E', 'AE', 'K', 'G', 'O', 'L', 'M'];
const zeroRated: ReadonlySet<string> = new Set(['Z', 'E', 'AE', 'K', 'G']);

/**
 * Tax category and rate of a line of our own formats; none at all is category O (not subject to VAT). S needs a rate
 * above 0, O has none, the others as EN 16931 has them (spec/domain.md section 9). Throws DOCUMENT_INVALID, AMOUNT_FORMAT.
 */
export function readTax(
  { category, rate }: { readonly category: string | undefined; readonly rate: string | undefined },
  params: { readonly category: string; readonly rate: string },
): { readonly taxCategory: string; readonly taxRate?: string } {
  const taxRate = rate === undefined ? undefined : decimalText(rate, params.rate);
  const taxCategory = category ?? (taxRate === undefined ? 'O' : isZero(taxRate) ? 'Z' : 'S');
  const invalid = (param: string, detail: string): Refused => new Refused('DOCUMENT_INVALID', { param, detail });
  if (!taxCategories.includes(taxCategory))
    throw invalid(params.category, `${shown(taxCategory)} is none of ${taxCategories.join(', ')}.`);
  if (taxCategory === 'O') {
    if (taxRate !== undefined) throw invalid(params.rate, 'Category O has no rate (BR-O-5).');
    return { taxCategory };
  }
  if (taxRate === undefined) throw invalid(params.rate, `Category ${taxCategory} needs a rate.`);
  if (taxCategory === 'S' && isZero(taxRate)) throw invalid(params.rate, 'Category S has a rate above 0 (BR-S-5).');
  if (zeroRated.has(taxCategory) && !isZero(taxRate)) throw invalid(params.rate, `Category ${taxCategory} has rate 0.`);
  return { taxCategory, taxRate };
}

/** Category O must say why (BR-O-10); this is the code and text of the list for the usual case. */
export const notSubjectToVat = { exemptionReason: 'Not subject to VAT', exemptionReasonCode: 'VATEX-EU-O' } as const;
