import { Hono } from 'hono';
import { z } from 'zod';
import { commentMax, decisionKinds, type Decision } from '../domain/decision.ts';
import { refusal, Refused } from '../domain/errors.ts';
import { isOutcome, type CorrectionView, type Principal } from '../domain/request.ts';
import type { CorrectionRecord } from '../store/records.ts';
import { findCorrection } from '../store/queries.ts';
import { authenticated, principalOf, requirePerson } from './authenticate.ts';
import { atMost, readBody, text } from './bodies.ts';
import { bodyMaxBytes, type Ctx, type Deps, type Env } from './context.ts';
import { recordedAs } from './decided.ts';
import { answers, ifReached } from './outage.ts';
import { problem } from './problems.ts';
import { answerView, viewOf } from './view.ts';

const schema = z.strictObject({
  command: z.enum(decisionKinds),
  revision: z.int().min(0),
  step: z.int().min(0),
  planHash: text(64),
  decisionId: text(),
  comment: text(commentMax).optional(),
});

/** `POST /corrections/{requestId}/decisions`: approve, reject, withdraw. Who decides comes from the key alone. */
export function decisionRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().post(
    '/corrections/:requestId/decisions',
    authenticated(deps),
    atMost(bodyMaxBytes),
    async (c) => {
      const principal = principalOf(c);
      requirePerson(principal);
      const body = await readBody(c, schema);
      const record = await findCorrection(deps.store, c.req.param('requestId'));
      if (!record) throw new Refused('REQUEST_NOT_FOUND');
      return decide(c, deps, record, decisionOf(body, record, principal));
    },
  );
}

function decisionOf(
  { comment, ...body }: z.infer<typeof schema>,
  { _id: requestId }: CorrectionRecord,
  { id, type, roles, email }: Principal,
): Decision {
  const actor = { id, type, roles, ...(email === undefined ? {} : { email }) };
  return { v: 1, ...body, requestId, actor, ...(comment === undefined ? {} : { comment }) };
}

/**
 * Sends the decision to exactly the run that opened the gate; the gate judges. A decision that the ledger knows is answered
 * from it, also when Temporal has forgotten the run.
 */
async function decide(c: Ctx, deps: Deps, record: CorrectionRecord, decision: Decision): Promise<Response> {
  const { _id: requestId, invoiceId, firstExecutionRunId } = record;
  const recorded = recordedAs(record, decision);
  if (recorded === 'other') return reused(c, requestId);
  if (recorded === 'same') return answerView(c, viewOf(record));
  if (firstExecutionRunId === undefined) return closed(c, viewOf(record)); // it never waited for people

  const answer = await deps.gateway.decide(decision, { invoiceId, firstExecutionRunId });
  if (answer.kind === 'view') return answerView(c, answer.view);
  if (answer.kind === 'refused' && answer.refusal.code !== 'GATE_CLOSED')
    return problem(c, answer.refusal, { requestId });

  // No answer in time is no refusal, and a closed run keeps no answers: the ledger knows what was decided.
  const read = await ifReached(() => findCorrection(deps.store, requestId));
  if (!read.reached || !read.value) throw new Refused('UNAVAILABLE', { detail: 'What was written is not known.' });
  const now = read.value;
  const since = recordedAs(now, decision);
  if (since === 'other') return reused(c, requestId);
  if (since === 'same') return answerView(c, viewOf(now));
  if (answer.kind === 'refused' || now.outcome) return closed(c, viewOf(now));
  if (!(await answers(deps.pingTemporal)))
    throw new Refused('UNAVAILABLE', { detail: 'Whether the decision was taken in is not known.' });
  return answerView(c, viewOf(now));
}

const reused = (c: Ctx, requestId: string): Response =>
  problem(c, refusal('DECISION_ID_REUSED', { param: 'decisionId' }), { requestId });

function closed(c: Ctx, view: CorrectionView): Response {
  const { requestId } = view;
  if (isOutcome(view))
    return problem(c, refusal('GATE_CLOSED', { detail: `It ended as ${view.state}.` }), { requestId, outcome: view });
  // Its run is gone and the ledger still waits: it is about to close, or an operator has terminated it.
  const detail = 'Its end is not written yet: look again, or send the request again with its Idempotency-Key.';
  return problem(c, refusal('GATE_CLOSED', { detail }), { requestId });
}
