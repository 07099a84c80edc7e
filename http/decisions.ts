import { z } from 'zod';
import { Refused, type ErrorCode } from '../domain/errors.ts';
import type { Kind } from '../domain/input.ts';
import { isClosed } from '../domain/request.ts';
import { findCorrection } from '../store/queries.ts';
import { checkpointSoon } from './audit.ts';
import type { Deps } from './context.ts';
import { blockers } from './corrections.ts';
import { correctionToDecide } from './decidable.ts';
import { decideOn, refuseOther, type Posted } from './decide.ts';
import { Problem } from './problems.ts';
import { createRateLimit, ratesPerMinute } from './rate-limit.ts';
import { json, route, type Route } from './route.ts';
import { revisedIn } from './schemas/asking.ts';
import { viewAnswers } from './schemas/correction.ts';
import { decisionBody } from './schemas/decision.ts';
import { requestId } from './schemas/scalars.ts';
import { seenBy, sightOf } from './sight.ts';
import { answerView } from './view.ts';

/** What a decision may be refused with; a revision, besides, by the rules of its new plan. */
export const decisionRefusals = [
  'REQUEST_NOT_FOUND', 'FORBIDDEN_PRINCIPAL', 'DECISION_ID_REUSED', 'DELEGATE_NOT_IN_FORCE', 'NOT_YET_OPEN', 'PROOF_MISMATCH',
  'PROOF_INVALID', 'PROOF_KEY_UNKNOWN', 'PROOF_TIME', 'PROOF_KEY_REVOKED', 'PRINCIPAL_SUSPENDED', 'GATE_CLOSED', 'PLAN_OUTDATED',
  'REPLANNING', 'WRONG_STEP', 'PLAN_MISMATCH', 'SOD_CONFLICT', 'NOT_ELIGIBLE', 'CEILING_EXCEEDED', 'ALREADY_VOTED',
  'UNIT_ALREADY_COUNTED', 'NO_VOTE', 'STEP_COMPLETE', 'RETRACT_LIMIT', 'REVISION_LIMIT', 'NOT_REQUESTER', 'NOT_OPERATOR',
  'REASON_REQUIRED', 'RATE_LIMITED', 'KIND_UNKNOWN', 'INTAKE_UNSIGNED', 'UNKNOWN_COMMAND',
] as const satisfies readonly ErrorCode[]; // prettier-ignore

/** Everything that a person may say to a gate, and what an operator may do about a request that is stuck. */
export function decisionRoutes(deps: Deps): readonly Route[] {
  const countDecision = createRateLimit(ratesPerMinute.decisionsOfPerson, deps.nowMs);
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
      countDecision(principal.id);
      const { record, sight } = await seenBy(deps, c, principal, params.requestId);
      const posted = postedOf(body, record.request.kind);
      const view = await decideOn(deps, correctionToDecide(deps, record), sight, posted);
      if (isClosed(view.state)) checkpointSoon(deps);
      return answerView(view);
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
    }).answeredBy(async ({ params }) => {
      const record = await findCorrection(deps.store, params.requestId);
      if (!record) throw new Refused('REQUEST_NOT_FOUND');
      const { _id, invoiceId, firstExecutionRunId, outcome } = record;
      if (outcome) throw new Problem({ ...new Refused('NOT_STUCK').refusal }, { requestId: _id, outcome });
      const answer = await deps.gateway.retry({ invoiceId, ...(firstExecutionRunId ? { firstExecutionRunId } : {}) });
      if (answer.kind === 'view') return answerView(answer.view);
      if (answer.kind === 'refused') throw new Problem(answer.refusal, { requestId: _id });
      throw new Refused('UNAVAILABLE', { detail: 'Whether it was started again is not known.' });
    }),
  ];
}

/** Throws MALFORMED: what kind of correction it is stays. */
function postedOf({ input, ...said }: z.output<typeof decisionBody>, kind: Kind): Posted {
  if (input === undefined) return said;
  const revised = revisedIn(input);
  if (revised.kind !== kind)
    throw new Refused('MALFORMED', {
      param: 'input.kind',
      detail: `It is a request to ${kind}; ask for another one anew.`,
    });
  return { ...said, input: revised.input };
}
