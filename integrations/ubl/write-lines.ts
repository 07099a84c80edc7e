import type { AllowanceCharge, Line, TaxGroup } from '../../domain/document.ts';
import { plainAmount } from '../../domain/money.ts';
import { inSign, isNegative, turned } from '../numbers.ts';
import { unitOne } from '../unit.ts';
import { correctsAttributes } from './codes.ts';
import type { Form } from './kind.ts';
import { branch, leaf, type XmlNode } from './xml-text.ts';

/** How one document is written. */
export type Writing = Pick<Form, 'root' | 'sign'> & { readonly currency: string };

/** A line (BG-25). The net price is never negative (BR-27): a negative one moves its sign to the quantity. */
export function lineNodes(line: Line, writing: Writing): readonly XmlNode[] {
  const { root, sign, currency } = writing;
  const price = sign === -1 ? turned(line.unitPrice) : line.unitPrice;
  const unitCode = line.unitCode ?? unitOne;
  return branch(
    `${root}Line`,
    leaf('ID', line.id),
    leaf(
      root === 'Invoice' ? 'InvoicedQuantity' : 'CreditedQuantity',
      isNegative(price) ? `-${line.quantity}` : line.quantity,
      { unitCode },
    ),
    amount('LineExtensionAmount', line.netMinor, writing),
    line.allowancesCharges.flatMap((item) => allowanceChargeNodes(item, writing)),
    branch(
      'Item',
      leaf('Name', line.description),
      branch('SellersItemIdentification', leaf('ID', line.itemId)),
      taxCategoryNodes('ClassifiedTaxCategory', line),
      correctsNodes(line.corrects),
    ),
    branch(
      'Price',
      leaf('PriceAmount', price.replace('-', ''), { currencyID: currency }),
      leaf('BaseQuantity', line.baseQuantity, { unitCode }),
    ),
  );
}

/** Signed as held under both conventions: a change of the original's line, whatever sign this line is written with. */
const correctsNodes = (corrects: Line['corrects']): readonly XmlNode[] =>
  (['lineId', 'quantityDelta', 'priceDelta'] as const).flatMap((field) => {
    const value = corrects?.[field];
    if (value === undefined) return [];
    return branch('AdditionalItemProperty', leaf('Name', correctsAttributes[field]), leaf('Value', value));
  });

export function allowanceChargeNodes(item: AllowanceCharge, writing: Writing): readonly XmlNode[] {
  const { taxCategory, baseMinor } = item;
  return branch(
    'AllowanceCharge',
    leaf('ChargeIndicator', String(item.kind === 'charge')),
    leaf('AllowanceChargeReasonCode', item.reasonCode),
    leaf('AllowanceChargeReason', item.reason),
    leaf('MultiplierFactorNumeric', item.percent),
    amount('Amount', item.amountMinor, writing),
    baseMinor === undefined ? [] : amount('BaseAmount', baseMinor, writing),
    taxCategory === undefined ? [] : taxCategoryNodes('TaxCategory', { ...item, taxCategory }),
  );
}

type Category = Pick<TaxGroup, 'taxCategory' | 'taxRate' | 'exemptionReason' | 'exemptionReasonCode'>;

export const taxCategoryNodes = (name: string, category: Category): readonly XmlNode[] =>
  branch(
    name,
    leaf('ID', category.taxCategory),
    leaf('Percent', category.taxRate),
    leaf('TaxExemptionReasonCode', category.exemptionReasonCode),
    leaf('TaxExemptionReason', category.exemptionReason),
    branch('TaxScheme', leaf('ID', 'VAT')),
  );

/** An amount in the sign it is written with; its decimals are exactly the currency's. */
export const amount = (name: string, minor: number, { currency, sign }: Writing): readonly XmlNode[] =>
  leaf(name, plainAmount(inSign(minor, sign), currency), { currencyID: currency });
