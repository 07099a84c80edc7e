import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assertNever, errors, isErrorCode, refusal, Refused, type ErrorCode } from '../../domain/errors.ts';
import { statusOf } from '../../http/problems.ts';

const codes = Object.keys(errors).filter(isErrorCode);
const cell = (text: string): string => text.replaceAll('|', '\\|');
const page = [
  '# Error codes',
  '',
  'Every "no" of Countersign carries one of these codes: in the API as `code` of a problem+json answer, on the command line and in',
  'the Temporal UI. A code never changes its meaning. This page is written from `domain/errors.ts` by `test/pure/errors.test.ts`',
  '(`npx vitest run --project pure errors -u`).',
  '',
  '| Code | Kind | HTTP | Meaning | What to do |',
  '|---|---|---|---|---|',
  ...codes.map((code) => {
    const { kind, summary, next } = errors[code];
    return `| \`${code}\` | ${kind} | ${statusOf(code)} | ${cell(summary)} | ${cell(next)} |`;
  }),
  '',
].join('\n');

describe('the register of errors', () => {
  test('docs/errors.md lists exactly it', async () => {
    await expect(page).toMatchFileSnapshot('../../docs/errors.md');
  });

  test.each(codes)('%s says what happened and what to do, in sentences', (code) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    const { summary, next } = errors[code];
    for (const text of [summary, next]) expect(text).toMatch(/^[A-Z].*\.$/s);
  });

  test.each<[kind: string, status: number, code: ErrorCode]>([
    ['malformed', 400, 'MALFORMED'],
    ['unauthenticated', 401, 'LOGIN_REQUIRED'],
    ['forbidden', 403, 'SOD_CONFLICT'],
    ['not_found', 404, 'INVOICE_NOT_FOUND'],
    ['conflict', 409, 'GATE_CLOSED'],
    ['too_large', 413, 'BODY_TOO_LARGE'],
    ['blocked', 422, 'HAS_PAYMENTS'],
    ['unavailable', 503, 'UNAVAILABLE'],
  ])('%s is HTTP %i', (kind, status, code) => {
    expect([errors[code].kind, statusOf(code)]).toEqual([kind, status]);
  });

  test.each<[code: ErrorCode, status: number]>([
    ['STALE_VERSION', 409], ['PENDING_REQUEST_EXISTS', 409], ['FORBIDDEN_PRINCIPAL', 403], ['REASON_REQUIRED', 422],
    ['DECISION_ID_REUSED', 422], ['REQUEST_ID_REUSED', 422], ['EVENT_ID_REUSED', 409], ['DOCUMENT_EXISTS', 409], ['AMOUNT_FORMAT', 422],
    ['ALREADY_VOTED', 409], ['NOT_ELIGIBLE', 403], ['NOT_REQUESTER', 403], ['PLAN_MISMATCH', 409], ['WRONG_STEP', 409], ['NOT_YET_OPEN', 409],
    ['SIGNATURE_INVALID', 401], ['NOT_STUCK', 409],
  ])('%s answers %i, as approvals.md section 8 and domain.md section 4 say', (code, status) => {
    expect(statusOf(code)).toBe(status);
  }); // prettier-ignore
});

test('every code that domain/ produces is asked for in some other test of this folder', () => {
  const textOf = (folder: string): string =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && name !== 'errors.test.ts')
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
      .join('\n');
  const produced = textOf('domain').matchAll(/(?:refusal|no|Refused)\(\s*'([A-Z_]+)'/g);
  const known = [...new Set([...produced].map(([, code = '']) => code))];
  expect(known.length).toBeGreaterThan(20);
  const tests = textOf('test/pure');
  expect(known.filter((code) => !new RegExp(`'${code}\\b`).test(tests))).toEqual([]);
});

describe('a refusal', () => {
  test('carries code, message with what this case adds, field and alternatives', () => {
    expect(refusal('STALE_VERSION', { detail: 'It is at version 2.', param: 'expectedVersion' })).toEqual({
      code: 'STALE_VERSION',
      message: `${errors.STALE_VERSION.summary} It is at version 2.`,
      param: 'expectedVersion',
      alternatives: [],
    });
    expect(refusal('GATE_CLOSED')).not.toHaveProperty('param');
  });

  test('is thrown as Refused at the edges', () => {
    const error = new Refused('AMOUNT_RANGE');
    expect(error.message).toBe(`AMOUNT_RANGE: ${errors.AMOUNT_RANGE.summary}`);
    expect(error.refusal.code).toBe('AMOUNT_RANGE');
  });

  test('knows its codes; a case that nobody handles is a bug', () => {
    expect([isErrorCode('GATE_CLOSED'), isErrorCode('gate_closed'), isErrorCode('toString')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(() => assertNever('x' as never)).toThrow('not handled: "x"');
  });
});
