/** Random choices that can be made again; COUNTERSIGN_SEED names the seed of a run that failed. */
export function pickFrom(name: string): {
  readonly seed: number;
  /** A whole number between both, both included. */
  readonly pick: (from: number, to: number) => number;
} {
  const seed = Number(process.env['COUNTERSIGN_SEED'] ?? Date.now() % 2 ** 31);
  let state = seed;
  for (const letter of name) state = (Math.imul(state, 31) + letter.charCodeAt(0)) >>> 0;
  // mulberry32: short, and good enough to spread offsets.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, pick: (from, to) => from + Math.floor(next() * (to - from + 1)) };
}
