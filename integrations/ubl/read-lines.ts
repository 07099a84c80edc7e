import type { AllowanceCharge, Line, TaxGroup } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { shown } from '../../domain/money.ts';
import { decimalText, isNegative, isZero, plainXmlDecimal, turned } from '../numbers.ts';
import { present } from '../present.ts';
import { unitOne } from '../unit.ts';
import { amountOf, decimalOf, optionalAmountOf, requireCurrency, type Reading } from './amounts.ts';
import { correctsAttributes } from './codes.ts';
import type { UblElement } from './element.ts';

const invalid = (param: string, detail: string): Refused => new Refused('DOCUMENT_INVALID', { param, detail });

/**
 * A line (BG-25) in the model's form: quantity > 0, the sign of a return or of the class in the price (BR-27 backwards).
 * Throws DOCUMENT_INVALID for a missing or zero quantity, price or base quantity, otherwise as the amounts do.
 */
export function readLine(line: UblElement, position: number, quantityName: string, reading: Reading): Line {
  const quantity = neededDecimal(line, quantityName, 'BT-129');
  if (isZero(quantity)) throw invalid(line.at(quantityName), 'The quantity is zero.');
  const price = neededDecimal(line, 'Price/PriceAmount', 'BT-146');
  const priceElement = line.get('Price/PriceAmount');
  if (priceElement) requireCurrency(priceElement, reading.currency);
  const baseQuantity = decimalOf(line, 'Price/BaseQuantity', { signed: true });
  if (baseQuantity !== undefined && (isZero(baseQuantity) || isNegative(baseQuantity)))
    throw invalid(line.at('Price/BaseQuantity'), 'The base quantity is not more than zero.');
  const unitCode = line.get(quantityName)?.attribute('unitCode') ?? unitOne;
  // The base quantity's unit is the line's (Peppol R130); another one stays unread and is listed.
  const base = line.get('Price/BaseQuantity');
  if (base?.parts.attributes.get('unitCode') === unitCode) base.attribute('unitCode');
  const turns = isNegative(quantity) !== (reading.sign === -1);
  return {
    id: line.text('ID') ?? String(position),
    description: line.text('Item/Name') ?? line.needed('Item/Description', 'BT-153'),
    ...present({ itemId: line.text('Item/SellersItemIdentification/ID'), baseQuantity }),
    quantity: quantity.replace('-', ''),
    unitCode,
    unitPrice: turns ? turned(price) : price,
    allowancesCharges: line.children('AllowanceCharge').map((item) => readAllowanceCharge(item, reading)),
    ...readCategory(line, 'Item/ClassifiedTaxCategory', 'BR-CO-4'),
    netMinor: amountOf(line, 'LineExtensionAmount', reading, 'BT-131'),
    ...present({ corrects: readCorrects(line) }),
  };
}

/** Which line of the original this one corrects; without it an attribute that is named like a change is no change. */
function readCorrects(line: UblElement): Line['corrects'] {
  const lineId = readAttribute(line, correctsAttributes.lineId, /./);
  if (lineId === undefined) return undefined;
  const change = (name: string): string | undefined => {
    const value = readAttribute(line, name, /^-?\d{1,14}(?:\.\d{1,14})?$/);
    return value === undefined ? undefined : decimalText(plainXmlDecimal(value), line.path, { signed: true });
  };
  return {
    lineId,
    ...present({
      quantityDelta: change(correctsAttributes.quantityDelta),
      priceDelta: change(correctsAttributes.priceDelta),
    }),
  };
}

/** An item attribute (BG-32) by name; one of others with a value of another form stays unread and is listed. */
function readAttribute(line: UblElement, name: string, form: RegExp): string | undefined {
  const isIt = (one: UblElement): boolean => one.peek('Name') === name && form.test(one.peek('Value'));
  const found = line.get('Item')?.find('AdditionalItemProperty', isIt);
  found?.text('Name');
  return found?.text('Value');
}

function neededDecimal(line: UblElement, path: string, rule: string): string {
  const found = decimalOf(line, path, { signed: true });
  if (found === undefined) throw invalid(line.at(path), `The element is missing (${rule}).`);
  return found;
}

/** An allowance or charge of a line (BG-27, BG-28) or of the document (BG-20, BG-21), which alone names a tax group. */
export function readAllowanceCharge(element: UblElement, reading: Reading): AllowanceCharge {
  const indicator = element.needed('ChargeIndicator', 'UBL');
  if (!/^(true|false|0|1)$/.test(indicator))
    throw invalid(element.at('ChargeIndicator'), `${shown(indicator)} is neither true nor false.`);
  return {
    kind: indicator === 'true' || indicator === '1' ? 'charge' : 'allowance',
    amountMinor: amountOf(element, 'Amount', reading, 'BT-92'),
    ...present({
      baseMinor: optionalAmountOf(element, 'BaseAmount', reading),
      percent: decimalOf(element, 'MultiplierFactorNumeric', { signed: true }),
      reason: element.text('AllowanceChargeReason'),
      reasonCode: element.text('AllowanceChargeReasonCode'),
    }),
    ...(element.get('TaxCategory') === undefined ? {} : readCategory(element, 'TaxCategory', 'BR-32')),
  };
}

/** A group of the VAT breakdown (BG-23). */
export function readTaxGroup(element: UblElement, reading: Reading): TaxGroup {
  return {
    ...readCategory(element, 'TaxCategory', 'BT-118'),
    baseMinor: amountOf(element, 'TaxableAmount', reading, 'BT-116'),
    taxMinor: amountOf(element, 'TaxAmount', reading, 'BT-117'),
    ...present({
      exemptionReason: element.text('TaxCategory/TaxExemptionReason'),
      exemptionReasonCode: element.text('TaxCategory/TaxExemptionReasonCode'),
    }),
  };
}

function readCategory(parent: UblElement, path: string, rule: string): Pick<Line, 'taxCategory' | 'taxRate'> {
  const taxCategory = parent.get(path)?.needed('ID', rule);
  if (taxCategory === undefined) throw invalid(parent.at(path), `The element is missing (${rule}).`);
  parent.text(`${path}/TaxScheme/ID`);
  const taxRate = decimalOf(parent, `${path}/Percent`);
  // Category O has no rate (BR-O-5); a stated zero says the same.
  return { taxCategory, ...present({ taxRate: taxCategory === 'O' && isZero(taxRate ?? '0') ? undefined : taxRate }) };
}
