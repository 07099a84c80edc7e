import { z } from 'zod';
import { instant, principalId, text } from './scalars.ts';

/** A key that proofs are checked with; private keys leave the gateway never. */
export const proofKey = z
  .strictObject({
    kid: z.string().meta({ description: 'First 16 hex digits of sha256 over the public key.' }),
    publicKey: z.string().meta({ description: 'Ed25519, 32 bytes, base64url.' }),
    fingerprint: z.string().meta({ description: 'sha256 over the public key, in groups of four hex digits.' }),
    state: z.enum(['next', 'current', 'retired', 'revoked']),
    createdAt: instant,
    revokedAt: instant.optional(),
    revokedBy: principalId.optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'ProofKey', description: 'A public key of the gateway.' });

export const proofKeyList = z
  .strictObject({ deployment: z.string(), keys: z.array(proofKey) })
  .meta({ id: 'ProofKeyList' });

export const revocation = z.strictObject({ reason: text(500) }).meta({ id: 'ProofKeyRevocation' });
