import type { DocumentContent, TaxGroup, Totals } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { formatMoney } from '../../domain/money.ts';
import { whyNotAddUp, type SumFailure } from '../../domain/totals.ts';
import { inSign } from '../numbers.ts';
import { amountOf, optionalAmountOf, type Reading } from './amounts.ts';
import type { UblElement } from './element.ts';
import { readTaxGroup } from './read-lines.ts';

type Sums = Pick<DocumentContent, 'taxGroups' | 'totals'>;

/** The element whose stated figure a rule is about. */
const elementOf: Readonly<Record<SumFailure['rule'], string>> = {
  'BR-CO-10': 'LegalMonetaryTotal/LineExtensionAmount',
  'BR-CO-11': 'LegalMonetaryTotal/AllowanceTotalAmount',
  'BR-CO-12': 'LegalMonetaryTotal/ChargeTotalAmount',
  'BR-CO-13': 'LegalMonetaryTotal/TaxExclusiveAmount',
  'BR-CO-14': 'TaxTotal/TaxAmount',
  'BR-CO-15': 'LegalMonetaryTotal/TaxInclusiveAmount',
  'BR-CO-16': 'LegalMonetaryTotal/PayableAmount',
  'BR-CO-17': 'TaxTotal/TaxSubtotal/TaxAmount',
};

/**
 * The stated VAT breakdown and totals (BG-23, BG-22), which count once they add up. Throws TOTALS_MISMATCH naming the rule,
 * both figures as the document writes them, and the element.
 */
export function readSums(
  root: UblElement,
  body: Pick<DocumentContent, 'type' | 'lines' | 'allowancesCharges'>,
  reading: Reading,
  foreignTax: readonly UblElement[],
): Sums {
  const taxTotal = ownTaxTotal(root, foreignTax);
  const taxGroups: readonly TaxGroup[] = taxTotal
    .children('TaxSubtotal')
    .map((subtotal) => readTaxGroup(subtotal, reading));
  const sum = (name: string, rule: string): number => amountOf(root, `LegalMonetaryTotal/${name}`, reading, rule);
  const optional = (name: string): number => optionalAmountOf(root, `LegalMonetaryTotal/${name}`, reading) ?? 0;
  const totals: Totals = {
    linesMinor: sum('LineExtensionAmount', 'BT-106'),
    allowancesMinor: optional('AllowanceTotalAmount'),
    chargesMinor: optional('ChargeTotalAmount'),
    netMinor: sum('TaxExclusiveAmount', 'BT-109'),
    taxMinor: amountOf(taxTotal, 'TaxAmount', reading, 'BT-110'),
    grossMinor: sum('TaxInclusiveAmount', 'BT-112'),
    prepaidMinor: optional('PrepaidAmount'),
    roundingMinor: optional('PayableRoundingAmount'),
    payableMinor: sum('PayableAmount', 'BT-115'),
  };
  const { currency, sign } = reading;
  const failure = whyNotAddUp({ ...body, currency, taxGroups, totals });
  if (failure === undefined) return { taxGroups, totals };
  const written = (minor: number): string => formatMoney(inSign(minor, sign), currency);
  throw new Refused('TOTALS_MISMATCH', {
    param: elementOf[failure.rule],
    detail: `${failure.rule}: stated ${written(failure.statedMinor)}, computed ${written(failure.computedMinor)}.`,
  });
}

/** The one TaxTotal of the document's currency; of two, the one with the breakdown (BR-53 lets the other repeat the sum). */
function ownTaxTotal(root: UblElement, foreignTax: readonly UblElement[]): UblElement {
  const own = root.children('TaxTotal').filter((total) => !foreignTax.includes(total));
  const withGroups = own.filter((total) => total.peek('TaxSubtotal/TaxAmount') !== '');
  const [chosen, other] = withGroups.length > 0 ? withGroups : own;
  if (chosen === undefined || other !== undefined)
    throw new Refused('DOCUMENT_INVALID', {
      param: 'TaxTotal',
      detail: `The document needs one tax total in its currency and has ${own.length}.`,
    });
  return chosen;
}
