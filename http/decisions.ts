import { z } from 'zod';
import type { Decision } from '../domain/decision.ts';
import { refusal, Refused } from '../domain/errors.ts';
import { isOutcome, type CorrectionView, type Principal } from '../domain/request.ts';
import type { CorrectionRecord } from '../store/records.ts';
import { findCorrection } from '../store/queries.ts';
import type { Deps } from './context.ts';
import { recordedAs } from './decided.ts';
import { answers, ifReached } from './outage.ts';
import { Problem } from './problems.ts';
import { json, route, type Route } from './route.ts';
import { viewAnswers } from './schemas/correction.ts';
import { decisionBody } from './schemas/decision.ts';
import { requestId } from './schemas/scalars.ts';
import { answerView, viewOf, type ViewAnswer } from './view.ts';

/** Approve, reject, withdraw. Who decides comes from the key alone. */
export const decisionRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/corrections/{requestId}/decisions',
    operationId: 'decide',
    tag: 'corrections',
    summary: 'Approve, reject or withdraw a request.',
    caller: 'person',
    params: z.strictObject({ requestId }),
    body: json(decisionBody, {
      command: 'approve', revision: 1, step: 0, planHash: 'a3f1c2', decisionId: '01JGZ6X0', comment: 'seen',
    }), // prettier-ignore
    answers: viewAnswers,
    problems: [
      'REQUEST_NOT_FOUND',
      'SOD_CONFLICT',
      'NOT_ELIGIBLE',
      'NOT_REQUESTER',
      'GATE_CLOSED',
      'WRONG_STEP',
      'PLAN_MISMATCH',
      'ALREADY_VOTED',
      'NOT_YET_OPEN',
      'STALE_VERSION',
      'REASON_REQUIRED',
      'DECISION_ID_REUSED',
    ],
  }).answeredBy(async ({ principal, params, body }) => {
    const record = await findCorrection(deps.store, params.requestId);
    if (!record) throw new Refused('REQUEST_NOT_FOUND');
    return decide(deps, record, decisionOf(body, record, principal));
  }),
];

function decisionOf(
  body: z.output<typeof decisionBody>,
  { _id: requestId }: CorrectionRecord,
  { id, type, roles, email }: Principal,
): Decision {
  const actor = { id, type, roles, ...(email === undefined ? {} : { email }) };
  return { v: 1, ...body, requestId, actor };
}

/**
 * Sends the decision to exactly the run that opened the gate; the gate judges. A decision that the ledger knows is answered
 * from it, also when Temporal has forgotten the run.
 */
async function decide(deps: Deps, record: CorrectionRecord, decision: Decision): Promise<ViewAnswer> {
  const { _id: requestId, invoiceId, firstExecutionRunId } = record;
  const recorded = recordedAs(record, decision);
  if (recorded === 'other') throw reused(requestId);
  if (recorded === 'same') return answerView(viewOf(record));
  if (firstExecutionRunId === undefined) throw closed(viewOf(record)); // it never waited for people

  const answer = await deps.gateway.decide(decision, { invoiceId, firstExecutionRunId });
  if (answer.kind === 'view') return answerView(answer.view);
  if (answer.kind === 'refused' && answer.refusal.code !== 'GATE_CLOSED')
    throw new Problem(answer.refusal, { requestId });

  // No answer in time is no refusal, and a closed run keeps no answers: the ledger knows what was decided.
  const read = await ifReached(() => findCorrection(deps.store, requestId));
  if (!read.reached || !read.value) throw new Refused('UNAVAILABLE', { detail: 'What was written is not known.' });
  const now = read.value;
  const since = recordedAs(now, decision);
  if (since === 'other') throw reused(requestId);
  if (since === 'same') return answerView(viewOf(now));
  if (answer.kind === 'refused' || now.outcome) throw closed(viewOf(now));
  if (!(await answers(deps.pingTemporal)))
    throw new Refused('UNAVAILABLE', { detail: 'Whether the decision was taken in is not known.' });
  return answerView(viewOf(now));
}

const reused = (requestId: string): Problem =>
  new Problem(refusal('DECISION_ID_REUSED', { param: 'decisionId' }), { requestId });

function closed(view: CorrectionView): Problem {
  const { requestId } = view;
  if (isOutcome(view))
    return new Problem(refusal('GATE_CLOSED', { detail: `It ended as ${view.state}.` }), { requestId, outcome: view });
  // Its run is gone and the ledger still waits: it is about to close, or an operator has terminated it.
  const detail = 'Its end is not written yet: look again, or send the request again with its Idempotency-Key.';
  return new Problem(refusal('GATE_CLOSED', { detail }), { requestId });
}
