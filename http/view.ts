import { encodeId } from '../domain/canonical.ts';
import { refusal } from '../domain/errors.ts';
import { evolve } from '../domain/evolve.ts';
import type { Ended, Gate } from '../domain/gate.ts';
import { escalation } from '../domain/gate-clock.ts';
import { waitingFor } from '../domain/gate-view.ts';
import { asKeptIn, type KeptGate } from '../domain/refold.ts';
import { isOutcome, reasonText, type CorrectionView, type OpenView, type Outcome } from '../domain/request.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import { Problem } from './problems.ts';
import type { Answer, Told } from './route.ts';
import type { requestRow, viewAnswers } from './schemas/correction.ts';

export const correctionPath = (requestId: string): string => `/v1/corrections/${encodeId(requestId)}`;
export const linksOf = (requestId: string): { readonly self: string } => ({ self: correctionPath(requestId) });

/** What the ledger keeps of a gate, of a correction or of a version of the policy. */
interface Kept<O extends Ended> extends Partial<Omit<KeptGate, 'log'>>, Pick<KeptGate, 'log'> {
  readonly state: string;
  readonly outcome?: O;
}

/** The gate as the ledger knows it, by the rules of the gate itself; of a log that does not hold nothing counts as said. */
export function gateOf<O extends Ended = Outcome>(record: Kept<O>, nowMs: number): Gate<O> {
  const { opening, revision = 1, openedAtMs, revisionOpenedAtMs = openedAtMs, log, outcome, state } = record;
  if (!opening || openedAtMs === undefined || revisionOpenedAtMs === undefined)
    return outcome ? { state: 'closed', outcome } : { state: 'evaluating' };
  const gate: Gate<O> = asKeptIn({ opening, revision, openedAtMs, revisionOpenedAtMs, log });
  if (outcome) return evolve(gate, { kind: 'closed', outcome });
  const now = escalation(gate, nowMs).reduce<Gate<O>>(evolve, gate);
  return state === 'outdated' && now.state === 'open' ? evolve(now, { kind: 'outdated' }) : now;
}

/** What became of a request so far, from the ledger. */
export function viewOf(record: CorrectionRecord, nowMs: number): CorrectionView {
  if (record.outcome) return record.outcome;
  const { _id: requestId, invoiceId } = record;
  const about = { requestId, invoiceId };
  if (record.state === 'needs-attention') return { state: 'needs-attention', ...about };
  return { ...about, ...openViewOf(gateOf(record, nowMs)) };
}

/** What waits, as the ledger knows it: between the last decision and its end it is being applied. */
export function openViewOf(gate: Gate<Ended>): Pick<OpenView, 'state' | 'waitingFor'> {
  switch (gate.state) {
    case 'open':
    case 'outdated':
      return { state: gate.state, waitingFor: waitingFor(gate) };
    case 'evaluating':
    case 'replanning':
      return { state: gate.state };
    default:
      return { state: 'applying' };
  }
}

/** One row of a list: the view, and who asked what, why and when. */
export function rowOf(record: CorrectionRecord, nowMs: number): Told<typeof requestRow> {
  const { kind, reason, input, evidence, expectedVersion, requester, origin, label, resubmits } = record.request;
  const { exposureMinor: amountMinor, currency } = record.judged?.facts ?? {};
  return {
    ...viewOf(record, nowMs),
    request: {
      kind, reason: { ...reason, text: reasonText(reason) }, input, evidence, expectedVersion, requester, origin, label,
      resubmits, receivedAt: record.receivedAt.toISOString(),
    },
    ...(amountMinor === undefined || currency === undefined ? {} : { exposure: { amountMinor, currency } }),
    links: linksOf(record._id),
  }; // prettier-ignore
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
