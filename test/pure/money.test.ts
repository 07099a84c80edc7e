import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimal,
  digitsOf,
  formatMoney,
  isCurrency,
  parseAmount,
  plainAmount,
  shown,
  sumMinor,
  toMinor,
} from '../../domain/money.ts';
import { Refused } from '../../domain/errors.ts';
import { seeded } from './seed.ts';

const property = seeded('money', 1_000);
const digitsBy: Readonly<Record<string, number>> = { JPY: 0, EUR: 2, KWD: 3, CLF: 4 };
const currency = fc.constantFrom(...Object.keys(digitsBy));

/** The code and the field that a function refuses with; "accepted" when it does not. */
function refusalOf(run: () => unknown): string {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (error instanceof Refused)
      return [error.refusal.code, error.refusal.param].filter((part) => part !== undefined).join(' ');
    throw error;
  }
}

/**
 * The grammar of approvals.md 2.3 once more, character by character and with BigInt: undefined = not in it.
 * Written apart from the code so that one misreading does not hide the other.
 */
function oracle(text: unknown, digits: number): bigint | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = text.split('.');
  const [whole = '', fraction] = parts;
  const isDigits = (part: string): boolean =>
    part !== '' && Array.from(part).every((char) => '0123456789'.includes(char));
  if (parts.length > 2 || !isDigits(whole) || (whole.length > 1 && whole.startsWith('0'))) return undefined;
  if (fraction !== undefined && (!isDigits(fraction) || fraction.length !== digits)) return undefined;
  if (text.replace('.', '').length > 15) return undefined;
  return BigInt(whole) * 10n ** BigInt(digits) + BigInt(fraction ?? 0);
}

const almost = fc.oneof(
  fc.stringMatching(/^(0|[1-9][0-9]{0,15})(\.[0-9]{0,5})?$/),
  fc.stringMatching(/^[-+0-9.,eE_ ]{0,18}$/),
  fc.integer().map(String),
  fc.double().map(String),
  fc.string(),
  fc.jsonValue(),
);

describe('parseAmount', () => {
  test.each<[text: unknown, currency: string, minor: number]>([
    ['0', 'EUR', 0],
    ['0.00', 'EUR', 0],
    ['0.05', 'EUR', 5],
    ['1250', 'EUR', 125_000],
    ['1250.00', 'EUR', 125_000],
    ['1250', 'JPY', 1_250],
    ['10.125', 'KWD', 10_125],
    ['1.0000', 'CLF', 10_000],
    ['9999999999999.99', 'EUR', 999_999_999_999_999],
    ['90071992547409', 'EUR', 9_007_199_254_740_900],
  ])('reads %j %s', (text, of, minor) => expect(parseAmount(text, of, 'amount')).toBe(minor));

  test.each<[text: unknown, currency: string]>([
    ['1e4', 'EUR'], ['10,000.00', 'EUR'], ['10.000,00', 'EUR'], ['NaN', 'EUR'], ['Infinity', 'EUR'], ['007', 'EUR'],
    ['00', 'EUR'], ['1.5', 'EUR'], ['1.500', 'EUR'], ['1.', 'EUR'], ['.50', 'EUR'], ['', 'EUR'], ['.', 'EUR'],
    ['１２.００', 'EUR'], ['١٢', 'EUR'], [' 1.00', 'EUR'], ['1.00 ', 'EUR'], ['1.00\n', 'EUR'], ['1 000.00', 'EUR'],
    ['-1.00', 'EUR'], ['+1.00', 'EUR'], ['−1.00', 'EUR'], ['0x10', 'EUR'], ['1_000', 'EUR'], ['EUR 1.00', 'EUR'], ['1.00.00', 'EUR'],
    ['1.0', 'JPY'], ['1.00', 'KWD'], ['1.00', 'CLF'], ['1234567890123456', 'EUR'], ['12345678901234.00', 'EUR'],
    [1250, 'EUR'], [12.5, 'EUR'], [0, 'EUR'], [true, 'EUR'], [null, 'EUR'], [undefined, 'EUR'], [['1.00'], 'EUR'], [{ minor: 1 }, 'EUR'],
  ])('refuses %j %s with AMOUNT_FORMAT, never 0 (amount given as loose text slips under a threshold)', (text, of) => {
    expect(refusalOf(() => parseAmount(text, of, 'data.amount'))).toBe('AMOUNT_FORMAT data.amount');
  }); // prettier-ignore

  test('accepts exactly its grammar', () => {
    fc.assert(
      fc.property(almost, currency, (text, of) => {
        const minor = oracle(text, digitsBy[of] ?? 0);
        const expected =
          minor === undefined
            ? 'AMOUNT_FORMAT a'
            : minor > BigInt(Number.MAX_SAFE_INTEGER)
              ? 'AMOUNT_RANGE'
              : 'accepted';
        expect(refusalOf(() => parseAmount(text, of, 'a'))).toBe(expected);
        if (expected === 'accepted') expect(BigInt(parseAmount(text, of, 'a'))).toBe(minor);
      }),
      property,
    );
  });

  test('reads back what plainAmount writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), currency, (minor, of) => {
        expect(parseAmount(plainAmount(minor, of), of, 'a')).toBe(minor);
      }),
      property,
    );
  });
});

describe('the range of amounts', () => {
  const max = Number.MAX_SAFE_INTEGER;
  test.each([
    ['the largest amount', () => toMinor(decimal('90071992547409.91'), 'EUR'), 'accepted'],
    ['a cent more', () => toMinor(decimal('90071992547409.92'), 'EUR'), 'AMOUNT_RANGE'],
    ['half a cent more, which rounds up', () => toMinor(decimal('90071992547409.915'), 'EUR'), 'AMOUNT_RANGE'],
    ['the smallest', () => toMinor(decimal('-90071992547409.91'), 'EUR'), 'accepted'],
    ['a cent less', () => toMinor(decimal('-90071992547409.92'), 'EUR'), 'AMOUNT_RANGE'],
    ['15 digits of euros', () => parseAmount('999999999999999', 'EUR', 'a'), 'AMOUNT_RANGE'],
    ['a sum beyond it', () => sumMinor([max, 1]), 'AMOUNT_RANGE'],
    ['a sum that comes back from beyond it', () => sumMinor([max, 1, -1]), 'AMOUNT_RANGE'],
    ['a sum at its end', () => sumMinor([max - 1, 1, -max]), 'accepted'],
  ])('%s', (_what, run, answer) => expect(refusalOf(run)).toBe(answer));
});

describe('currencies', () => {
  test.each(Object.entries(digitsBy))('%s has %i decimals', (of, digits) => expect(digitsOf(of)).toBe(digits));
  test.each(['EUX', 'eur', 'EURO', '', 'toString', '__proto__', 'constructor'])('%j is none', (of) => {
    expect(isCurrency(of)).toBe(false);
    expect(refusalOf(() => digitsOf(of))).toBe('CURRENCY_UNKNOWN');
    expect(refusalOf(() => parseAmount('1', of, 'a'))).toBe('CURRENCY_UNKNOWN');
  });
});

describe('how people see an amount', () => {
  test.each<[minor: number, currency: string, text: string]>([
    [125_000, 'EUR', 'EUR 1,250.00'],
    [-14_569, 'EUR', 'EUR -145.69'],
    [5, 'EUR', 'EUR 0.05'],
    [0, 'EUR', 'EUR 0.00'],
    [-0, 'EUR', 'EUR 0.00'],
    [1_234_567, 'JPY', 'JPY 1,234,567'],
    [10_125, 'KWD', 'KWD 10.125'],
    [99_999, 'EUR', 'EUR 999.99'],
    [Number.MAX_SAFE_INTEGER, 'EUR', 'EUR 90,071,992,547,409.91'],
  ])('%d %s is "%s"', (minor, of, text) => expect(formatMoney(minor, of)).toBe(text));

  test('a value from outside is cut before it enters a message', () => {
    expect(shown('x'.repeat(100_000))).toHaveLength(41);
    expect([shown(undefined), shown(null), shown('a')]).toEqual(['undefined', 'null', '"a"']);
  });
});
