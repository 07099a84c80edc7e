import type { ClientSession } from 'mongodb';
import type { Notice } from '../domain/notices.ts';
import { slackNotices } from '../domain/notices.ts';
import { hasRole } from '../domain/principal.ts';
import type { Store } from './database.ts';
import type { DirectoryChangeRecord } from './directory-records.ts';
import { insertRows, rowOf } from './outbox.ts';
import { activePrincipals } from './people.ts';
import { messageSettings } from './settings.ts';

/** Tells every controller of a change that no second admin is there to confirm, in the transaction that keeps it. */
export async function tellControllers(
  store: Store,
  { _id: changeId, personId: principal, askedBy, askedAt: at, takesEffectAt }: DirectoryChangeRecord,
  what: string,
  session: ClientSession,
): Promise<void> {
  const facts = { changeId, principal, askedBy, what, takesEffectAt: takesEffectAt?.toISOString() ?? '' };
  const [people, settings] = await Promise.all([activePrincipals(store, at), messageSettings(store)]);
  const controllers = people.filter((one) => hasRole(one, 'controller'));
  const notices: readonly Notice[] = [
    ...controllers.flatMap(({ email }) => (email === undefined ? [] : [{ topic: 'directory.waiting', recipient: email } as const])),
    ...slackNotices('directory.waiting', settings, 'directory'),
  ];
  const place = { invoiceId: `directory:${changeId}`, order: 0, at };
  await insertRows(store, notices.map((notice) => rowOf(`${changeId}:${notice.topic}`, notice, facts, place)), session);
} // prettier-ignore
