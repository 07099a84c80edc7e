import type { Entry } from '../domain/directory.ts';
import { Refused } from '../domain/errors.ts';
import { roleNamesOf } from '../domain/principal.ts';
import { insertStored, operationMaxMs, type Store } from './database.ts';
import { meet, note } from './directory-changes.ts';
import { recordFrom } from './people.ts';

/** Whether nobody is in the directory yet. */
export const isEmpty = async ({ collections: { people } }: Store): Promise<boolean> =>
  (await people.findOne({}, { projection: { _id: 1 }, maxTimeMS: operationMaxMs })) === null;

/**
 * The first people of a deployment, once: nobody is there to confirm them, so it is a deed of whoever has the store, and the
 * trail begins with it (approvals.md section 1). Throws ALREADY_INITIALISED.
 */
export async function setUpDirectory(store: Store, entries: readonly Entry[], now: Date): Promise<void> {
  const { people } = store.collections;
  await store.transact(async (session) => {
    await meet(store, session);
    if (await people.findOne({}, { projection: { _id: 1 }, session })) throw new Refused('ALREADY_INITIALISED');
    await insertStored(people, entries.map((entry) => recordFrom(entry, 1)), session); // prettier-ignore
    for (const entry of entries)
      await note(
        store,
        { _id: `${entry.id}:1`, at: now, actor: 'countersign', deed: 'initialised', principalId: entry.id, roles: roleNamesOf(entry) },
        session,
      ); // prettier-ignore
  });
}
