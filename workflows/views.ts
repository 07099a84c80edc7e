import { encodeId } from '../domain/canonical.ts';
import { expiresAtMs } from '../domain/gate-clock.ts';
import { awake, currentStep, eligibleRoles, votesOfStep, type Ended, type Gate } from '../domain/gate.ts';
import { signerOf, waitingFor } from '../domain/gate-view.ts';
import { policySummaryOf, type PolicyChange, type PolicyOutcome, type PolicyView } from '../domain/policy-change.ts';
import {
  summaryOf,
  type CorrectionRequest,
  type CorrectionState,
  type CorrectionView,
  type OpenView,
  type Outcome,
} from '../domain/request.ts';
import type { Subject } from './desk.ts';

/** Messages that changed nothing: the last codes, and how often each came. */
export interface Refusals {
  readonly last: string[];
  readonly counts: Record<string, number>;
}

/** A row of the current details. */
export type Row = readonly [name: string, value: string];

/** The state as it is shown everywhere: what is being closed is being applied, to who looks from outside. */
export function stateOf(gate: Gate<Ended>): CorrectionState {
  if (gate.state === 'closed') return gate.outcome.state;
  return gate.state === 'closing' ? 'applying' : gate.state;
}

/** What callers see of a gate that is not closed. */
export function openViewOf(gate: Exclude<Gate<Ended>, { state: 'closed' }>): Pick<OpenView, 'state' | 'waitingFor'> {
  const state = gate.state === 'closing' ? 'applying' : gate.state;
  return { state, ...(gate.state === 'open' || gate.state === 'outdated' ? { waitingFor: waitingFor(gate) } : {}) };
}

/** A correction, as callers and the Temporal UI see it. */
export const correctionSubject = (request: CorrectionRequest): Subject<Outcome, CorrectionView> => ({
  requestId: request.requestId,
  viewOf(gate) {
    if (gate.state === 'closed') return gate.outcome;
    return { ...openViewOf(gate), requestId: request.requestId, invoiceId: request.invoiceId };
  },
  rowsOf: (gate) => ({
    first: [
      ['Request', request.requestId],
      ['What', summaryOf(request)],
      ['Requested by', encodeId(request.requester.id)],
    ],
    last: [
      ...(gate.state === 'closed' && gate.outcome.state === 'applied'
        ? [['Documents', gate.outcome.documents.map((document) => encodeId(document.number)).join(', ')] as const]
        : []),
      ...refusedRows(gate),
    ],
  }),
});

/** A version of the policy, likewise. */
export const policySubject = (change: PolicyChange): Subject<PolicyOutcome, PolicyView> => ({
  requestId: change.requestId,
  viewOf(gate) {
    if (gate.state === 'closed') return gate.outcome;
    return { ...openViewOf(gate), requestId: change.requestId, version: change.version };
  },
  rowsOf: (gate) => ({
    first: [
      ['Request', change.requestId],
      ['What', policySummaryOf(change)],
      ['Requested by', encodeId(change.author.id)],
    ],
    last: refusedRows(gate),
  }),
});

const refusedRows = (gate: Gate<Outcome | PolicyOutcome>): readonly Row[] =>
  gate.state === 'closed' && gate.outcome.state === 'refused'
    ? [['Because', gate.outcome.blockers.map((blocker) => blocker.code).join(', ')]]
    : [];

/** Markdown for the Temporal UI: codes, numbers and ids only, never text from a message. */
export function details(
  { first, last }: { readonly first: readonly Row[]; readonly last: readonly Row[] },
  gate: Gate<Ended>,
  refused: Refusals,
): string {
  const state = gate.state === 'needs-attention' ? `needs-attention, in ${awake(gate).state}` : stateOf(gate);
  const rows: Row[] = [...first, ['State', state], ...waitingRows(gate), ...last];
  if (refused.last.length > 0) {
    const counts = Object.entries(refused.counts).map(([code, count]) => `${code} x ${count}`);
    rows.push(['Refused signals', counts.join(', ')], ['The last of them', refused.last.slice(-5).join(', ')]);
  }
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

function waitingRows(gate: Gate<Ended>): readonly Row[] {
  if (gate.state !== 'open' && gate.state !== 'outdated') return [];
  const { opening, revision, votes, escalated } = gate;
  const step = currentStep(gate);
  const signed = votes.map((vote) => encodeId(signerOf(vote))).join(', ');
  return [
    ['Plan', `${opening.planHash.slice(0, 12)}, revision ${revision}`],
    ['Step', `${gate.step + 1} of ${opening.steps.length}, ${step.name}: ${votesOfStep(gate).length} of ${step.quorum} signed`],
    ['Signed by', signed || 'nobody'],
    ['May sign', `${eligibleRoles(gate).join(', ')}${escalated ? ' (escalated)' : ''}`],
    ['Until', new Date(expiresAtMs(gate)).toISOString()],
  ]; // prettier-ignore
}
