import {
  WithStartWorkflowOperation, WorkflowNotFoundError,
  WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, type Client,
} from '@temporalio/client'; // prettier-ignore
import { ApplicationFailure, TypedSearchAttributes } from '@temporalio/common';
import { decisionHash, type Decision } from '../domain/decision.ts';
import { isErrorCode, refusal, type Refusal } from '../domain/errors.ts';
import { isOutcome, summaryOf, type CorrectionRequest, type CorrectionView } from '../domain/request.ts';
import {
  correctionWorkflowId, decideUpdate, searchAttributes, submitUpdate, workflowTypes,
} from '../workflows/contract.ts'; // prettier-ignore
import type { correctInvoice } from '../workflows/correct-invoice.ts';
import { createEventGateway, isTroubleOfTemporal, type EventGateway } from './event-gateway.ts';

/** What became of a call: never an exception for a business answer (style guide, principle 12). */
export type GatewayAnswer =
  | { readonly kind: 'view'; readonly view: CorrectionView }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No answer in time: the request may be running. Ask again with the same id, or read the request. */
  | { readonly kind: 'unknown' };

export interface GatewayOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** How long a caller waits for an answer, ms. */
  readonly answerWithinMs: number;
}

export interface Gateway extends EventGateway {
  /** Starts the correction, or joins the same request's run. PENDING_REQUEST_EXISTS when another one is open. */
  submit(request: CorrectionRequest): Promise<GatewayAnswer>;
  /** Sends a decision to exactly the run that waits for it. GATE_CLOSED when that run is over. */
  decide(
    decision: Decision,
    run: { readonly invoiceId: string; readonly firstExecutionRunId: string },
  ): Promise<GatewayAnswer>;
}

/** The only way to Temporal for gateway, worker and CLI. */
export function createGateway({ client, taskQueue, answerWithinMs }: GatewayOptions): Gateway {
  const withDeadline = <T>(run: () => Promise<T>): Promise<T> =>
    client.connection.withDeadline(Date.now() + answerWithinMs, run);

  async function submitOnce(request: CorrectionRequest, updateId: string): Promise<CorrectionView> {
    const startWorkflowOperation = new WithStartWorkflowOperation<typeof correctInvoice>(workflowTypes.correctInvoice, {
      workflowId: correctionWorkflowId(request.invoiceId),
      taskQueue,
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
      typedSearchAttributes: attributesOf(request),
      staticSummary: summaryOf(request),
    });
    return withDeadline(() =>
      client.workflow.executeUpdateWithStart(submitUpdate, {
        args: [{ requestId: request.requestId }],
        updateId,
        startWorkflowOperation,
      }),
    );
  }

  /** The server keeps the answer of a run that is over, after a Terminate too: such a "pending" is no truth (trap 8). */
  const isRunning = async (invoiceId: string): Promise<boolean> => {
    try {
      return (await client.workflow.getHandle(correctionWorkflowId(invoiceId)).describe()).status.name === 'RUNNING';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };

  return {
    submit: (request) =>
      answered(async () => {
        const view = await submitOnce(request, request.requestId);
        if (isOutcome(view) || (await isRunning(request.invoiceId))) return view;
        return submitOnce(request, `${request.requestId}#2`);
      }),

    decide: (decision, { invoiceId, firstExecutionRunId }) =>
      answered(() => {
        const handle = client.workflow.getHandle(correctionWorkflowId(invoiceId), undefined, { firstExecutionRunId });
        return withDeadline(() =>
          handle.executeUpdate(decideUpdate, { args: [decision], updateId: decisionUpdateId(decision) }),
        );
      }),

    ...createEventGateway({ client, taskQueue, answerWithinMs }),
  };
}

/** The server de-duplicates update ids before any validator runs: with the content in it, the same id with other words is judged. */
const decisionUpdateId = (decision: Decision): string =>
  `${decision.decisionId}/${decisionHash(decision).slice(0, 16)}`;

/** Turns what the SDK throws into a union; a bug stays an exception. */
async function answered(run: () => Promise<CorrectionView>): Promise<GatewayAnswer> {
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

/** Everything that lists can filter by is known at the start, and free there. */
function attributesOf({ invoiceId, kind, requester, label }: CorrectionRequest): TypedSearchAttributes {
  const { InvoiceId, CorrectionKind, RequesterId, RequesterType, Currency, AmountMinor } = searchAttributes;
  return new TypedSearchAttributes([
    { key: InvoiceId, value: invoiceId },
    { key: CorrectionKind, value: kind },
    { key: RequesterId, value: requester.id },
    { key: RequesterType, value: requester.type },
    ...(label ? [{ key: Currency, value: label.currency }, { key: AmountMinor, value: label.amountMinor }] : []),
  ]); // prettier-ignore
}
