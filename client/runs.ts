import {
  isGrpcServiceError, ServiceError, WithStartWorkflowOperation, WorkflowNotFoundError,
  WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, type Client, type WorkflowStartOptions,
} from '@temporalio/client'; // prettier-ignore
import { ApplicationFailure, type Workflow } from '@temporalio/common';
import { hashValue } from '../domain/canonical.ts';
import type { ProofBody } from '../domain/decision-proof.ts';
import type { DecisionMessage } from '../domain/decision.ts';
import { isErrorCode, refusal, type Refusal } from '../domain/errors.ts';
import { bodyOf } from '../domain/proof.ts';
import { isClosed } from '../domain/request.ts';
import type { Messages } from '../workflows/contract.ts';

/** What became of a call: never an exception for a business answer (style guide, principle 12). */
export type Answered<V> =
  | { readonly kind: 'view'; readonly view: V }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No answer in time: the request may be running. Ask again with the same id, or read the request. */
  | { readonly kind: 'unknown' };

export interface GatewayOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** How long a caller waits for an answer, ms. */
  readonly answerWithinMs: number;
}

/** The way to every run with a gate, whatever it is about; callers see that as a `V`. */
export interface Runs<V> {
  /** Starts the run, or joins the same request's. PENDING_REQUEST_EXISTS when another one has its id. */
  submit<W extends Workflow>(
    type: string,
    workflowId: string,
    request: Parameters<W>[0] & { readonly requestId: string },
    shown: Pick<WorkflowStartOptions, 'typedSearchAttributes' | 'staticSummary'>,
  ): Promise<Answered<V>>;
  /** Sends a decision to exactly the run that waits for it. GATE_CLOSED when that run is over. */
  decide(message: DecisionMessage, workflowId: string, firstExecutionRunId: string): Promise<Answered<V>>;
  /** NOT_STUCK when it does not need attention, or when its run is over. */
  retry(workflowId: string, firstExecutionRunId: string | undefined): Promise<Answered<V>>;
  withDeadline<T>(run: () => Promise<T>): Promise<T>;
}

export function createRuns<V extends { readonly state: string }>(
  { client, taskQueue, answerWithinMs }: GatewayOptions,
  { submit, decide, retry }: Messages<V>,
): Runs<V> {
  const withDeadline = <T>(run: () => Promise<T>): Promise<T> =>
    client.connection.withDeadline(Date.now() + answerWithinMs, run);

  /** The server keeps the answer of a run that is over, after a Terminate too: such a "pending" is no truth (trap 8). */
  const isRunning = async (workflowId: string): Promise<boolean> => {
    try {
      return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };

  return {
    withDeadline,

    submit: (type, workflowId, request, shown) => {
      const { requestId } = request;
      const once = (updateId: string): Promise<V> =>
        withDeadline(() =>
          client.workflow.executeUpdateWithStart(submit, {
            args: [{ requestId }],
            updateId,
            startWorkflowOperation: new WithStartWorkflowOperation<(request: unknown) => Promise<unknown>>(type, {
              workflowId,
              taskQueue,
              args: [request],
              workflowIdConflictPolicy: 'USE_EXISTING',
              ...shown,
            }),
          }),
        );
      return answered(async () => {
        const view = await once(requestId);
        return isClosed(view.state) || (await isRunning(workflowId)) ? view : once(`${requestId}#2`);
      });
    },

    decide: (message, workflowId, firstExecutionRunId) =>
      answered(() => {
        const handle = client.workflow.getHandle(workflowId, undefined, { firstExecutionRunId });
        return withDeadline(() =>
          handle.executeUpdate(decide, { args: [message], updateId: decisionUpdateId(message) }),
        );
      }),

    retry: async (workflowId, firstExecutionRunId) => {
      const run = firstExecutionRunId === undefined ? {} : { firstExecutionRunId };
      const handle = client.workflow.getHandle(workflowId, undefined, run);
      const answer = await answered(() => withDeadline(() => handle.executeUpdate(retry)));
      const isOver = answer.kind === 'refused' && answer.refusal.code === 'GATE_CLOSED';
      return isOver ? { kind: 'refused', refusal: refusal('NOT_STUCK') } : answer;
    },
  };
}

/** The server de-duplicates update ids before any validator runs: with the content in it, the same id with other words is judged. */
function decisionUpdateId({ proof }: DecisionMessage): string {
  // Signed again it is the same decision: time and key are no part of it, nor what its actor holds by now.
  const { time: _time, kid: _kid, actor, ...said } = bodyOf(proof.text) as unknown as ProofBody; // we have just signed it
  const hash = hashValue('countersign/update/v1', { ...said, principal: actor.principal, from: actor.lent?.from });
  return `${said.decisionId}/${hash.slice(0, 16)}`;
}

/** The server does not answer, or not in time; the SDK wraps some of these errors and passes others on. */
export const isTroubleOfTemporal = (error: unknown): boolean =>
  error instanceof ServiceError || isGrpcServiceError(error);

/** Turns what the SDK throws into a union; a bug stays an exception. */
async function answered<V>(run: () => Promise<V>): Promise<Answered<V>> {
  try {
    return { kind: 'view', view: await run() };
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return { kind: 'refused', refusal: refusalOf(error) };
    if (error instanceof WorkflowNotFoundError) return { kind: 'refused', refusal: refusal('GATE_CLOSED') };
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isTroubleOfTemporal(error))
      return { kind: 'unknown' };
    throw error;
  }
}

function refusalOf(error: WorkflowUpdateFailedError): Refusal {
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || !isErrorCode(cause.type ?? '')) {
    // The run closed under an accepted update: what it came to stands in the ledger.
    return refusal('GATE_CLOSED');
  }
  const [detail] = cause.details ?? [];
  return detail as Refusal; // our own handlers put it there
}
