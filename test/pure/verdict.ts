import type { Facts } from '../../domain/facts.ts';
import type { Plan } from '../../domain/plan.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { evaluatePolicy, type Verdict } from '../../domain/policy-evaluate.ts';
import { policyFactsOf } from '../../domain/policy-facts.ts';
import { explain, type Explanation } from '../../domain/policy-explain.ts';
import type { Policy } from '../../domain/policy.ts';

/** What a policy says to a plan that a person asked for today, alone. */
export const verdictOf = (facts: Facts, plan: Plan, policy: Policy = defaultPolicy): Verdict =>
  evaluatePolicy(policy, policyFactsOf(facts, plan, { requesterType: 'person', receivedOn: facts.document.issueDate }));

/** The same with its reasons, as a look ahead tells it. */
export const judgedBy = (facts: Facts, plan: Plan, policy: Policy = defaultPolicy): { readonly need: Verdict; readonly explanation: Explanation } => ({
  need: verdictOf(facts, plan, policy),
  explanation: explain(policy, policyFactsOf(facts, plan, { requesterType: 'person', receivedOn: facts.document.issueDate })),
}); // prettier-ignore
