import { allHandlersFinished, condition, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow';

/** The floor that corrections are measured against: update-with-start and one local activity that does nothing. */
export const noopUpdate = defineUpdate<string, [string]>('submit');

const { noop } = proxyLocalActivities<{ noop(id: string): Promise<string> }>({ startToCloseTimeout: '3s' });

export async function noopWorkflow(id: string): Promise<string> {
  const done: { result?: string } = {};
  setHandler(noopUpdate, async () => {
    await condition(() => done.result !== undefined);
    return String(done.result);
  });
  done.result = await noop(id);
  await condition(allHandlersFinished);
  return done.result;
}
