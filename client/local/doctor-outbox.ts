import type { Store } from '../../store/database.ts';
import { note, ok, wrong, type Finding } from './findings.ts';

/** So late a message is more than a moment of waiting. */
const lateMs = 5 * 60_000;

/** Messages that were given up, and such as wait for too long. */
export async function examineOutbox({ collections: { outbox } }: Store): Promise<readonly Finding[]> {
  const dead = await outbox.countDocuments({ state: 'dead' });
  const last = dead === 0 ? null : await outbox.findOne({ state: 'dead' }, { sort: { dueAt: -1 } });
  const late = await outbox.countDocuments({ state: 'pending', dueAt: { $lt: new Date(Date.now() - lateMs) } });
  return [
    dead === 0
      ? ok('no message was given up')
      : wrong(
          `${dead} messages were given up, the last one to ${last?.recipient}: ${last?.lastError ?? 'no reason is known'}`,
          'correct SMTP_URL; the requests themselves are not affected',
        ),
    ...(late === 0 ? [] : [note(`${late} messages are late by more than five minutes`, 'see the log of the worker')]),
  ];
}
