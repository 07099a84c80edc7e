import { describe, expect, test } from 'vitest';
import { attemptsOf, findAttempt, recordAttempt } from '../../store/attempts.ts';
import type { AttemptRecord } from '../../store/approval-records.ts';
import { recordSecurityEvent, securityEvents, securityEventsSince } from '../../store/security-events.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ worker: false });
const atMs = Date.parse('2026-06-01T12:00:00Z');
const at = (afterMs: number): Date => new Date(atMs + afterMs);
const attempt = (over: Partial<AttemptRecord> = {}): Omit<AttemptRecord, '_id'> => ({
  requestId: 'r_1', decisionId: 'd_1', contentHash: 'a'.repeat(64), principal: 'ana', command: 'approve', result: 'unknown', at: at(0), ...over,
}); // prettier-ignore
const results = async (requestId: string): Promise<readonly string[]> =>
  (await attemptsOf(world.store, requestId)).map(({ principal, result }) => `${principal} ${result}`);

describe('an attempt', () => {
  test('is kept before its answer and learns it; accepted is never another', async () => {
    const about = { requestId: 'r_2' };
    expect((await recordAttempt(world.store, attempt(about))).result).toBe('unknown');
    expect((await recordAttempt(world.store, attempt({ ...about, result: 'NOT_YET_OPEN', at: at(1) }))).result).toBe(
      'NOT_YET_OPEN',
    );
    expect((await recordAttempt(world.store, attempt({ ...about, at: at(2) }))).result).toBe('NOT_YET_OPEN');
    await recordAttempt(world.store, attempt({ ...about, result: 'accepted', at: at(3) }));
    expect((await recordAttempt(world.store, attempt({ ...about, result: 'GATE_CLOSED', at: at(4) }))).result).toBe(
      'accepted',
    );
    expect(await findAttempt(world.store, 'r_2', 'd_1')).toMatchObject({ result: 'accepted', at: at(0) });
    expect(await attemptsOf(world.store, 'r_2')).toHaveLength(1);
  });

  test('with other words under the same id is told what stands, and is kept too', async () => {
    await recordAttempt(world.store, attempt({ requestId: 'r_3', result: 'accepted' }));
    const other = attempt({ requestId: 'r_3', contentHash: 'b'.repeat(64), result: 'accepted', at: at(1) });
    for (let n = 0; n < 2; n += 1)
      expect(await recordAttempt(world.store, other)).toMatchObject({
        contentHash: 'a'.repeat(64),
        result: 'accepted',
      });
    expect(await results('r_3')).toEqual(['ana accepted', 'ana DECISION_ID_REUSED']);
  });

  test('of ten at once is one; those of two people are two, and one id serves each request', async () => {
    await Promise.all(Array.from({ length: 10 }, () => recordAttempt(world.store, attempt({ requestId: 'r_4' }))));
    await recordAttempt(world.store, attempt({ requestId: 'r_4', decisionId: 'd_2', principal: 'ben', result: 'GATE_CLOSED', at: at(1) })); // prettier-ignore
    await recordAttempt(world.store, attempt({ requestId: 'r_5' }));
    expect(await results('r_4')).toEqual(['ana unknown', 'ben GATE_CLOSED']);
    expect(await findAttempt(world.store, 'r_4', 'd_3')).toBeNull();
  });
});

test('security events are listed newest first, page by page, counted, and never grow with what they are of', async () => {
  const codes = ['PROOF_MISSING', 'PROOF_INVALID', 'PROOF_MISMATCH'] as const;
  for (const [n, code] of codes.entries())
    await recordSecurityEvent(world.store, { at: at(n), kind: 'raw_update', code, workflowId: 'x'.repeat(5_000) });
  const page = await securityEvents(world.store, { limit: 2 });
  expect(page.map(({ code }) => code)).toEqual(['PROOF_MISMATCH', 'PROOF_INVALID']);
  expect(page[0]?.workflowId).toHaveLength(200);
  expect((await securityEvents(world.store, { limit: 2, before: page[1]?._id })).map(({ code }) => code)).toEqual([
    'PROOF_MISSING',
  ]);
  expect(await securityEventsSince(world.store, at(1))).toBe(2);
  expect(await securityEventsSince(world.store, at(3))).toBe(0);
});
