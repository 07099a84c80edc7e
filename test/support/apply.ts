import { makePlan } from '../../domain/make-plan.ts';
import { planHashOf, planText, type Plan } from '../../domain/plan.ts';
import { isBlocked } from '../../domain/plan-draft.ts';
import type { CorrectionRequest, Outcome } from '../../domain/request.ts';
import { applyCorrection, type Apply } from '../../store/apply-correction.ts';
import type { Store } from '../../store/database.ts';
import { loadFacts } from '../../store/facts.ts';

/** What a commit is called with, planned on what is stored now; the blockers as an outcome where there is no plan. */
export async function planned(
  store: Store,
  request: CorrectionRequest,
): Promise<(Apply & { readonly plan: Plan }) | Extract<Outcome, { state: 'refused' }>> {
  const now = new Date();
  const facts = await loadFacts(store, request.invoiceId, now, request);
  if (!facts) throw new Error(`no invoice ${request.invoiceId}`);
  const plan = makePlan(facts, request);
  if (isBlocked(plan))
    return { state: 'refused', requestId: request.requestId, invoiceId: request.invoiceId, blockers: plan.blockers };
  const text = planText(plan);
  return { request, planText: text, planHash: planHashOf(text), log: [], revision: 1, now, plan };
}

/** As `planned`, where nothing blocks. */
export async function plannedFor(store: Store, request: CorrectionRequest): Promise<Apply & { readonly plan: Plan }> {
  const made = await planned(store, request);
  if ('state' in made) throw new Error(`blocked: ${made.blockers.map(({ code }) => code).join(', ')}`);
  return made;
}

/** Plans on what is stored now and applies, without workflow and gate. */
export async function apply(store: Store, request: CorrectionRequest): Promise<Outcome> {
  const made = await planned(store, request);
  return 'state' in made ? made : applyCorrection(store, made);
}
