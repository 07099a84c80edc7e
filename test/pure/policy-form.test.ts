import { describe, expect, test } from 'vitest';
import { Refused } from '../../domain/errors.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { parsePolicy } from '../../domain/policy-read.ts';
import { levelName, levelOf, policyHashOf, policyText } from '../../domain/policy.ts';
import { changedPolicy } from './policies.ts';

describe('the form of a policy (approvals.md section 2.1)', () => {
  test('reads back what is stored, to the byte', () => {
    const text = policyText(defaultPolicy);
    const read = parsePolicy(JSON.parse(text));
    expect(read).toEqual(defaultPolicy);
    expect(policyText(read)).toBe(text);
  });

  test('the hash is of the text under its prefix: another policy has another', () => {
    const hash = policyHashOf(policyText(defaultPolicy));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(policyHashOf(policyText({ ...defaultPolicy, version: '2' }))).not.toBe(hash);
    expect(policyHashOf(policyText({ ...defaultPolicy }))).toBe(hash);
  });

  test('the order of fields says nothing, the order of rows does', () => {
    const turned = Object.fromEntries(Object.entries(defaultPolicy).reverse());
    expect(policyText(parsePolicy(turned))).toBe(policyText(defaultPolicy));
    expect(policyText({ ...defaultPolicy, base: defaultPolicy.base.toReversed() })).not.toBe(policyText(defaultPolicy));
  });

  test('knows its levels by name; a name that is none is block', () => {
    expect(['L0', 'L1', 'L2', 'block', 'L3'].map((name) => levelOf(defaultPolicy, name))).toEqual([0, 1, 2, 3, 3]);
    expect([0, 1, 2, 3, 4].map((level) => levelName(defaultPolicy, level))).toEqual([
      'L0',
      'L1',
      'L2',
      'block',
      'block',
    ]);
  });
});

describe('parsePolicy', () => {
  test.each<[name: string, policy: () => unknown, param: string]>([
    ['no object', () => 'policy', '(root)'],
    ['nothing', () => null, '(root)'],
    ['a list', () => [], '(root)'],
    ['without bands', () => ({ ...defaultPolicy, bands: undefined }), 'bands'],
    ['a version that is a number', () => ({ ...defaultPolicy, version: 1 }), 'version'],
    ['a version with a line feed', () => ({ ...defaultPolicy, version: '1\n' }), 'version'],
    ['a limit with decimals', () => changedPolicy((p) => (p.bands['EUR'] = [500.5, 1000])), 'bands.EUR[0]'],
    ['a limit as a text', () => changedPolicy((p) => (p.bands['EUR'] = ['500.00', 1000])), 'bands.EUR[0]'],
    ['a negative limit', () => changedPolicy((p) => (p.bands['EUR'] = [-1, 1000])), 'bands.EUR[0]'],
    ['a limit beyond the bound', () => changedPolicy((p) => (p.bands['EUR'] = [1, 2 ** 53])), 'bands.EUR[1]'],
    ['a currency without limits', () => changedPolicy((p) => (p.bands['EUR'] = [])), 'bands.EUR'],
    ['no currency', () => changedPolicy((p) => (p.bands['EUX'] = [1, 2])), 'bands.EUX'],
    ['no currency at all', () => JSON.parse(policyText(defaultPolicy).replace('"DKK":[', '"__proto__":[')) as unknown, 'bands.__proto__'],
    ['an empty ladder', () => changedPolicy((p) => (p.ladder = [])), 'ladder'],
    ['a quorum of none', () => changedPolicy((p) => (p.ladder[1].steps[0].quorum = 0)), 'ladder[1].steps[0].quorum'],
    ['a duration as a text', () => changedPolicy((p) => (p.ladder[1].steps[0].remindEveryMs = '24h')), 'ladder[1].steps[0].remindEveryMs'],
    ['a step without roles', () => changedPolicy((p) => (p.ladder[1].steps[0].roles = [])), 'ladder[1].steps[0].roles'],
    ['a role twice', () => changedPolicy((p) => (p.ladder[1].steps[0].roles = ['cfo', 'cfo'])), 'ladder[1].steps[0].roles'],
    ['two levels of one name', () => changedPolicy((p) => (p.ladder[2].name = 'L1')), 'ladder'],
    ['a level called block', () => changedPolicy((p) => (p.ladder[2].name = 'block')), 'ladder'],
    ['two rows of one name', () => changedPolicy((p) => (p.base[1].name = '1')), 'base'],
    ['two floors of one name', () => changedPolicy((p) => (p.floors[1].name = 'f1')), 'floors'],
    ['a key summed twice', () => changedPolicy((p) => (p.cumulative[1].key = 'invoice')), 'cumulative'],
    ['a result that is no level', () => changedPolicy((p) => (p.base[0].result = 'L9')), 'base[0].result'],
    ['a floor to no level', () => changedPolicy((p) => (p.floors[3].atLeast = 'l1')), 'floors[3].atLeast'],
    ['an unknown kind', () => changedPolicy((p) => (p.base[0].when.kind = ['delete'])), 'base[0].when.kind[0]'],
    ['an unknown reason', () => changedPolicy((p) => (p.base[0].when.reason = ['whim'])), 'base[0].when.reason[0]'],
    ['an unknown band', () => changedPolicy((p) => (p.base[0].when.band = ['B10'])), 'base[0].when.band[0]'],
    ['no payment at all', () => changedPolicy((p) => (p.base[0].when.payment = [])), 'base[0].when.payment'],
    ['an age that is no number', () => changedPolicy((p) => (p.base[0].when.ageDays = 30)), 'base[0].when.ageDays'],
    ['half a day', () => changedPolicy((p) => (p.base[0].when.ageDays = { to: 30.5 })), 'base[0].when.ageDays.to'],
    ['a fact that is none', () => changedPolicy((p) => (p.floors[0].when.facts = ['luck'])), 'floors[0].when.facts[0]'],
    ['a bulk below 0', () => changedPolicy((p) => (p.floors[4].when.bulkItemsAbove = -1)), 'floors[4].when.bulkItemsAbove'],
    ['a budget of 0 times', () => changedPolicy((p) => (p.cumulative[0].times = 0)), 'cumulative[0].times'],
    ['a rate that is a number', () => changedPolicy((p) => (p.rates.perUnit.USD = 0.92)), 'rates.perUnit.USD'],
    ['a rate of 0', () => changedPolicy((p) => (p.rates.perUnit.USD = '0.00')), 'rates.perUnit.USD'],
    ['a rate with an exponent', () => changedPolicy((p) => (p.rates.perUnit.USD = '1e2')), 'rates.perUnit.USD'],
    ['a rate with a comma', () => changedPolicy((p) => (p.rates.perUnit.USD = '0,92')), 'rates.perUnit.USD'],
    ['a base that is no currency', () => changedPolicy((p) => (p.rates.base = 'Euro')), 'rates.base'],
    ['a sample of none', () => changedPolicy((p) => (p.sampleRate = '0')), 'sampleRate'],
    ['a sample of more than all', () => changedPolicy((p) => (p.sampleRate = '1.01')), 'sampleRate'],
    ['a sample as a number', () => changedPolicy((p) => (p.sampleRate = 0.03)), 'sampleRate'],
    ['a shadow of 91 days', () => changedPolicy((p) => (p.shadowDays = 91)), 'shadowDays'],
    ['a cap of nobody', () => changedPolicy((p) => (p.caps.hard = [{ by: 'team', windowMs: 1 }])), 'caps.hard[0].by'],
  ])('refuses %s', (_name, policy, param) => {
    const refused = (): unknown => parsePolicy(policy());
    expect(refused).toThrow(Refused);
    expect(refused).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ code: 'POLICY_SHAPE', param }) })); // prettier-ignore
  });

  test.each<[name: string, policy: () => unknown, param: string]>([
    ['Bands', () => ({ ...defaultPolicy, Bands: {} }), 'Bands'],
    ['hash', () => ({ ...defaultPolicy, hash: 'x' }), 'hash'],
    ['a column', () => changedPolicy((p) => (p.base[0].when.color = ['red'])), 'base[0].when.color'],
    ['facts in a base row', () => changedPolicy((p) => (p.base[0].when.facts = ['paysOut'])), 'base[0].when.facts'],
    ['a field of a step', () => changedPolicy((p) => (p.ladder[1].steps[0].veto = true)), 'ladder[1].steps[0].veto'],
    ['__proto__', () => JSON.parse(policyText(defaultPolicy).replace('"shadowDays"', '"__proto__"')) as unknown, '__proto__'],
  ])('refuses the unknown field %s', (_name, policy, param) => {
    expect(() => parsePolicy(policy())).toThrow(
      expect.objectContaining({ refusal: expect.objectContaining({ code: 'UNKNOWN_FIELD', param }) }),
    );
  });
}); // prettier-ignore
