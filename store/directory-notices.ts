import type { ClientSession } from 'mongodb';
import { hasRole } from '../domain/principal.ts';
import { insertStored, type Store } from './database.ts';
import { activePrincipals } from './people.ts';
import type { OutboxRecord } from './records.ts';
import type { DirectoryChangeRecord } from './directory-records.ts';

/** Tells every controller of a change that no second admin is there to confirm, in the transaction that keeps it. */
export async function tellControllers(
  store: Store,
  { _id: changeId, personId: principal, askedBy, askedAt, takesEffectAt }: DirectoryChangeRecord,
  what: string,
  session: ClientSession,
): Promise<void> {
  const facts = { changeId, principal, askedBy, what, takesEffectAt: takesEffectAt?.toISOString() ?? '' };
  const controllers = (await activePrincipals(store, askedAt)).filter((one) => hasRole(one, 'controller'));
  const rows = controllers.flatMap(({ email }): readonly OutboxRecord[] =>
    email === undefined
      ? []
      : [
          {
            _id: `${changeId}:directory.waiting:${email}`,
            invoiceId: `directory:${changeId}`,
            order: 0,
            topic: 'directory.waiting',
            recipient: email,
            facts,
            state: 'pending',
            attempts: 0,
            dueAt: askedAt,
            createdAt: askedAt,
          },
        ],
  );
  await insertStored(store.collections.outbox, rows, session);
}
