import Big from 'big.js';
import { Refused } from './errors.ts';

/** An amount: integer minor units (cents for EUR) and the ISO 4217 code. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

// ISO 4217: codes in use, and the last ones replaced (BGN, HRK, ANG) for the invoices they left; two decimals unless listed.
const codes =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG';
const digitsOther: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};
const minorDigits = new Map(codes.split(' ').map((code) => [code, 2]));
for (const [digits, list] of Object.entries(digitsOther))
  for (const code of list.split(' ')) minorDigits.set(code, Number(digits));

export const isCurrency = (code: string): boolean => minorDigits.has(code);

/** Decimals of a currency's minor unit (ISO 4217). Throws CURRENCY_UNKNOWN. */
export function digitsOf(currency: string): number {
  const digits = minorDigits.get(currency);
  if (digits === undefined) throw new Refused('CURRENCY_UNKNOWN', { detail: `"${currency.slice(0, 12)}"` });
  return digits;
}

/** A decimal string as an exact number; the callers' grammars decide what a decimal string is. */
export const decimal = (text: string): Big => new Big(text);

/**
 * Rounds an exact amount in major units half away from zero to minor units (spec/domain.md section 5, rule 1).
 * Throws AMOUNT_RANGE beyond +-(2^53 - 1) minor units.
 */
export function toMinor(exact: Big, currency: string): number {
  const minor = exact.times(new Big(10).pow(digitsOf(currency))).round(0, Big.roundHalfUp); // half up in big.js = away from zero
  if (minor.abs().gt(Number.MAX_SAFE_INTEGER)) throw new Refused('AMOUNT_RANGE');
  return minor.toNumber() || 0; // no -0: it would not survive a comparison
}

/** Minor units as an exact decimal in major units. */
export const fromMinor = (minor: number, currency: string): Big =>
  new Big(minor).div(new Big(10).pow(digitsOf(currency)));

/** `1250.00`: the plain decimal form, for documents and machines. */
export const plainAmount = (minor: number, currency: string): string =>
  fromMinor(minor, currency).toFixed(digitsOf(currency));

/** `EUR 1,250.00`: the form for people; the same everywhere, so no locale of a server shows through. */
export function formatMoney(minor: number, currency: string): string {
  const [whole = '', fraction] = plainAmount(Math.abs(minor), currency).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${minor < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/**
 * Reads an amount of a request or of our JSON import (spec/approvals.md section 2.3): ASCII digits, no sign, leading zero,
 * space, separator or exponent; fraction absent or exactly the currency's digits; at most 15 digits. Never coerced.
 * Throws AMOUNT_FORMAT with `param`.
 */
export function parseAmount(text: unknown, currency: string, param: string): number {
  const digits = digitsOf(currency);
  const parts = typeof text === 'string' ? /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text) : null;
  const [, whole = '', fraction] = parts ?? [];
  const fits = fraction === undefined || fraction.length === digits;
  if (!parts || !fits || whole.length + (fraction?.length ?? 0) > 15)
    throw new Refused('AMOUNT_FORMAT', {
      param,
      detail: `${shown(text)} is none (${currency} has ${digits} decimals).`,
    });
  return toMinor(decimal(String(text)), currency);
}

/** A value from outside, cut to what fits into a message. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};

/** Adds minor units and refuses to leave the range of exact integers. Throws AMOUNT_RANGE. */
export function sumMinor(amounts: Iterable<number>): number {
  let sum = 0;
  for (const amount of amounts) {
    sum += amount;
    if (!Number.isSafeInteger(sum)) throw new Refused('AMOUNT_RANGE'); // at each step: two overflows could cancel out
  }
  return sum || 0;
}
