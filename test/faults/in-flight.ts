/** How many cases of a fault are under way at once: enough to meet each other, few enough that each is still quick. */
const inFlightMax = 12;

/** Runs so many cases, some at once; answers what each came to, in order. The first that fails fails all. */
export async function inFlight<T>(
  times: number,
  run: (n: number) => Promise<T>,
  most = inFlightMax,
): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    for (let n = next++; n < times; n = next++) results[n] = await run(n);
  };
  await Promise.all(Array.from({ length: Math.min(most, times) }, one));
  return results;
}

/** How often each thing was said. */
export function countsOf(said: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of said) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}
