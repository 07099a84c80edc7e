import { encodeId } from '../domain/canonical.ts';
import { currentStep, expiresAtMs, votesOfStep, type Gate } from '../domain/gate.ts';
import { waitingFor } from '../domain/gate-view.ts';
import { summaryOf, type CorrectionRequest, type CorrectionView, type OpenView } from '../domain/request.ts';

/** A message that changed nothing. */
export interface RefusedMessage {
  readonly code: string;
  readonly atMs: number;
}

/** The request as callers see it. */
export function viewOf({ requestId, invoiceId }: CorrectionRequest, gate: Gate): CorrectionView {
  if (gate.state === 'closed') return gate.outcome;
  const state: OpenView['state'] = gate.state === 'closing' ? 'applying' : gate.state;
  return { state, requestId, invoiceId, ...(gate.state === 'open' ? { waitingFor: waitingFor(gate) } : {}) };
}

/** Markdown for the Temporal UI: codes, numbers and ids only, never text from a message. */
export function details(request: CorrectionRequest, gate: Gate, refused: readonly RefusedMessage[]): string {
  const rows: (readonly [string, string])[] = [
    ['Request', request.requestId],
    ['What', summaryOf(request)],
    ['State', gate.state === 'closed' ? gate.outcome.state : gate.state],
    ['Requested by', encodeId(request.requester.id)],
  ];
  if (gate.state === 'open') {
    const step = currentStep(gate);
    rows.push(
      ['Plan', gate.opening.planHash.slice(0, 12)],
      [
        'Step',
        `${gate.step + 1} of ${gate.opening.steps.length}, ${step.name}: ${votesOfStep(gate)} of ${step.quorum} signed`,
      ],
      ['May sign', step.roles.join(', ')],
      ['Until', new Date(expiresAtMs(gate)).toISOString()],
    );
  }
  if (gate.state === 'closed' && gate.outcome.state === 'applied')
    rows.push(['Documents', gate.outcome.documents.map((document) => encodeId(document.number)).join(', ')]);
  if (gate.state === 'closed' && gate.outcome.state === 'refused')
    rows.push(['Because', gate.outcome.blockers.map((blocker) => blocker.code).join(', ')]);
  if (refused.length > 0)
    rows.push([
      'Refused messages',
      refused
        .slice(-5)
        .map((message) => message.code)
        .join(', '),
    ]);
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}
