import fc from 'fast-check';
import { kinds } from '../../domain/input.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import type { CumulativeFact, PolicyFacts } from '../../domain/policy-facts.ts';
import { factFlags, type BandName, type BaseRow, type Columns, type FactFlag, type Floor, type Level, type Policy } from '../../domain/policy.ts'; // prettier-ignore
import { reasonCodes } from '../../domain/request.ts';

const payments = ['unpaid', 'partially_paid', 'paid'] as const;
const requesters = ['person', 'service', 'agent'] as const;
const currencies = ['EUR', 'NOK', 'JPY', 'USD', 'CHF'] as const;
const amount = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 999, 1_000, 1_001, 49_999, 50_000, 50_001, 500_000, 500_001, 1_000_000, 1_000_001) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.MAX_SAFE_INTEGER, 10_000_000, 10_000_001) },
); // prettier-ignore

/** A ladder of so many levels, each asking for all that the one below asks for. */
const ladderOf = (levels: number): readonly Level[] => {
  const [, one, two] = defaultPolicy.ladder;
  const all = [defaultPolicy.ladder[0], one, two].flatMap((level) => level ?? []);
  const top = two && { name: 'L3', steps: two.steps.map((step) => ({ ...step, quorum: 2, distinctUnits: 2 })) };
  return [...all, ...(top ? [top] : [])].slice(0, levels);
};

const columns = (bandCount: number): fc.Arbitrary<Columns> => {
  const bands: readonly BandName[] = [...Array.from({ length: bandCount + 1 }, (_none, index): BandName => `B${index}`), 'none'];
  const upper = fc.integer({ min: 0, max: bandCount }).map((from) => bands.slice(from)); // from one band on: mostly sound
  return fc.record(
    {
      kind: fc.subarray([...kinds], { minLength: 1 }),
      reason: fc.subarray([...reasonCodes], { minLength: 1 }),
      band: fc.oneof({ weight: 5, arbitrary: upper }, { weight: 1, arbitrary: fc.subarray([...bands], { minLength: 1 }) }),
      payment: fc.constantFrom(['paid'] as const, ['partially_paid', 'paid'] as const, [...payments], ['unpaid'] as const),
      ageDays: fc.constantFrom({ from: 10 }, { from: 31 }, { from: 0 }, { to: 90 }),
      requester: fc.constantFrom([...requesters], ['agent'] as const, ['service', 'agent'] as const, ['person'] as const),
    },
    { requiredKeys: [] },
  );
}; // prettier-ignore

const floor = (bandCount: number, levels: readonly string[]): fc.Arbitrary<Omit<Floor, 'name'>> =>
  fc
    .record({
      when: columns(bandCount),
      facts: fc.option(fc.subarray([...factFlags], { minLength: 1, maxLength: 3 }), { nil: undefined }),
      bulk: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined, freq: 3 }),
      atLeast: fc.constantFrom(...levels.slice(1), 'block'),
      role: fc.option(fc.constantFrom('finance-approver', 'cfo', 'controller'), { nil: undefined, freq: 4 }),
    })
    .map(({ when, facts, bulk, atLeast, role }) => ({
      when: { ...when, ...(facts ? { facts } : {}), ...(bulk === undefined ? {} : { bulkItemsAbove: bulk }) },
      atLeast,
      why: 'because',
      ...(role === undefined ? {} : { role }),
    }));

interface Weights {
  readonly band: number;
  readonly payment: number;
  readonly age: number;
  readonly kind: number;
  readonly noise: readonly number[];
}

/** A row for every cell of a grid; more at stake is a higher level, but for the noise. */
function rowsOf(bandCount: number, levels: readonly string[], cut: number, { band, payment, age, kind, noise }: Weights): readonly BaseRow[] {
  const bands: readonly BandName[] = [...Array.from({ length: bandCount + 1 }, (_none, index): BandName => `B${index}`), 'none'];
  const results = [...levels, 'block'];
  const rows = bands.flatMap((name, b) =>
    ([['unpaid'], ['partially_paid', 'paid']] as const).flatMap((paid, p) =>
      ([{ to: cut }, { from: cut + 1 }] as const).flatMap((ageDays, a) =>
        ([['credit', 'discount'], ['cancel', 'refund', 'correct-credit-note', 'update']] as const).map((some, k) => {
          const when: Columns = { band: [name], payment: paid, ageDays, kind: some };
          return { when, weight: Math.floor((b * band + p * payment + a * age + k * kind) / 4) };
        }))));
  return rows.map(({ when, weight }, index) => {
    const level = weight + (noise.includes(index) ? 1 : 0);
    return { name: String(index), when, result: results[Math.min(level, results.length - 1)] ?? 'block' };
  });
} // prettier-ignore

/** A policy in its form; most are sound, and some have a fault or two. */
export const randomPolicy: fc.Arbitrary<Policy> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 4 }))
  .chain(([bandCount, levelCount]) => {
    const ladder = ladderOf(levelCount);
    const levels = ladder.map(({ name }) => name);
    const weight = fc.integer({ min: 0, max: 5 });
    return fc
      .record({
        floors: fc.array(floor(bandCount, levels), { maxLength: 2 }),
        weights: fc.record({
          band: weight, payment: weight, age: weight, kind: weight,
          noise: fc.array(fc.integer({ min: 0, max: 39 }), { maxLength: 1 }),
        }),
        cut: fc.constantFrom(0, 9, 30, 89),
        times: fc.integer({ min: 1, max: 10 }),
        limits: fc.uniqueArray(fc.constantFrom(0, 999, 1_000, 50_000, 500_000, 1_000_000), { minLength: bandCount, maxLength: bandCount }),
        manual: fc.boolean(),
      })
      .map(({ floors, weights, cut, times, limits, manual }): Policy => {
        const ends = limits.sort((a, b) => a - b);
        const fixed = defaultPolicy.floors.filter(({ name }) => name === 'f2' || name === 'f4' || (manual && name === 'f10'));
        return {
          ...defaultPolicy,
          bands: { EUR: ends, NOK: ends.map((end) => end * 10), JPY: ends },
          ladder,
          base: rowsOf(bandCount, levels, cut, weights),
          floors: [...fixed, ...floors.map((one, index) => ({ ...one, name: `g${index}` }))],
          cumulative: defaultPolicy.cumulative.map((rule) => ({ ...rule, times })),
          rates: { base: 'EUR', perUnit: { NOK: '0.086', USD: '0.92' } },
        };
      });
  }); // prettier-ignore

const sum: fc.Arbitrary<CumulativeFact> = fc.record({
  key: fc.constantFrom('invoice', 'customer', 'person'),
  name: fc.constantFrom('a', 'b'),
  byLevel: fc.array(amount.map((minor) => Math.min(minor, 100_000_000)), { minLength: 1, maxLength: 4 }),
  requests: fc.constant([]),
}); // prettier-ignore

export const randomFacts: fc.Arbitrary<PolicyFacts> = fc
  .record({
    flags: fc.oneof({ weight: 2, arbitrary: fc.constant<FactFlag[]>([]) }, { weight: 2, arbitrary: fc.subarray([...factFlags], { maxLength: 3 }) }),
    kind: fc.constantFrom(...kinds),
    reason: fc.constantFrom(...reasonCodes),
    exposureMinor: amount,
    currency: fc.constantFrom('EUR', 'EUR', 'EUR', ...currencies),
    payment: fc.constantFrom('unpaid', ...payments),
    ageDays: fc.constantFrom(0, 0, 1, 9, 10, 30, 31, 89, 90, 91, 4_000),
    requesterType: fc.constantFrom(...requesters),
    bulkItems: fc.constantFrom(0, 0, 0, 1, 50, 51, 100),
    cumulative: fc.uniqueArray(sum, { maxLength: 3, selector: ({ key, name }) => `${key} ${name}` }),
  })
  .map(({ flags, ...rest }) => ({
    ...(Object.fromEntries(factFlags.map((name) => [name, flags.includes(name)])) as Record<FactFlag, boolean>),
    ...rest,
  })); // prettier-ignore

/** Changes that put more at stake, and nothing less. */
export const worse: fc.Arbitrary<(facts: PolicyFacts) => PolicyFacts> = fc
  .record({ exposureMinor: amount, ageDays: fc.integer({ min: 0, max: 100 }), paid: fc.integer({ min: 0, max: 2 }), agent: fc.boolean(), flag: fc.constantFrom(undefined, ...factFlags), sum: amount, bulkItems: fc.integer({ min: 0, max: 100 }) })
  .map(({ exposureMinor, ageDays, paid, agent, flag, sum: more, bulkItems }) => (facts) => ({
    ...facts,
    exposureMinor: Math.max(facts.exposureMinor, exposureMinor),
    ageDays: Math.max(facts.ageDays, ageDays),
    payment: payments[Math.max(payments.indexOf(facts.payment), paid)] ?? 'paid',
    requesterType: agent ? 'agent' : facts.requesterType,
    bulkItems: Math.max(facts.bulkItems, bulkItems),
    cumulative: facts.cumulative.map((one) => ({ ...one, byLevel: [(one.byLevel[0] ?? 0) + Math.min(more, 100_000_000), ...one.byLevel.slice(1)] })),
    ...(flag === undefined ? {} : { [flag]: true }),
  })); // prettier-ignore
