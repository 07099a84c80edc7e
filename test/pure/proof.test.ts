import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../domain/canonical.ts';
import { fingerprintOf, kidOf, openSigned, proofPrefixes, verifyHere } from '../../domain/proof.ts';
import { newPrivateKey, publicKeyOf, signerOf, verifyNatively } from '../../integrations/proof/signer.ts';

const key = newPrivateKey();
const signer = signerOf(key);
const text = canonical({ v: 1, kid: signer.key.kid, said: 'ä' });
const signed = signer.sign(proofPrefixes.decision, text);
/** The order of the group: adding it to the scalar gives another spelling of the same signature (RFC 8032 forbids it). */
const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

describe('both verifications say the same', () => {
  const both = (signature: string, publicKey = signer.key.publicKey, of = text): readonly boolean[] =>
    [verifyHere, verifyNatively].map((verify) =>
      verify(proofPrefixes.decision, { text: of, signature }, { kid: signer.key.kid, publicKey }),
    );

  test('yes to what was signed, no to any other text, prefix or key', () => {
    expect(both(signed.signature)).toEqual([true, true]);
    expect(both(signed.signature, undefined, `${text} `)).toEqual([false, false]);
    expect(both(signed.signature, signerOf(newPrivateKey()).key.publicKey)).toEqual([false, false]);
    for (const verify of [verifyHere, verifyNatively])
      expect(verify(proofPrefixes.intake, signed, signer.key)).toBe(false);
  });

  test.each<[what: string, signature: string, publicKey?: string]>([
    ['letters added', `${signed.signature}x`],
    ['padding', `${signed.signature}==`],
    ['white space', ` ${signed.signature}`],
    [
      'base64',
      signed.signature
        .replaceAll('-', '+')
        .replaceAll('_', '/')
        .replace(/^(?!.*[+/])/, '+'),
    ],
    ['nothing', ''],
    ['a key that is too long', signed.signature, `${signer.key.publicKey}AA`],
    ['a key that is none', signed.signature, 'A'.repeat(42)],
    ['the same scalar, spelled otherwise', malleable(signed.signature)],
  ])('no to a signature in another form: %s', (_what, signature, publicKey) => {
    expect(both(signature, publicKey)).toEqual([false, false]);
  });

  test('no to any altered signature', () => {
    fc.assert(
      fc.property(
        fc.nat(signed.signature.length - 1),
        fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '=', '+', ' '),
        (at, letter) => {
          fc.pre(signed.signature[at] !== letter);
          expect(both(signed.signature.slice(0, at) + letter + signed.signature.slice(at + 1))).toEqual([false, false]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function malleable(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  const scalar = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
  const other = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([bytes.subarray(0, 32), other]).toString('base64url');
}

test('what is opened is what was signed, in its one spelling and by a key of the ring', () => {
  const opened = (of: Parameters<typeof openSigned>[1], ring = [signer.key]) => {
    const result = openSigned(proofPrefixes.decision, of, ring, verifyHere);
    return result.ok ? result.body['said'] : result.refusal.code;
  };
  expect(opened(signed)).toBe('ä');
  expect(opened(undefined)).toBe('PROOF_MISSING');
  expect(opened(signed, [])).toBe('PROOF_KEY_UNKNOWN');
  expect(opened({ ...signed, text: 'no JSON' })).toBe('PROOF_INVALID');
  const spaced = `${text.slice(0, -1)} }`;
  expect(opened(signer.sign(proofPrefixes.decision, spaced))).toBe('PROOF_INVALID');
  expect(opened(signer.sign(proofPrefixes.intake, text))).toBe('PROOF_INVALID');
});

test('a key is named by its hash, and its fingerprint is for eyes', () => {
  const { kid, publicKey } = publicKeyOf(key);
  expect(kid).toMatch(/^[0-9a-f]{16}$/);
  expect(kid).toBe(kidOf(Buffer.from(publicKey, 'base64url')));
  expect(fingerprintOf(publicKey)).toMatch(/^(?:[0-9a-f]{4} ){15}[0-9a-f]{4}$/);
  expect(fingerprintOf(publicKey).replaceAll(' ', '').startsWith(kid)).toBe(true);
});
