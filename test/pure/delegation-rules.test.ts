import { describe, expect, test } from 'vitest';
import { delegationsMax, delegationStateAt, whyNotDelegate, type Delegating } from '../../domain/delegation-rules.ts';
import type { Principal } from '../../domain/principal.ts';
import { classOf, type Delegation } from '../../domain/separation.ts';

const now = 1_000_000;
const hour = 3_600_000;
const person = (id: string, ...roles: Principal['roles']): Principal => ({
  id,
  type: 'person',
  roles,
  email: `${id}@example.com`,
});
const ben = person('ben', { role: 'ar-approver' });
const anna = person('anna', { role: 'ar-approver' });
const wanted = { from: 'ben', to: 'anna', fromMs: now, untilMs: now + hour };
const plain: Delegating = { wanted, lender: ben, delegate: anna, delegations: [], nowMs: now };
const given = (from: string, to: string, over: Partial<Delegation> = {}): Delegation => ({
  id: `${from}-${to}`, from, to, fromMs: now, untilMs: now + hour, ...over,
}); // prettier-ignore
const about = { requestId: 'r_1', kind: 'refund', receivedAtMs: now - hour } as const;
const forRequest = (insiders: readonly string[], since: readonly Delegation[] = []): Partial<Delegating> => ({
  wanted: { ...wanted, requestId: 'r_1', step: 0 },
  request: { about, insiders, since },
});
const codeOf = (over: Partial<Delegating>): string | undefined => {
  const refused = whyNotDelegate({ ...plain, ...over });
  return refused && [refused.code, refused.param].filter((one) => one !== undefined).join(' ');
};
const want = (over: Partial<Delegating['wanted']>): Partial<Delegating> => ({ wanted: { ...wanted, ...over } });
const limited = (ceilingMinor?: number): Partial<Delegating> => ({
  lender: person('ben', { role: 'ar-approver', kinds: ['refund'], ceilingMinor: 500 }, { role: 'requester' }),
  ...want(ceilingMinor === undefined ? {} : { ceilingMinor }),
});

describe('who may lend what (approvals.md section 4)', () => {
  test.each<[what: string, over: Partial<Delegating>, code: string | undefined]>([
    ['one for an hour', {}, undefined],
    ['to oneself', want({ to: 'ben' }), 'DELEGATE_SELF to'],
    ['to a service', { delegate: { ...anna, type: 'service' } }, 'DELEGATE_CONFLICT to'],
    ['to an agent', { delegate: { ...anna, type: 'agent' } }, 'DELEGATE_CONFLICT to'],
    ['for a request of others', forRequest(['maria']), undefined],
    ['to who asked', forRequest(['anna']), 'DELEGATE_CONFLICT to'],
    ['to who asked under an address', forRequest(['anna@example.com']), 'DELEGATE_CONFLICT to'],
    ['to who counts as who asked', forRequest(['maria'], [given('maria', 'anna')]), 'DELEGATE_CONFLICT to'],
    [
      'to who counted as who asked, until it was ended',
      forRequest(['maria'], [given('maria', 'anna', { fromMs: 0, endedAtMs: now - 1 })]),
      'DELEGATE_CONFLICT to',
    ],
    ['by who asked', forRequest(['ben']), 'DELEGATE_CONFLICT from'],
    ['from a moment ago', want({ fromMs: now - 1 }), 'DELEGATE_SCOPE from'],
    ['from later on', want({ fromMs: now + 1 }), undefined],
    ['for no time', want({ untilMs: now }), 'DELEGATE_SCOPE until'],
    ['backwards', want({ fromMs: now + 2, untilMs: now + 1 }), 'DELEGATE_SCOPE until'],
    ['by who signs nothing', { lender: person('ben', { role: 'requester' }, { role: 'operator' }) }, 'DELEGATE_SCOPE'],
    ['a kind that one signs', { ...limited(), ...want({ kinds: ['refund'] }) }, undefined],
    ['a kind that one does not sign', { ...limited(), ...want({ kinds: ['refund', 'cancel'] }) }, 'DELEGATE_SCOPE kinds'],
    ['up to the own ceiling', limited(500), undefined],
    ['above the own ceiling', limited(501), 'DELEGATE_SCOPE ceilingMinor'],
    ['any ceiling by who has none', want({ ceilingMinor: 10 ** 12 }), undefined],
    [
      'a ceiling of another kind',
      {
        lender: person('ben', { role: 'cfo', kinds: ['credit'] }, { role: 'cfo', kinds: ['refund'], ceilingMinor: 5 }),
        ...want({ kinds: ['refund'], ceilingMinor: 6 }),
      },
      'DELEGATE_SCOPE ceilingMinor',
    ],
    [
      'a request of a kind that one does not sign',
      { lender: person('ben', { role: 'cfo', kinds: ['credit'] }), ...forRequest([]) },
      'DELEGATE_SCOPE',
    ],
    ['what one holds oneself', { delegations: [given('maria', 'ben')] }, 'DELEGATE_CHAIN'],
    ['to who lends himself', { delegations: [given('anna', 'maria')] }, 'DELEGATE_CHAIN'],
    ['back', { delegations: [given('anna', 'ben')] }, 'DELEGATE_CHAIN'],
    ['to two', { delegations: [given('ben', 'maria')] }, undefined],
    ['to who signs for another, too', { delegations: [given('maria', 'anna')] }, undefined],
    ['when that is over', { delegations: [given('maria', 'ben', { fromMs: 0, untilMs: now })] }, undefined],
    ['when that was ended', { delegations: [given('maria', 'ben', { fromMs: 0, endedAtMs: now })] }, undefined],
    ['before that begins', { delegations: [given('maria', 'ben', { fromMs: now + hour, untilMs: now + 2 * hour })] }, undefined],
    ['until that has begun', { delegations: [given('maria', 'ben', { fromMs: now + hour - 1, untilMs: now + 2 * hour })] }, 'DELEGATE_CHAIN'],
  ])('%s', (_what, over, code) => {
    expect(codeOf(over)).toBe(code);
  }); // prettier-ignore

  test.each(['ben', 'anna'])('more than ten of %s are too many', (who) => {
    const some = (count: number): readonly Delegation[] =>
      Array.from({ length: count }, (_, n) => (who === 'ben' ? given('ben', `p${n}`) : given(`p${n}`, 'anna')));
    expect(codeOf({ delegations: some(delegationsMax - 1) })).toBeUndefined();
    expect(codeOf({ delegations: some(delegationsMax) })).toBe('DELEGATION_LIMIT');
    expect(codeOf({ delegations: [...some(delegationsMax - 1), given('ben', 'x', { endedAtMs: now })] })).toBeUndefined();
  }); // prettier-ignore
});

test.each<[over: Partial<Delegation>, state: string]>([
  [{}, 'in_force'],
  [{ fromMs: now + 1 }, 'to_come'],
  [{ untilMs: now }, 'ended'],
  [{ endedAtMs: now }, 'ended'],
])('%j is %s', (over, state) => {
  expect(delegationStateAt(given('ben', 'anna', over), now)).toBe(state);
});

test('one that was ended before it began makes nobody one person; one that was in force does for good', () => {
  const never = given('ben', 'anna', { fromMs: now + hour, untilMs: now + 2 * hour, endedAtMs: now });
  expect(classOf('ben', [never], about, now + 3 * hour)).toEqual(['ben']);
  const once = { ...never, fromMs: now - 1 };
  expect(classOf('ben', [once], about, now + 3 * hour)).toEqual(['anna', 'ben']);
});
