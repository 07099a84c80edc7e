import type { Parameters } from 'fast-check';

/** Every run tries other inputs; the seed is printed so that a failure can be tried again. */
export function seeded(file: string, numRuns = 300): Required<Pick<Parameters, 'seed' | 'numRuns'>> {
  const seed = Date.now() % 2 ** 31;
  console.log(`${file}: fast-check seed ${seed}, ${numRuns} runs a property`);
  return { seed, numRuns };
}
