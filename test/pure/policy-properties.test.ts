import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kinds } from '../../domain/input.ts';
import { whyNotAuto, withFact, type Obstacle } from '../../domain/policy-auto.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { evaluatePolicy } from '../../domain/policy-evaluate.ts';
import { explain } from '../../domain/policy-explain.ts';
import type { PolicyFacts } from '../../domain/policy-facts.ts';
import { lintPolicy } from '../../domain/policy-lint.ts';
import { parsePolicy } from '../../domain/policy-read.ts';
import { policyText, type Policy } from '../../domain/policy.ts';
import { facts } from './policies.ts';
import { randomFacts, randomPolicy, worse } from './random-policy.ts';
import { seeded } from './seed.ts';

const property = seeded('policy', Number(process.env['COUNTERSIGN_RUNS'] ?? 300));

/** What lint accepts of as many random policies: made once, because lint visits a whole grid. */
const made = fc.sample(randomPolicy, property);
const sound = made.filter((policy) => lintPolicy(policy, undefined, 50).length === 0);
const soundPolicy = fc.constantFrom(...sound);

test('lint accepts some of the random policies, and refuses some', () => {
  expect(sound.length).toBeGreaterThan(made.length / 5);
  expect(sound.length).toBeLessThan(made.length);
  expect(new Set(sound.flatMap(({ base }) => base.map(({ result }) => result)))).toEqual(new Set(['L0', 'L1', 'L2', 'L3', 'block'])); // prettier-ignore
});

describe('for any policy that lint accepts', () => {
  test('evaluation is total: one row, a level of the ladder, steps where people must sign', () => {
    fc.assert(
      fc.property(soundPolicy, fc.array(randomFacts, { minLength: 10, maxLength: 10 }), (policy, list) => {
        for (const given of list) {
          const verdict = evaluatePolicy(policy, given);
          expect(verdict.row).not.toBe('none');
          expect(verdict.level).toBeLessThanOrEqual(policy.ladder.length);
          expect(verdict.kind === 'approval').toBe(verdict.steps.length > 0);
          expect(verdict.kind === 'block').toBe(verdict.level === policy.ladder.length);
          expect(verdict.kind === 'auto').toBe(verdict.why.length === 0);
          expect(evaluatePolicy(policy, given)).toEqual(verdict);
        }
      }),
      property,
    );
  });

  test('evaluation is monotone: a larger amount, an older document, more paid, an agent, more facts or sums never need less', () => {
    let raised = 0;
    fc.assert(
      fc.property(soundPolicy, fc.array(fc.tuple(randomFacts, worse), { minLength: 10, maxLength: 10 }), (policy, list) => {
        for (const [given, change] of list) {
          const [before, after] = [evaluatePolicy(policy, given), evaluatePolicy(policy, change(given))];
          expect(after.level).toBeGreaterThanOrEqual(before.level);
          if (after.kind !== 'block') expect(after.steps.length).toBeGreaterThanOrEqual(before.level === after.level ? before.steps.length : 0);
          raised += Number(after.level > before.level);
        }
      }),
      property,
    );
    expect(raised).toBeGreaterThan(property.numRuns);
  }); // prettier-ignore

  test('an agent and a payout always take an approver', () => {
    fc.assert(
      fc.property(soundPolicy, randomFacts, (policy, given) => {
        expect(evaluatePolicy(policy, { ...given, requesterType: 'agent' }).level).toBeGreaterThan(0);
        expect(evaluatePolicy(policy, { ...given, paysOut: true }).level).toBeGreaterThan(0);
      }),
      property,
    );
  });

  test('its text reads back as the same policy', () => {
    fc.assert(
      fc.property(randomPolicy, (policy) => {
        expect(parsePolicy(JSON.parse(policyText(policy)))).toEqual(policy);
      }),
      property,
    );
  });
});

/** What it comes to with all named facts at their thresholds, but for one that stays as it is. */
const reached = (policy: Policy, given: PolicyFacts, named: readonly Obstacle[], but?: number): string =>
  evaluatePolicy(
    policy,
    named.reduce(
      (facts, { fact, threshold }, index) => (index === but ? facts : withFact(facts, fact, threshold)),
      given,
    ),
  ).kind;

describe('why not auto (approvals.md section 2.6)', () => {
  const check = (policy: Policy, given: PolicyFacts): 'auto' | 'explained' | 'never' => {
    const named = whyNotAuto(policy, given);
    const isAuto = evaluatePolicy(policy, given).kind === 'auto';
    if (named === undefined) {
      expect(isAuto).toBe(false);
      return 'never';
    }
    expect(named.length === 0).toBe(isAuto);
    expect(reached(policy, given, named)).toBe('auto');
    for (const [index, { fact }] of named.entries())
      expect([fact, reached(policy, given, named, index)]).not.toEqual([fact, 'auto']);
    return isAuto ? 'auto' : 'explained';
  };

  test('all named facts at their thresholds are auto, all but one are not: the policy that ships', () => {
    const counts = { auto: 0, explained: 0, never: 0 };
    fc.assert(
      fc.property(fc.array(randomFacts, { minLength: 4, maxLength: 4 }), (list) => {
        for (const given of list) counts[check(defaultPolicy, given)] += 1;
      }),
      property,
    );
    expect(counts.never).toBe(0);
    expect(Math.min(counts.auto, counts.explained)).toBeGreaterThan(property.numRuns / 50);
  });

  test('the same for any policy that lint accepts', () => {
    const counts = { auto: 0, explained: 0, never: 0 };
    fc.assert(
      fc.property(soundPolicy, fc.array(randomFacts, { minLength: 3, maxLength: 3 }), (policy, list) => {
        for (const given of list) counts[check(policy, given)] += 1;
      }),
      property,
    );
    expect(counts.explained).toBeGreaterThan(property.numRuns / 2);
  });

  test('every kind of fact is named somewhere', () => {
    const named = kinds.flatMap((kind) => {
      const grave = facts({
        kind, exposureMinor: 2_000_000, currency: 'JPY', payment: 'paid', ageDays: 99, requesterType: 'agent', bulkItems: 99, moneyReceived: true, finaliseManual: true,
      }); // prettier-ignore
      return explain(defaultPolicy, grave).whyNotAuto.map(({ fact }) => fact);
    });
    expect(new Set(named)).toEqual(new Set(['currency', 'requesterType', 'exposureMinor', 'payment', 'ageDays', 'moneyReceived', 'finaliseManual', 'bulkItems'])); // prettier-ignore
  });
});
