// Wrong on purpose: the linter's self-test expects exactly these three findings.
import { proxyActivities, setHandler, defineUpdate } from '@temporalio/workflow';

const a = proxyActivities<{ act(): Promise<void> }>({ startToCloseTimeout: '1s' });
const { act } = a;
const update = defineUpdate<void, []>('update');

export async function workflow(): Promise<void> {
  a.act();
  act();
  setHandler(update, () => undefined, {
    validator: async () => {
      await Promise.reject(new Error('never rejects'));
    },
  });
}
