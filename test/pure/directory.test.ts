import { describe, expect, test } from 'vitest';
import { rolesWithoutAnybody } from '../../domain/directory-gaps.ts';
import { changeText, fieldsChanged, grantText } from '../../domain/directory-text.ts';
import { lintDirectory, whyNotActive, type Entry } from '../../domain/directory.ts';
import { sampleDirectory } from '../../domain/directory-sample.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { hasRole, type Role } from '../../domain/principal.ts';

const now = new Date('2026-01-05T10:00:00Z');
const [past, future] = [new Date(now.getTime() - 1), new Date(now.getTime() + 1)];

type Over = readonly (Partial<Entry> & { readonly id: string })[];

/** The sample with somebody in it as said; a new name is added. */
const sampleWith = (over: Over): readonly Entry[] => {
  const named = new Map(sampleDirectory.map((one) => [one.id, one]));
  for (const one of over)
    named.set(one.id, { type: 'person', roles: [], status: 'active', ...named.get(one.id), ...one });
  return [...named.values()];
};
const rolesAre = (...roles: readonly Role[]) => ({ roles: roles.map((role) => ({ role })) });
const lint = (...over: Over): readonly string[] =>
  lintDirectory(sampleWith(over), defaultPolicy, now).map(({ rule, about }) => `${rule} ${about}`);

describe('the sample directory', () => {
  test('breaks no rule, and has enough people of different units for everything that is signed', () => {
    expect(lint()).toEqual([]);
    const holders = (role: Role): readonly Entry[] => sampleDirectory.filter((one) => hasRole(one, role));
    expect(holders('ar-approver').length).toBeGreaterThanOrEqual(3);
    expect(holders('finance-approver').length).toBeGreaterThanOrEqual(3);
    expect([holders('controller').length, holders('cfo').length]).toEqual([3, 1]);
    expect([holders('policy-owner').length, holders('directory-admin').length]).toEqual([2, 2]);
    for (const role of ['ar-approver', 'finance-approver', 'controller', 'directory-admin'] as const)
      expect(new Set(holders(role).map(({ unit }) => unit)).size).toBeGreaterThanOrEqual(2);
  });
});

describe('what breaks a rule (approvals.md section 1)', () => {
  test.each<[what: string, found: readonly string[], over: Over]>([
    ['a service that signs', ['role_of_type billing'], [{ id: 'billing', ...rolesAre('ar-approver') }]],
    ['a service that administers', ['role_of_type billing'], [{ id: 'billing', ...rolesAre('directory-admin') }]],
    ['a service that writes policies', ['role_of_type billing'], [{ id: 'billing', ...rolesAre('policy-editor') }]],
    ['an agent that signs', ['role_of_type assistant'], [{ id: 'assistant', ...rolesAre('controller') }]],
    ['an agent that operates', ['role_of_type assistant'], [{ id: 'assistant', ...rolesAre('operator') }]],
    ['a policy-editor who signs', ['editor_approves edith'], [{ id: 'edith', ...rolesAre('policy-editor', 'cfo') }]],
    ['an admin who signs', ['admin_approves dora'], [{ id: 'dora', ...rolesAre('directory-admin', 'policy-owner') }]],
    ['one address for two', ['email_twice ben@example.com'], [{ id: 'maria', email: 'ben@example.com' }]],
    [
      'the address of somebody who was revoked',
      ['email_twice ben@example.com'],
      [
        { id: 'ben', status: 'revoked' },
        { id: 'ben2', email: 'ben@example.com' },
      ],
    ],
    ['an agent of nobody', ['agent_without_owner assistant'], [{ id: 'assistant', owners: [] }]],
    ['an owner who is nobody', ['owner_unknown assistant'], [{ id: 'assistant', owners: ['greta', 'nobody'] }]],
    ['an owner who is a service', ['owner_unknown assistant'], [{ id: 'assistant', owners: ['billing'] }]],
    ['an owner who is suspended', ['owner_unknown assistant'], [{ id: 'greta', status: 'suspended' }]],
    ['a service for nobody', ['owner_unknown billing'], [{ id: 'billing', onBehalfOf: 'nobody' }]],
    [
      'no admin',
      ['no_admin directory-admin'],
      [
        { id: 'dora', status: 'suspended' },
        { id: 'david', ...rolesAre() },
      ],
    ],
    [
      'a step that is short of people',
      ['step_unfillable ladder[2].steps[1]'],
      [
        { id: 'nora', status: 'suspended' },
        { id: 'paul', validUntil: now },
      ],
    ],
  ])('%s', (_what, found, over) => {
    expect(lint(...over)).toEqual(found);
  });

  test.each<[what: string, over: Partial<Entry>]>([
    ['suspended', { status: 'suspended' }],
    ['revoked', { status: 'revoked' }],
    ['not valid yet', { validFrom: future }],
    ['not valid any more', { validUntil: now }],
  ])('one that is %s breaks none', (_what, over) => {
    expect(lint({ id: 'erp', type: 'service', ...rolesAre('controller'), ...over })).toEqual([]);
  });
});

test.each<[what: Partial<Entry>, may: boolean]>([
  [{}, true],
  [{ validFrom: now }, true],
  [{ validFrom: future }, false],
  [{ validUntil: future }, true],
  [{ validUntil: now }, false],
  [{ validUntil: past }, false],
  [{ status: 'suspended' }, false],
  [{ status: 'revoked' }, false],
])('%j may act: %s', (what, may) => {
  expect(whyNotActive({ status: 'active', ...what }, now) === undefined).toBe(may);
});

test('a change is told field by field', () => {
  const [maria] = sampleDirectory;
  if (!maria) throw new Error('no sample');
  const roles = [{ role: 'controller', kinds: ['refund', 'credit'], ceilingMinor: 50_000 }] as const;
  expect(changeText(maria, { ...maria, unit: 'it', roles })).toBe(
    'unit: billing-north -> it; roles: requester, ar-approver -> controller (refund, credit; up to 50000)',
  );
  expect(changeText(maria, maria)).toBe('');
  expect(changeText(undefined, { id: 'x', type: 'person', roles: [], status: 'active' })).toBe(
    'status: none -> active; type: none -> person',
  );
  expect(grantText({ role: 'cfo', ceilingMinor: 0 })).toBe('cfo (up to 0)');
});

describe('roles that nobody has', () => {
  const gaps = (...over: Over): readonly Role[] =>
    rolesWithoutAnybody(sampleWith(over), defaultPolicy, now).map(({ role }) => role);

  test('are those that some work waits for; who is suspended, out of time or no person does not count', () => {
    expect(gaps()).toEqual([]);
    expect(gaps({ id: 'victor', status: 'suspended' })).toEqual(['cfo']);
    expect(gaps({ id: 'aude', validUntil: now })).toEqual(['auditor']);
    expect(gaps({ id: 'otto', ...rolesAre() })).toEqual(['operator']); // bank is a service
    const noReader = sampleDirectory.filter((one) => one.type === 'person');
    expect(rolesWithoutAnybody(noReader, defaultPolicy, now)).toEqual([]);
  });

  test('of those that sign, are the ones that the policy names, and who signs policies', () => {
    const bare = { ...defaultPolicy, ladder: [{ name: 'L0', steps: [] }] };
    const nobody = rolesWithoutAnybody([], bare, now).map(({ role }) => role);
    expect(nobody).toEqual([
      'requester',
      'controller',
      'policy-editor',
      'policy-owner',
      'operator',
      'auditor',
      'directory-admin',
    ]);
  });
});

test('what a change makes of somebody stands field by field, with grants in the words that are asked for', () => {
  const ben = sampleDirectory.find(({ id }) => id === 'ben');
  if (!ben) throw new Error('no ben');
  const after = { ...ben, unit: 'x', roles: [{ role: 'cfo' as const, ceilingMinor: 5 }] };
  expect(fieldsChanged(ben, after, ({ role }) => role.toUpperCase())).toEqual([
    { field: 'unit', was: 'billing-south', is: 'x' },
    { field: 'roles', was: 'REQUESTER, AR-APPROVER', is: 'CFO' },
  ]);
  expect(changeText(ben, after)).toBe('unit: billing-south -> x; roles: requester, ar-approver -> cfo (up to 5)');
});
