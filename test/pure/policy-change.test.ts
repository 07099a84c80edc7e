import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../domain/canonical.ts';
import { backtest } from '../../domain/policy-backtest.ts';
import {
  policyPlanOf,
  policyPlanText,
  policySteps,
  readPolicyPlan,
  type PolicyChange,
} from '../../domain/policy-change.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { policyDiff } from '../../domain/policy-diff.ts';
import type { Policy } from '../../domain/policy.ts';
import { aGate, answer, reevaluate, revise } from './gate-cases.ts';

const diff = (over: Partial<Policy>) => policyDiff(defaultPolicy, { ...defaultPolicy, ...over });
const [first] = defaultPolicy.floors;

describe('the difference between two versions', () => {
  test.each<[what: string, over: Partial<Policy>, paths: readonly string[]]>([
    ['only the number', { version: '2' }, []],
    ['a share', { sampleRate: '0.05' }, ['sampleRate']],
    ['a band', { bands: { ...defaultPolicy.bands, EUR: [60_000, 1_000_000] } }, ['bands.EUR']],
    ['a currency', { bands: { ...defaultPolicy.bands, CHF: [1, 2] } }, ['bands.CHF']],
    ['a floor less', { floors: defaultPolicy.floors.slice(1) }, ['floors.f1']],
    ['a floor that asks for more', { floors: defaultPolicy.floors.map((one) => (one === first ? { ...one, atLeast: 'L2' } : one)) }, ['floors.f1.atLeast']],
    ['the order of the ladder', { ladder: defaultPolicy.ladder.toReversed() }, ['ladder']],
    ['a rule against splitting', { cumulative: defaultPolicy.cumulative.map((one) => ({ ...one, times: 2 })) }, ['cumulative.invoice.times', 'cumulative.customer.times', 'cumulative.person.times']],
  ])('names %s', (_what, over, paths) => {
    expect(diff(over).map(({ path }) => path)).toEqual(paths);
  }); // prettier-ignore

  test('is empty if and only if they say the same', () => {
    const some = fc.record({
      sampleRate: fc.constantFrom('0.03', '0.04'),
      floors: fc.shuffledSubarray([...defaultPolicy.floors]),
      ladder: fc.shuffledSubarray([...defaultPolicy.ladder]),
    });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [one, other] = [{ ...defaultPolicy, ...a }, { ...defaultPolicy, ...b, version: '2' }];
        const same = canonical(one) === canonical({ ...other, version: one.version });
        expect(policyDiff(one, other).length === 0).toBe(same);
      }),
      { numRuns: 300 },
    ); // prettier-ignore
  });
});

test.each([revise('dee'), reevaluate('eve', { comment: 'why' })])(
  'a proposal is not planned anew: $command',
  (command) => {
    expect(answer(aGate({ kind: 'policy' }), command)).toBe('UNKNOWN_COMMAND');
  },
);

describe('the plan of a proposal', () => {
  const change: PolicyChange = {
    requestId: 'r_1', version: '2', text: '', reason: 'why', author: { id: 'edith', type: 'person' }, requesters: ['edith'], insiders: ['edith'],
    bodyHash: 'b', receivedAtMs: 1,
  }; // prettier-ignore
  const policy = { ...defaultPolicy, version: '2', sampleRate: '0.05' };

  test('holds everything that is signed, in one text', () => {
    const plan = policyPlanOf(change, { policy, base: defaultPolicy, report: backtest([], policy) });
    expect(readPolicyPlan(policyPlanText(plan))).toEqual(plan);
    expect(plan).toMatchObject({ author: 'edith', from: { version: '1' }, diff: [{ path: 'sampleRate' }], report: { decisions: 0 } }); // prettier-ignore
  });

  test('is signed by two other roles, whatever the policy says', () => {
    expect(policySteps.map(({ roles, quorum, escalateTo }) => ({ roles, quorum, escalateTo }))).toEqual([
      { roles: ['policy-owner'], quorum: 1, escalateTo: [] },
      { roles: ['controller'], quorum: 1, escalateTo: [] },
    ]);
  });
});
