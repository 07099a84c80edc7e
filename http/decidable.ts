import type { Answered } from '../client/runs.ts';
import type { DecisionMessage } from '../domain/decision.ts';
import type { Accepted, Ended, Gate } from '../domain/gate.ts';
import type { PolicyChange, PolicyView } from '../domain/policy-change.ts';
import type { CorrectionView } from '../domain/request.ts';
import type { Separated } from '../domain/separation.ts';
import { findPolicy } from '../store/policies.ts';
import { findCorrection } from '../store/queries.ts';
import type { CorrectionRecord, PolicyRecord } from '../store/approval-records.ts';
import type { Deps } from './context.ts';
import { policyViewOf } from './policy-view.ts';
import { separatedOf } from './sight.ts';
import { gateOf, viewOf } from './view.ts';

/** What a decision is about, a correction or a version of the policy, as the ledger has it; callers see it as a `V`. */
export interface Decidable<V extends Viewed> {
  readonly about: Separated;
  readonly log: readonly Accepted[];
  readonly gate: Gate<Ended>;
  readonly view: V;
  /** Sends to exactly the run that opened the gate; absent when it never waited for people. */
  readonly send?: (message: DecisionMessage) => Promise<Answered<V>>;
  /** Tells a run that may be behind the ledger to look there. */
  readonly wake?: () => Promise<void>;
  readonly readAgain: () => Promise<Decidable<V> | undefined>;
}
export type Viewed = Pick<CorrectionView, 'state'>;

/** A correction to decide on. */
export function correctionToDecide(deps: Deps, record: CorrectionRecord): Decidable<CorrectionView> {
  const { _id, invoiceId, firstExecutionRunId, request, log } = record;
  const nowMs = deps.nowMs();
  return {
    about: separatedOf(request),
    log,
    gate: gateOf(record, nowMs),
    view: viewOf(record, nowMs),
    ...(firstExecutionRunId === undefined
      ? {}
      : { send: (message) => deps.gateway.decide(message, { invoiceId, firstExecutionRunId }) }),
    wake: () => deps.gateway.hintMoved(invoiceId),
    readAgain: async () => {
      const found = await findCorrection(deps.store, _id);
      return found ? correctionToDecide(deps, found) : undefined;
    },
  };
}

/** A proposal that came in by a gateway: the version that a deployment began with never waited. */
export type ProposalRecord = PolicyRecord & { readonly request: PolicyChange };
export const isProposal = (record: PolicyRecord | null): record is ProposalRecord => record?.request !== undefined;

/** A proposed version of the policy to decide on. */
export function policyToDecide(deps: Deps, record: ProposalRecord): Decidable<PolicyView> {
  const { _id: version, firstExecutionRunId, request, log } = record;
  const { requestId, receivedAtMs } = request;
  const nowMs = deps.nowMs();
  return {
    about: { requestId, kind: 'policy', receivedAtMs },
    log,
    gate: gateOf(record, nowMs),
    view: policyViewOf(record, nowMs),
    ...(firstExecutionRunId === undefined
      ? {}
      : { send: (message) => deps.gateway.decideOnPolicy(message, { version, firstExecutionRunId }) }),
    readAgain: async () => {
      const found = await findPolicy(deps.store, version);
      return isProposal(found) ? policyToDecide(deps, found) : undefined;
    },
  };
}
