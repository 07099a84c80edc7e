import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, encodeId, hashText, hashValue, requestIdOf } from '../../domain/canonical.ts';
import { seeded } from './seed.ts';

const property = seeded('canonical');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('canonical JSON (approvals.md section 5)', () => {
  test.each<[what: string, value: unknown, text: string]>([
    ['keys sorted by UTF-16 unit', { b: 1, a: 2, ﬁ: 3, '😀': 4, B: 5 }, '{"B":5,"a":2,"b":1,"😀":4,"ﬁ":3}'],
    ['numbers as keys', { 10: 'a', 9: 'b' }, '{"10":"a","9":"b"}'],
    ['no white space', { a: [1, { b: [] }], c: {} }, '{"a":[1,{"b":[]}],"c":{}}'],
    ['undefined fields left out', { a: undefined, b: 1 }, '{"b":1}'],
    ['strings as RFC 8785', 'a"\\\n\u0001ä\u2028', '"a\\"\\\\\\n\\u0001ä\u2028"'],
    ['no negative zero', -0, '0'],
    ['booleans', [true, false], '[true,false]'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['a key called __proto__', JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
  ])('%s', (_what, value, text) => expect(canonical(value)).toBe(text));

  test.each<[what: string, value: unknown]>([
    ['a float', 1.5],
    ['NaN', Number.NaN],
    ['a number beyond the safe ones', 2 ** 53],
    ['null', null],
    ['null inside', { a: [null] }],
    ['undefined in a list', [undefined]],
    ['a hole in a list', Array(2)],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate as a key', { '\ud800': 1 }],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a symbol', Symbol('a')],
  ])('refuses %s', (_what, value) => expect(() => canonical(value)).toThrow(TypeError));

  const json = fc.letrec((tie) => ({
    value: fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean(), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 4 }),
  })).value;

  test('reads back to the same value, and its text is stable', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonical(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonical(JSON.parse(text))).toBe(text);
      }),
      property,
    );
  });

  test('does not depend on the order in which keys were written', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.integer()), { selector: ([key]) => key });
    fc.assert(
      fc.property(entries, (pairs) => {
        expect(canonical(Object.fromEntries(pairs.toReversed()))).toBe(canonical(Object.fromEntries(pairs)));
      }),
      property,
    );
  });
});

describe('hashes', () => {
  test('sha256 over prefix, line feed and text, as Node computes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (prefix, text) => {
        expect(hashText(prefix, text)).toBe(sha256(`${prefix}\n${text}`));
      }),
      property,
    );
  });

  test('a hash of one thing is none of another', () => {
    expect(hashValue('countersign/plan/v1', { a: 1 })).not.toBe(hashValue('countersign/policy/v1', { a: 1 }));
  });
});

describe('the identity of a request (DESIGN section 3)', () => {
  test.each<[parts: Parameters<typeof requestIdOf>[0], id: string]>([
    [['maria', 'key-1'], 'r_uctb5ay4b57m7m2bdyrbh765od4lacpb'],
    [['shop', 'evt-1', 1], 'r_hq2adcj6cc55awbud2kscz3eraldv275'],
    [['shop', 'evt-1', 2], 'r_mbouiboms5uguaj3ufufnj6kih4s6qnb'],
  ])('%j is %s, for ever', (parts, id) => expect(requestIdOf(parts)).toBe(id));

  test('is the base32 of the first 160 bits of sha256 over the canonical parts', () => {
    const digits = 'abcdefghijklmnopqrstuvwxyz234567';
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (principal, key) => {
        const hash = BigInt(`0x${sha256(JSON.stringify([principal, key])).slice(0, 40)}`);
        const chars = Array.from({ length: 32 }, (_, n) => digits[Number((hash >> BigInt(5 * (31 - n))) & 31n)]);
        expect(requestIdOf([principal, key])).toBe(`r_${chars.join('')}`);
      }),
      property,
    );
  });

  test('no boundary can be moved between its parts', () => {
    const ids = [
      requestIdOf(['a', 'b']),
      requestIdOf(['ab', '']),
      requestIdOf(['a', 'b', 1]),
      requestIdOf(['a,b', 'c']),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('ids of others are percent-encoded where people or markdown read them', () => {
  expect(encodeId('a/b|c d:1')).toBe('a%2Fb%7Cc%20d%3A1');
});
