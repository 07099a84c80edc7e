import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A key in its parts: what is looked for, and what must fit. */
export interface PresentedKey {
  readonly keyId: string;
  /** sha256 of the secret, hex. The secret has 256 random bits, so no salt and no slow hash is needed. */
  readonly hash: string;
}

/** `csk_`, the id, `_`, 32 bytes in base64url. */
const form = /^csk_([0-9a-f]{22})_([\w-]{43})$/;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A fresh key: `key` is for its holder and is kept nowhere. Ids begin with the time (ms), so they sort by age. */
export function newServiceKey(nowMs: number): PresentedKey & { readonly key: string } {
  const keyId = nowMs.toString(16).padStart(12, '0') + randomBytes(5).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { keyId, hash: hashOf(secret), key: `csk_${keyId}_${secret}` };
}

/** What somebody sent as a key; undefined when no service key has this form, so that no store need be asked. */
export function readServiceKey(sent: string): PresentedKey | undefined {
  const [, keyId, secret] = form.exec(sent) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, hash: hashOf(secret) };
}

/** Compares two hashes in constant time. */
export const isSameHash = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
