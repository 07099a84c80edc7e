import type { Actor, ActorRole, Decision } from './decision.ts';
import { refusal, type Refusal } from './errors.ts';
import { currentStep, eligibleRoles, votesOfStep, type Held, type OpenGate, type OutdatedGate } from './gate.ts';

/** Bounds of approvals.md section 3. */
export const revisionsMax = 5;
export const retractsMax = 3;

type Stepped = OpenGate | OutdatedGate;

/** Why this person may not sign the step now; undefined when the signature counts. */
export function whyNotApprove(gate: Stepped, decision: Decision): Refusal | undefined {
  const { actor } = decision;
  return (
    whyNotDecide(gate, decision) ??
    whyBelowCeiling(gate, actor) ??
    whyVotedAlready(gate, actor) ??
    whyUnitCounted(gate, actor)
  );
}

/** A rejection needs no ceiling and no other unit: anybody who may sign the step may stop it. */
export function whyNotReject(gate: Stepped, decision: Decision): Refusal | undefined {
  return whyNotDecide(gate, decision) ?? whyVotedAlready(gate, decision.actor) ?? whyNoReason(decision);
}

function whyNotDecide(gate: Stepped, { actor, revision, step, planHash }: Decision): Refusal | undefined {
  if (revision !== gate.revision || step !== gate.step)
    return otherStep(gate);
  if (planHash !== gate.opening.planHash) return refusal('PLAN_MISMATCH', { param: 'planHash' });
  const insider = meeting(actor.class, gate.opening.insiders);
  if (insider !== undefined) return refusal('SOD_CONFLICT', { detail: relationTo(actor, insider) });
  const roles = eligibleRoles(gate);
  return rolesIn(actor, roles).length > 0 ? undefined : refusal('NOT_ELIGIBLE', { detail: `It takes ${roles.join(' or ')}.` });
} // prettier-ignore

/** Own and lent roles count alike. */
const rolesIn = ({ roles, lent }: Actor, wanted: readonly string[]): readonly ActorRole[] =>
  [...roles, ...(lent?.roles ?? [])].filter(({ role }) => wanted.includes(role));

function whyBelowCeiling(gate: Stepped, actor: Actor): Refusal | undefined {
  const { exposureBaseMinor } = gate.opening;
  const reaches = rolesIn(actor, eligibleRoles(gate)).some(
    ({ ceilingMinor }) =>
      ceilingMinor === undefined || (exposureBaseMinor !== undefined && exposureBaseMinor <= ceilingMinor),
  );
  if (reaches) return undefined;
  const detail = exposureBaseMinor === undefined ? 'There is no rate to compare it by.' : '';
  return refusal('CEILING_EXCEEDED', detail === '' ? {} : { detail });
}

/** Delegate and delegator are one person, and nobody fills two steps (approvals.md section 4, rule 4). */
function whyVotedAlready(gate: Held, actor: Actor): Refusal | undefined {
  const vote = gate.votes.find((one) => meeting(actor.class, one.actor.class) !== undefined);
  if (!vote) return undefined;
  const detail = vote.actor.principal === actor.principal ? undefined : `It counts as signed with ${vote.actor.principal}.`;
  return refusal('ALREADY_VOTED', detail === undefined ? {} : { detail });
} // prettier-ignore

/** A vote is taken while enough are left to reach the wanted number of units; all who have none are of one. */
function whyUnitCounted(gate: Stepped, { unit }: Actor): Refusal | undefined {
  const { quorum, distinctUnits } = currentStep(gate);
  const votes = votesOfStep(gate);
  const units = new Set([...votes.map((vote) => vote.actor.unit), unit]);
  return quorum - (votes.length + 1) >= distinctUnits - units.size ? undefined : refusal('UNIT_ALREADY_COUNTED');
}

/**
 * Only the own vote on this plan, and only until its step has its quorum. A proof that was signed for another revision or step takes
 * nothing back: it may have been held up on its way, and meant what was void by then.
 */
export function whyNotRetract(gate: Stepped, { actor, revision, step }: Decision): Refusal | undefined {
  const own = revision === gate.revision ? gate.votes.filter((vote) => vote.actor.principal === actor.principal) : [];
  if (own.length === 0) return refusal('NO_VOTE');
  if (!own.some((vote) => vote.step === gate.step)) return refusal('STEP_COMPLETE');
  if (step !== gate.step) return otherStep(gate);
  return (gate.retracts[actor.principal] ?? 0) >= retractsMax ? refusal('RETRACT_LIMIT') : undefined;
}

const otherStep = ({ revision, step }: Stepped): Refusal =>
  refusal('WRONG_STEP', { detail: `It is at revision ${revision}, step ${step}.` });

/** The requester (of an agent its owner); for a service's request an operator, too. */
export function whyNotWithdraw(gate: Held, decision: Decision): Refusal | undefined {
  const { requesterType } = gate.opening;
  const mayAsOperator = requesterType === 'service' && isOperator(decision.actor);
  return (mayAsOperator ? undefined : whyNotRequester(gate, decision)) ?? whyNoReason(decision);
}

/** Another plan: for something else by the requester, by today's rules by an operator. */
export function whyNotReplan(gate: Stepped, decision: Decision): Refusal | undefined {
  if (decision.revision !== gate.revision) return otherStep(gate); // what was meant for another plan
  if (gate.opening.kind === 'policy')
    return refusal('UNKNOWN_COMMAND', { detail: 'Another version is proposed anew.' });
  if (decision.command === 'reevaluate')
    return isOperator(decision.actor) ? whyNoReason(decision) : refusal('NOT_OPERATOR');
  const wrong = whyNotRequester(gate, decision);
  return wrong ?? (gate.revision >= revisionsMax ? refusal('REVISION_LIMIT') : undefined);
}

const whyNotRequester = ({ opening }: Held, { actor }: Decision): Refusal | undefined =>
  opening.requesters.includes(actor.principal.toLowerCase()) ? undefined : refusal('NOT_REQUESTER');

const isOperator = ({ roles }: Actor): boolean => roles.some(({ role }) => role === 'operator');

const whyNoReason = ({ comment }: Decision): Refusal | undefined =>
  comment?.trim() ? undefined : refusal('REASON_REQUIRED', { param: 'comment' });

const meeting = (one: readonly string[], other: readonly string[]): string | undefined =>
  one.find((name) => other.includes(name));

const relationTo = ({ principal }: Actor, insider: string): string =>
  insider === principal.toLowerCase()
    ? `${principal} has asked for it, or answers for who has.`
    : `${principal} counts as one person with ${insider}, who has asked for it.`;
