import { Refused } from '../domain/errors.ts';
import { applyCorrection } from '../store/apply-correction.ts';
import { closeUnapplied } from '../store/close-request.ts';
import { findCorrection } from '../store/queries.ts';
import { recordVote } from '../store/requests.ts';
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
        return applyCorrection(store, { request, planText: stored.planText, planHash, votes, now: now() });
      }),

    closeUnapplied: ({ request, how }) => translated(() => closeUnapplied(store, request, how, now())),

    recordVote: ({ request, vote }) => translated(() => recordVote(store, request, vote, now())),
  };
}
