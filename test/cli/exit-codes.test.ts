import { describe, expect, test } from 'vitest';
import { exitOfCode, exitOfView, type ExitCode } from '../../client/exit-codes.ts';
import { refusal, type ErrorCode } from '../../domain/errors.ts';
import type { CorrectionView } from '../../domain/request.ts';

const ids = { requestId: 'r_1', invoiceId: 'S:1' } as const;
const by = { by: 'ben', comment: 'no' } as const;
const applied = {
  ...ids, state: 'applied', currency: 'EUR', planHash: 'h', documents: [], customers: [], payoutIds: [],
  journalIds: [], committedAt: '2026-01-05T10:00:00.000Z',
} as const; // prettier-ignore

describe('the exit code of an error', () => {
  test.each<[code: ErrorCode, exit: ExitCode]>([
    ['UNKNOWN_FIELD', 2],
    ['FILE_MALFORMED', 2],
    ['FILE_TOO_LARGE', 2],
    ['KIND_UNKNOWN', 2],
    ['ALREADY_CANCELED', 4],
    ['INVOICE_NOT_FOUND', 4],
    ['LOGIN_REQUIRED', 4],
    ['SOD_CONFLICT', 4],
    ['TOTALS_MISMATCH', 4],
    ['STALE_VERSION', 5],
    ['PENDING_REQUEST_EXISTS', 5],
    ['DOCUMENT_EXISTS', 5],
    ['GATE_CLOSED', 5],
    ['CHAIN_BROKEN', 5],
    ['UNAVAILABLE', 1],
    ['INTERNAL', 1],
  ])('%s is %i', (code, exit) => {
    expect(exitOfCode(code)).toBe(exit);
  });
});

describe('the exit code of a request', () => {
  test.each<[sentence: string, view: CorrectionView, exit: ExitCode]>([
    ['applied', applied, 0],
    ['evaluating', { ...ids, state: 'evaluating' }, 3],
    ['open', { ...ids, state: 'open' }, 3],
    ['applying', { ...ids, state: 'applying' }, 3],
    ['in need of attention', { ...ids, state: 'needs-attention' }, 3],
    ['refused by a rule', { ...ids, state: 'refused', blockers: [refusal('ALREADY_CANCELED')] }, 4],
    ['refused by a conflict', { ...ids, state: 'refused', blockers: [refusal('PENDING_REQUEST_EXISTS')] }, 5],
    ['rejected', { ...ids, state: 'rejected', ...by }, 4],
    ['withdrawn', { ...ids, state: 'withdrawn', ...by }, 4],
    ['expired', { ...ids, state: 'expired', at: '2026-01-05T10:00:00.000Z' }, 4],
    ['stale', { ...ids, state: 'stale', plannedVersion: 1, currentVersion: 2 }, 5],
  ])('that is %s', (_sentence, view, exit) => {
    expect(exitOfView(view)).toBe(exit);
  });
});
