import { describe, expect, test } from 'vitest';
import { contentHashOf } from '../../domain/document-identity.ts';
import { customerIdOf, documentIdOf } from '../../domain/document.ts';
import {
  insidersOf,
  isInsider,
  isOutcome,
  parseReason,
  reasonCodes,
  reasonText,
  summaryOf,
} from '../../domain/request.ts';
import { aDocument, aRequest, noHistory } from '../support/documents.ts';

describe('parseReason (R28)', () => {
  test.each(reasonCodes.filter((code) => code !== 'other'))('knows %s', (code) => {
    expect(parseReason(` ${code} `)).toEqual({ code });
  });

  test.each<[text: unknown, reason: unknown]>([
    ['sent twice by mistake', { code: 'other', text: 'sent twice by mistake' }],
    ['  kept  inside, cut outside ', { code: 'other', text: 'kept  inside, cut outside' }],
    ['DUPLICATE', { code: 'other', text: 'DUPLICATE' }],
    ['x'.repeat(500), { code: 'other', text: 'x'.repeat(500) }],
    ['x'.repeat(501), undefined],
    ['other', undefined],
    ['', undefined],
    [' \t\n\u00a0\u3000', undefined],
    ['\ud800', undefined],
    [undefined, undefined],
    [null, undefined],
    [7, undefined],
    [{ code: 'duplicate' }, undefined],
  ])('of %j is %j', (text, reason) => expect(parseReason(text)).toEqual(reason));

  test('reads as words', () => {
    expect(reasonText({ code: 'wrong_recipient' })).toBe('wrong recipient');
    expect(reasonText({ code: 'other', text: 'sent twice' })).toBe('sent twice');
  });
});

describe('insiders', () => {
  test('are kept in one spelling, each once', () => {
    expect(insidersOf('Ben', undefined, 'ben', 'BEN@Example.com')).toEqual(['ben', 'ben@example.com']);
  });

  test.each<[who: Parameters<typeof isInsider>[1], is: boolean]>([
    [{ id: 'BEN' }, true],
    [{ id: 'x', email: 'Ben@example.COM' }, true],
    [{ id: 'ben@example.com' }, true],
    [{ id: 'benn' }, false],
    [{ id: 'x', email: 'x@example.com' }, false],
  ])('%j: %s', (who, is) => expect(isInsider(insidersOf('ben', 'ben@example.com'), who)).toBe(is));
});

describe('how a request reads', () => {
  test('with its invoice where that is known, markdown harmless', () => {
    const request = aRequest('DE100:A|B');
    expect(summaryOf(request)).toBe('cancel DE100%3AA%7CB');
    const label = { number: 'A|B', currency: 'EUR', amountMinor: 125_000 };
    expect(summaryOf({ ...request, label })).toBe('cancel A%7CB EUR 1,250.00');
    expect(summaryOf(aRequest('x'.repeat(500)))).toHaveLength(120);
  });

  test('an outcome is what does not wait', () => {
    const at = { requestId: 'r', invoiceId: 'i' };
    const waiting = ['evaluating', 'open', 'applying', 'needs-attention'] as const;
    expect(waiting.map((state) => isOutcome({ ...at, state }))).toEqual([false, false, false, false]);
    expect(isOutcome({ ...at, state: 'expired', at: '' })).toBe(true);
  });
});

describe('identity of a document', () => {
  test('is seller and number; no seller can write another one', () => {
    expect(documentIdOf('DE 1:2', 'A:1')).toBe('DE%201%3A2:A:1');
    expect(documentIdOf('a', 'b:c')).not.toBe(documentIdOf('a:b', 'c'));
    expect(customerIdOf('DE100', 'B1')).toBe('DE100:B1');
  });

  test('is the same for the same content, another for any other', () => {
    const hash = contentHashOf(aDocument(), noHistory);
    expect(contentHashOf(aDocument(), noHistory)).toBe(hash);
    expect(contentHashOf({ ...aDocument(), issueDate: '2026-01-16' }, noHistory)).not.toBe(hash);
    expect(contentHashOf(aDocument(), { ...noHistory, creditUsedMinor: 1 })).not.toBe(hash);
  });
});
