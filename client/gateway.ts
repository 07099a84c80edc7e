import { WorkflowNotFoundError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { DecisionMessage } from '../domain/decision.ts';
import { summaryOf, type CorrectionRequest, type CorrectionView } from '../domain/request.ts';
import {
  correctionMessages,
  correctionWorkflowId,
  invoiceMovedSignal,
  searchAttributes,
  workflowTypes,
} from '../workflows/contract.ts';
import type { correctInvoice } from '../workflows/correct-invoice.ts';
import { createEventGateway, type EventGateway } from './event-gateway.ts';
import { createPolicyGateway, type PolicyGateway } from './policy-gateway.ts';
import { createRuns, isTroubleOfTemporal, type Answered, type GatewayOptions } from './runs.ts';

export type GatewayAnswer = Answered<CorrectionView>;

export interface Gateway extends EventGateway, PolicyGateway {
  /** Starts the correction, or joins the same request's run. PENDING_REQUEST_EXISTS when another one is open. */
  submit(request: CorrectionRequest): Promise<GatewayAnswer>;
  /** Sends a decision to exactly the run that waits for it. GATE_CLOSED when that run is over. */
  decide(
    message: DecisionMessage,
    run: { readonly invoiceId: string; readonly firstExecutionRunId: string },
  ): Promise<GatewayAnswer>;
  /** Starts a request that needs attention again. NOT_STUCK when it does not, or when its run is over. */
  retry(run: { readonly invoiceId: string; readonly firstExecutionRunId?: string }): Promise<GatewayAnswer>;
  /**
   * Hints that something outside corrections wrote to an invoice: a request that waits on it looks at its version. Best effort,
   * never an error: what counts is the compare-and-set when it is applied.
   */
  hintMoved(invoiceId: string): Promise<void>;
}

/** The only way to Temporal for gateway, worker and CLI. */
export function createGateway({ client, taskQueue, answerWithinMs }: GatewayOptions): Gateway {
  const runs = createRuns<CorrectionView>({ client, taskQueue, answerWithinMs }, correctionMessages);
  const idOf = ({ invoiceId }: { readonly invoiceId: string }): string => correctionWorkflowId(invoiceId);

  return {
    submit: (request) =>
      runs.submit<typeof correctInvoice>(workflowTypes.correctInvoice, idOf(request), request, {
        typedSearchAttributes: attributesOf(request),
        staticSummary: summaryOf(request),
      }),
    decide: (message, run) => runs.decide(message, idOf(run), run.firstExecutionRunId),
    retry: (run) => runs.retry(idOf(run), run.firstExecutionRunId),

    hintMoved: async (invoiceId) => {
      try {
        const handle = client.workflow.getHandle(correctionWorkflowId(invoiceId));
        await runs.withDeadline(() => handle.signal(invoiceMovedSignal));
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError) && !isTroubleOfTemporal(error)) throw error; // nothing waits, or nobody hears
      }
    },

    ...createEventGateway({ client, taskQueue, answerWithinMs }),
    ...createPolicyGateway({ client, taskQueue, answerWithinMs }),
  };
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
