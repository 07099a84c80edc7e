import { isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import { ulid } from 'ulid';
import type { GatewayAnswer } from '../../client/gateway.ts';
import { actorOf } from '../../domain/actor.ts';
import { signDecision } from '../../domain/decision-proof.ts';
import type { Actor, Decision, DecisionMessage } from '../../domain/decision.ts';
import type { Signer } from '../../domain/proof.ts';
import type { CorrectionRequest, CorrectionView } from '../../domain/request.ts';
import { delegationsSince } from '../../store/delegations.ts';
import { activePrincipals } from '../../store/people.ts';
import { correctionWorkflowId, stateQuery } from '../../workflows/contract.ts';
import type { SignedWorld } from './signed-world.ts';
import type { World } from './world.ts';

export interface Over extends Partial<Omit<Decision, 'actor'>> {
  readonly by: string;
  /** Signs with a delegated right of this person. */
  readonly onBehalfOf?: string;
  readonly actor?: Partial<Actor>;
}

/** A decision on the plan that waits, as the gateway would make it. */
export async function aDecision(world: SignedWorld, request: CorrectionRequest, over: Over): Promise<Decision> {
  const { by, onBehalfOf, actor: claimed, ...said } = over;
  const stored = await world.store.collections.corrections.findOne({ _id: request.requestId });
  const { revision = 1, planHash = 'none' } = stored ?? {};
  const decision = {
    command: 'approve' as const, requestId: request.requestId, revision, step: 0, planHash, decisionId: ulid(), ...said,
  }; // prettier-ignore
  const people = await activePrincipals(world.store, new Date());
  const person = people.find(({ id }) => id === by);
  if (!person) throw new Error(`no person ${by}`);
  const nowMs = Date.now();
  const made = actorOf(person, {
    people, delegations: await delegationsSince(world.store, request.receivedAtMs), about: request, nowMs, authAtMs: nowMs, step: decision.step,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  }); // prettier-ignore
  if (!made.ok) throw new Error(made.refusal.message);
  return { ...decision, actor: { ...made.actor, ...claimed } };
}

interface SignedBy {
  readonly signer?: Signer;
  readonly timeMs?: number;
  readonly deployment?: string;
}

/** The message that carries it, signed by the world's gateway. */
export function messageOf(world: SignedWorld, decision: Decision, by: SignedBy = {}): DecisionMessage {
  const { signer = world.signer, timeMs = Date.now(), deployment = world.deployment } = by;
  return signDecision(signer, deployment, decision, timeMs);
}

export const aMessage = async (world: SignedWorld, request: CorrectionRequest, over: Over): Promise<DecisionMessage> =>
  messageOf(world, await aDecision(world, request, over));

/** The run that waits for decisions on a request. */
export async function runOf(world: SignedWorld, { requestId, invoiceId }: CorrectionRequest) {
  const stored = await world.store.collections.corrections.findOne({ _id: requestId });
  return { invoiceId, firstExecutionRunId: stored?.firstExecutionRunId ?? '' };
}

/** Sends a decision to the run that waits. */
export async function decide(world: World, request: CorrectionRequest, over: Over): Promise<GatewayAnswer> {
  return world.gateway.decide(await aMessage(world, request, over), await runOf(world, request));
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

const names = proto.temporal.api.enums.v1.EventType;

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
