import { currentStep, eligibleRoles, type OpenGate, type OutdatedGate, type Vote } from './gate.ts';
import { expiresAtMs } from './gate-clock.ts';
import type { OpenView } from './request.ts';

/** What an open gate waits for, as people and programs see it. */
export function waitingFor(gate: OpenGate | OutdatedGate): NonNullable<OpenView['waitingFor']> {
  const step = currentStep(gate);
  return {
    planHash: gate.opening.planHash,
    revision: gate.revision,
    step: gate.step,
    stepName: step.name,
    steps: gate.opening.steps.length,
    roles: eligibleRoles(gate),
    quorum: step.quorum,
    escalated: gate.escalated,
    votes: gate.votes.map(signerOf),
    dueAt: new Date(expiresAtMs(gate)).toISOString(),
    why: gate.opening.why,
  };
}

/** `B for A` where a right was lent. */
export const signerOf = ({ actor: { principal, lent } }: Pick<Vote, 'actor'>): string =>
  lent ? `${principal} for ${lent.from}` : principal;
