import { isGrpcServiceError } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { ulid } from 'ulid';
import type { GatewayAnswer } from '../../client/gateway.ts';
import type { Decision } from '../../domain/decision.ts';
import type { CorrectionRequest, CorrectionView } from '../../domain/request.ts';
import { correctionWorkflowId, stateQuery } from '../../workflows/contract.ts';
import { person, type World } from './world.ts';

type Over = Partial<Omit<Decision, 'actor'>> & { readonly by: string };

/** A decision on the plan that waits, as the gateway would make it. */
export async function aDecision(world: World, request: CorrectionRequest, { by, ...over }: Over): Promise<Decision> {
  const stored = await world.store.collections.corrections.findOne({ _id: request.requestId });
  const { id, type, roles, email } = person(by);
  const actor = { id, type, roles, ...(email === undefined ? {} : { email }) };
  return {
    v: 1, command: 'approve', requestId: request.requestId, revision: 1, step: 0, planHash: stored?.planHash ?? 'none', decisionId: ulid(), actor, ...over,
  }; // prettier-ignore
}

/** Sends it to the run that waits. */
export async function decide(world: World, request: CorrectionRequest, over: Over): Promise<GatewayAnswer> {
  const decision = await aDecision(world, request, over);
  const stored = await world.store.collections.corrections.findOne({ _id: request.requestId });
  return world.gateway.decide(decision, {
    invoiceId: request.invoiceId,
    firstExecutionRunId: stored?.firstExecutionRunId ?? '',
  });
}

/** Waits until a run is in a state, asking the run itself; never by the clock alone. */
export async function untilState(
  world: World,
  invoiceId: string,
  ...states: readonly CorrectionView['state'][]
): Promise<CorrectionView> {
  const handle = world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
  return until(
    async () => {
      const view = await handle.query(stateQuery);
      return states.includes(view.state) ? view : undefined;
    },
    `${invoiceId} in ${states.join(' or ')}`,
  );
}

/** Asks again and again until there is an answer. */
export async function until<T>(ask: () => Promise<T | undefined>, what: string, deadlineMs = 25_000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`not reached within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const names = temporal.api.enums.v1.EventType;

/** The run's history as names of events, in order. */
export async function eventsOf(world: World, workflowId: string): Promise<readonly string[]> {
  const { events } = await world.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).map(({ eventType }) => (names[eventType ?? 0] ?? '').replace('EVENT_TYPE_', ''));
}
export const eventsOfCorrection = (world: World, invoiceId: string): Promise<readonly string[]> =>
  eventsOf(world, correctionWorkflowId(invoiceId));

/** Waits until a run exists and its history holds so many of such an event. */
export async function untilEvent(world: World, invoiceId: string, name: string, times = 1): Promise<void> {
  await until(async () => {
    try {
      const found = (await eventsOfCorrection(world, invoiceId)).filter((event) => event === name);
      return found.length >= times ? true : undefined;
    } catch (error) {
      if (isGrpcServiceError(error) && error.code === notFound) return undefined;
      throw error;
    }
  }, `${name} of ${invoiceId}`);
}
const notFound = 5;
