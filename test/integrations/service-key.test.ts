import { describe, expect, test } from 'vitest';
import { isSameHash, newServiceKey, readServiceKey } from '../../integrations/access/service-key.ts';

const nowMs = Date.parse('2026-01-05T10:00:00Z');

describe('a key of a service', () => {
  test('is read back as its id and the hash of its secret', () => {
    const { keyId, hash, key } = newServiceKey(nowMs);
    expect(key).toMatch(/^csk_[0-9a-f]{22}_[\w-]{43}$/);
    expect(readServiceKey(key)).toEqual({ keyId, hash });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(key).not.toContain(hash);
  });

  test('is never made twice, and ids sort by age', () => {
    const made = Array.from({ length: 100 }, (_, n) => newServiceKey(nowMs + n));
    expect(new Set(made.map(({ hash }) => hash)).size).toBe(100);
    const ids = made.map(({ keyId }) => keyId);
    expect(ids.toSorted()).toEqual(ids);
  });

  test('does not fit another secret', () => {
    const [one, other] = [newServiceKey(nowMs), newServiceKey(nowMs)];
    expect(isSameHash(one.hash, one.hash)).toBe(true);
    expect(isSameHash(one.hash, other.hash)).toBe(false);
    expect(isSameHash(one.hash, one.hash.slice(1))).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['a key of before the directory', `csk_${'a'.repeat(32)}`],
    ['an id in capitals', `csk_${'A'.repeat(22)}_${'a'.repeat(43)}`],
    ['a secret cut short', `csk_${'a'.repeat(22)}_${'a'.repeat(42)}`],
    ['a secret too long', `csk_${'a'.repeat(22)}_${'a'.repeat(44)}`],
    ['another prefix', `key_${'a'.repeat(22)}_${'a'.repeat(43)}`],
  ])('is not %s', (_sentence, sent) => expect(readServiceKey(sent)).toBeUndefined());
});
