import type { CommandName } from '../domain/decision.ts';
import type { BacktestReport } from '../domain/policy-backtest.ts';
import type { PolicyView } from '../domain/policy-change.ts';
import type { Difference } from '../domain/policy-diff.ts';
import type { Policy } from '../domain/policy.ts';
import type { OpenView } from '../domain/request.ts';
import { createCall, type CallOptions } from './http-call.ts';

/** What the gateway answers about versions of the policy, as it comes over the wire: moments are ISO texts. */
export interface PolicyRow extends Pick<OpenView, 'waitingFor'> {
  readonly version: string;
  readonly hash: string;
  readonly state: 'proposed' | 'active' | 'superseded' | 'rejected' | 'withdrawn' | 'expired' | 'refused' | 'stale';
  readonly author: string;
  readonly reason?: string;
  readonly reverts?: string;
  readonly proposedAt: string;
  readonly activeFrom?: string;
  readonly activeUntil?: string;
}

export interface PolicyDetail extends PolicyRow {
  readonly policy: Policy;
  readonly planHash?: string;
  readonly from?: string;
  readonly diff?: readonly Difference[];
  readonly report?: BacktestReport;
  readonly votes: readonly { readonly by: string; readonly step: number; readonly at: string }[];
}

export type Proposing = { readonly reason: string } & ({ readonly policy: Policy } | { readonly reverts: string });

export interface DecidingOnPolicy {
  readonly command: CommandName;
  readonly revision: number;
  readonly step: number;
  readonly planHash: string;
  readonly decisionId: string;
  readonly comment?: string;
  /** Whose right is used: one that was lent. */
  readonly onBehalfOf?: string;
}

/** The gateway's routes about the policy. Everything throws RefusedFor for a business "no", and UNAVAILABLE when nobody answers. */
export interface PolicyApi {
  versions(): Promise<{ readonly items: readonly PolicyRow[]; readonly next?: string }>;
  version(version: string): Promise<PolicyDetail>;
  /** The same key again is the same proposal. */
  propose(proposing: Proposing, key: string): Promise<PolicyView>;
  decide(version: string, deciding: DecidingOnPolicy): Promise<PolicyView>;
  backtest(policy: Policy): Promise<BacktestReport>;
}

export function createPolicyApi(options: CallOptions): PolicyApi {
  const call = createCall(options);
  const at = (version: string): string => `/v1/policies/${encodeURIComponent(version)}`;
  return {
    versions: () => call('GET', '/v1/policies?limit=100'),
    version: (version) => call('GET', at(version)),
    propose: (proposing, key) => call('POST', '/v1/policies', proposing, { 'idempotency-key': key }),
    decide: (version, deciding) => call('POST', `${at(version)}/decisions`, deciding),
    backtest: (policy) => call('POST', '/v1/policies/backtest', { policy }),
  };
}
