import type { ClientSession } from 'mongodb';
import { changeText } from '../domain/directory-text.ts';
import type { Entry } from '../domain/directory.ts';
import { Refused } from '../domain/errors.ts';
import { brokenBy } from '../domain/two-admins.ts';
import { operationMaxMs, type Store } from './database.ts';
import { everybody, invalid, meet, note, put, type DirectoryRules } from './directory-changes.ts';
import { entryFrom } from './people.ts';
import { listMax } from './queries.ts';
import type { DirectoryChangeRecord, PersonRecord } from './directory-records.ts';

/** Changes that wait for a second admin or for their time, oldest first. */
export const waitingChanges = ({ collections: { directory_changes: changes } }: Store): Promise<DirectoryChangeRecord[]> =>
  changes.find({ state: 'waiting' }, { sort: { _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs }).toArray(); // prettier-ignore

/** What a closing came to. */
export interface ClosedChange {
  readonly change: DirectoryChangeRecord;
  /** The principal as it is now, when the change took effect. */
  readonly record?: PersonRecord;
}

/**
 * A second admin confirms a change, or any admin refuses it. Throws CHANGE_NOT_FOUND; SECOND_ADMIN_REQUIRED for who asked for
 * it or is its subject; DIRECTORY_INVALID when it would break a rule by now; STALE_VERSION when the principal has changed since
 * (the change is void then).
 */
export async function closeChange(store: Store, id: string, answer: 'confirm' | 'refuse', rules: DirectoryRules): Promise<ClosedChange> {
  const { by } = rules;
  const closed = await store.transact(async (session): Promise<ClosedChange> => {
    await meet(store, session);
    const change = await store.collections.directory_changes.findOne({ _id: id }, { session });
    if (change?.state !== 'waiting') throw new Refused('CHANGE_NOT_FOUND', { detail: change ? `It is ${change.state}.` : id.slice(0, 80) });
    if (answer === 'refuse') return { change: await close(store, change, 'refused', rules, session) };
    if (change.askedBy === by || change.personId === by)
      throw new Refused('SECOND_ADMIN_REQUIRED', { detail: change.askedBy === by ? `${by} has asked for it.` : `It is about ${by}.` });
    return takeEffect(store, change, rules, session);
  });
  if (closed.change.state === 'void') throw new Refused('STALE_VERSION', { detail: `${closed.change.personId} has changed since; ask for it again.` });
  return closed;
} // prettier-ignore

/**
 * What was asked for by an admin alone takes effect when its time has come (approvals.md section 1); what would break a rule
 * by then is void. Answers how many took effect. Safe to call at any time and by several at once.
 */
export async function settleDue(store: Store, { now, ...rules }: Omit<DirectoryRules, 'by'>): Promise<number> {
  const isDue = ({ takesEffectAt }: DirectoryChangeRecord): boolean => takesEffectAt !== undefined && takesEffectAt <= now;
  const due = (await waitingChanges(store)).filter(isDue);
  let settled = 0;
  for (const { _id, askedBy } of due)
    settled += await store.transact(async (session) => {
      await meet(store, session);
      const change = await store.collections.directory_changes.findOne({ _id, state: 'waiting' }, { session });
      if (!change) return 0; // another was faster
      const held = { ...rules, now, by: askedBy };
      const all = await everybody(store, session);
      const { broken } = brokenBy({ directory: all.map(entryFrom), after: entryOf(change), ...held });
      if (broken.length > 0) {
        await close(store, change, 'void', held, session);
        return 0;
      }
      const { record } = await takeEffect(store, change, held, session);
      return record === undefined ? 0 : 1;
    });
  return settled;
} // prettier-ignore

const entryOf = ({ personId, next }: DirectoryChangeRecord): Entry => ({ id: personId, ...next });

/** Does what was asked for, as it was asked for, or voids it when the principal is another by now. Throws DIRECTORY_INVALID. */
async function takeEffect(
  store: Store,
  change: DirectoryChangeRecord,
  rules: DirectoryRules,
  session: ClientSession,
): Promise<ClosedChange> {
  const all = await everybody(store, session);
  const before = all.find(({ _id }) => _id === change.personId);
  if ((before?.version ?? 0) !== change.fromVersion)
    return { change: await close(store, change, 'void', rules, session) };
  const after = entryOf(change);
  const { broken } = brokenBy({ directory: all.map(entryFrom), after, ...rules });
  if (broken.length > 0) throw invalid(broken);
  const closed = await close(
    store,
    change,
    'confirmed',
    rules,
    session,
    changeText(before && entryFrom(before), after),
  );
  return { change: closed, record: await put(store, before, after, rules, session) };
}

async function close(
  store: Store,
  change: DirectoryChangeRecord,
  state: 'confirmed' | 'refused' | 'void',
  { by, now }: Pick<DirectoryRules, 'by' | 'now'>,
  session: ClientSession,
  detail = `${change.askedBy} had asked for it`,
): Promise<DirectoryChangeRecord> {
  const closed = { state, closedBy: by, closedAt: now };
  await store.collections.directory_changes.updateOne({ _id: change._id, state: 'waiting' }, { $set: closed }, { session });
  const deed = state === 'confirmed' ? 'change_confirmed' : 'change_refused';
  await note(store, { _id: `${change._id}:${state}`, at: now, actor: by, deed, principalId: change.personId, detail }, session);
  return { ...change, ...closed };
} // prettier-ignore
