import type { Opening } from './gate.ts';
import { weigh } from './policy-evaluate.ts';
import type { PolicyFacts } from './policy-facts.ts';
import { levelOf, type Policy } from './policy.ts';

/** So many requests are decided with one form, at most (approvals.md section 9). */
export const bulkMax = 50;

/**
 * Why a request is read and decided on its own page and not with others; undefined when it may stand among them. What takes more
 * than one signature does (L2), and what a floor of the policy points at: that needs a look of its own (section 9).
 */
export function whyNotInBulk({ steps }: Pick<Opening, 'steps'>, policy: Policy, facts: PolicyFacts): string | undefined {
  if (steps.length > 1) return `it takes ${steps.length} steps`;
  if (steps[0].quorum > 1) return `it takes ${steps[0].quorum} signatures`;
  const flag = weigh(policy, facts).floors.find(({ atLeast, step }) => levelOf(policy, atLeast) > 0 || step !== undefined);
  return flag?.why;
} // prettier-ignore
