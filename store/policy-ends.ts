import type { ClientSession } from 'mongodb';
import { Refused, type Refusal } from '../domain/errors.ts';
import type { Accepted, Unapproved } from '../domain/gate.ts';
import type { PolicyEvidence } from '../domain/policy-apply.ts';
import { policyEndNotices } from '../domain/notices.ts';
import { readPolicyPlan, type PolicyChange, type PolicyOutcome } from '../domain/policy-change.ts';
import type { Unproven } from '../domain/signed-check.ts';
import { readSignatures } from './approval-evidence.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';
import type { PolicyRecord } from './approval-records.ts';
import { insertRows } from './outbox.ts';
import { policyRows, saidOfEnd } from './policy-notices.ts';
import type { OutboxRecord } from './records.ts';
import { messageSettings } from './settings.ts';
import { refusalOf } from './signatures.ts';

export interface Ending {
  readonly change: PolicyChange;
  readonly log: readonly Accepted[];
  readonly now: Date;
}

/** Closes a proposal that nobody puts in force. A repeat keeps the first end; one that was never stored leaves no record. */
export async function closeProposal(store: Store, ending: Ending, how: Unapproved): Promise<PolicyOutcome> {
  const tell = await tellingOf(store, ending);
  return store.transact(async (session) =>
    close(store, { ...ending, tell }, await endOf(store, ending.change, how, session), session),
  );
}

/** The messages that tell of an end: read before the transaction, which stays short. */
async function tellingOf(store: Store, { change, now }: Ending): Promise<Told['tell']> {
  const settings = await messageSettings(store);
  return (outcome) => policyRows(change, policyEndNotices(change, outcome.state, settings), { ...saidOfEnd(outcome), now });
} // prettier-ignore

interface Told extends Ending {
  readonly tell: (outcome: PolicyOutcome) => readonly OutboxRecord[];
}

async function endOf(
  store: Store,
  { requestId, version }: PolicyChange,
  how: Unapproved,
  session: ClientSession,
): Promise<PolicyOutcome> {
  const about = { requestId, version };
  switch (how.state) {
    case 'rejected':
    case 'withdrawn':
      return { ...about, state: how.state, by: how.by, comment: how.comment };
    case 'expired':
      return { ...about, state: 'expired', at: new Date(how.atMs).toISOString() };
    case 'stale':
      return staleOf(store, about, session);
  }
}

async function staleOf(
  { collections: { policies } }: Store,
  about: Pick<PolicyChange, 'requestId' | 'version'>,
  session: ClientSession,
): Promise<PolicyOutcome> {
  const stored = await policies.findOne({ _id: about.version }, { session });
  const active = await policies.findOne({ state: 'active' }, { session, projection: { _id: 1 } });
  const from = stored?.planText === undefined ? '' : readPolicyPlan(stored.planText).from.version;
  return { ...about, state: 'stale', from, inForce: active?._id ?? '' };
}

async function close(store: Store, { change, log, now, tell }: Told, outcome: PolicyOutcome, session: ClientSession): Promise<PolicyOutcome> {
  const { policies } = store.collections;
  const stored = await policies.findOne({ _id: change.version, 'request.requestId': change.requestId }, { session });
  if (stored?.outcome) return stored.outcome;
  const applied = outcome.state === 'applied';
  const $set = toStored({ state: applied ? ('active' as const) : outcome.state, outcome, log, closedAt: now, ...(applied ? { activeFrom: now } : {}) });
  await policies.updateOne({ _id: change.version, 'request.requestId': change.requestId }, { $set, $unset: { dueAt: '' } }, { session });
  if (stored) await insertRows(store, tell(outcome), session);
  return outcome;
} // prettier-ignore

export interface Activation extends Ending {
  readonly planHash: string;
  readonly deployment: string;
  readonly whyNotActivated: (evidence: PolicyEvidence) => Unproven | undefined;
}

/**
 * Puts a signed version in force in one transaction: everything is proven again inside it, and the version that it was proposed
 * against must be in force still, else it is `stale`. A repeat returns the stored outcome. Throws PLAN_INTEGRITY, PROOF_INVALID,
 * CHAIN_BROKEN.
 */
export async function activateProposal(store: Store, activation: Activation): Promise<PolicyOutcome> {
  const tell = await tellingOf(store, activation);
  return store.transact(async (session) => {
    const { policies } = store.collections;
    const { change, planHash, now } = activation;
    const { requestId, version } = change;
    const stored = await policies.findOne({ _id: version }, { session, maxTimeMS: operationMaxMs });
    if (stored?.outcome && stored.request?.requestId === requestId) return stored.outcome;
    const unapproved = await whySignaturesFail(store, activation, stored, session);
    const end = (outcome: PolicyOutcome): Promise<PolicyOutcome> =>
      close(store, { ...activation, tell }, outcome, session);
    if (unapproved) return end({ requestId, version, state: 'refused', blockers: [unapproved] });
    const { from } = readPolicyPlan(stored?.planText ?? '');
    const replaced = await policies.updateOne(
      { _id: from.version, state: 'active', hash: from.hash },
      { $set: { state: 'superseded', activeUntil: now } },
      { session },
    );
    if (replaced.matchedCount === 0) return end(await staleOf(store, change, session));
    return end({ requestId, version, state: 'applied', planHash, from: from.version, activeFrom: now.toISOString() });
  });
}

async function whySignaturesFail(
  store: Store,
  { change, planHash, deployment, log, now, whyNotActivated }: Activation,
  stored: PolicyRecord | null,
  session: ClientSession,
): Promise<Refusal | undefined> {
  const { request, planText, opening, openedAtMs, text = '', hash = '' } = stored ?? {};
  if (request?.requestId !== change.requestId || planText === undefined || !opening || openedAtMs === undefined)
    throw new Refused('PLAN_INTEGRITY', { detail: `nothing is stored of policy ${change.version}` });
  const gate = { opening, revision: 1, openedAtMs, revisionOpenedAtMs: openedAtMs, log };
  const evidence = { request, deployment, policy: { text, hash }, planText, planHash, gate };
  return refusalOf(
    whyNotActivated({ ...evidence, ...(await readSignatures(store, { request, opening, log }, now, session)) }),
  );
}
