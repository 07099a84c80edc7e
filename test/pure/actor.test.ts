import { describe, expect, test } from 'vitest';
import { actorOf, lendersOf, type ActingAs } from '../../domain/actor.ts';
import type { Principal } from '../../domain/principal.ts';
import type { Delegation } from '../../domain/separation.ts';

const day = 86_400_000;
const nowMs = 100 * day;
const receivedAtMs = nowMs - day;
const cora: Principal = {
  id: 'Cora', type: 'person', email: 'Cora@Example.com', unit: 'finance',
  roles: [{ role: 'controller', ceilingMinor: 500_000 }, { role: 'operator' }],
}; // prettier-ignore
const ben: Principal = {
  id: 'ben',
  type: 'person',
  email: 'ben@example.com',
  unit: 'shop',
  roles: [{ role: 'ar-approver', kinds: ['cancel', 'refund'] }, { role: 'requester' }],
};
const dora: Principal = { id: 'dora', type: 'person', email: 'dora@example.com', roles: [] };
const shop: Principal = { id: 'shop', type: 'service', roles: [{ role: 'requester' }] };

const lends = (from: string, to: string, over: Partial<Delegation> = {}): Delegation => ({
  id: `${from}-${to}`, from, to, fromMs: nowMs - 10 * day, untilMs: nowMs + 10 * day, ...over,
}); // prettier-ignore
const acting = (over: Partial<ActingAs> = {}): ActingAs => ({
  people: [cora, ben, dora, shop],
  delegations: [],
  about: { requestId: 'r_1', kind: 'cancel', receivedAtMs },
  nowMs,
  authAtMs: nowMs - 1,
  step: 0,
  ...over,
});
function actor(person: Principal, over: Partial<ActingAs> = {}) {
  const found = actorOf(person, acting(over));
  if (!found.ok) throw new Error(found.refusal.code);
  return found.actor;
}
const codeOf = (person: Principal, over: Partial<ActingAs>): string => {
  const found = actorOf(person, acting(over));
  return found.ok ? 'ok' : found.refusal.code;
};

describe('a person who decides', () => {
  test('is known by id and address in lower case, with unit and time of sign-in', () => {
    expect(actor(cora)).toEqual({
      principal: 'cora',
      type: 'person',
      class: ['cora', 'cora@example.com'],
      roles: [{ role: 'controller', ceilingMinor: 500_000 }, { role: 'operator' }],
      unit: 'finance',
      authAt: nowMs - 1,
    });
  });

  test('has the roles that are about the kind', () => {
    expect(actor(ben).roles).toEqual([{ role: 'ar-approver' }, { role: 'requester' }]);
    for (const kind of ['update', 'policy'] as const)
      expect(actor(ben, { about: { requestId: 'r_1', kind, receivedAtMs } }).roles).toEqual([{ role: 'requester' }]);
  });

  test('says what a service is, which is for the judge to refuse', () => {
    expect(actor(shop)).toMatchObject({ principal: 'shop', type: 'service', class: ['shop'] });
  });
});

describe('the class of a person', () => {
  test('holds everybody that delegations of the time since the receipt reach, with their addresses', () => {
    const delegations = [lends('cora', 'ben'), lends('dora', 'cora', { kinds: ['refund'] })];
    expect(actor(ben, { delegations }).class).toEqual(['ben', 'ben@example.com', 'cora', 'cora@example.com']);
    expect(actor(dora, { delegations }).class).toEqual(['dora', 'dora@example.com']); // about another kind
  });

  test('goes on over a chain of links, in both directions', () => {
    const delegations = [lends('cora', 'ben'), lends('ben', 'dora')];
    for (const person of [cora, ben, dora])
      expect(actor(person, { delegations }).class.filter((name) => !name.includes('@'))).toEqual([
        'ben',
        'cora',
        'dora',
      ]);
  });

  test('keeps a link that was revoked after the receipt, and none that had ended before', () => {
    const late = [lends('cora', 'ben', { endedAtMs: receivedAtMs })];
    const before = [lends('cora', 'ben', { endedAtMs: receivedAtMs - 1 })];
    expect(actor(ben, { delegations: late }).class).toContain('cora');
    expect(actor(ben, { delegations: before }).class).not.toContain('cora');
  });

  test('holds an ad hoc link on this request only', () => {
    expect(actor(ben, { delegations: [lends('cora', 'ben', { requestId: 'r_1' })] }).class).toContain('cora');
    expect(actor(ben, { delegations: [lends('cora', 'ben', { requestId: 'r_2' })] }).class).not.toContain('cora');
  });
});

describe('a right that is lent', () => {
  const onBehalfOf = 'CORA';

  test('is what signs roles of the lender, and of nothing else that he is', () => {
    expect(actor(ben, { delegations: [lends('cora', 'ben')], onBehalfOf })).toMatchObject({
      principal: 'ben',
      unit: 'shop', // the voter's own
      roles: [{ role: 'ar-approver' }, { role: 'requester' }],
      lent: { delegationId: 'cora-ben', from: 'cora', roles: [{ role: 'controller', ceilingMinor: 500_000 }] },
    });
  });

  test.each([
    [undefined, 500_000],
    [200_000, 200_000],
    [900_000, 500_000],
  ])('under a ceiling of %s is up to %s', (ceilingMinor, upTo) => {
    const over = ceilingMinor === undefined ? {} : { ceilingMinor };
    expect(actor(ben, { delegations: [lends('cora', 'ben', over)], onBehalfOf }).lent?.roles).toEqual([
      { role: 'controller', ceilingMinor: upTo },
    ]);
  });

  test('of somebody without a ceiling has that of the delegation', () => {
    const delegations = [lends('ben', 'dora', { ceilingMinor: 7 })];
    expect(actor(dora, { delegations, onBehalfOf: 'ben' }).lent?.roles).toEqual([
      { role: 'ar-approver', ceilingMinor: 7 },
    ]);
    expect(actor(dora, { delegations: [lends('ben', 'dora')], onBehalfOf: 'ben' }).lent?.roles).toEqual([
      { role: 'ar-approver' },
    ]);
  });

  test('is about the kinds of the grant', () => {
    const about = { requestId: 'r_1', kind: 'update', receivedAtMs } as const;
    expect(actor(dora, { about, delegations: [lends('ben', 'dora')], onBehalfOf: 'ben' }).lent?.roles).toEqual([]);
  });

  test('is not lent on: of a chain only the own grants of the lender count', () => {
    const delegations = [lends('cora', 'ben'), lends('ben', 'dora')];
    expect(actor(dora, { delegations, onBehalfOf: 'ben' }).lent?.roles).toEqual([{ role: 'ar-approver' }]);
    expect(codeOf(dora, { delegations, onBehalfOf: 'cora' })).toBe('DELEGATE_NOT_IN_FORCE');
  });

  test.each<[what: string, delegations: readonly Delegation[], over?: Partial<ActingAs>]>([
    ['without a delegation', []],
    ['the other way round', [lends('ben', 'cora')]],
    ['before it begins', [lends('cora', 'ben', { fromMs: nowMs + 1 })]],
    ['from its end on', [lends('cora', 'ben', { untilMs: nowMs })]],
    ['from its revocation on', [lends('cora', 'ben', { endedAtMs: nowMs })]],
    ['for another kind', [lends('cora', 'ben', { kinds: ['refund'] })]],
    ['for another request', [lends('cora', 'ben', { requestId: 'r_2' })]],
    ['on another step', [lends('cora', 'ben', { requestId: 'r_1', step: 1 })]],
    ['of a lender who is no longer active', [lends('cora', 'ben')], { people: [ben] }],
    ['of a service', [lends('cora', 'ben')], { people: [ben, { ...cora, type: 'service' }] }],
  ])('is not in force %s', (_what, delegations, over) => {
    expect(codeOf(ben, { delegations, onBehalfOf, ...over })).toBe('DELEGATE_NOT_IN_FORCE');
  });

  test('ad hoc is in force on its own step, and until the moment before its end', () => {
    const adHoc = lends('cora', 'ben', { requestId: 'r_1', step: 1, fromMs: nowMs, untilMs: nowMs + 1 });
    expect(codeOf(ben, { delegations: [adHoc], onBehalfOf, step: 1 })).toBe('ok');
  });

  test('is found for the inbox', () => {
    const delegations = [
      lends('cora', 'ben'),
      lends('cora', 'ben', { id: 'again' }),
      lends('dora', 'ben', { step: 1 }),
    ];
    expect(lendersOf(ben, acting({ delegations }))).toEqual(['cora']);
    expect(lendersOf(ben, acting({ delegations, step: 1 }))).toEqual(['cora', 'dora']);
    expect(lendersOf(cora, acting({ delegations }))).toEqual([]);
  });
});
