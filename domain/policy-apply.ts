import { canonical } from './canonical.ts';
import type { Opening } from './gate.ts';
import { whyNotIntake } from './intake.ts';
import { planHashOf } from './plan.ts';
import { policySteps, readPolicyPlan, type PolicyChange } from './policy-change.ts';
import { policyHashOf } from './policy.ts';
import type { Verify } from './proof.ts';
import type { KeptGate } from './refold.ts';
import { broken, whyNotSigned, type Signatures, type Unproven } from './signed-check.ts';

/** Everything that says whether a version may go live, as the ledger has it at that moment. */
export interface PolicyEvidence extends Signatures {
  readonly request: PolicyChange;
  readonly deployment: string;
  /** The version as it is stored. */
  readonly policy: { readonly text: string; readonly hash: string };
  readonly planText: string;
  /** Of the plan that the run wants to apply. */
  readonly planHash: string;
  readonly gate: KeptGate;
}

/**
 * The last look before a version goes live; it trusts nothing that a run says, as for a correction (approvals.md section 5). Plan and
 * policy are as they were hashed and signed, the gate asked for the two signatures, and they still count. Undefined when it may.
 */
export function whyNotActivated(evidence: PolicyEvidence, verify: Verify): Unproven | undefined {
  const { request, gate } = evidence;
  const insiders = [...new Set([...request.insiders, request.author.id.toLowerCase()])];
  return whyNotIntact(evidence, verify) ?? whyNotSigned({ ...evidence, request: { ...request, insiders } }, gate, verify);
} // prettier-ignore

function whyNotIntact(evidence: PolicyEvidence, verify: Verify): Unproven | undefined {
  const { request, deployment, policy, planText, planHash, gate, keys } = evidence;
  const changed = (what: string): Unproven => broken('PLAN_INTEGRITY', `policy ${request.version}: ${what}`);
  if (planHashOf(planText) !== planHash) return changed('the text of the plan was changed');
  if (policyHashOf(policy.text) !== policy.hash) return changed('the text of the policy was changed');
  // Whose author, whose insiders: the gateway signed them. A key that was revoked since is told by the signatures.
  if (whyNotIntake(request, keys, deployment, verify)) return changed('the proposal is not the one that was taken in');
  const plan = readPolicyPlan(planText);
  const { opening } = gate;
  const isOne =
    plan.requestId === request.requestId &&
    plan.author === request.author.id &&
    plan.version === request.version &&
    plan.policyHash === policy.hash &&
    policy.text === request.text &&
    opening.requestId === request.requestId &&
    opening.kind === 'policy' &&
    opening.planHash === planHash &&
    opening.policyVersion === request.version &&
    opening.deployment === deployment;
  if (!isOne) return changed('plan, policy and gate are not of one proposal');
  return asksForBoth(opening) ? undefined : changed('the gate asked for other signatures');
}

/** Clocks may be others: none of them lets anybody else sign. */
const asksForBoth = ({ steps }: Opening): boolean =>
  canonical(steps.map(({ remindEveryMs: _remind, escalateAfterMs: _escalate, expireAfterMs: _expire, ...who }) => who)) ===
  canonical(policySteps); // prettier-ignore
