import { refusal, type Refusal } from '../domain/errors.ts';
import type { Opening } from '../domain/gate.ts';
import { makePlan } from '../domain/make-plan.ts';
import { isBlocked } from '../domain/plan-draft.ts';
import { planHashOf, planText, type Plan } from '../domain/plan.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import type { Store } from '../store/database.ts';
import type { SeenFacts } from '../store/facts.ts';
import { judgePlan, type JudgedPlan } from '../store/judge-plan.ts';

/** A plan with what the policy says to it, or every reason why there is none. */
export type Planned =
  | { readonly kind: 'blocked'; readonly blockers: readonly Refusal[] }
  | ({ readonly kind: 'planned'; readonly plan: Plan; readonly text: string; readonly planHash: string } & JudgedPlan);

/** Plans a request on what is stored, and asks the policy. `revisedAfterVote`: somebody had signed the plan before (floor f8). */
export async function planRequest(
  store: Store,
  facts: SeenFacts,
  request: CorrectionRequest,
  { now, revisedAfterVote = false }: { readonly now: Date; readonly revisedAfterVote?: boolean },
): Promise<Planned> {
  const plan = makePlan(facts, request);
  if (isBlocked(plan)) return { kind: 'blocked', blockers: plan.blockers };
  const judged = await judgePlan(store, request, { facts, plan, revisedAfterVote }, now);
  const { kind, why } = judged.verdict;
  if (kind === 'block') return { kind: 'blocked', blockers: [refusal('POLICY_BLOCK', { detail: why.join('; ') })] };
  const text = planText(plan);
  return { kind: 'planned', plan, text, planHash: planHashOf(text), ...judged };
}

/** When an open gate gives up on its first step, for lists. */
export const dueAtOf = ({ steps: [step] }: Pick<Opening, 'steps'>, openedAtMs: number): Date =>
  new Date(openedAtMs + step.expireAfterMs);
