import type { Accepted, Opening } from '../domain/gate.ts';
import type { Notice } from '../domain/notices.ts';
import type { PolicyChange } from '../domain/policy-change.ts';
import { policyHashOf } from '../domain/policy.ts';
import { insertStored, operationMaxMs, toStored, type Store } from './database.ts';
import { insertRows } from './outbox.ts';
import { isDuplicateKey } from './perform.ts';
import type { OutboxRecord } from './records.ts';
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
      await insertRows(store, policyRows(change, notices, { dueAt, now }), session);
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

/** Messages about a proposal; those of one version leave in order. `suffix` tells repeats of a topic apart. */
function policyRows(
  { requestId, version, author, reason }: PolicyChange,
  notices: readonly Notice[],
  { dueAt, now, suffix = '' }: { readonly dueAt: Date; readonly now: Date; readonly suffix?: string },
): readonly OutboxRecord[] {
  const facts = { policyVersion: version, author: author.id, reason, dueAt: dueAt.toISOString() };
  return notices.map(({ topic, recipient }) => ({
    _id: `${requestId}:${topic}${suffix}:${recipient}`, invoiceId: `policy:${version}`, order: now.getTime(), topic, recipient, facts,
    state: 'pending', attempts: 0, dueAt: now, createdAt: now,
  })); // prettier-ignore
}

interface Telling {
  readonly dueAt: Date;
  readonly now: Date;
  readonly suffix: string;
  readonly notices: (insiders: readonly string[]) => readonly Notice[];
}

/** Writes messages about a proposal that still waits; again changes nothing. */
export async function tellOfProposal(store: Store, version: string, { notices, ...place }: Telling): Promise<void> {
  const stored = await waitingProposal(store, version);
  if (!stored?.request) return;
  for (const { _id, ...row } of policyRows(stored.request, notices(stored.opening?.insiders ?? []), place))
    await store.collections.outbox.updateOne({ _id }, { $setOnInsert: toStored(row) }, { upsert: true });
}

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
