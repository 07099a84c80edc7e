import { describe, expect, test } from 'vitest';
import {
  keyDaysMax,
  keyExpiry,
  keyStateAt,
  parseServiceRoles,
  type KeyState,
  type Lifetime,
} from '../../domain/api-key.ts';

const nowMs = Date.parse('2026-01-05T10:00:00Z');
const dayMs = 24 * 3_600_000;

const refusalBy = (body: () => unknown): unknown => {
  try {
    return body();
  } catch (error) {
    return error;
  }
};

describe('roles of a service', () => {
  test.each<[given: readonly string[], roles: readonly string[]]>([
    [['requester'], ['requester']],
    [
      ['reader', 'operator', 'requester'],
      ['reader', 'operator', 'requester'],
    ],
    [['requester', 'requester'], ['requester']],
  ])('%j', (given, roles) => expect(parseServiceRoles(given)).toEqual(roles));

  test.each([['ar-approver'], ['finance-approver'], ['Requester'], [''], ['toString']])('%j is none', (role) => {
    expect(refusalBy(() => parseServiceRoles(['reader', role]))).toMatchObject({
      refusal: {
        code: 'ROLE_UNKNOWN',
        param: 'roles[1]',
        message: expect.stringContaining('requester, operator, reader'),
      },
    });
  });
});

describe('the life of a key', () => {
  test.each<[lifetime: Lifetime, endsAt: string]>([
    [{}, '2026-04-05T10:00:00.000Z'],
    [{ expiresInDays: 1 }, '2026-01-06T10:00:00.000Z'],
    [{ expiresInDays: keyDaysMax }, '2026-04-05T10:00:00.000Z'],
    [{ expiresAt: '2026-01-05T10:00:01Z' }, '2026-01-05T10:00:01.000Z'],
    [{ expiresAt: '2026-04-05T10:00:00Z' }, '2026-04-05T10:00:00.000Z'],
  ])('%j ends at %s', (lifetime, endsAt) => expect(keyExpiry(lifetime, nowMs).toISOString()).toBe(endsAt));

  test.each(['2026-01-05T10:00:00Z', '2025-12-31T00:00:00Z', '2026-04-05T10:00:01Z', '2999-01-01T00:00:00Z'])(
    '%s is no end',
    (expiresAt) => {
      expect(refusalBy(() => keyExpiry({ expiresAt }, nowMs))).toMatchObject({
        refusal: { code: 'MALFORMED', param: 'expiresAt' },
      });
    },
  );

  const expiresAt = new Date(nowMs + dayMs);
  test.each<[atMs: number, revoked: boolean, state: KeyState]>([
    [nowMs, false, 'active'],
    [nowMs + dayMs - 1, false, 'active'],
    [nowMs + dayMs, false, 'expired'],
    [nowMs, true, 'revoked'],
    [nowMs + dayMs, true, 'revoked'],
  ])('at %i, revoked %s: %s', (atMs, revoked, state) => {
    expect(keyStateAt({ expiresAt, ...(revoked ? { revokedAt: new Date(nowMs) } : {}) }, atMs)).toBe(state);
  });
});
