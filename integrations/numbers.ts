import { Refused } from '../domain/errors.ts';
import { decimal, shown } from '../domain/money.ts';

/** A quantity, price or rate longer than this is no business figure, and exact arithmetic on it costs time. */
const decimalMaxChars = 30;

export interface DecimalRule {
  readonly signed?: boolean;
  readonly maxPlaces?: number;
}

/**
 * A plain decimal string: ASCII digits with at most one point, no exponent, separator, `+` or needless leading zero.
 * Throws AMOUNT_FORMAT with `param`. Never coerced: a JSON number is refused like any other value.
 */
export function decimalText(value: unknown, param: string, { signed = false, maxPlaces }: DecimalRule = {}): string {
  const parts = typeof value === 'string' ? /^(-?)(?:0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(value) : null;
  const fits = maxPlaces === undefined || (parts?.[2]?.length ?? 0) <= maxPlaces;
  if (!parts || !fits || (parts[1] === '-' && !signed) || parts[0].length > decimalMaxChars)
    throw new Refused('AMOUNT_FORMAT', {
      param,
      detail: `${shown(value)} is not a plain decimal${signed ? '' : ' without a sign'}${maxPlaces === undefined ? '' : ` of at most ${maxPlaces} places`}.`,
    });
  return isZero(parts[0]) ? parts[0].replace('-', '') : parts[0];
}

/** The lexical forms of xsd:decimal (`+5`, `.5`, `007`, `5.`) as the plain form; anything else is handed on to be refused. */
export const plainXmlDecimal = (text: string): string =>
  text
    .replace(/^\+(?=[0-9.])/, '')
    .replace(/^(-?)0+(?=[0-9])/, '$1')
    .replace(/^(-?)\.(?=[0-9])/, '$10.')
    .replace(/(?<=[0-9])\.$/, '');

export const isZero = (text: string): boolean => decimal(text).eq(0);
export const isNegative = (text: string): boolean => decimal(text).lt(0);

/** Turns a decimal string's sign, keeping its digits as they were written; zero has none. */
export function turned(text: string): string {
  if (text.startsWith('-')) return text.slice(1);
  return isZero(text) ? text : `-${text}`;
}

/** Minor units in the sign of the class: written amounts are positive, a credit's are held negative. Never -0. */
export const inSign = (minor: number, sign: 1 | -1): number => sign * minor || 0;
