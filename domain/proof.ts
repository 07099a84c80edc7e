import { hashes, verify } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64urlnopad } from '@scure/base';
import { canonical } from './canonical.ts';
import { refusal, type Refusal } from './errors.ts';

hashes.sha512 = sha512;

/** What is signed says first what it is: a signature over one thing is none over another (approvals.md section 5). */
export const proofPrefixes = {
  decision: 'countersign/proof/v1',
  intake: 'countersign/intake/v1',
  checkpoint: 'countersign/checkpoint/v1',
  auditFile: 'countersign/audit-file/v1',
  confirm: 'countersign/confirm/v1',
} as const;
export type ProofPrefix = (typeof proofPrefixes)[keyof typeof proofPrefixes];

/** Canonical text, and the gateway's Ed25519 signature (base64url) over prefix, line feed and that text. */
export interface Signed {
  readonly text: string;
  readonly signature: string;
}

/** A key that proofs are checked with; 32 bytes, base64url. */
export interface PublicKey {
  readonly kid: string;
  readonly publicKey: string;
}

/** The gateway's side: the private key stays in there. */
export interface Signer {
  readonly key: PublicKey;
  sign(prefix: ProofPrefix, text: string): Signed;
}

/** Checks a signature: in pure JavaScript inside a workflow, by `node:crypto` in the applying transaction. */
export type Verify = (prefix: ProofPrefix, signed: Signed, key: PublicKey) => boolean;

/** The bytes that are signed. */
export const signedBytes = (prefix: ProofPrefix, text: string): Uint8Array => utf8ToBytes(`${prefix}\n${text}`);

/** A key's id: the first 16 hex digits of sha256 over the public key. */
export const kidOf = (publicKey: Uint8Array): string => bytesToHex(sha256(publicKey)).slice(0, 16);

/** What people compare by eye: sha256 over the public key, in groups of four hex digits. */
export const fingerprintOf = (publicKey: string): string =>
  bytesToHex(sha256(bytesOf(publicKey) ?? new Uint8Array())).replaceAll(/(.{4})(?=.)/g, '$1 ');

/** Strict verification as in `node:crypto` (`zip215: false`); never throws. */
export const verifyHere: Verify = (prefix, { text, signature }, { publicKey }) => {
  const [sig, key] = [bytesOf(signature), bytesOf(publicKey)];
  if (sig?.length !== 64 || key?.length !== 32) return false;
  try {
    return verify(sig, signedBytes(prefix, text), key, { zip215: false });
  } catch {
    return false; // bytes that are no point on the curve
  }
};

/**
 * The same check, not made twice in a row for the same thing: validator and handler judge one message (a check in pure JavaScript
 * takes 4 to 9 ms). A check has no state, so that a replay, which has no validator, comes to the same.
 */
export function rememberingLast(check: Verify): Verify {
  let last: { readonly asked: string; readonly fits: boolean } | undefined;
  return (prefix, signed, key) => {
    const asked = [prefix, signed.signature, key.publicKey, signed.text].join('\n');
    if (last?.asked !== asked) last = { asked, fits: check(prefix, signed, key) };
    return last.fits;
  };
}

export type Opened<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly refusal: Refusal };

/**
 * The value that was signed, when it is in its one canonical form and by a key of the ring. Refuses with PROOF_MISSING,
 * PROOF_INVALID, PROOF_KEY_UNKNOWN; the caller checks the fields.
 */
export function openSigned(
  prefix: ProofPrefix,
  signed: Signed | undefined,
  ring: readonly PublicKey[],
  check: Verify,
): Opened<Readonly<Record<string, unknown>>> {
  if (signed === undefined) return no('PROOF_MISSING');
  const body = bodyOf(signed.text);
  if (body === undefined) return no('PROOF_INVALID', 'Its text is not canonical.');
  const key = ring.find(({ kid }) => kid === body['kid']);
  if (key === undefined) return no('PROOF_KEY_UNKNOWN');
  return check(prefix, signed, key) ? { ok: true, body } : no('PROOF_INVALID', 'The signature does not fit.');
}

/** One text for one value: another spelling of the same JSON is not what was signed. */
export function bodyOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return canonical(value) === text ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined; // no JSON, or what canonical JSON cannot hold
  }
}

const no = (code: 'PROOF_MISSING' | 'PROOF_INVALID' | 'PROOF_KEY_UNKNOWN', detail?: string): Opened<never> => ({
  ok: false,
  refusal: refusal(code, detail === undefined ? {} : { detail }),
});

/** Bytes of base64url without padding; undefined for anything else, also for spare bits that are set. */
export function bytesOf(text: string): Uint8Array | undefined {
  try {
    return base64urlnopad.decode(text);
  } catch {
    return undefined;
  }
}
