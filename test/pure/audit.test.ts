import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainEntry, chainStart, whyChainBroken, type AuditBody, type AuditEntry } from '../../domain/audit.ts';
import { hashText } from '../../domain/canonical.ts';
import { seeded } from './seed.ts';

const property = seeded('audit');
const body = (over: Partial<AuditBody> = {}) =>
  ({ documentId: 'DE100:A', at: '2026-02-01T10:00:00.000Z', deed: 'requested', actor: 'maria', ...over }) as const;

function chainOf(bodies: readonly Omit<AuditBody, 'seq'>[]): AuditEntry[] {
  const chain: AuditEntry[] = [];
  for (const next of bodies) chain.push(chainEntry(chain.at(-1), next));
  return chain;
}
const headOf = (chain: readonly AuditEntry[]): { seq: number; hash: string } =>
  chain.at(-1) ?? { seq: 0, hash: chainStart };

const four = chainOf([
  body({ deed: 'imported', actor: 'import' }),
  body({ reason: 'duplicate', requestId: 'r_1' }),
  body({ deed: 'voted', actor: 'ben' }),
  body({ deed: 'applied', planHash: 'h', version: 2 }),
]);
const [one, two, three, last] = four as [AuditEntry, AuditEntry, AuditEntry, AuditEntry];
const head = headOf(four);

describe('the chain of a document (R53, R60, R85, R86)', () => {
  test('an untouched chain verifies, an empty one too', () => {
    expect(whyChainBroken(four, head)).toBeUndefined();
    expect(whyChainBroken([], { seq: 0, hash: chainStart })).toBeUndefined();
  });

  test('its hashes are what an outsider computes from text and hash before', () => {
    expect(one.prevHash).toBe('0'.repeat(64));
    expect(two.hash).toBe(hashText('countersign/audit/v1', `${one.hash}\n${two.text}`));
    expect(JSON.parse(two.text)).toEqual({ ...body({ reason: 'duplicate', requestId: 'r_1' }), seq: 2 });
  });

  test.each<[what: string, chain: readonly AuditEntry[], says: string]>([
    ['cut at the end', [one, two, three], 'the chain ends at 3, the document says 4'],
    ['cut to nothing', [], 'the chain ends at 0, the document says 4'],
    ['cut at the start', [two, three, last], 'entry 1 is missing'],
    ['cut in the middle', [one, three, last], 'entry 2 is missing'],
    ['two entries swapped', [one, three, two, last], 'entry 2 is missing'],
    ['two texts swapped', [one, { ...two, text: three.text }, { ...three, text: two.text }, last], 'entry 2 was changed'],
    ['an entry twice', [one, two, two, three, last], 'entry 3 is missing'],
    ['an entry appended', [...four, chainEntry(last, body())], 'the chain ends at 5, the document says 4'],
    ['a text changed', [one, { ...two, text: two.text.replace('duplicate', 'duplicat3') }, three, last], 'entry 2 was changed'],
    ['a hash changed', [one, { ...two, hash: three.hash }, three, last], 'entry 2 was changed'],
    ['renumbered after a cut', [{ ...two, seq: 1, prevHash: chainStart }], 'entry 1 was changed'],
    ['an entry of another document', [{ ...one, documentId: 'DE100:B' }, two, three, last], 'entry 1 belongs elsewhere'],
    ['the last entry written anew', [one, two, three, chainEntry(three, body({ deed: 'rejected' }))], 'the chain ends at 4, the document says 4'],
    ['all written anew from a change on', chainOf([body({ actor: 'eve' }), body(), body(), body()]), 'the chain ends at 4, the document says 4'],
  ])('%s is found', (_what, chain, says) => expect(whyChainBroken(chain, head)).toBe(says)); // prettier-ignore

  test('a head that names another length or hash is found', () => {
    expect(whyChainBroken(four, { ...head, seq: 5 })).toBeDefined();
    expect(whyChainBroken(four, { ...head, hash: three.hash })).toBeDefined();
  });

  test('any change of any field of any entry, any cut and any swap is found', () => {
    const bodies = fc.array(
      fc.record({ actor: fc.string({ unit: 'grapheme' }), deed: fc.constantFrom('voted', 'linked') }),
      {
        minLength: 2,
        maxLength: 8,
      },
    );
    const tampering = fc.record({
      at: fc.nat(),
      how: fc.constantFrom('text', 'hash', 'prevHash', 'seq', 'documentId', 'drop', 'swap', 'double'),
    });
    fc.assert(
      fc.property(bodies, tampering, (list, { at, how }) => {
        const chain = chainOf(list.map((over) => body(over)));
        expect(whyChainBroken(chain, headOf(chain))).toBeUndefined();
        expect(whyChainBroken(tampered(chain, at % chain.length, how), headOf(chain))).toBeDefined();
      }),
      property,
    );
  });
});

function tampered(chain: readonly AuditEntry[], at: number, how: string): readonly AuditEntry[] {
  const entry = chain[at];
  const next = chain[(at + 1) % chain.length];
  if (!entry || !next) throw new Error('an index inside the chain');
  switch (how) {
    case 'drop':
      return chain.toSpliced(at, 1);
    case 'double':
      return chain.toSpliced(at, 0, entry);
    case 'swap':
      return chain.map((kept) => (kept === entry ? next : kept === next ? entry : kept));
    case 'seq':
      return chain.with(at, { ...entry, seq: entry.seq + 1 });
    case 'documentId':
      return chain.with(at, { ...entry, documentId: `${entry.documentId}x` });
    default:
      return chain.with(at, {
        ...entry,
        [how]: how === 'text' ? entry.text.replace('maria', 'mario') + ' ' : 'f'.repeat(64),
      });
  }
}
