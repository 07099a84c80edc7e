import fc from 'fast-check';
import { expect } from 'vitest';
import { whyNotSound, pictureOf, pictureOfModel } from './check.ts';
import { Coverage } from './coverage.ts';
import type { Extent } from './extents.ts';
import { sequence, type Sequence } from './operations.ts';
import { whyNotAsCompared } from './oracle.ts';
import type { Step } from './pick.ts';
import { startRun, take } from './run.ts';
import type { Target } from './target.ts';

/**
 * Random sequences against the reference model: after every operation the same answer, the same documents and accounts, and
 * every invariant of spec/domain.md section 7. Prints seed and coverage; a failure is shrunk for a while.
 */
export async function holdsForSequences(
  name: string,
  {
    sequences,
    operationsMax,
    shrinkMs,
    fit = (given) => given,
  }: Extent & { readonly fit?: (given: Sequence) => Sequence },
  open: (sequence: Sequence, prefix: string) => Promise<Target> | Target,
  prefixes: () => string = () => '',
): Promise<Coverage> {
  const seed = Date.now() % 2 ** 31;
  const coverage = new Coverage();
  let failedAt: number | undefined;
  console.log(`${name}: fast-check seed ${seed}, ${sequences} sequences of up to ${operationsMax} operations`);
  await fc.assert(
    fc.asyncProperty(sequence(operationsMax), async (given) => {
      if (failedAt !== undefined && Date.now() - failedAt > shrinkMs) return; // short enough
      coverage.sequences += 1;
      const [fitting, prefix] = [fit(given), prefixes()];
      try {
        await holds(fitting, await open(fitting, prefix), prefix, (step) => coverage.add(step));
      } catch (error) {
        failedAt ??= Date.now();
        throw error;
      }
    }),
    { seed, numRuns: sequences, endOnFailure: false },
  );
  console.log(`${name}: ${coverage.toString()}`);
  return coverage;
}

/** One sequence; throws on the first difference, with what was done so far. */
export async function holds(given: Sequence, target: Target, prefix: string, saw: (step: Step) => void): Promise<void> {
  const run = startRun(given, target, prefix);
  const done: string[] = [];
  let before = await target.state();
  for (const operation of given.operations) {
    const step = await take(run, operation, before).catch((error: unknown) => {
      throw new Error(`at ${JSON.stringify(operation)} after\n${done.join('\n')}`, { cause: error });
    });
    if (!step) continue;
    saw(step);
    const after = await target.state();
    done.push(`${step.label} ${JSON.stringify(step.asked ?? '')}: ${step.answered ?? 'done'}`);
    const story = `after\n${done.join('\n')}\n`;
    expect(step.answered ?? 'done', story).toBe(step.expected ?? 'done');
    const [is, shouldBe] = [pictureOf(after), pictureOfModel(run.model)];
    if (!isSame(is, shouldBe)) expect(is, story).toEqual(shouldBe);
    const wrong = [...whyNotSound(after), ...whyNotAsCompared(before, step, after)];
    if (wrong.length > 0) expect(wrong, story).toEqual([]);
    if (step.answered !== undefined && !isSame(after, before)) expect(after, story).toEqual(before); // no refusal changes anything
    before = after;
  }
  const problems = await target.problems();
  if (problems.length > 0) expect(problems, `after\n${done.join('\n')}\n`).toEqual([]);
}

/** Texts are compared first: vitest's own comparison takes many times as long, and is there for its words. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
