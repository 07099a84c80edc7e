import type { ClientSession } from 'mongodb';
import type { Refusal } from '../domain/errors.ts';
import type { Delegation } from '../domain/separation.ts';
import { insertStored, operationMaxMs, toStored, type Store } from './database.ts';
import { meet, note } from './directory-changes.ts';
import { listMax } from './queries.ts';
import type { DelegationRecord, DirectoryLogRecord } from './directory-records.ts';

export function delegationFrom({ _id, createdBy: _by, createdAt: _at, endedBy: _end, ...rest }: DelegationRecord): Delegation {
  return { id: _id, ...rest };
} // prettier-ignore

/**
 * Everything that was in force at any moment since then, also what was ended early: a late revocation does not help
 * (approvals.md section 4, rule 1). What begins later is among it.
 */
export async function delegationsSince({ collections: { delegations } }: Store, sinceMs: number, session?: ClientSession): Promise<readonly Delegation[]> {
  const found = await delegations
    .find(
      { untilMs: { $gte: sinceMs }, $or: [{ endedAtMs: { $exists: false } }, { endedAtMs: { $gte: sinceMs } }] },
      { sort: { untilMs: 1, _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs, ...(session ? { session } : {}) },
    )
    .toArray();
  return found.map(delegationFrom);
} // prettier-ignore

/** In force at a moment or later, soonest end first. */
export async function delegationsFrom(
  { collections: { delegations } }: Store,
  nowMs: number,
  session?: ClientSession,
): Promise<readonly DelegationRecord[]> {
  return delegations
    .find(
      { untilMs: { $gt: nowMs }, endedAtMs: { $exists: false } },
      { sort: { untilMs: 1, _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs, ...(session ? { session } : {}) },
    )
    .toArray();
}

/**
 * Lends a right. It is judged in the transaction, where all changes of the directory meet: two at once must not be a chain
 * together. Answers what `whyNot` says, if anything; nothing is written then.
 */
export function createDelegation(
  store: Store,
  record: DelegationRecord,
  whyNot: (inForce: readonly Delegation[]) => Refusal | undefined,
): Promise<Refusal | undefined> {
  return store.transact(async (session) => {
    await meet(store, session);
    const refused = whyNot((await delegationsFrom(store, record.createdAt.getTime(), session)).map(delegationFrom));
    if (refused) return refused;
    await insertStored(store.collections.delegations, [record], session);
    await note(store, lineOf(record, 'delegated', record.createdBy, record.createdAt), session);
    return undefined;
  });
}

export const findDelegation = ({ collections: { delegations } }: Store, id: string): Promise<DelegationRecord | null> =>
  delegations.findOne({ _id: id }, { maxTimeMS: operationMaxMs });

/** Ends a delegation at once; one that is over stays as it ended. Its links go on to count for what was open (section 4). */
export function endDelegation(store: Store, record: DelegationRecord, by: string, now: Date): Promise<DelegationRecord> {
  const { delegations } = store.collections;
  return store.transact(async (session) => {
    const ended = await delegations.findOneAndUpdate(
      { _id: record._id, endedAtMs: { $exists: false }, untilMs: { $gt: now.getTime() } },
      { $set: toStored({ endedAtMs: now.getTime(), endedBy: by }) },
      { session, returnDocument: 'after' },
    );
    if (ended) await note(store, lineOf(ended, 'delegation_ended', by, now), session);
    return ended ?? (await delegations.findOne({ _id: record._id }, { session })) ?? record;
  });
} // prettier-ignore

const lineOf = (
  { _id, from, to, requestId, untilMs }: DelegationRecord,
  deed: 'delegated' | 'delegation_ended',
  actor: string,
  at: Date,
): DirectoryLogRecord => ({
  _id: `${_id}:${deed}`,
  at,
  actor,
  deed,
  principalId: from,
  detail: `${to} for ${from}${requestId === undefined ? '' : ` on ${requestId}`} until ${new Date(untilMs).toISOString()}`,
});
