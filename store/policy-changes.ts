import type { Accepted, Opening } from '../domain/gate.ts';
import type { Notice } from '../domain/notices.ts';
import type { PolicyChange } from '../domain/policy-change.ts';
import { policyHashOf } from '../domain/policy.ts';
import { insertStored, operationMaxMs, toStored, type Store } from './database.ts';
import { insertRows, putRows } from './outbox.ts';
import { isDuplicateKey } from './perform.ts';
import { policyRows } from './policy-notices.ts';
import type { PolicyRecord } from './approval-records.ts';

export interface Proposal {
  readonly change: PolicyChange;
  readonly planText: string;
  readonly opening: Opening;
  /** Workflow time, ms. */
  readonly openedAtMs: number;
  readonly firstExecutionRunId: string;
  readonly dueAt: Date;
  readonly notices: readonly Notice[];
  readonly now: Date;
}

/** Stores a version that waits for people, with the messages that ask them. False when another proposal has taken its number. */
export async function openProposal(store: Store, proposal: Proposal): Promise<boolean> {
  const { change, planText, opening, openedAtMs, firstExecutionRunId, dueAt, notices, now } = proposal;
  const { version, text, author } = change;
  const record: PolicyRecord = {
    _id: version, text, hash: policyHashOf(text), author: author.id, request: change, state: 'proposed', proposedAt: now, planText,
    planHash: opening.planHash, opening, openedAtMs, firstExecutionRunId, dueAt, log: [],
  }; // prettier-ignore
  try {
    await store.transact(async (session) => {
      await insertStored(store.collections.policies, [record], session);
      await insertRows(store, policyRows(change, notices, { dueAt: dueAt.toISOString(), now }), session);
    });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** A run takes over a proposal that waits. */
export async function rejoinProposal({ collections: { policies } }: Store, version: string, runId: string): Promise<void> {
  await policies.updateOne({ _id: version, state: 'proposed' }, { $set: { firstExecutionRunId: runId } });
} // prettier-ignore

interface Telling {
  readonly dueAt: Date;
  readonly now: Date;
  readonly suffix: string;
  readonly notices: (insiders: readonly string[]) => readonly Notice[];
}

/** Writes messages about a proposal that still waits; again changes nothing. */
export async function tellOfProposal(store: Store, version: string, { notices, dueAt, ...place }: Telling): Promise<void> {
  const stored = await waitingProposal(store, version);
  if (!stored?.request) return;
  const told = notices(stored.opening?.insiders ?? []);
  await putRows(store, policyRows(stored.request, told, { ...place, dueAt: dueAt.toISOString() }));
} // prettier-ignore

const waitingProposal = ({ collections: { policies } }: Store, version: string): Promise<PolicyRecord | null> =>
  policies.findOne({ _id: version, state: 'proposed' }, { maxTimeMS: operationMaxMs });

/** Records what people said and what left the gate open. */
export async function recordOnProposal(
  store: Store,
  version: string,
  { log, ...place }: { readonly log: readonly Accepted[] } & Omit<Telling, 'suffix'>,
): Promise<void> {
  const { policies } = store.collections;
  await policies.updateOne({ _id: version, state: 'proposed' }, { $set: { log: toStored(log), dueAt: place.dueAt } });
  await tellOfProposal(store, version, { ...place, suffix: `#${log.length}` });
}
