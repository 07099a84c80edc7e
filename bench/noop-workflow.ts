import { allHandlersFinished, condition, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow';

/** The floor that corrections are measured against: update-with-start and one local activity that does nothing. */
export const noopUpdate = defineUpdate<string, [string]>('submit');

const { noop } = proxyLocalActivities<{ noop(id: string): Promise<string> }>({ startToCloseTimeout: '3s' });

export async function noopWorkflow(id: string): Promise<string> {
  let result: string | undefined;
  setHandler(noopUpdate, async () => {
    await condition(() => result !== undefined);
    return String(result);
  });
  result = await noop(id);
  await condition(allHandlersFinished);
  return result;
}
