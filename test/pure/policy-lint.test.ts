import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { evaluatePolicy } from '../../domain/policy-evaluate.ts';
import { needsLess } from '../../domain/policy-lint-monotone.ts';
import type { PossibleSigner } from '../../domain/policy-lint-people.ts';
import { findingsMax, lintPolicy } from '../../domain/policy-lint.ts';
import { riskierPairs } from '../../domain/policy-pairs.ts';
import type { Policy } from '../../domain/policy.ts';
import { aPolicy } from './policies.ts';

/** Codes and places of the findings, each once. Most faults are on the grid: a few pairs do. */
const found = (policy: Policy, people?: readonly PossibleSigner[], pairs = 100): readonly string[] => [
  ...new Set(lintPolicy(policy, people, pairs).map(({ code, param }) => `${code} ${param}`)),
];
const changed = (change: Parameters<typeof aPolicy>[0]): readonly string[] => found(aPolicy(change));

test('the policy that ships is sound', () => {
  expect(lintPolicy(defaultPolicy)).toEqual([]);
});

describe('each policy has exactly the fault that it is changed to have (approvals.md section 2.5)', () => {
  test.each<[name: string, change: Parameters<typeof aPolicy>[0], findings: readonly string[]]>([
    ['a band without a row', (p) => p.base.splice(3, 1), ['POLICY_GAP base']],
    ['a day without a row', (p) => (p.base[1].when.ageDays.from = 32), ['POLICY_GAP base']],
    ['currencies without bands left out', (p) => p.base.pop(), ['POLICY_GAP base']],
    ['a reason without a row', (p) => (p.base[0].when.reason = ['duplicate']), ['POLICY_GAP base']],
    ['a kind without a row', (p) => (p.base[4].when.kind = ['cancel', 'refund']), ['POLICY_GAP base']],
    ['a day with two rows', (p) => (p.base[1].when.ageDays.from = 30), ['POLICY_OVERLAP base[1].when']],
    ['a band with two rows', (p) => p.base[4].when.band.push('B1'), ['POLICY_OVERLAP base[4].when']],
    ['two overlaps', (p) => { p.base[4].when.band.push('B1'); p.base[5].when.band.push('B2'); }, ['POLICY_OVERLAP base[4].when', 'POLICY_OVERLAP base[5].when']],
    ['a row for everything', (p) => p.base.push({ name: '7', when: { payment: ['paid'] }, result: 'L2' }), ['POLICY_OVERLAP base[6].when']],
    ['less for more money', (p) => (p.base[4].result = 'L0'), ['POLICY_NOT_MONOTONE base[3].result']],
    ['less for older', (p) => { p.base[0].result = 'L1'; p.base[1].result = 'L0'; }, ['POLICY_NOT_MONOTONE base[0].result']],
    ['less for more paid', (p) => { p.base[1].result = 'L2'; p.base[4].result = 'L2'; p.base[3].result = 'L2'; }, ['POLICY_NOT_MONOTONE base[1].result']],
    ['less for an agent', (p) => { p.base[3].when.requester = ['person', 'service']; p.base[3].result = 'L2'; p.base.push({ name: '7', when: { band: ['B1'], requester: ['agent'] }, result: 'L1' }); }, ['POLICY_NOT_MONOTONE base[3].result']],
    ['a floor that ends with the band', (p) => (p.floors[4].when.band = ['B0']), []],
    ['a high floor that ends with the band', (p) => { p.floors[4].when.band = ['B0']; p.floors[4].atLeast = 'L2'; }, ['POLICY_NOT_MONOTONE floors[4].when']],
    ['a high floor that ends with the age', (p) => { p.floors[5].when.ageDays = { to: 10 }; p.floors[5].atLeast = 'block'; }, ['POLICY_NOT_MONOTONE floors[5].when']],
    ['a floor for the unpaid alone', (p) => { p.floors[2].when.payment = ['unpaid']; p.floors[2].atLeast = 'L2'; }, ['POLICY_NOT_MONOTONE floors[2].when']],
    ['a floor for people alone', (p) => { p.floors[2].when.requester = ['person']; p.floors[2].atLeast = 'L2'; }, ['POLICY_NOT_MONOTONE floors[2].when']],
    ['a role that ends with the band', (p) => (p.floors[6].when.band = ['B0', 'B1']), ['POLICY_NOT_MONOTONE floors[6].when']],
    ['a step that ends with the band', (p) => (p.floors[9].when.band = ['B0']), ['POLICY_NOT_MONOTONE floors[9].when']],
    ['a floor that another one covers', (p) => { p.floors[2].when.band = ['B0']; p.floors[2].atLeast = 'L2'; p.floors.push({ name: 'f11', when: { facts: ['closedPeriod'] }, atLeast: 'L2', why: 'x' }); }, []],
    ['a floor that another one covers from as many items on', (p) => { p.floors[4].when.band = ['B0']; p.floors[4].atLeast = 'L2'; p.floors.push({ name: 'f11', when: { bulkItemsAbove: 50 }, atLeast: 'L2', why: 'x' }); }, []],
    ['two steps that one of the next level stands for', (p) => p.ladder[1].steps.push({ ...p.ladder[1].steps[0], name: 'again' }), ['POLICY_LADDER ladder[2].steps']],
    ['auto that is none', (p) => p.ladder[0].steps.push(p.ladder[1].steps[0]), ['POLICY_LADDER ladder[0].steps']],
    ['a level that is auto, too', (p) => (p.ladder[1].steps = []), ['POLICY_LADDER ladder[1].steps']],
    ['a level that forgets a step', (p) => p.ladder[2].steps.shift(), ['POLICY_LADDER ladder[2].steps']],
    ['a level that lets others sign', (p) => (p.ladder[2].steps[0].roles = ['policy-owner']), ['POLICY_LADDER ladder[2].steps']],
    ['a level that escalates further', (p) => (p.ladder[2].steps[0].escalateTo = ['policy-owner']), ['POLICY_LADDER ladder[2].steps']],
    ['a level with a smaller quorum', (p) => (p.ladder[1].steps[0].quorum = 2), ['POLICY_LADDER ladder[2].steps']],
    ['a level of fewer units', (p) => Object.assign(p.ladder[1].steps[0], { quorum: 2, distinctUnits: 2 }) && (p.ladder[2].steps[0].quorum = 2), ['POLICY_LADDER ladder[2].steps']],
    ['two steps of one role', (p) => (p.ladder[2].steps[1].roles = ['controller', 'ar-approver']), ['POLICY_LADDER ladder[2].steps[1]']],
    ['two steps that meet by escalation', (p) => (p.ladder[2].steps[1].escalateTo = ['finance-approver']), ['POLICY_LADDER ladder[2].steps[1]']],
    ['limits that do not ascend', (p) => (p.bands['EUR'] = [50_000, 50_000]), ['POLICY_SHAPE bands.EUR']],
    ['limits that descend', (p) => (p.bands['SEK'] = [500_000, 400_000]), ['POLICY_SHAPE bands.SEK']],
    ['a currency with fewer bands', (p) => (p.bands['SEK'] = [500_000]), ['POLICY_SHAPE bands.SEK']],
    ['a reminder after the escalation', (p) => (p.ladder[1].steps[0].remindEveryMs = 172_800_000), ['POLICY_SHAPE ladder[1].steps[0].escalateAfterMs']],
    ['an escalation at the end', (p) => (p.floors[9].step.escalateAfterMs = 259_200_000), ['POLICY_SHAPE floors[9].step.escalateAfterMs']],
    ['a step that outlives the request', (p) => (p.maxOpenMs = 259_199_999), ['POLICY_SHAPE ladder[1].steps[0].expireAfterMs', 'POLICY_SHAPE ladder[2].steps[0].expireAfterMs', 'POLICY_SHAPE ladder[2].steps[1].expireAfterMs', 'POLICY_SHAPE floors[9].step.expireAfterMs']],
    ['more units than people', (p) => (p.ladder[2].steps[1].distinctUnits = 2), ['POLICY_SHAPE ladder[2].steps[1].distinctUnits']],
    ['a role that does not exist', (p) => p.ladder[1].steps[0].roles.push('boss'), ['POLICY_SHAPE ladder[1].steps[0].roles']],
    ['a role that does not approve', (p) => (p.ladder[2].steps[1].escalateTo = ['operator']), ['POLICY_SHAPE ladder[2].steps[1].escalateTo']],
    ['a floor for a role that does not exist', (p) => (p.floors[6].role = 'boss'), ['POLICY_SHAPE floors[6].role']],
    ['a role without a level', (p) => (p.floors[6].atLeast = 'L0'), ['POLICY_SHAPE floors[6].atLeast']],
    ['a band that does not exist', (p) => p.base[5].when.band.push('B3'), ['POLICY_SHAPE base[5].when.band']],
    ['days that end before they begin', (p) => p.base.push({ name: '7', when: { ageDays: { from: 9, to: 8 } }, result: 'L1' }), ['POLICY_SHAPE base[6].when.ageDays']],
    ['two steps of one name', (p) => (p.ladder[2].steps[1].name = 'review'), ['POLICY_SHAPE ladder[2].steps']],
    ['a step of a floor that the ladder has', (p) => (p.floors[9].step.name = 'review'), ['POLICY_SHAPE floors[9].step.name']],
    ['more steps than a gate carries', (p) => { for (const name of ['a', 'b', 'c', 'd', 'e']) p.floors.push({ name, when: {}, atLeast: 'L1', why: name, step: { ...p.floors[9].step, name } }); }, ['POLICY_SHAPE floors']],
    ['a rate of the base', (p) => (p.rates.perUnit.EUR = '1'), ['POLICY_SHAPE rates.perUnit.EUR']],
    ['a cap that nothing counts', (p) => (p.caps.hard = [{ by: 'agent', windowMs: 1, count: 1 }]), ['POLICY_SHAPE caps.hard']],
    ['agents alone', (p) => p.floors.splice(3, 1), ['POLICY_HARD_LIMIT floors']],
    ['agents alone where the bank is right', (p) => (p.floors[3].when.facts = ['bankMismatch']), ['POLICY_HARD_LIMIT floors']],
    ['payouts alone', (p) => p.floors.splice(1, 1), ['POLICY_HARD_LIMIT floors']],
    ['payouts of a bulk alone', (p) => (p.floors[1].when.bulkItemsAbove = 0), ['POLICY_HARD_LIMIT floors']],
    ['learning above the first band', (p) => (p.caps.learningMinor = { EUR: 50_000, NOK: 500_001, JPY: 1 }), ['POLICY_HARD_LIMIT caps.learningMinor.NOK', 'POLICY_HARD_LIMIT caps.learningMinor.JPY']],
  ])('%s', (_name, change, findings) => {
    expect(changed(change)).toEqual(findings);
  });

  test('of each kind the first ones', () => {
    const gaps = lintPolicy(aPolicy((p) => p.base.splice(3, 1)));
    expect(gaps.map(({ code }) => code)).toEqual(Array(findingsMax).fill('POLICY_GAP'));
  });

  test('says where, in words', () => {
    const [gap] = lintPolicy(aPolicy((p) => (p.base[1].when.ageDays.from = 32)));
    expect(gap?.detail).toBe('No row fits band B0, unpaid, 31 to 31 days, person.');
    const [overlap] = lintPolicy(aPolicy((p) => p.base[4].when.band.push('B1')));
    expect(overlap?.detail).toBe('Rows "4" and "5" both fit band B1, unpaid, 0 to 30 days, person.');
    const [less] = lintPolicy(aPolicy((p) => (p.base[4].result = 'L0')));
    expect(less?.detail).toBe('band B2, unpaid, 0 to 30 days, person needs less than band B1, unpaid, 0 to 30 days, person.');
  });
}); // prettier-ignore

describe('the pairs beside the grid', () => {
  const pairs = riskierPairs(defaultPolicy, 2_000);

  test('are the same for the same policy, others for another', () => {
    expect(riskierPairs(structuredClone(defaultPolicy), 2_000)).toEqual(pairs);
    expect(riskierPairs({ ...defaultPolicy, version: '2' }, 5)).not.toEqual(pairs.slice(0, 5));
  });

  test('have never less at stake, and all that the rules look at', () => {
    for (const [one, worse] of pairs) {
      expect(worse.exposureMinor).toBeGreaterThanOrEqual(one.exposureMinor);
      expect(worse.ageDays).toBeGreaterThanOrEqual(one.ageDays);
      expect({ ...one, exposureMinor: 0, ageDays: 0, payment: 0, requesterType: 0 }).toEqual({ ...worse, exposureMinor: 0, ageDays: 0, payment: 0, requesterType: 0 }); // prettier-ignore
    }
    const rows = new Set(pairs.map(([one]) => evaluatePolicy(defaultPolicy, one).row));
    const floors = new Set(pairs.flatMap(([one]) => evaluatePolicy(defaultPolicy, one).floors));
    expect([rows.size, floors.size]).toEqual([defaultPolicy.base.length, defaultPolicy.floors.length]);
  });

  test('would find a fault without the grid, and none in the policy that ships', () => {
    const bad = aPolicy((p) => (p.base[4].result = 'L0'));
    expect(riskierPairs(bad, 2_000).some(([one, worse]) => needsLess(bad, one, worse))).toBe(true);
    expect(pairs.some(([one, worse]) => needsLess(defaultPolicy, one, worse))).toBe(false);
  });
});

test('the same policy has the same findings', () => {
  const policy = aPolicy((p) => (p.base[4].result = 'L0'));
  expect(lintPolicy(policy)).toEqual(lintPolicy(structuredClone(policy)));
});

describe('people who could sign', () => {
  const person = (personId: string, ...roles: readonly string[]): PossibleSigner => ({
    personId,
    roles,
    unit: personId,
  });
  const enough = [
    person('ana', 'ar-approver'), person('ben', 'ar-approver', 'finance-approver'), person('cal', 'finance-approver'),
    person('dee', 'controller'), person('eve', 'controller', 'cfo'),
  ]; // prettier-ignore

  test('enough of them', () => {
    expect(found(defaultPolicy, enough)).toEqual([]);
  });

  test.each<[name: string, people: readonly PossibleSigner[], params: readonly string[]]>([
    ['one controller, and who asks may be she', enough.slice(0, 4), ['ladder[2].steps[1]']],
    ['one finance approver', enough.filter(({ personId }) => personId !== 'cal'), ['floors[6].role']],
    ['one ar-approver', enough.slice(1), ['ladder[2].steps[0]']],
    [
      'escalation does not fill a step',
      [...enough.slice(0, 3), person('eve', 'cfo'), person('fay', 'ar-approver')],
      ['ladder[2].steps[1]'],
    ],
  ])('too few: %s', (_name, people, params) => {
    expect(found(defaultPolicy, people)).toEqual(params.map((param) => `UNFILLABLE_STEP ${param}`));
  });

  test('nobody at all: every step, every role, every step of a floor', () => {
    expect(found(defaultPolicy, [])).toEqual([
      'ladder[1].steps[0]', 'ladder[2].steps[0]', 'ladder[2].steps[1]', 'ladder[2].steps', 'floors[6].role', 'floors[9].step',
    ].map((param) => `UNFILLABLE_STEP ${param}`)); // prettier-ignore
  });

  test('the same two for both steps are too few together', () => {
    const both = [person('ana', 'ar-approver', 'controller', 'finance-approver'), person('ben', 'ar-approver', 'controller', 'finance-approver')]; // prettier-ignore
    expect(found(defaultPolicy, both)).toEqual(['UNFILLABLE_STEP ladder[2].steps']);
  });

  test('units', () => {
    const policy = aPolicy((p) => Object.assign(p.ladder[2].steps[1], { quorum: 2, distinctUnits: 2 }));
    const more = [...enough, person('fay', 'controller')];
    expect(found(policy, more)).toEqual([]);
    expect(found(policy, more.map((one) => ({ ...one, unit: 'berlin' })))).toEqual(['UNFILLABLE_STEP ladder[2].steps[1]']); // prettier-ignore
  });
});
