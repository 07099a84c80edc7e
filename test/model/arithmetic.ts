/**
 * Arithmetic of the reference model, on its own: exact fractions of BigInt, nothing of domain/. Quantities are thousandths,
 * prices millionths of a major unit, rates tenths of a percent, amounts minor units.
 */
export const quantityUnit = 1_000;
export const priceUnit = 1_000_000;

/** A fraction to the nearest whole number, half away from zero (spec/domain.md section 5, rule 1). */
export function nearest(numerator: bigint, denominator: bigint): number {
  const positive = numerator < 0n ? -numerator : numerator;
  const size = (2n * positive + denominator) / (2n * denominator);
  return Number(numerator < 0n ? -size : size) || 0;
}

/** amount x part / whole, rounded once. */
export const portion = (amount: number, part: number, whole: number): number =>
  whole < 0 ? portion(amount, -part, -whole) : nearest(BigInt(amount) * BigInt(part), BigInt(whole));

/** Net of a line (rule 1). */
export const worth = (quantity: number, price: number, digits: number): number =>
  nearest(BigInt(quantity) * BigInt(price) * 10n ** BigInt(digits), BigInt(quantityUnit) * BigInt(priceUnit));

/** Price, in millionths, of one unit that is worth so much. */
export const priceFor = (minor: number, digits: number): number => minor * (priceUnit / 10 ** digits);

/** Tax of a base (rule 2). */
export const taxOn = (base: number, rate: number): number => portion(base, rate, 1_000);

/** Between 0 and a limit, whichever sign that has. */
export const within = (limit: number, value: number): number =>
  limit < 0 ? -within(-limit, -value) || 0 : Math.min(limit, Math.max(0, value));

/** Largest remainder: one cent after the other goes to who is furthest below the exact share; the first of equals. */
export function split(amount: number, weights: readonly number[]): number[] {
  const parts = weights.map(() => 0);
  const weighed = weights.map((weight) => BigInt(Math.max(weight, 0)));
  const total = weighed.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return parts;
  for (const [index, weight] of weighed.entries()) parts[index] = Number((weight * BigInt(amount)) / total);
  const behind = (index: number): bigint => (weighed[index] ?? 0n) * BigInt(amount) - BigInt(parts[index] ?? 0) * total;
  for (let left = amount - sum(parts); left > 0; left -= 1) {
    let next = 0;
    for (const index of parts.keys()) if (behind(index) > behind(next)) next = index;
    parts[next] = (parts[next] ?? 0) + 1;
  }
  return parts;
}

export const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total || 0;
};
