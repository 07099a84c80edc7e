import { expect, test } from 'vitest';
import { createRateLimit } from '../../http/rate-limit.ts';

test('any sixty seconds hold so many calls of one name, and a refused one does not count', () => {
  let nowMs = 1_000_000;
  const count = createRateLimit(2, () => nowMs);
  const refused = (name: string): string => {
    try {
      count(name);
      return '';
    } catch (error) {
      return String(error);
    }
  };
  count('ben');
  nowMs += 10_000;
  count('ben');
  expect(refused('ben')).toMatch(/^Refused: RATE_LIMITED: .* At most 2 in a minute; the next in 50 s\.$/);
  expect(refused('carla')).toBe('');
  nowMs += 49_999;
  expect(refused('ben')).toContain('in 1 s.');
  nowMs += 1;
  expect(refused('ben')).toBe('');
  expect(refused('ben')).toContain('in 10 s.');
});
