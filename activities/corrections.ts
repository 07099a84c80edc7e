import { refusal, Refused, type Refusal } from '../domain/errors.ts';
import { readPlan } from '../domain/plan.ts';
import { applyCorrection, type Apply } from '../store/apply-correction.ts';
import { closeRefused, closeUnapplied } from '../store/close-request.ts';
import { findCorrection } from '../store/queries.ts';
import { recordVote } from '../store/requests.ts';
import { currentSettings } from '../store/settings.ts';
import type { Store } from '../store/database.ts';
import type { Activities } from '../workflows/contract.ts';
import { createEvaluation, type CorrectionDeps } from './evaluate.ts';
import { translated } from './failures.ts';

type CorrectionActivities = Pick<Activities, 'evaluateAndApply' | 'applyApproved' | 'closeUnapplied' | 'recordVote'>;

/** The effects of a correction run; each is idempotent by requestId. */
export function createCorrectionActivities(deps: CorrectionDeps): CorrectionActivities {
  const { store, nowMs } = deps;
  const now = (): Date => new Date(nowMs());
  return {
    evaluateAndApply: createEvaluation(deps),

    applyApproved: ({ request, planHash, votes }) =>
      translated(async () => {
        const stored = await findCorrection(store, request.requestId);
        if (stored?.outcome) return stored.outcome;
        if (stored?.planText === undefined)
          throw new Refused('PLAN_INTEGRITY', { detail: `no plan is stored for ${request.requestId}` });
        const apply = { request, planText: stored.planText, planHash, votes, now: now() };
        const closed = await whyNotPosted(store, apply);
        return closed ? closeRefused(store, apply, [closed]) : applyCorrection(store, apply);
      }),

    closeUnapplied: ({ request, how }) => translated(() => closeUnapplied(store, request, how, now())),

    recordVote: ({ request, vote }) => translated(() => recordVote(store, request, vote, now())),
  };
}

/** Books may have been closed while people signed: the period check is repeated at the commit (DESIGN section 4). */
async function whyNotPosted(store: Store, { planText, now }: Apply): Promise<Refusal | undefined> {
  const { journal, documents, postingDate = now.toISOString().slice(0, 10) } = readPlan(planText);
  const { closedThrough } = (await currentSettings(store)).settings.periods;
  if (closedThrough === undefined || postingDate > closedThrough || journal.length + documents.length === 0)
    return undefined;
  return refusal('PERIOD_CLOSED', { detail: `Closed through ${closedThrough}.` });
}
