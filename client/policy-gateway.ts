import { TypedSearchAttributes } from '@temporalio/common';
import type { DecisionMessage } from '../domain/decision.ts';
import { policySummaryOf, type PolicyChange, type PolicyView } from '../domain/policy-change.ts';
import type { changePolicy } from '../workflows/change-policy.ts';
import { policyMessages, policyWorkflowId, searchAttributes, workflowTypes } from '../workflows/contract.ts';
import { createRuns, type Answered, type GatewayOptions } from './runs.ts';

/** The run that a proposal waits in. */
export interface PolicyRun {
  readonly version: string;
  readonly firstExecutionRunId: string;
}

/** The way to the runs of proposed versions of the policy. */
export interface PolicyGateway {
  /** Starts the run of a proposal, or joins the same one's. PENDING_REQUEST_EXISTS when another one has its version. */
  propose(change: PolicyChange): Promise<Answered<PolicyView>>;
  /** Sends a decision to exactly the run that waits for it. GATE_CLOSED when that run is over. */
  decideOnPolicy(message: DecisionMessage, run: PolicyRun): Promise<Answered<PolicyView>>;
}

export function createPolicyGateway(options: GatewayOptions): PolicyGateway {
  const runs = createRuns<PolicyView>(options, policyMessages);
  const { CorrectionKind, RequesterId, RequesterType } = searchAttributes;
  return {
    propose: (change) =>
      runs.submit<typeof changePolicy>(workflowTypes.changePolicy, policyWorkflowId(change.version), change, {
        staticSummary: policySummaryOf(change),
        typedSearchAttributes: new TypedSearchAttributes([
          { key: CorrectionKind, value: 'policy' },
          { key: RequesterId, value: change.author.id },
          { key: RequesterType, value: change.author.type },
        ]),
      }),
    decideOnPolicy: (message, { version, firstExecutionRunId }) =>
      runs.decide(message, policyWorkflowId(version), firstExecutionRunId),
  };
}
