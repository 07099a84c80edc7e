import { describe, expect, test } from 'vitest';
import { cumulativeLevel, limitOf, toBaseMinor } from '../../domain/policy-cumulative.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { evaluatePolicy } from '../../domain/policy-evaluate.ts';
import type { CumulativeFact, PolicyFacts } from '../../domain/policy-facts.ts';
import type { Policy } from '../../domain/policy.ts';
import { aPolicy, facts, sums, verdictText } from './policies.ts';

/** Requests one after the other, each applied at the level that it gets, as the ledger will sum them. */
function sequence(keys: readonly CumulativeFact['key'][], given: Partial<PolicyFacts>, count: number, policy: Policy = defaultPolicy) {
  const byLevel = policy.ladder.map(() => 0);
  const granted = policy.ladder.map(() => 0);
  for (let n = 0; n < count; n += 1) {
    const verdict = evaluatePolicy(policy, facts({ ...given, cumulative: keys.map((key) => sums(key, ...byLevel)) }));
    byLevel[verdict.level] = (byLevel[verdict.level] ?? 0) + (verdict.exposureBaseMinor ?? 0);
    granted[verdict.level] = (granted[verdict.level] ?? 0) + 1;
  }
  return granted;
} // prettier-ignore

describe('the rule against splitting (approvals.md section 2.4)', () => {
  test('worked: 100 requests of 400.00 for one customer are 1 x L0, 24 x L1, 75 x L2', () => {
    expect(sequence(['customer'], { exposureMinor: 40_000 }, 100)).toEqual([1, 24, 75]);
    expect(sequence(['customer', 'person'], { exposureMinor: 40_000 }, 100)).toEqual([1, 24, 75]);
  });

  test('one person, other customers: ten times the limit', () => {
    expect(sequence(['person'], { exposureMinor: 50_000 }, 12)).toEqual([10, 2, 0]);
    expect(sequence(['person'], { exposureMinor: 40_000 }, 15)).toEqual([12, 3, 0]);
    expect(sequence(['person'], { exposureMinor: 1_000_000 }, 12)).toEqual([0, 10, 2]);
  });

  test('the last cent: a sum at the budget passes, one above does not', () => {
    const at = (sum: number) => verdictText({ exposureMinor: 40_000, cumulative: [sums('invoice', sum)] });
    expect([0, 10_000, 10_001].map(at)).toEqual(['L0', 'L0', 'L1 review']);
  });

  test('work approved at a higher level does not use up a lower budget', () => {
    expect(verdictText({ cumulative: [sums('customer', 0, 900_000, 90_000_000)] })).toBe('L0');
    expect(verdictText({ cumulative: [sums('customer', 20_000, 900_000)] })).toBe('L1 review');
    expect(verdictText({ cumulative: [sums('customer', 20_000, 940_001)] })).toBe('L2 review release');
  });

  test('what floors or rows send to L1 uses up the budget of L1: 25 payouts, then L2', () => {
    expect(sequence(['customer'], { exposureMinor: 40_000, paysOut: true }, 100)).toEqual([0, 25, 75]);
    expect(sequence(['customer'], { exposureMinor: 40_000, requesterType: 'agent' }, 100)).toEqual([0, 25, 75]);
    expect(sequence(['customer'], { exposureMinor: 40_000, payment: 'paid' }, 100)).toEqual([0, 25, 75]);
    expect(verdictText({ paysOut: true, cumulative: [sums('customer', 0, 960_001)] })).toBe('L2 review release');
  });

  test('every key counts, and several persons of one agent each', () => {
    const persons = (a: number, b: number) => [{ ...sums('person', a), name: 'ann' }, { ...sums('person', b), name: 'bob' }];
    expect(verdictText({ cumulative: persons(460_000, 460_000) })).toBe('L0');
    expect(verdictText({ cumulative: persons(0, 460_001) })).toBe('L1 review');
    expect(verdictText({ cumulative: [sums('invoice', 0), sums('customer', 10_001)] })).toBe('L1 review');
  }); // prettier-ignore

  test('what moves nothing skips the rule', () => {
    expect(verdictText({ exposureMinor: 0, cumulative: [sums('customer', 9_000_000_000)] })).toBe('L0');
  });

  test('a request on its own is judged by row and floors alone, in every currency and at every limit', () => {
    for (const [currency, limits] of Object.entries(defaultPolicy.bands))
      for (const exposureMinor of limits.flatMap((limit) => [limit - 1, limit, limit + 1])) {
        const keys = [sums('invoice'), sums('customer'), sums('person')];
        const alone = verdictText({ currency, exposureMinor, cumulative: keys });
        expect([currency, exposureMinor, alone]).toEqual([currency, exposureMinor, verdictText({ currency, exposureMinor, cumulative: [] })]); // prettier-ignore
      }
  });

  test('sums are in the base currency: GBP and NOK add up', () => {
    // GBP 400.00 is EUR 464.00, the limit of GBP 500.00 is EUR 580.00.
    expect(sequence(['customer'], { currency: 'GBP', exposureMinor: 40_000 }, 3)).toEqual([1, 2, 0]);
    const at = (sum: number) => verdictText({ currency: 'GBP', exposureMinor: 40_000, cumulative: [sums('customer', sum)] });
    expect([at(11_600), at(11_601)]).toEqual(['L0', 'L1 review']);
    expect(verdictText({ currency: 'NOK', exposureMinor: 100_000, cumulative: [sums('customer', 34_400)] })).toBe('L0');
    expect(verdictText({ currency: 'NOK', exposureMinor: 100_000, cumulative: [sums('customer', 34_401)] })).toBe('L1 review');
  }); // prettier-ignore

  test('a currency without a rate is at the highest level; without bands, too', () => {
    const policy = aPolicy((p) => delete p.rates.perUnit.SEK);
    expect(verdictText({ currency: 'SEK', exposureMinor: 1 }, policy)).toBe('L2 review release');
    expect(verdictText({ currency: 'SEK', exposureMinor: 0 }, policy)).toBe('L0');
    expect(evaluatePolicy(policy, facts({ currency: 'SEK', exposureMinor: 1 }))).not.toHaveProperty(
      'exposureBaseMinor',
    );
    expect(evaluatePolicy(policy, facts({ currency: 'SEK', exposureMinor: 1 })).why).toEqual([
      'no rate is set for SEK',
    ]);
    expect(verdictText({ currency: 'JPY', exposureMinor: 1 })).toBe('L2 review release');
  });

  test('keys that the policy does not sum, and a policy without the rule', () => {
    const policy = aPolicy((p) => (p.cumulative = [{ key: 'invoice', times: 1 }]));
    expect(verdictText({ cumulative: [sums('customer', 9_000_000)] }, policy)).toBe('L0');
    expect(verdictText({ cumulative: [sums('invoice', 9_000_000)] }, policy)).toBe('L2 review release');
    const none = aPolicy((p) => (p.cumulative = []));
    expect(verdictText({ cumulative: [sums('invoice', 9_000_000)] }, none)).toBe('L0');
  });

  test('why says what was summed', () => {
    const why = (...cumulative: CumulativeFact[]) => evaluatePolicy(defaultPolicy, facts({ cumulative })).why;
    expect(why(sums('customer', 40_000))).toEqual(['EUR 800.00 with other corrections of the customer in 7 days is above EUR 500.00']);
    expect(why(sums('person', 500_000))).toEqual(['EUR 5,400.00 with other corrections of the person in 24 hours is above EUR 5,000.00']);
    expect(why(sums('invoice', 0, 0, 0), sums('customer', 0, 990_000))).toEqual([]);
    expect(why(sums('invoice', 40_000, 980_000))).toEqual(['EUR 10,600.00 with other corrections of the invoice is above EUR 10,000.00']);
  }); // prettier-ignore
});

test('a wider limit for one kind is no budget for another', () => {
  const policy = aPolicy((p) => {
    p.base[3].when.kind = ['cancel', 'refund', 'discount', 'correct-credit-note', 'update'];
    p.base.push({ name: '7', when: { band: ['B1'], kind: ['credit'] }, result: 'L0' });
  });
  expect(sequence(['customer'], { exposureMinor: 40_000, kind: 'credit' }, 100, policy)).toEqual([25, 0, 75]);
  expect(sequence(['customer'], { exposureMinor: 40_000 }, 100, policy)).toEqual([1, 24, 75]);
});

describe('amounts in the base currency', () => {
  test.each<[minor: number, currency: string, base: number | undefined]>([
    [40_000, 'EUR', 40_000],
    [1, 'USD', 1], // 0.92 cent, rounded up
    [100, 'USD', 92],
    [101, 'USD', 93], // 92.92
    [500_000, 'NOK', 43_000],
    [0, 'GBP', 0],
    [1, 'JPY', undefined],
    [Number.MAX_SAFE_INTEGER, 'GBP', Number.MAX_SAFE_INTEGER],
  ])('%d %s is %s', (minor, currency, base) => {
    expect(toBaseMinor(defaultPolicy, minor, currency)).toBe(base);
  });

  test('currencies with other decimals', () => {
    const policy = aPolicy((p) => (p.rates.perUnit = { JPY: '0.0061', KWD: '3.01' }));
    expect(toBaseMinor(policy, 10_000, 'JPY')).toBe(6_100); // JPY 10,000 is EUR 61.00
    expect(toBaseMinor(policy, 1_000, 'KWD')).toBe(301); // KWD 1.000 is EUR 3.01
    const inYen = aPolicy((p) => (p.rates = { base: 'JPY', perUnit: { EUR: '163.9' } }));
    expect(toBaseMinor(inYen, 150, 'EUR')).toBe(246); // 245.85
  });
});

describe('the level by sums alone', () => {
  test.each<[exposureMinor: number, sum: number, level: number]>([
    [50_000, 0, 0],
    [50_001, 0, 1],
    [1_000_000, 0, 1],
    [1_000_001, 0, 2],
    [50_000, 1, 1],
    [1, 999_999, 1],
    [1, 1_000_000, 2],
    [0, 9_000_000, 0],
  ])('EUR %d beside %d is at level %d', (exposureMinor, sum, level) => {
    expect(cumulativeLevel(defaultPolicy, facts({ exposureMinor, cumulative: [sums('customer', sum)] }), 0)).toBe(
      level,
    );
  });
});

test('own is within the limit of the level, whatever a wider budget leaves', () => {
  const level = (exposureMinor: number) => cumulativeLevel(defaultPolicy, facts({ exposureMinor, cumulative: [sums('person', 0)] }), 0);
  expect([50_000, 50_001, 1_000_000, 1_000_001].map(level)).toEqual([0, 1, 1, 2]);
}); // prettier-ignore

describe('the limit of a level', () => {
  test('is the largest amount that a row grants there; the top has none', () => {
    const limits = (policy: Policy) => [0, 1, 2].map((level) => limitOf(policy, facts(), level));
    expect(limits(defaultPolicy)).toEqual([50_000, 1_000_000, Infinity]);
    expect(limits(aPolicy((p) => (p.base[0].result = 'L1')))).toEqual([0, 1_000_000, Infinity]);
    expect(limits(aPolicy((p) => (p.base[3].result = 'L0')))).toEqual([1_000_000, 1_000_000, Infinity]);
    expect(limits(aPolicy((p) => (p.base[4].result = 'L1')))).toEqual([50_000, Infinity, Infinity]);
    expect(limitOf(defaultPolicy, facts({ currency: 'JPY' }), 0)).toBe(0);
    expect(
      limitOf(
        aPolicy((p) => (p.base[5].result = 'L0')),
        facts({ currency: 'JPY' }),
        0,
      ),
    ).toBe(Infinity);
  });
});
