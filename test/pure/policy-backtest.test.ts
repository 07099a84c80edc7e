import { describe, expect, test } from 'vitest';
import { backtest, type StoredDecision } from '../../domain/policy-backtest.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { evaluatePolicy } from '../../domain/policy-evaluate.ts';
import type { PolicyFacts } from '../../domain/policy-facts.ts';
import { policyHashOf, policyText } from '../../domain/policy.ts';
import { aPolicy, facts } from './policies.ts';

let ids = 0;
/** A decision as the policy that ships made it. */
function decided(given: Partial<PolicyFacts>, outcome = 'applied'): StoredDecision {
  const all = facts(given);
  const { kind, level, steps } = evaluatePolicy(defaultPolicy, all);
  return { requestId: `r_${(ids += 1)}`, facts: all, kind, level, steps: steps.length, outcome };
}
const counts = (...args: Parameters<typeof backtest>) =>
  Object.fromEntries(
    Object.entries(backtest(...args).changes)
      .filter(([, { count }]) => count > 0)
      .map(([direction, { count, moneyMinor }]) => [direction, { count, moneyMinor }]),
  );

describe('the back-test', () => {
  const past = [
    decided({ exposureMinor: 40_000 }),
    decided({ exposureMinor: 60_000 }),
    decided({ exposureMinor: 70_000, currency: 'GBP' }, 'rejected'),
    decided({ exposureMinor: 2_000_000 }),
    decided({ exposureMinor: 100, paysOut: true }),
    decided({ exposureMinor: 100, finaliseManual: true }),
  ];

  test('the same policy changes nothing', () => {
    const report = backtest(past, defaultPolicy);
    expect(report).toMatchObject({ policyVersion: '1', decisions: 6, same: 6 });
    expect(report.policyHash).toBe(policyHashOf(policyText(defaultPolicy)));
    expect(counts(past, defaultPolicy)).toEqual({});
  });

  test('higher limits: what waited would have gone alone, and what people rejected of it', () => {
    const wider = aPolicy((p) => Object.assign(p.bands, { EUR: [65_000, 1_000_000], GBP: [80_000, 1_000_000] }));
    const { changes, same } = backtest(past, wider);
    expect(same).toBe(4);
    expect(changes.newlyAuto).toMatchObject({
      count: 2, moneyMinor: { EUR: 60_000, GBP: 70_000 }, rejected: 1, rejectedMoneyMinor: { GBP: 70_000 },
      examples: [{ requestId: past[1]?.requestId, levelBefore: 1, levelNow: 'L0', why: [] }, { outcome: 'rejected', currency: 'GBP' }],
    }); // prettier-ignore
  });

  test('lower limits, other ladders, blocks', () => {
    const tight = aPolicy((p) => (p.bands['EUR'] = [30_000, 65_000]));
    expect(counts(past, tight)).toEqual({ newlyGated: { count: 1, moneyMinor: { EUR: 40_000 } } });
    expect(backtest(past, tight).changes.newlyGated.examples[0]?.why).toEqual(['EUR 400.00 is above the limit of EUR 300.00']); // prettier-ignore
    const blocks = aPolicy((p) => (p.base[4].result = 'block'));
    expect(counts(past, blocks)).toEqual({ newlyBlocked: { count: 1, moneyMinor: { EUR: 2_000_000 } } });
    const one = aPolicy((p) => p.ladder[2].steps.pop());
    expect(counts(past, one)).toEqual({ fewerSteps: { count: 1, moneyMinor: { EUR: 2_000_000 } } });
    const more = aPolicy((p) => (p.base[3].result = 'L2'));
    expect(counts(past, more)).toEqual({ moreSteps: { count: 2, moneyMinor: { EUR: 60_000, GBP: 70_000 } } });
  });

  test('a block that is lifted; a level that is another with as many steps', () => {
    const blocked = { ...decided({}), kind: 'block', level: 3, steps: 0, outcome: 'refused' } as const;
    expect(counts([blocked], defaultPolicy)).toEqual({ unblocked: { count: 1, moneyMinor: { EUR: 40_000 } } });
    const same = { ...decided({ exposureMinor: 60_000 }), level: 2 };
    expect(counts([same], defaultPolicy)).toEqual({ otherLevel: { count: 1, moneyMinor: { EUR: 60_000 } } });
  });

  test('by the level alone, where no more was stored', () => {
    const bare = past.slice(0, 5).map(({ kind: _kind, steps: _steps, ...rest }) => rest);
    expect(backtest(bare, defaultPolicy).same).toBe(5);
    expect(counts([{ ...bare[0], level: 1 } as StoredDecision], defaultPolicy)).toHaveProperty('newlyAuto');
  });

  test('examples are bounded, sums do not leave the range, and the report names its input', () => {
    const many = Array.from({ length: 30 }, () => decided({ exposureMinor: Number.MAX_SAFE_INTEGER }));
    const report = backtest(many, aPolicy((p) => (p.base[4].result = 'block')));
    expect(report.changes.newlyBlocked).toMatchObject({ count: 30, moneyMinor: { EUR: Number.MAX_SAFE_INTEGER } });
    expect(report.changes.newlyBlocked.examples).toHaveLength(20);
    expect(report.inputHash).toMatch(/^[0-9a-f]{64}$/);
    expect(report.inputHash).not.toBe(backtest(past, defaultPolicy).inputHash);
    expect(backtest([], defaultPolicy)).toMatchObject({ decisions: 0, same: 0 });
  }); // prettier-ignore
});
