import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { bytesOf, kidOf, signedBytes, type PublicKey, type Signer, type Verify } from '../../domain/proof.ts';

/** A private key as it is kept: JWK's `d` and `x`, base64url. */
export interface PrivateKey {
  readonly d: string;
  readonly x: string;
}

const jwk = { kty: 'OKP', crv: 'Ed25519' } as const;

/** A fresh Ed25519 key. */
export function newPrivateKey(): PrivateKey {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { d, x };
}

export const publicKeyOf = ({ x }: PrivateKey): PublicKey => ({
  kid: kidOf(Buffer.from(x, 'base64url')),
  publicKey: x,
});

/** Signs what the gateway vouches for (approvals.md section 5). Throws when the key is none. */
export function signerOf(key: PrivateKey): Signer {
  const privateKey = createPrivateKey({ key: { ...jwk, ...key }, format: 'jwk' });
  return {
    key: publicKeyOf(key),
    sign: (prefix, text) => ({
      text,
      signature: sign(null, signedBytes(prefix, text), privateKey).toString('base64url'),
    }),
  };
}

/**
 * Verification by `node:crypto`: another implementation than the workflow's, so that a fault of one is seen. Never throws. Both
 * read base64url strictly: Node's own decoder takes a signature with letters added.
 */
export const verifyNatively: Verify = (prefix, { text, signature }, { publicKey }) => {
  const bytes = bytesOf(signature);
  if (bytes?.length !== 64 || bytesOf(publicKey)?.length !== 32) return false;
  try {
    return verify(null, signedBytes(prefix, text), keyObject(publicKey), bytes);
  } catch {
    return false; // the key is none
  }
};

const keyObject = (x: string): KeyObject => createPublicKey({ key: { ...jwk, x }, format: 'jwk' });
