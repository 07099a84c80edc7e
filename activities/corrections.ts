import { dayOf } from '../domain/calendar.ts';
import { whyNotApproved, type Evidence } from '../domain/apply-check.ts';
import { refusal, Refused, type Refusal } from '../domain/errors.ts';
import { readPlan } from '../domain/plan.ts';
import { recordAccepted } from '../store/accepted.ts';
import { applyCorrection, type Apply } from '../store/apply-correction.ts';
import { closeRefused, closeUnapplied } from '../store/close-request.ts';
import { markIfMoved } from '../store/moved.ts';
import { findCorrection, invoicesById } from '../store/queries.ts';
import { currentSettings, messageSettings } from '../store/settings.ts';
import type { Settings } from '../domain/settings.ts';
import type { Activities } from '../workflows/contract.ts';
import { createEvaluation, type CorrectionDeps } from './evaluate.ts';
import { translated } from './failures.ts';
import { askingNotices } from './opening.ts';
import { momentOf } from './moment.ts';
import type { PolicyActivities } from './policies.ts';
import { createReplanning } from './replan.ts';
import { createRing } from './taken-in.ts';

type CorrectionActivities = Omit<Activities, 'notify' | 'handleEvent' | keyof PolicyActivities>;

/** The effects of a correction run; each is idempotent by requestId. */
export function createCorrectionActivities(deps: CorrectionDeps): CorrectionActivities {
  const { store, people, verify } = deps;
  const ringNow = createRing(deps);
  return {
    evaluateAndApply: createEvaluation(deps),
    replan: createReplanning(deps),

    applyApproved: ({ request, planHash, revision, log, nowMs }) =>
      translated(async () => {
        // Who has signed waits for this: everything is read at once.
        const [stored, { deployment }, { settings }, seen] = await Promise.all([
          findCorrection(store, request.requestId),
          ringNow(),
          currentSettings(store),
          invoicesById(store, [request.invoiceId]),
        ]);
        if (stored?.outcome) return stored.outcome;
        if (stored?.planText === undefined)
          throw new Refused('PLAN_INTEGRITY', { detail: `no plan is stored for ${request.requestId}` });
        const signatures = {
          deployment,
          stored,
          whyNotApproved: (evidence: Evidence) => whyNotApproved(evidence, verify),
        };
        const apply = {
          request,
          planText: stored.planText,
          planHash,
          revision,
          log,
          seen,
          now: momentOf({ nowMs }),
          signatures,
        };
        const closed = whyNotPosted(apply, settings);
        return closed ? closeRefused(store, apply, [closed]) : applyCorrection(store, apply);
      }),

    closeUnapplied: ({ request, how, log, nowMs }) =>
      translated(() => closeUnapplied(store, { request, log, now: momentOf({ nowMs }) }, how)),

    recordAccepted: ({ request, log, dueAtMs, asks, nowMs }) =>
      translated(async () => {
        const notices = asks
          ? askingNotices('approval.requested', await people(), {
              ...asks,
              slack: (await messageSettings(store)).slack,
            })
          : [];
        await recordAccepted(store, { request, log, dueAt: new Date(dueAtMs), notices, now: momentOf({ nowMs }) });
      }),

    checkVersion: ({ requestId }) => translated(() => markIfMoved(store, requestId)),
  };
}

/** Books may have been closed while people signed: the period check is repeated at the commit (DESIGN section 4). */
function whyNotPosted({ planText, now }: Apply, { periods: { closedThrough } }: Settings): Refusal | undefined {
  const { journal, documents, postingDate = dayOf(now) } = readPlan(planText);
  if (closedThrough === undefined || postingDate > closedThrough || journal.length + documents.length === 0)
    return undefined;
  return refusal('PERIOD_CLOSED', { detail: `Closed through ${closedThrough}.` });
}
