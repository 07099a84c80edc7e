import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** The one timer of a run. */
export interface Alarm {
  readonly dueMs: number;
  readonly rang: boolean;
  stop(): void;
}

/** Sets a timer to a moment, ms. One that has stood on that moment already stays: a timer set anew is two events. */
export function alarmAt(dueMs: number, summary: string, before?: Alarm): Alarm {
  if (before?.dueMs === dueMs && !before.rang) return before;
  before?.stop();
  const scope = new CancellationScope();
  let rang = false;
  const running = scope.run(() => sleep(Math.max(dueMs - Date.now(), 1), { summary }));
  running.then(
    () => {
      rang = true;
    },
    (error: unknown) => {
      if (!isCancellation(error)) throw error;
    },
  );
  return {
    dueMs,
    get rang() {
      return rang;
    },
    stop: () => scope.cancel(),
  };
}
