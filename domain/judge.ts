import { decisionHash, parseDecision, type Decision } from './decision.ts';
import { assertNever, refusal, type Refusal } from './errors.ts';
import {
  acceptedBy,
  currentStep,
  expiresAtMs,
  isReminderDue,
  remindersDue,
  type Gate,
  type GateEvent,
  type OpenGate,
  type Opening,
} from './gate.ts';
import { isInsider, type Outcome } from './request.ts';

/** Commands of the run itself: never parsed from a message. */
export type InternalCommand =
  | { readonly kind: 'planned'; readonly opening: Opening }
  | { readonly kind: 'tick' }
  | { readonly kind: 'operator-cancel' }
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  | { readonly kind: 'stuck' }
  | { readonly kind: 'retry' };

export type Verdict =
  { readonly ok: true; readonly events: readonly GateEvent[] } | { readonly ok: false; readonly refusal: Refusal };

const accept = (...events: readonly GateEvent[]): Verdict => ({ ok: true, events });
const no = (...args: Parameters<typeof refusal>): Verdict => ({ ok: false, refusal: refusal(...args) });

/**
 * What a decision from outside does to the gate: any JSON in, events or a refusal out, never a throw. Update validator,
 * update handler and signal handler call this; the gateway's preflight calls `judge` (guides/temporal.md section 3).
 * @param nowMs workflow time, ms
 */
export function decide(gate: Gate, message: unknown, nowMs: number): Verdict {
  const parsed = parseDecision(message);
  if (!parsed.ok) return parsed;
  return judge(gate, parsed.decision, nowMs);
}

/** The one judgement over people's decisions, in the check order of spec/approvals.md section 3. */
export function judge(gate: Gate, decision: Decision, nowMs: number): Verdict {
  if (gate.state === 'needs-attention') return judge(gate.from, decision, nowMs); // answers as the state it came from
  if (gate.state === 'evaluating') return no('NOT_YET_OPEN');
  const contentHash = decisionHash(decision);
  const accepted = acceptedBy(gate);
  if (Object.hasOwn(accepted, decision.decisionId))
    return accepted[decision.decisionId] === contentHash ? accept() : no('DECISION_ID_REUSED', { param: 'decisionId' });
  if (gate.state !== 'open') return no('GATE_CLOSED', { detail: endedAs(gate) });
  const blocked = whyNotDecide(gate, decision);
  if (blocked) return { ok: false, refusal: blocked };
  const { actor, comment = '' } = decision;
  switch (decision.command) {
    case 'approve': {
      const vote = {
        step: gate.step,
        actorId: actor.id,
        actorRoles: actor.roles,
        decisionId: decision.decisionId,
        contentHash,
        acceptedAtMs: nowMs,
      };
      return accept({ kind: 'voted', vote });
    }
    case 'reject':
    case 'withdraw': {
      const state = decision.command === 'reject' ? 'rejected' : 'withdrawn';
      const said = { id: decision.decisionId, contentHash };
      return accept({ kind: 'ended', how: { state, by: actor.id, comment, atMs: nowMs, decision: said } });
    }
    default:
      return assertNever(decision.command);
  }
}

function whyNotDecide(gate: OpenGate, decision: Decision): Refusal | undefined {
  const { actor, command } = decision;
  const { opening } = gate;
  if (decision.requestId !== opening.requestId) return refusal('PLAN_MISMATCH', { param: 'requestId' });
  if (actor.type !== 'person') return refusal('FORBIDDEN_PRINCIPAL', { detail: 'Only a person decides.' });
  if (command === 'withdraw') return whyNotWithdraw(gate, decision);
  if (decision.revision !== gate.revision || decision.step !== gate.step)
    return refusal('WRONG_STEP', { detail: `It is at revision ${gate.revision}, step ${gate.step}.` });
  if (decision.planHash !== opening.planHash) return refusal('PLAN_MISMATCH', { param: 'planHash' });
  if (isInsider(opening.insiders, actor)) return refusal('SOD_CONFLICT');
  const { roles } = currentStep(gate);
  if (!actor.roles.some((role) => roles.includes(role)))
    return refusal('NOT_ELIGIBLE', { detail: `It takes ${roles.join(' or ')}.` });
  if (gate.votes.some((vote) => vote.actorId === actor.id)) return refusal('ALREADY_VOTED');
  if (command === 'reject' && !decision.comment?.trim()) return refusal('REASON_REQUIRED', { param: 'comment' });
  return undefined;
}

/** The requester, or for the request of a service an operator. */
function whyNotWithdraw({ opening }: OpenGate, { actor, comment }: Decision): Refusal | undefined {
  const mayAsOperator = opening.requesterType === 'service' && actor.roles.includes('operator');
  if (!isInsider(opening.insiders, actor) && !mayAsOperator) return refusal('NOT_REQUESTER');
  return comment?.trim() ? undefined : refusal('REASON_REQUIRED', { param: 'comment' });
}

function endedAs(gate: Gate): string {
  if (gate.state === 'closed') return `It ended as ${gate.outcome.state}.`;
  if (gate.state === 'closing') return `It ended as ${gate.how.state}.`;
  return 'It is approved and being applied.';
}

/** What the run's own commands do; one that does not fit the state is ignored (no events) or refused. */
export function judgeInternal(gate: Gate, command: InternalCommand, nowMs: number): Verdict {
  switch (command.kind) {
    case 'planned':
      return gate.state === 'evaluating' ? accept({ kind: 'opened', opening: command.opening, atMs: nowMs }) : accept();
    case 'tick':
      return gate.state === 'open' ? accept(...clock(gate, nowMs)) : accept();
    case 'operator-cancel': {
      // Nothing of the Temporal UI's Cancel says who pressed it (guides/temporal.md section 8).
      const how = {
        state: 'withdrawn',
        by: 'operator:unverified',
        comment: 'canceled in Temporal',
        atMs: nowMs,
      } as const;
      return gate.state === 'open' || gate.state === 'evaluating' ? accept({ kind: 'ended', how }) : accept();
    }
    case 'settled':
      return gate.state === 'closed' || gate.state === 'open'
        ? accept()
        : accept({ kind: 'closed', outcome: command.outcome });
    case 'stuck':
      return gate.state === 'open' || gate.state === 'closed' || gate.state === 'needs-attention'
        ? accept()
        : accept({ kind: 'stuck' });
    case 'retry':
      return gate.state === 'needs-attention' ? accept({ kind: 'resumed' }) : no('NOT_STUCK');
    default:
      return assertNever(command);
  }
}

/** Expiry is never an approval and comes before a reminder. */
function clock(gate: OpenGate, nowMs: number): readonly GateEvent[] {
  if (nowMs >= expiresAtMs(gate)) return [{ kind: 'ended', how: { state: 'expired', atMs: nowMs } }];
  return isReminderDue(gate, nowMs) ? [{ kind: 'reminded', reminders: remindersDue(gate, nowMs) }] : [];
}
