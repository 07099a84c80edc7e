import { sumMinor } from './money.ts';

/**
 * Splits an amount by weights so that the parts add up to it: each part is rounded down, and what is left goes by the largest
 * remainder, ties to the earlier part (spec/domain.md section 5, rule 5: callers sort by what decides a tie).
 * Parts with a weight of 0 or less get nothing; with no weight at all every part is 0.
 * @param amountMinor 0 or more, minor units
 */
export function shares(amountMinor: number, weights: readonly number[]): readonly number[] {
  const positive = weights.map((weight) => Math.max(weight, 0));
  const total = sumMinor(positive);
  if (total === 0 || amountMinor === 0) return weights.map(() => 0);
  const exact = positive.map((weight) => BigInt(weight) * BigInt(amountMinor));
  const divisor = BigInt(total);
  const parts = exact.map((product) => Number(product / divisor));
  const order = exact
    .map((product, index) => ({ index, rest: product % divisor }))
    .toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  let left = amountMinor - sumMinor(parts);
  for (const { index } of order) {
    if (left === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}

/** Kept between 0 and the bound, whichever sign the bound has. */
export const between0And = (bound: number, value: number): number =>
  bound >= 0 ? Math.min(Math.max(value, 0), bound) : Math.max(Math.min(value, 0), bound);
