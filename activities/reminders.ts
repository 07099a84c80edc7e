import { approverNotices } from '../domain/notices.ts';
import { remindRequest } from '../store/requests.ts';
import type { Activities } from '../workflows/contract.ts';
import { signers, type CorrectionDeps } from './evaluate.ts';

/** Writes reminders for those who may still sign; a delivery loop sends them. */
export function createReminderActivities({ store, people, nowMs }: CorrectionDeps): Pick<Activities, 'remind'> {
  return {
    async remind({ requestId, n, dueAtMs, roles }) {
      const notices = (insiders: readonly string[]) =>
        approverNotices('approval.reminder', signers(people, { roles }, { insiders }));
      await remindRequest(store, { requestId, n, dueAt: new Date(dueAtMs), now: new Date(nowMs()), notices });
    },
  };
}
