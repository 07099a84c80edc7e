import { Refused } from './errors.ts';
import { decimal, shown } from './money.ts';

const plain = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const priceMaxPlaces = 6;

/** Throws AMOUNT_FORMAT, PRICE_PRECISION (more than six decimals). */
export function priceIn(text: string, param: string): string {
  if (!plain.test(text)) throw new Refused('AMOUNT_FORMAT', { param, detail: `${shown(text)} is no price.` });
  if ((text.split('.')[1]?.length ?? 0) > priceMaxPlaces)
    throw new Refused('PRICE_PRECISION', { param, detail: shown(text) });
  return text;
}

/** A tax rate in percent. Throws AMOUNT_FORMAT. */
export function rateIn(text: string, param: string): string {
  if (!plain.test(text) || decimal(text).lt(0) || decimal(text).gt(100))
    throw new Refused('AMOUNT_FORMAT', { param, detail: `${shown(text)} is no rate in percent.` });
  return text;
}

/** Throws AMOUNT_FORMAT. */
export function quantityIn(text: string, param: string): string {
  if (!plain.test(text) || !decimal(text).gt(0))
    throw new Refused('AMOUNT_FORMAT', { param, detail: `${shown(text)} is no quantity more than 0.` });
  return text;
}
