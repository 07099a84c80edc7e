import { Refused } from '../../domain/errors.ts';
import { decimal, digitsOf, shown, toMinor } from '../../domain/money.ts';
import { decimalText, inSign, isZero, plainXmlDecimal, type DecimalRule } from '../numbers.ts';
import type { UblElement } from './element.ts';

/** How the amounts of one document are read: in its currency, into the sign of its class. */
export interface Reading {
  readonly currency: string;
  readonly sign: 1 | -1;
}

/** Amounts other than prices have at most two decimals in any currency (EN 16931 BR-DEC). */
export const amountMaxPlaces = 2;

/**
 * An amount as it is written, minor units. Throws CURRENCY_MISMATCH for another currencyID, AMOUNT_FORMAT for anything that
 * is no plain decimal or does not fit the currency, TOTALS_MISMATCH naming BR-DEC for more than two decimals.
 */
export function statedMinor(element: UblElement, currency: string): number {
  const param = element.path;
  requireCurrency(element, currency);
  const text = decimalText(plainXmlDecimal(element.parts.ownText.trim()), param, { signed: true });
  const fraction = text.split('.')[1] ?? '';
  if (fraction.length > amountMaxPlaces)
    throw new Refused('TOTALS_MISMATCH', {
      param,
      detail: `BR-DEC: ${shown(text)} has ${fraction.length} decimals, at most ${amountMaxPlaces} are allowed.`,
    });
  const digits = digitsOf(currency);
  if (fraction.length > digits && !isZero(`0.${fraction.slice(digits)}`))
    throw new Refused('AMOUNT_FORMAT', { param, detail: `${shown(text)}: ${currency} has ${digits} decimals.` });
  return toMinor(decimal(text), currency);
}

/** Throws CURRENCY_MISMATCH: a document has one currency, and an amount without one is in none. */
export function requireCurrency(element: UblElement, currency: string): void {
  const stated = element.parts.attributes.get('currencyID');
  if (stated !== currency)
    throw new Refused('CURRENCY_MISMATCH', {
      param: element.path,
      detail: `The document is in ${currency}, this amount in ${stated === undefined ? 'none' : shown(stated)}.`,
    });
}

/** A needed amount below `parent`, minor units in the sign of the class. Throws as `statedMinor`, DOCUMENT_INVALID without. */
export function amountOf(parent: UblElement, path: string, reading: Reading, rule: string): number {
  const found = optionalAmountOf(parent, path, reading);
  if (found === undefined)
    throw new Refused('DOCUMENT_INVALID', { param: parent.at(path), detail: `The element is missing (${rule}).` });
  return found;
}

export function optionalAmountOf(parent: UblElement, path: string, { currency, sign }: Reading): number | undefined {
  const element = parent.get(path);
  return element && inSign(statedMinor(element, currency), sign);
}

/** A quantity, price or rate below `parent` as a plain decimal string. Throws AMOUNT_FORMAT. */
export function decimalOf(parent: UblElement, path: string, rule?: DecimalRule): string | undefined {
  const element = parent.get(path);
  return element && decimalText(plainXmlDecimal(element.parts.ownText.trim()), element.path, rule);
}
