import { describe, expect, test } from 'vitest';
import { explainedTo, maySee } from '../../domain/may-see.ts';
import { roleNames, type Principal, type Role } from '../../domain/principal.ts';
import type { Explanation } from '../../domain/policy-explain.ts';

const who = (over: Partial<Principal> = {}, ...roles: readonly Role[]): Principal => ({
  id: 'zoe',
  type: 'person',
  email: 'Zoe@Example.com',
  roles: roles.map((role) => ({ role })),
  ...over,
});
const asked = (over: object = {}) => ({
  requester: { id: 'maria', type: 'person' as const },
  requesters: ['maria'],
  insiders: ['maria', 'maria@example.com'],
  ...over,
});

describe('a request is seen', () => {
  test.each(roleNames)('or not by who is %s', (role) => {
    const blind: readonly Role[] = ['requester', 'policy-editor', 'directory-admin'];
    expect(maySee(who({}, role), asked(), false)).toBe(!blind.includes(role));
  });

  test.each<[what: string, over: object, isSeen: boolean]>([
    ['by who asked, whatever the case', { requester: { id: 'ZOE', type: 'person' } }, true],
    ['by who answers for who asked', { requesters: ['zoe'] }, true],
    ['by who had a part in it, by id or address', { insiders: ['zoe@example.com'] }, true],
    ['by nobody else', {}, false],
  ])('%s', (_what, over, isSeen) => {
    expect(maySee(who(), asked(over), false)).toBe(isSeen);
  });

  test('by who may use a right of somebody else', () => {
    expect(maySee(who(), asked(), true)).toBe(true);
  });
});

test('requests of others that were counted are named to who may see them', () => {
  const cumulative = [{ key: 'customer', name: 'c', requests: ['r_1'], levels: [] }] as const;
  const why = { kind: 'approval', cumulative } as unknown as Explanation;
  expect(explainedTo(who({}, 'controller'), why).cumulative[0]?.requests).toEqual(['r_1']);
  expect(explainedTo(who({}, 'requester'), why)).toEqual({ ...why, cumulative: [{ ...cumulative[0], requests: [] }] });
});
