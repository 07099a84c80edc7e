import { refusal, type Refusal } from '../domain/errors.ts';
import { evaluatePolicy } from '../domain/policy.ts';
import { approverNotices } from '../domain/notices.ts';
import { planHashOf, planText, type Plan } from '../domain/plan.ts';
import { isBlocked } from '../domain/plan-draft.ts';
import { makePlan } from '../domain/make-plan.ts';
import { isInsider, type CorrectionRequest, type Principal } from '../domain/request.ts';
import type { Opening, Step } from '../domain/gate.ts';
import { applyIfAsPlanned } from '../store/apply-correction.ts';
import type { Store } from '../store/database.ts';
import { loadFacts } from '../store/facts.ts';
import { findCorrection } from '../store/queries.ts';
import { openRequest, recordRefused, rejoinRequest } from '../store/requests.ts';
import type { Activities, Evaluated } from '../workflows/contract.ts';
import { translated } from './failures.ts';

export interface CorrectionDeps {
  readonly store: Store;
  /** Everybody who may be asked to sign. */
  readonly people: readonly Principal[];
  readonly nowMs: () => number;
}

/** How often an evaluation starts again because the invoice moved before anybody saw the plan. */
const evaluationsMax = 5;

/**
 * Plans and judges a request, and applies it there and then when no approval is needed; else opens its gate. A factory over
 * its collaborators: tests hand in the real store and a fixed clock.
 */
export function createEvaluation({ store, people, nowMs }: CorrectionDeps): Activities['evaluateAndApply'] {
  const now = (): Date => new Date(nowMs());

  /** Undefined when the invoice or an account moved between planning and writing. */
  async function evaluate(
    request: CorrectionRequest,
    facts: Awaited<ReturnType<typeof loadFacts>>,
    runId: string,
  ): Promise<Evaluated | undefined> {
    const { requestId, invoiceId } = request;
    const refuse = async (blockers: readonly Refusal[]): Promise<Evaluated> => ({
      kind: 'closed',
      outcome: await recordRefused(store, request, { state: 'refused', requestId, invoiceId, blockers }, now()),
    });
    if (!facts) return refuse([refusal('INVOICE_NOT_FOUND', { detail: invoiceId })]);
    const plan = makePlan(facts, request);
    if (isBlocked(plan)) return refuse(plan.blockers);
    const need = evaluatePolicy(facts, plan);
    const text = planText(plan);
    const planHash = planHashOf(text);
    if (need.kind === 'auto') {
      const apply = { request, planText: text, planHash, votes: [], seen: [facts.record], now: now() };
      // Nobody has seen this plan: when it no longer fits, another is made.
      const outcome = await applyIfAsPlanned(store, apply);
      return outcome && { kind: 'closed', outcome };
    }
    const opening: Opening = {
      requestId, requesterType: request.requester.type, insiders: request.insiders, planHash, steps: need.steps, why: need.why,
    }; // prettier-ignore
    return open(request, plan, text, opening, runId);
  }

  async function open(
    request: CorrectionRequest,
    plan: Plan,
    text: string,
    opening: Opening,
    runId: string,
  ): Promise<Evaluated | undefined> {
    const [step] = opening.steps;
    const at = now();
    const opened = await openRequest(store, {
      request,
      planText: text,
      opening,
      invoiceVersion: plan.invoiceVersion,
      firstExecutionRunId: runId,
      notices: approverNotices('approval.requested', signers(people, step, request)),
      dueAt: new Date(at.getTime() + step.expireAfterMs),
      now: at,
    });
    return opened ? { kind: 'needs-approval', opening } : undefined;
  }

  return ({ request, runId }) =>
    translated(async () => {
      // The invoice is read along with the ledger: nearly always the request is new, and this is the hot path.
      const [known, seen] = await Promise.all([
        knownRequest(store, request, runId, now()),
        loadFacts(store, request.invoiceId, now(), request),
      ]);
      if (known) return known;
      let facts = seen;
      for (let attempt = 0; attempt < evaluationsMax; attempt += 1) {
        const evaluated = await evaluate(request, facts, runId);
        if (evaluated) return evaluated;
        facts = await loadFacts(store, request.invoiceId, now(), request);
      }
      throw new Error(`invoice ${request.invoiceId} moved ${evaluationsMax} times during its evaluation`);
    });
}

/** Who is asked to sign a step: its roles, without those who asked for the correction. */
export const signers = (
  people: readonly Principal[],
  { roles }: Pick<Step, 'roles'>,
  { insiders }: Pick<CorrectionRequest, 'insiders'>,
): readonly Principal[] =>
  people.filter(
    (person) =>
      person.type === 'person' && person.roles.some((role) => roles.includes(role)) && !isInsider(insiders, person),
  );

/**
 * The ledger comes first: a request that is known returns what is stored, also after a reset or when Temporal has forgotten
 * it (guides/temporal.md traps 9 and 19). One that waits is taken over by this run with its plan as it was shown.
 */
async function knownRequest(
  store: Store,
  request: CorrectionRequest,
  runId: string,
  now: Date,
): Promise<Evaluated | undefined> {
  const stored = await findCorrection(store, request.requestId);
  if (!stored) return undefined;
  if (stored.request.bodyHash !== request.bodyHash) {
    const { requestId, invoiceId } = request;
    return {
      kind: 'closed',
      outcome: { state: 'refused', requestId, invoiceId, blockers: [refusal('REQUEST_ID_REUSED')] },
    };
  }
  if (stored.outcome) return { kind: 'closed', outcome: stored.outcome };
  if (!stored.opening) throw new Error(`request ${request.requestId} is stored without plan and outcome`);
  const dueAt = new Date(now.getTime() + stored.opening.steps[0].expireAfterMs); // the gate's clocks start again with it
  await rejoinRequest(store, { requestId: request.requestId, runId, dueAt });
  return { kind: 'needs-approval', opening: stored.opening };
}
