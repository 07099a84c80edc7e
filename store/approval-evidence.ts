import type { ClientSession } from 'mongodb';
import type { Evidence } from '../domain/apply-check.ts';
import type { Actor } from '../domain/decision.ts';
import type { Accepted, Opening } from '../domain/gate.ts';
import { bodyOf } from '../domain/proof.ts';
import type { KnownPerson } from '../domain/separation-check.ts';
import type { Delegation } from '../domain/separation.ts';
import type { Signatures } from '../domain/signed-check.ts';
import { operationMaxMs, type Store } from './database.ts';
import { delegationsSince } from './delegations.ts';
import { listMax } from './queries.ts';
import type { CorrectionRecord } from './approval-records.ts';

export interface Claimed {
  /** As it is stored; opening, facts and plan are read from it and from nowhere else. */
  readonly stored: CorrectionRecord;
  readonly deployment: string;
  /** What the run says was signed, and by whom: signatures prove themselves. */
  readonly planHash: string;
  readonly log: readonly Accepted[];
}

/**
 * What `whyNotApproved` looks at, read inside the applying transaction (approvals.md section 5): a key, a person or a delegation
 * that was changed before it counts.
 */
export async function readEvidence(
  store: Store,
  { stored, deployment, planHash, log }: Claimed,
  now: Date,
  session: ClientSession,
): Promise<Evidence> {
  const { request, planText = '', judged, opening, revision = 1, openedAtMs = 0, revisionOpenedAtMs = 0 } = stored;
  const options = { session, maxTimeMS: operationMaxMs, projection: { text: 1, hash: 1 } } as const;
  const policy = judged && (await store.collections.policies.findOne({ _id: judged.policyVersion }, options));
  return {
    ...(await readSignatures(store, { request, opening, log }, now, session)),
    request,
    deployment,
    planText,
    planHash,
    ...(opening ? { gate: { opening, revision, openedAtMs, revisionOpenedAtMs, log } } : {}),
    ...(judged ? { judged } : {}),
    ...(policy ? { policy: { text: policy.text, hash: policy.hash } } : {}),
  };
}

interface Said {
  readonly request: Signatures['request'];
  readonly opening?: Pick<Opening, 'insiders'> | undefined;
  readonly log: readonly Accepted[];
}

/** Keys, people and delegations by which signatures count, whatever they are for. */
export async function readSignatures(store: Store, said: Said, now: Date, session: ClientSession): Promise<Omit<Signatures, 'request'>> {
  const { proof_keys: keys } = store.collections;
  const known = await keys.find({}, { session, maxTimeMS: operationMaxMs, limit: listMax }).toArray();
  const delegations = await delegationsSince(store, said.request.receivedAtMs, session);
  return {
    keys: known.map(({ _id: kid, publicKey, state }) => ({ kid, publicKey, isRevoked: state === 'revoked' })),
    delegations,
    people: await peopleAround(store, said, delegations, session),
    nowMs: now.getTime(),
  };
} // prettier-ignore

/** Who voted, who asked, and who is at an end of a delegation; by id or e-mail address. */
async function peopleAround(
  { collections: { people } }: Store,
  { request, opening, log }: Said,
  delegations: readonly Delegation[],
  session: ClientSession,
): Promise<readonly KnownPerson[]> {
  const names = [
    ...new Set([
      ...request.insiders,
      ...(opening?.insiders ?? []),
      ...log.flatMap(namesIn),
      ...delegations.flatMap(({ from, to }) => [from, to]),
    ]),
  ]; // prettier-ignore
  const found = await people
    .find(
      { $or: [{ _id: { $in: names } }, { email: { $in: names } }] },
      { session, limit: listMax, maxTimeMS: operationMaxMs, projection: { email: 1, status: 1 } },
    )
    .toArray();
  return found.map(({ _id: id, email, status }) => ({
    id,
    ...(email === undefined ? {} : { email: email.toLowerCase() }),
    isRevoked: status === 'revoked',
  }));
}

/** Whoever a signed text names; one that is no proof is found out by `whyNotApproved`. */
function namesIn({ message }: Accepted): readonly string[] {
  const actor = bodyOf(message.proof.text)?.['actor'] as Actor | undefined;
  return actor ? [actor.principal, ...actor.class, ...(actor.lent ? [actor.lent.from] : [])] : [];
}
