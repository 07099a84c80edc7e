import { z } from 'zod';
import { fingerprintOf } from '../domain/proof.ts';
import { proofKeys, revokeProofKey } from '../store/proof-keys.ts';
import type { ProofKeyRecord } from '../store/approval-records.ts';
import type { Deps } from './context.ts';
import { json, route, type Route, type Told } from './route.ts';
import { proofKey, proofKeyList, revocation } from './schemas/proof-key.ts';

export const revoker = { role: 'operator', personWho: 'revokes keys' } as const;

/** The keys that prove who decided: their public halves, and what to do when a private one leaks (approvals.md section 5). */
export const proofKeyRoutes = ({ store, deployment, nowMs }: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/proof-keys',
    operationId: 'listProofKeys',
    tag: 'audit',
    summary: 'List the public keys that proofs are checked with, oldest first.',
    caller: 'key',
    answers: { 200: proofKeyList },
  }).answeredBy(async () => ({ status: 200, body: { deployment, keys: (await proofKeys(store)).map(shown) } })),
  route({
    method: 'post',
    path: '/v1/proof-keys/{kid}/revoke',
    operationId: 'revokeProofKey',
    tag: 'audit',
    summary: 'Mark a key as compromised: what it signed counts no more.',
    caller: revoker,
    params: z.strictObject({ kid: z.string() }),
    body: json(revocation, { reason: 'The home folder was copied.' }),
    answers: { 200: proofKey },
    problems: ['KEY_NOT_FOUND'],
  }).answeredBy(async ({ principal, params: { kid }, body: { reason } }) => {
    const revoked = await revokeProofKey(store, kid, { by: principal.id, reason, now: new Date(nowMs()) });
    return { status: 200, body: shown(revoked) };
  }),
];

/** The public keys as `audit verify --file ... --keys ...` takes them. */
export const keyFileOf = async ({ store, deployment }: Pick<Deps, 'store' | 'deployment'>) => ({
  deployment,
  keys: (await proofKeys(store)).map((record) => {
    const { kid, publicKey, fingerprint, state } = shown(record);
    return { kid, publicKey, fingerprint, state };
  }),
});

const shown = (record: ProofKeyRecord): Told<typeof proofKey> => {
  const { _id: kid, publicKey, state, createdAt, revokedAt, revokedBy, reason } = record;
  return {
    kid,
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    state,
    createdAt: createdAt.toISOString(),
    ...(revokedAt ? { revokedAt: revokedAt.toISOString() } : {}),
    ...(revokedBy === undefined ? {} : { revokedBy }),
    ...(reason === undefined ? {} : { reason }),
  };
};
