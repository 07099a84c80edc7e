import {
  allHandlersFinished,
  condition,
  defineUpdate,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { searchAttributes } from '../workflows/contract.ts';

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

/** The floor for decisions: the shape of a gate with one step, and nothing in it. */
export const noopDecide = defineUpdate<string, [string]>('decide');

export async function noopGate(id: string): Promise<string> {
  const gate: { opened?: string; decided?: string; applied?: string } = {};
  const state = searchAttributes.CorrectionState;
  setHandler(noopUpdate, async () => {
    await condition(() => gate.opened !== undefined);
    return String(gate.opened);
  });
  setHandler(
    noopDecide,
    async (decision) => {
      gate.decided = decision;
      await condition(() => gate.applied !== undefined);
      return String(gate.applied);
    },
    {
      validator: (_decision) => {
        if (gate.opened === undefined) throw new Error('not open');
      },
    },
  );
  gate.opened = await noop(id);
  upsertSearchAttributes([{ key: state, value: 'open' }]);
  await condition(() => gate.decided !== undefined, '1 day');
  gate.applied = await noop(id);
  upsertSearchAttributes([{ key: state, value: 'applied' }]);
  await condition(allHandlersFinished);
  return gate.applied;
}
