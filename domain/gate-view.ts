import { currentStep, expiresAtMs, type OpenGate } from './gate.ts';
import type { OpenView } from './request.ts';

/** What an open gate waits for, as people and programs see it. */
export function waitingFor(gate: OpenGate): NonNullable<OpenView['waitingFor']> {
  const step = currentStep(gate);
  return {
    planHash: gate.opening.planHash,
    revision: gate.revision,
    step: gate.step,
    stepName: step.name,
    roles: step.roles,
    quorum: step.quorum,
    votes: gate.votes.map((vote) => vote.actorId),
    dueAt: new Date(expiresAtMs(gate)).toISOString(),
    why: gate.opening.why,
  };
}
