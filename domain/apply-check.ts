import { canonical } from './canonical.ts';
import { planHashOf, readPlan } from './plan.ts';
import { evaluatePolicy } from './policy-evaluate.ts';
import type { Judged } from './policy-facts.ts';
import { policyHashOf, type Policy } from './policy.ts';
import type { Verify } from './proof.ts';
import type { KeptGate } from './refold.ts';
import type { CorrectionRequest } from './request.ts';
import { broken, refused, whyNotSigned, type Signatures, type Unproven } from './signed-check.ts';

/** Everything that says whether a plan may be applied, as the ledger has it at that moment. */
export interface Evidence extends Signatures {
  readonly request: CorrectionRequest;
  readonly deployment: string;
  readonly planText: string;
  /** Of the plan that the run wants to apply. */
  readonly planHash: string;
  /** Absent when nobody has to sign. */
  readonly gate?: KeptGate;
  readonly judged?: Judged;
  /** The version that the request was judged by. */
  readonly policy?: { readonly text: string; readonly hash: string };
}

/**
 * The last look before money moves; it trusts nothing that a run says (approvals.md section 5). Plan and policy are as they were
 * hashed, the signed decisions lead from the stored opening to approval when they are judged again, the policy asks for no
 * more, and keys, people and delegations are such that they still count. Undefined when the plan may be applied.
 */
export function whyNotApproved(evidence: Evidence, verify: Verify): Unproven | undefined {
  const { gate } = evidence;
  const unproven = whyNotIntact(evidence) ?? whyLevelChanged(evidence);
  if (unproven || !gate) return unproven;
  return whyNotSigned(evidence, gate, verify);
}

/** Hashes, and that the parts are of one request. */
function whyNotIntact({ request, planText, planHash, gate, deployment, judged, policy }: Evidence): Unproven | undefined {
  const changed = (what: string): Unproven => broken('PLAN_INTEGRITY', `${request.requestId}: ${what}`);
  if (planHashOf(planText) !== planHash) return changed('the text of the plan was changed');
  if (judged === undefined || policy === undefined) return changed('what it was judged by is gone');
  if (policyHashOf(policy.text) !== policy.hash) return changed('the text of the policy was changed');
  const plan = readPlan(planText);
  const { facts, policyVersion } = judged;
  const isOne =
    plan.requestId === request.requestId &&
    plan.policyVersion === policyVersion &&
    policyOf(policy).version === policyVersion &&
    facts.kind === plan.kind &&
    facts.currency === plan.currency &&
    facts.exposureMinor === plan.exposureMinor &&
    facts.requesterType === request.requester.type &&
    facts.paysOut === plan.payouts.length > 0;
  if (!isOne) return changed('plan, policy and facts are not of one request');
  if (!gate) return undefined;
  const { opening } = gate;
  const isOpened =
    opening.requestId === request.requestId &&
    opening.planHash === planHash &&
    opening.policyVersion === policyVersion &&
    opening.deployment === deployment;
  return isOpened ? undefined : changed('the gate was opened for another plan');
} // prettier-ignore

const policyOf = ({ text }: NonNullable<Evidence['policy']>): Policy => JSON.parse(text) as Policy; // its hash was compared

/** The pinned policy on the stored facts, again: other steps than those that were signed are not enough. */
function whyLevelChanged({ gate, judged, policy }: Evidence): Unproven | undefined {
  if (!judged || !policy) return undefined; // whyNotIntact has said so
  const verdict = evaluatePolicy(policyOf(policy), judged.facts);
  if (verdict.kind === 'block') return refused('POLICY_BLOCK');
  const isAsOpened =
    verdict.level === judged.level &&
    (gate
      ? canonical(verdict.steps) === canonical(gate.opening.steps) &&
        verdict.exposureBaseMinor === gate.opening.exposureBaseMinor
      : verdict.kind === 'auto');
  return isAsOpened ? undefined : refused('LEVEL_CHANGED');
}
