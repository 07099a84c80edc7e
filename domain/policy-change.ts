import { canonical } from './canonical.ts';
import { policyHashOf, policyText, type Policy } from './policy.ts';
import type { Refusal } from './errors.ts';
import type { Opening, Step } from './gate.ts';
import type { BacktestReport } from './policy-backtest.ts';
import { policyDiff, type Difference } from './policy-diff.ts';
import type { Principal } from './principal.ts';
import type { Signed } from './proof.ts';
import type { OpenView } from './request.ts';

/** Everything that a run needs to bring a version of the policy before people (approvals.md section 6). */
export interface PolicyChange {
  readonly requestId: string;
  /** The next whole number, as text. */
  readonly version: string;
  /** The policy's canonical text. */
  readonly text: string;
  /** The version whose content it takes up again; then there is no back-test. */
  readonly reverts?: string;
  readonly reason: string;
  readonly author: Pick<Principal, 'id' | 'type' | 'email'>;
  /** Ids that may withdraw it, and ids and e-mail addresses that may not sign it. Lower case. */
  readonly requesters: readonly string[];
  readonly insiders: readonly string[];
  /** Hash of what was asked: the same requestId with another body is refused. */
  readonly bodyHash: string;
  readonly receivedAtMs: number;
  /** The gateway's proof that it took in exactly this; without it nothing goes live (section 5). */
  readonly intake?: Signed;
}

/** What people sign: plain JSON, whose canonical text is stored, shown and hashed. */
export interface PolicyPlan {
  readonly requestId: string;
  readonly author: string;
  readonly reason: string;
  readonly version: string;
  readonly policyHash: string;
  /** The version in force that it replaces; with another one in force it is stale. */
  readonly from: { readonly version: string; readonly hash: string };
  readonly reverts?: string;
  readonly diff: readonly Difference[];
  /** What would have gone differently; absent for a revert. */
  readonly report?: BacktestReport;
}

/** How a proposal ended; only `applied` changed what is in force. */
export type PolicyOutcome = { readonly requestId: string; readonly version: string } & (
  | { readonly state: 'applied'; readonly planHash: string; readonly from: string; readonly activeFrom: string }
  | { readonly state: 'refused'; readonly blockers: readonly Refusal[] }
  | { readonly state: 'rejected' | 'withdrawn'; readonly by: string; readonly comment: string }
  | { readonly state: 'expired'; readonly at: string }
  /** Another version than the one that it was proposed against is in force. */
  | { readonly state: 'stale'; readonly from: string; readonly inForce: string }
);
export type PolicyOpenView = Pick<PolicyOutcome, 'requestId' | 'version'> & Pick<OpenView, 'state' | 'waitingFor'>;
export type PolicyView = PolicyOutcome | PolicyOpenView;

/** What a proposal is made from: the version in force, and what past decisions would have come to. */
export interface Proposed {
  readonly policy: Policy;
  readonly base: Policy;
  readonly report?: BacktestReport;
}

/** The plan of a proposal. */
export const policyPlanOf = (
  { requestId, author, reason, version, reverts }: PolicyChange,
  { policy, base, report }: Proposed,
): PolicyPlan => ({
  requestId,
  author: author.id,
  reason,
  version,
  policyHash: policyHashOf(policyText(policy)),
  from: { version: base.version, hash: policyHashOf(policyText(base)) },
  ...(reverts === undefined ? {} : { reverts }),
  diff: policyDiff(base, policy),
  ...(report ? { report } : {}),
});

export const policyPlanText = (plan: PolicyPlan): string => canonical(plan);
/** Reads back a stored text; the caller has compared its hash. */
export const readPolicyPlan = (text: string): PolicyPlan => JSON.parse(text) as PolicyPlan;

const hourMs = 3_600_000;

/** How long people have for a proposal, ms (approvals.md section 2.2); tests bring shorter ones. */
export interface PolicyClocks extends Pick<Step, 'remindEveryMs' | 'escalateAfterMs' | 'expireAfterMs'> {
  readonly maxOpenMs: number;
}
export const policyClocks: PolicyClocks = {
  remindEveryMs: 24 * hourMs,
  escalateAfterMs: 48 * hourMs,
  expireAfterMs: 72 * hourMs,
  maxOpenMs: 14 * 24 * hourMs,
};

const step = (role: string): Omit<Step, keyof PolicyClocks> => ({
  name: role, roles: [role], quorum: 1, distinctUnits: 1, escalateTo: [],
}); // prettier-ignore

/** Who signs a version, whatever any version says: an owner of the policy, then a controller; nobody else, however late it is. */
export const policySteps = [step('policy-owner'), step('controller')] as const;

/** What the gate of a proposal is opened with. */
export function policyOpening(
  { requestId, requesters, insiders, version }: PolicyChange,
  terms: Pick<Opening, 'deployment' | 'keyRing' | 'planHash'> & { readonly clocks: PolicyClocks },
): Opening {
  const { clocks, ...rest } = terms;
  const { maxOpenMs, ...stepClocks } = clocks;
  const [owner, controller] = policySteps;
  return {
    ...rest,
    requestId,
    kind: 'policy',
    requesterType: 'person',
    requesters,
    insiders,
    policyVersion: version,
    steps: [
      { ...owner, ...stepClocks },
      { ...controller, ...stepClocks },
    ],
    why: ['the policy decides who must sign what'],
    exposureBaseMinor: 0, // no ceiling is about a policy
    maxOpenMs,
  };
}

/** One line for lists. */
export const policySummaryOf = ({ version, reverts }: PolicyChange): string =>
  reverts === undefined ? `policy ${version}` : `policy ${version}, back to ${reverts}`;
