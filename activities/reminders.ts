import { messageSettings } from '../store/settings.ts';
import { notifyOpen } from '../store/notify.ts';
import type { Activities } from '../workflows/contract.ts';
import type { CorrectionDeps } from './evaluate.ts';
import { askingNotices } from './opening.ts';

/** Writes messages for those who may still sign; a delivery loop sends them. */
export function createReminderActivities({ store, people, nowMs }: CorrectionDeps): Pick<Activities, 'notify'> {
  return {
    async notify({ requestId, topic, suffix, dueAtMs, roles }) {
      const [everybody, { slack }] = await Promise.all([people(), messageSettings(store)]);
      const notices = (insiders: readonly string[]) => askingNotices(topic, everybody, { roles, insiders, slack });
      await notifyOpen(store, { requestId, suffix, dueAt: new Date(dueAtMs), now: new Date(nowMs()), notices });
    },
  };
}
