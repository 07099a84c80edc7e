import { randomBytes } from 'node:crypto';
import { Refused } from '../domain/errors.ts';
import type { PublicKey } from '../domain/proof.ts';
import { operationMaxMs, type Store } from './database.ts';
import { isDuplicateKey } from './perform.ts';
import { listMax } from './queries.ts';
import type { ProofKeyRecord } from './approval-records.ts';

/** What this deployment is called in proofs: made at the first call, the same ever after, also when two ask first at once. */
export async function deploymentOf({ collections: { deployment } }: Store): Promise<string> {
  const _id = 'deployment';
  const named = await deployment
    .findOneAndUpdate(
      { _id },
      { $setOnInsert: { id: `d_${randomBytes(10).toString('hex')}` } },
      { upsert: true, returnDocument: 'after', maxTimeMS: operationMaxMs },
    )
    .catch((error: unknown) => {
      if (isDuplicateKey(error)) return null; // another was faster
      throw error;
    });
  const stored = named ?? (await deployment.findOne({ _id }, { maxTimeMS: operationMaxMs }));
  if (!stored) throw new Error('the deployment has no name');
  return stored.id;
}

/** Every key that ever proved something, oldest first. */
export const proofKeys = ({ collections: { proof_keys: keys } }: Store): Promise<ProofKeyRecord[]> =>
  keys.find({}, { sort: { createdAt: 1, _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs }).toArray();

const publicKeyOf = ({ _id: kid, publicKey }: ProofKeyRecord): PublicKey => ({ kid, publicKey });

/** The keys whose proofs a gate takes: the current one and the next (approvals.md section 5). */
export const keyRingOf = (keys: readonly ProofKeyRecord[]): readonly PublicKey[] =>
  keys.filter(({ state }) => state === 'current' || state === 'next').map(publicKeyOf);

/** The keys that an intake may be signed by: one that was signed before the keys were switched counts, too. */
export const unrevoked = (keys: readonly ProofKeyRecord[]): readonly PublicKey[] =>
  keys.filter(({ state }) => state !== 'revoked').map(publicKeyOf);

/** Publishes a key; one that is known stays as it is. */
export async function publishKey(
  { collections: { proof_keys: keys } }: Store,
  { kid, publicKey }: PublicKey,
  state: 'current' | 'next',
  now: Date,
): Promise<void> {
  const $setOnInsert = { publicKey, state, createdAt: now };
  await keys.updateOne({ _id: kid }, { $setOnInsert }, { upsert: true, maxTimeMS: operationMaxMs });
}

/**
 * Publishes what the gateway signs with now and next; a key that stood there before is retired. Done whenever a gateway starts,
 * so that the store says what the file says; a key that was revoked stays so. Throws PROOF_KEY_REVOKED for a current one.
 */
export async function publishKeys(
  store: Store,
  { current, next }: { readonly current: PublicKey; readonly next: PublicKey },
  now: Date,
): Promise<void> {
  const { proof_keys: keys } = store.collections;
  const options = { maxTimeMS: operationMaxMs };
  // Published before it is the current one: at no moment does the gateway sign by a key that no gate takes.
  for (const key of [current, next]) await publishKey(store, key, 'next', now);
  const stored = await keys.findOne({ _id: current.kid }, options);
  if (stored?.state === 'revoked') throw new Refused('PROOF_KEY_REVOKED', { detail: current.kid });
  await keys.updateOne({ _id: current.kid }, { $set: { state: 'current' } }, options);
  await keys.updateMany(
    { _id: { $nin: [current.kid, next.kid] }, state: { $in: ['current', 'next'] } },
    { $set: { state: 'retired' } },
    options,
  );
}

/** Why the next key may not be used yet: every gate that is open must have been opened with it in its ring. For people. */
export function whyNotSwitch(next: ProofKeyRecord | undefined, maxOpenMs: number, now: Date): string | undefined {
  if (!next) return 'the next key was never published: start the gateway once';
  if (next.state === 'revoked') return `the next key ${next._id} is revoked`;
  const fromMs = next.createdAt.getTime() + maxOpenMs;
  if (now.getTime() >= fromMs) return undefined;
  return `requests that were opened before ${next.createdAt.toISOString()} do not take the next key; the last of them is over by ${new Date(fromMs).toISOString()}`;
}

/** Marks a key as compromised: what it signed counts no more when it is applied. Again, the first stands. Throws KEY_NOT_FOUND. */
export async function revokeProofKey(
  { collections: { proof_keys: keys } }: Store,
  kid: string,
  { by, reason, now }: { readonly by: string; readonly reason: string; readonly now: Date },
): Promise<ProofKeyRecord> {
  const options = { returnDocument: 'after', maxTimeMS: operationMaxMs } as const;
  const revoked = await keys.findOneAndUpdate(
    { _id: kid, state: { $ne: 'revoked' } },
    { $set: { state: 'revoked', revokedAt: now, revokedBy: by, reason } },
    options,
  );
  const stored = revoked ?? (await keys.findOne({ _id: kid }, { maxTimeMS: operationMaxMs }));
  if (!stored) throw new Refused('KEY_NOT_FOUND', { param: 'kid' });
  return stored;
}

/** Keeps why a key was used before its time. */
export async function noteRotation(
  { collections: { proof_keys: keys } }: Store,
  kid: string,
  reason: string,
): Promise<void> {
  await keys.updateOne({ _id: kid }, { $set: { reason } }, { maxTimeMS: operationMaxMs });
}
