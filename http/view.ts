import { encodeId } from '../domain/canonical.ts';
import { refusal, Refused } from '../domain/errors.ts';
import { evolve, type Gate } from '../domain/gate.ts';
import { waitingFor } from '../domain/gate-view.ts';
import { planHashOf, readPlan, type Plan } from '../domain/plan.ts';
import { isOutcome, reasonText, type CorrectionView } from '../domain/request.ts';
import type { CorrectionRecord } from '../store/records.ts';
import { Problem } from './problems.ts';
import type { Answer, Told } from './route.ts';
import type { requestDetail, requestRow, viewAnswers } from './schemas/correction.ts';

export const correctionPath = (requestId: string): string => `/v1/corrections/${encodeId(requestId)}`;
export const linksOf = (requestId: string): { readonly self: string } => ({ self: correctionPath(requestId) });

/** The open gate as the ledger knows it, by the rules of the gate itself; undefined for a request that is over. */
export function gateOf({ state, opening, dueAt, votes }: CorrectionRecord): Gate | undefined {
  if (state !== 'open' || !opening || !dueAt) return undefined;
  const atMs = dueAt.getTime() - opening.steps[0].expireAfterMs;
  const opened = evolve({ state: 'evaluating' }, { kind: 'opened', opening, atMs });
  return votes.reduce((gate, vote) => (gate.state === 'open' ? evolve(gate, { kind: 'voted', vote }) : gate), opened);
}

/** What became of a request so far, from the ledger. */
export function viewOf(record: CorrectionRecord): CorrectionView {
  if (record.outcome) return record.outcome;
  const { _id: requestId, invoiceId } = record;
  const gate = gateOf(record);
  if (gate?.state !== 'open') return { state: 'applying', requestId, invoiceId };
  return { state: 'open', requestId, invoiceId, waitingFor: waitingFor(gate) };
}

/** One row of a list: the view, and who asked what, why and when. */
export function rowOf(record: CorrectionRecord): Told<typeof requestRow> {
  const { kind, reason, input, evidence, expectedVersion, requester, origin, label } = record.request;
  return {
    ...viewOf(record),
    request: {
      kind, reason: { ...reason, text: reasonText(reason) }, input, evidence, expectedVersion, requester, origin, label,
      receivedAt: record.receivedAt.toISOString(),
    },
    links: linksOf(record._id),
  }; // prettier-ignore
}

/** The request as people need it to decide, with the plan whose hash they sign. Throws PLAN_INTEGRITY. */
export function detailOf(record: CorrectionRecord): Told<typeof requestDetail> {
  const { planHash, votes, closedAt } = record;
  return {
    ...rowOf(record),
    planHash,
    plan: planOf(record),
    votes: votes.map(({ step, actorId, actorRoles, decisionId, acceptedAtMs }) => ({
      step, by: actorId, roles: actorRoles, decisionId, at: new Date(acceptedAtMs).toISOString(),
    })),
    closedAt: closedAt?.toISOString(),
  }; // prettier-ignore
}

/** Nothing is shown under a hash that it does not have. */
function planOf({ planText, planHash }: CorrectionRecord): Plan | undefined {
  if (planText === undefined) return undefined;
  if (planHashOf(planText) !== planHash) throw new Refused('PLAN_INTEGRITY');
  return readPlan(planText);
}

export type ViewAnswer = Answer<typeof viewAnswers>;

/**
 * Answers what became of a request: 200 when it ended by what was asked, 202 with its address while it waits. Throws a
 * Problem when it was refused (its first reason decides the status) or is stale.
 */
export function answerView(view: CorrectionView): ViewAnswer {
  const { requestId } = view;
  const links = linksOf(requestId);
  if (!isOutcome(view)) return { status: 202, location: links.self, body: { ...view, links } };
  if (view.state === 'stale') {
    const detail = `It was planned at version ${view.plannedVersion} and is at ${view.currentVersion}; nothing was applied.`;
    throw new Problem(refusal('STALE_VERSION', { detail }), { requestId, outcome: view });
  }
  if (view.state !== 'refused') return { status: 200, body: { ...view, links } };
  const [first] = view.blockers;
  throw new Problem(first ?? refusal('INTERNAL'), { requestId, errors: view.blockers, outcome: view });
}
