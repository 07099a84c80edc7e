import type { Channel } from '../../domain/notices.ts';
import type { Store } from '../../store/database.ts';
import { note, ok, wrong, type Finding } from './findings.ts';

const channels: readonly Channel[] = ['mail', 'slack'];

/** So late a message is more than a moment of waiting. */
const lateMs = 5 * 60_000;

/** Messages that were given up, and such as wait for too long. */
export async function examineOutbox({ collections: { outbox } }: Store): Promise<readonly Finding[]> {
  const deadBy = await Promise.all(
    channels.map(async (channel) => [channel, await outbox.countDocuments({ state: 'dead', channel })] as const),
  );
  const dead = deadBy.reduce((sum, [, count]) => sum + count, 0);
  const last = dead === 0 ? null : await outbox.findOne({ state: 'dead' }, { sort: { dueAt: -1 } });
  const late = await outbox.countDocuments({ state: 'pending', dueAt: { $lt: new Date(Date.now() - lateMs) } });
  return [
    dead === 0
      ? ok('no message was given up')
      : wrong(
          `${dead} messages were given up (${deadBy.map(([channel, count]) => `${channel} ${count}`).join(', ')}), the last one by ${last?.channel} to ${last?.recipient}: ${last?.lastError ?? 'no reason is known'}`,
          last?.channel === 'slack'
            ? 'correct the channel in the access file; the requests themselves are not affected'
            : 'correct SMTP_URL; the requests themselves are not affected',
        ),
    ...(late === 0 ? [] : [note(`${late} messages are late by more than five minutes`, 'see the log of the worker')]),
  ];
}
