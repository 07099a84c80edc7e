import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { policyDiff } from '../../domain/policy-diff.ts';
import type { Policy } from '../../domain/policy.ts';
import { formatsOf } from '../../http/console/formats.ts';
import { partsText, placeText } from '../../http/pages/policy-diff.tsx';
import { fieldsIn, placeOf, withFields } from '../../http/pages/policy-fields.ts';
import { seeded } from './seed.ts';

const formats = formatsOf({ locale: 'en-GB', zone: 'UTC' });
const changed = (over: Partial<Policy>) =>
  policyDiff(defaultPolicy, { ...defaultPolicy, ...over }).map(({ path, before, after }) => [
    placeText(path),
    before && partsText(path, before, formats),
    after && partsText(path, after, formats),
  ]);
const [l0, l1, l2] = defaultPolicy.ladder;
const review = l1?.steps[0];
if (!l0 || !l1 || !l2 || !review) throw new Error('the shipped ladder has three levels');

describe('a difference in words', () => {
  test.each<[what: string, over: Partial<Policy>, words: readonly unknown[]]>([
    ['a limit', { bands: { ...defaultPolicy.bands, EUR: [40_000, 1_000_000] } }, ['Limits of the bands in EUR', ['B0 up to EUR 500.00', 'B1 up to EUR 10,000.00'], ['B0 up to EUR 400.00', 'B1 up to EUR 10,000.00']]],
    ['a clock', { ladder: [l0, { ...l1, steps: [{ ...review, remindEveryMs: 43_200_000 }] }, l2] }, ['Level L1, step review, reminds every', ['24 h'], ['12 h']]],
    ['a role', { ladder: [l0, { ...l1, steps: [{ ...review, escalateTo: [] }] }, l2] }, ['Level L1, step review, may sign later, too', ['controller'], ['nobody']]],
    ['a level that goes', { ladder: [l0, l1] }, ['Level L2', ['1 ar-approver, later finance-approver, then 1 controller, later cfo'], undefined]],
    ['a row that comes', { base: [...defaultPolicy.base, { name: '7', when: { kind: ['refund'] }, result: 'L2' }] }, ['Row 7', undefined, ['refund: L2']]],
    ['a floor that goes', { floors: defaultPolicy.floors.slice(0, -1) }, ['Floor f10', ['cancellations are finalised by hand: L0, then finalise: 1 controller or finance-approver, later cfo'], undefined]],
    ['a rate', { rates: { base: 'EUR', perUnit: { ...defaultPolicy.rates.perUnit, GBP: '1.2' } } }, ['Rate of GBP', ['1.16'], ['1.2']]],
    ['what is learned', { caps: { hard: [], learningMinor: { EUR: 5_000 } } }, ['Learned rules may grant in EUR', undefined, ['EUR 50.00']]],
    ['the share', { sampleRate: '0.05' }, ['Share that is reviewed afterwards', ['0.03'], ['0.05']]],
    ['a window', { cumulative: defaultPolicy.cumulative.map((one) => (one.key === 'customer' ? { ...one, windowMs: 1_209_600_000 } : one)) }, ['Sums of one customer, within', ['7 days'], ['14 days']]],
  ])('says %s', (_what, over, words) => {
    expect(changed(over)).toEqual([words]);
  }); // prettier-ignore

  test('says something about any two values at any place, whatever names a policy gives its parts', () => {
    const segment = fc.oneof(fc.constantFrom('bands', 'ladder', 'base', 'floors', 'caps', 'rates', 'steps', 'when', 'EUR', 'learningMinor'), fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,9}$/)); // prettier-ignore
    const path = fc.array(segment, { minLength: 1, maxLength: 5 });
    const value = fc.oneof(fc.integer(), fc.string(), fc.array(fc.string()), fc.jsonValue());
    fc.assert(
      fc.property(path, value, (parts, said) => {
        // Amounts stand below the code of their currency: the reader of a policy sees to it.
        fc.pre(!(parts[0] === 'bands' && Array.isArray(said)) && !(parts[0] === 'caps' && typeof said === 'number'));
        const at = parts.join('.');
        expect(placeText(at).length).toBeGreaterThan(0);
        expect(partsText(at, JSON.stringify(said), formats).length).toBeGreaterThan(0);
      }),
      seeded('policy-words'),
    );
  });
});

describe('the fields of a policy', () => {
  test('put back as they were change nothing, and one that was changed changes that place alone', () => {
    const fields = fieldsIn(defaultPolicy);
    expect(withFields(defaultPolicy, fields, fields)).toEqual({ policy: defaultPolicy, refusals: [] });
    const values = { amount: '12.00', roles: 'controller,cfo', number: '7', rate: '0.5' };
    for (const [name, shown] of Object.entries(fields)) {
      const value = name.startsWith('bands/') ? values.amount : /\/(roles|escalateTo)$/.test(name) ? values.roles : name.startsWith('ladder/') ? values.number : values.rate; // prettier-ignore
      const { policy, refusals } = withFields(defaultPolicy, fields, { ...fields, [name]: value });
      expect({ name, shown, refusals, changes: policyDiff(defaultPolicy, policy).length }).toEqual({ name, shown, refusals: [], changes: 1 }); // prettier-ignore
      expect(fieldsIn(policy)[name]).toBe(value);
    }
  });

  test('a place of lint is named as the difference names it', () => {
    expect(placeOf(defaultPolicy, 'ladder[1].steps[0].roles')).toBe('ladder.L1.steps.review.roles');
    expect(placeOf(defaultPolicy, 'base[2].result')).toBe('base.3.result');
    expect(placeOf(defaultPolicy, 'floors[99].role')).toBe('floors.99.role');
    expect(placeOf(undefined, '(root)')).toBe('(root)');
  });
});
