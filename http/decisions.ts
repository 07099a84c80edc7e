import { z } from 'zod';
import { refusal, Refused, type ErrorCode } from '../domain/errors.ts';
import type { CorrectionInput, Kind } from '../domain/input.ts';
import { makePlan } from '../domain/make-plan.ts';
import { isBlocked } from '../domain/plan-draft.ts';
import { isClosed, type CorrectionView } from '../domain/request.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import { findCorrection } from '../store/queries.ts';
import { checkpointSoon } from './audit.ts';
import type { Deps } from './context.ts';
import { blockers } from './corrections.ts';
import { correctionToDecide } from './decidable.ts';
import { decideOn, refuseOther, type Posted } from './decide.ts';
import { factsOf } from './invoices.ts';
import { Problem } from './problems.ts';
import { json, route, type Route } from './route.ts';
import { revisedIn } from './schemas/asking.ts';
import { viewAnswers } from './schemas/correction.ts';
import { decisionBody } from './schemas/decision.ts';
import { requestId } from './schemas/scalars.ts';
import { seenBy, sightOf, type Seen } from './sight.ts';
import { answerView } from './view.ts';

/** What a decision may be refused with; a revision, besides, by the rules of its new plan. */
export const decisionRefusals = [
  'REQUEST_NOT_FOUND', 'FORBIDDEN_PRINCIPAL', 'DECISION_ID_REUSED', 'DELEGATE_NOT_IN_FORCE', 'NOT_YET_OPEN', 'PROOF_MISMATCH',
  'PROOF_INVALID', 'PROOF_KEY_UNKNOWN', 'PROOF_TIME', 'PROOF_KEY_REVOKED', 'PRINCIPAL_SUSPENDED', 'GATE_CLOSED', 'PLAN_OUTDATED',
  'REPLANNING', 'WRONG_STEP', 'PLAN_MISMATCH', 'SOD_CONFLICT', 'NOT_ELIGIBLE', 'CEILING_EXCEEDED', 'ALREADY_VOTED',
  'UNIT_ALREADY_COUNTED', 'NO_VOTE', 'STEP_COMPLETE', 'RETRACT_LIMIT', 'REVISION_LIMIT', 'NOT_REQUESTER', 'NOT_OPERATOR',
  'REASON_REQUIRED', 'STEP_UP_REQUIRED', 'RATE_LIMITED', 'KIND_UNKNOWN', 'INTAKE_UNSIGNED', 'UNKNOWN_COMMAND',
] as const satisfies readonly ErrorCode[]; // prettier-ignore

/** Everything that a person may say to a gate, and what an operator may do about a request that is stuck. */
export function decisionRoutes(deps: Deps): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/corrections/{requestId}/decisions',
      operationId: 'decide',
      tag: 'corrections',
      summary: 'Decide: approve, reject, retract, withdraw, revise or reevaluate a request.',
      caller: 'key', // services and agents are refused by the handler, which keeps their attempt
      params: z.strictObject({ requestId }),
      body: json(decisionBody, {
        command: 'approve', revision: 1, step: 0, planHash: 'a3f1c2', decisionId: '01JGZ6X0', comment: 'seen',
      }), // prettier-ignore
      answers: viewAnswers,
      problems: [...decisionRefusals, ...blockers],
    }).answeredBy(async ({ principal, params, body }, c) => {
      if (principal.type !== 'person') {
        const record = await findCorrection(deps.store, params.requestId);
        if (!record) throw new Refused('FORBIDDEN_PRINCIPAL', { detail: 'Only a person decides.' });
        const sight = await sightOf(deps, c, principal, record.request.receivedAtMs);
        return refuseOther(deps, record._id, sight, postedOf(body, record.request.kind));
      }
      deps.limits.countDecision(principal.id);
      const seen = await seenBy(deps, c, principal, params.requestId);
      return answerView(await decideOnCorrection(deps, seen, postedOf(body, seen.record.request.kind)));
    }),
    route({
      method: 'post',
      path: '/v1/corrections/{requestId}/retry',
      operationId: 'retryCorrection',
      tag: 'corrections',
      summary: 'Start a request again that needs attention.',
      caller: { role: 'operator', personWho: 'starts a request again' },
      params: z.strictObject({ requestId }),
      answers: viewAnswers,
      problems: ['REQUEST_NOT_FOUND', 'NOT_STUCK', ...blockers],
    }).answeredBy(async ({ params }) => answerView(await retried(deps, params.requestId))),
  ];
}

/** What a person says to a gate, on whatever way it came; the caller has counted it. Throws Problem and Refused as `decideOn`. */
export async function decideOnCorrection(deps: Deps, { record, sight }: Seen, posted: Posted): Promise<CorrectionView> {
  const view = await decideOn(deps, correctionToDecide(deps, record), sight, posted);
  if (isClosed(view.state)) checkpointSoon(deps);
  return view;
}

/**
 * Throws the blockers that another input would meet: a revision that cannot be planned ends its request as refused, and who
 * mistypes an amount on a page does not mean that.
 */
export async function requirePlannable({ store, nowMs }: Deps, { request, invoiceId }: CorrectionRecord, input: CorrectionInput): Promise<void> {
  const { kind, requestId } = request;
  const plan = makePlan(await factsOf(store, invoiceId, new Date(nowMs()), { kind, input }), { ...request, input });
  if (!isBlocked(plan)) return;
  throw new Problem(plan.blockers[0] ?? refusal('INTERNAL'), { requestId, errors: plan.blockers });
} // prettier-ignore

/** Starts a request again that needs attention; the caller is an operator. Throws REQUEST_NOT_FOUND, NOT_STUCK, UNAVAILABLE. */
export async function retried({ store, gateway }: Deps, requestId: string): Promise<CorrectionView> {
  const record = await findCorrection(store, requestId);
  if (!record) throw new Refused('REQUEST_NOT_FOUND');
  const { _id, invoiceId, firstExecutionRunId, outcome } = record;
  if (outcome) throw new Problem({ ...new Refused('NOT_STUCK').refusal }, { requestId: _id, outcome });
  const answer = await gateway.retry({ invoiceId, ...(firstExecutionRunId ? { firstExecutionRunId } : {}) });
  if (answer.kind === 'view') return answer.view;
  if (answer.kind === 'refused') throw new Problem(answer.refusal, { requestId: _id });
  throw new Refused('UNAVAILABLE', { detail: 'Whether it was started again is not known.' });
}

/** A decision as its body says it. Throws MALFORMED: what kind of correction it is stays. */
export function postedOf({ input, ...said }: z.output<typeof decisionBody>, kind: Kind): Posted {
  if (input === undefined) return said;
  const revised = revisedIn(input);
  if (revised.kind !== kind)
    throw new Refused('MALFORMED', {
      param: 'input.kind',
      detail: `It is a request to ${kind}; ask for another one anew.`,
    });
  return { ...said, input: revised.input };
}
