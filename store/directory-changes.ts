import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import { changeText } from '../domain/directory-text.ts';
import type { DirectoryFinding, Entry } from '../domain/directory.ts';
import { Refused } from '../domain/errors.ts';
import type { Policy } from '../domain/policy.ts';
import { roleNamesOf } from '../domain/principal.ts';
import { judgeChange, type LintMode } from '../domain/two-admins.ts';
import { insertStored, operationMaxMs, toStored, type Store } from './database.ts';
import { tellControllers } from './directory-notices.ts';
import { listMax } from './queries.ts';
import { entryFrom, ownFieldsOf, recordFrom } from './people.ts';
import { deploymentOf } from './proof-keys.ts';
import type { DirectoryChangeRecord, DirectoryLogRecord, PersonRecord } from './directory-records.ts';
import { endSessionsOf } from './sessions.ts';

/** Who changes the directory, when, and the rules that he is held to. */
export interface DirectoryRules {
  readonly by: string;
  readonly now: Date;
  readonly policy: Policy;
  readonly lint: LintMode;
}

export type Changed =
  | { readonly kind: 'done'; readonly record: PersonRecord; readonly warnings: readonly DirectoryFinding[] }
  | { readonly kind: 'waits'; readonly change: DirectoryChangeRecord; readonly warnings: readonly DirectoryFinding[] };

/** A change for a name: what it is, to what it is to be. Throws what makes it impossible. */
export type Change = (before: Entry | undefined) => Entry;

export interface Wanted {
  readonly change: Change;
  /** The version that was seen, 0 for nobody; whatever is there unless said otherwise. */
  readonly expectedVersion?: number | undefined;
}

/**
 * Changes one entry of the directory, or keeps the change for a second admin (approvals.md section 1), with a line in the trail.
 * The whole directory is judged in the transaction, and all changes of it meet in one document, so two of them at once cannot
 * break together what each of them alone would not. Throws DIRECTORY_INVALID, STALE_VERSION, and what `change` throws.
 */
export function changeDirectory(store: Store, id: string, { change, expectedVersion }: Wanted, rules: DirectoryRules): Promise<Changed> {
  const { by, now } = rules;
  return store.transact(async (session): Promise<Changed> => {
    await meet(store, session);
    const all = await everybody(store, session);
    const before = all.find((one) => one._id === id);
    const was = before && entryFrom(before);
    const version = before?.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== version) throw new Refused('STALE_VERSION', { param: 'expectedVersion', detail: `It is at version ${version}.` });
    const after = change(was);
    if (before && changeText(was, after) === '') return { kind: 'done', record: before, warnings: [] };
    const verdict = judgeChange({ directory: all.map(entryFrom), before: was, after, ...rules });
    if (verdict.kind === 'broken') throw invalid(verdict.findings);
    const { warnings } = verdict;
    if (verdict.kind === 'now')
      return { kind: 'done', record: await put(store, before, after, rules, session), warnings };
    const { id: personId, ...next } = after;
    const waiting: DirectoryChangeRecord = {
      _id: now.getTime().toString(16).padStart(12, '0') + randomBytes(3).toString('hex'), // sorts by age
      personId,
      next,
      fromVersion: version,
      askedBy: by,
      askedAt: now,
      ...(verdict.takesEffectAt === undefined ? {} : { takesEffectAt: verdict.takesEffectAt }),
      state: 'waiting',
      why: verdict.why,
    };
    await insertStored(store.collections.directory_changes, [waiting], session);
    await note(store, { _id: `${waiting._id}:asked`, at: now, actor: by, deed: 'change_asked', principalId: personId, roles: roleNamesOf(after), detail: changeText(was, after) }, session);
    if (waiting.takesEffectAt) await tellControllers(store, waiting, changeText(was, after), session);
    return { kind: 'waits', change: waiting, warnings };
  });
} // prettier-ignore

/** Two changes of the directory conflict here; one of them looks again. The first thing that a transaction does. */
export async function meet(store: Store, session: ClientSession): Promise<void> {
  await deploymentOf(store); // outside the transaction: what they meet in must be there when it begins
  await store.collections.deployment.updateOne(
    { _id: 'deployment' },
    { $inc: toStored({ directoryChanges: 1 }) },
    { session },
  );
}

export const everybody = ({ collections: { people } }: Store, session: ClientSession): Promise<PersonRecord[]> =>
  people.find({}, { sort: { _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs, session }).toArray();

export const note = (
  { collections: { directory_log: trail } }: Store,
  line: DirectoryLogRecord,
  session: ClientSession,
): Promise<void> => insertStored(trail, [line], session);

/** Writes an entry with its line in the trail; who is revoked is signed out everywhere. */
export async function put(
  store: Store,
  before: PersonRecord | undefined,
  after: Entry,
  { by, now }: Pick<DirectoryRules, 'by' | 'now'>,
  session: ClientSession,
): Promise<PersonRecord> {
  const record = { ...(before && ownFieldsOf(before)), ...recordFrom(after, (before?.version ?? 0) + 1) };
  const { _id, ...rest } = record;
  if (before) await store.collections.people.replaceOne({ _id }, toStored(rest), { session });
  else await insertStored(store.collections.people, [record], session);
  // Whoever proves another address is somebody else.
  if (after.status === 'revoked' || (before && before.email !== after.email))
    await endSessionsOf(store, _id, now, session);
  await note(
    store,
    {
      _id: `${_id}:${record.version}`,
      at: now,
      actor: by,
      deed: before ? 'principal_changed' : 'principal_added',
      principalId: _id,
      roles: roleNamesOf(after),
      detail: changeText(before && entryFrom(before), after),
    },
    session,
  );
  return record;
}

/** Names the first thing that is broken, and tells all of them. */
export const invalid = (findings: readonly DirectoryFinding[]): Refused =>
  new Refused('DIRECTORY_INVALID', {
    param: findings[0]?.about ?? '',
    detail: findings.map(({ text }) => text).join(' '),
  });
