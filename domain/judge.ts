import { parseMessage, provenDecision, type No } from './decision-proof.ts';
import { decisionHash, type CommandName, type Decision, type DecisionMessage } from './decision.ts';
import { whyNotReject, whyNotRetract, whyNotReplan, whyNotApprove, whyNotWithdraw } from './eligibility.ts';
import { assertNever, refusal, type Refusal } from './errors.ts';
import { heldBy, type Accepted, type Ended, type Gate, type GateEvent, type OpenGate } from './gate.ts';
import type { Verify } from './proof.ts';

/** What a message comes to never ends a gate for good: `closed` is the run's own. */
export type Verdict<O extends Ended = never> = { readonly ok: true; readonly events: readonly GateEvent<O>[] } | No;

export const accept = <O extends Ended = never>(...events: readonly GateEvent<O>[]): Verdict<O> => ({
  ok: true,
  events,
});
export const no = (...args: Parameters<typeof refusal>): No => ({ ok: false, refusal: refusal(...args) });

/** A proof is at most this far ahead of workflow time, and at most this old, when it is first accepted; ms. */
export const proofAheadMs = 60_000;
export const proofAgeMs = 24 * 3_600_000;

/**
 * What a message from outside does to the gate: any JSON in, events or a refusal out, never a throw. Update validator,
 * update handler, signal handler and the applying transaction call this; the gateway's preflight, which has no proof yet,
 * calls `judge` (approvals.md section 3).
 * @param nowMs workflow time, ms
 */
export function decide(gate: Gate<Ended>, message: unknown, nowMs: number, verify: Verify): Verdict {
  const parsed = parseMessage(message);
  if (!parsed.ok) return parsed;
  const held = heldBy(gate);
  if (!held) return withoutGate(gate);
  const proven = provenDecision(parsed.message, held.opening, verify);
  if (!proven.ok) return proven;
  const { decision, timeMs } = proven;
  const isKnown = held.log.some(({ decisionId }) => decisionId === decision.decisionId);
  if (!isKnown && (timeMs > nowMs + proofAheadMs || timeMs < nowMs - proofAgeMs)) return no('PROOF_TIME');
  return judge(gate, decision, nowMs, parsed.message as DecisionMessage); // it is proven, so the proof is there
}

const withoutGate = (gate: Gate<Ended>): Verdict =>
  gate.state === 'closed' ? no('GATE_CLOSED', { detail: endedAs(gate) }) : no('NOT_YET_OPEN');

/** What the gateway asks before there is a proof. */
const unproven: DecisionMessage = { proof: { text: '', signature: '' } };

/**
 * The one judgement over people's decisions, in the check order of approvals.md section 3.
 * @param message what is kept with an accepted decision; without one nothing may be made of the events
 */
export function judge(gate: Gate<Ended>, decision: Decision, nowMs: number, message = unproven): Verdict {
  if (gate.state === 'needs-attention') return judge(gate.from, decision, nowMs, message); // as the state it came from
  const held = heldBy(gate);
  if (!held) return withoutGate(gate);
  const contentHash = decisionHash(decision);
  const known = held.log.find(({ decisionId }) => decisionId === decision.decisionId);
  if (known) return known.contentHash === contentHash ? accept() : no('DECISION_ID_REUSED', { param: 'decisionId' });
  const closed = whyNotNow(gate, decision.command);
  if (closed) return { ok: false, refusal: closed };
  if (decision.requestId !== held.opening.requestId) return no('PLAN_MISMATCH', { param: 'requestId' });
  if (decision.actor.type !== 'person') return no('FORBIDDEN_PRINCIPAL', { detail: 'Only a person decides.' });
  const { decisionId } = decision;
  const said = { decisionId, contentHash, acceptedAtMs: nowMs, revision: held.revision, message };
  return judgeOpen(gate, decision, said);
}

/** The state's column of the table in approvals.md section 3. */
function whyNotNow(gate: Gate<Ended>, command: CommandName): Refusal | undefined {
  const ends = command === 'reject' || command === 'withdraw' || command === 'revise' || command === 'reevaluate';
  switch (gate.state) {
    case 'open':
      return undefined;
    case 'outdated':
      return ends ? undefined : refusal('PLAN_OUTDATED');
    case 'replanning':
      return command === 'withdraw' ? undefined : refusal('REPLANNING');
    default:
      return refusal('GATE_CLOSED', { detail: endedAs(gate) });
  }
}

function judgeOpen(gate: Gate<Ended>, decision: Decision, said: Accepted): Verdict {
  if (gate.state !== 'open' && gate.state !== 'outdated' && gate.state !== 'replanning') return withoutGate(gate);
  const { actor, command, comment = '' } = decision;
  const { acceptedAtMs: atMs } = said;
  const ended = (state: 'rejected' | 'withdrawn'): GateEvent<never> => ({
    kind: 'ended', how: { state, by: actor.principal, comment, atMs }, said,
  }); // prettier-ignore
  const unless = (wrong: Refusal | undefined, event: GateEvent<never>): Verdict =>
    wrong ? { ok: false, refusal: wrong } : accept(event);
  if (command === 'withdraw') return unless(whyNotWithdraw(gate, decision), ended('withdrawn'));
  if (gate.state === 'replanning') return no('REPLANNING');
  switch (command) {
    case 'approve': {
      const vote = { step: gate.step, actor, decisionId: decision.decisionId, acceptedAtMs: atMs };
      return unless(whyNotApprove(gate, decision), { kind: 'voted', vote, said });
    }
    case 'reject':
      return unless(whyNotReject(gate, decision), ended('rejected'));
    case 'retract':
      return unless(whyNotRetract(gate, decision), { kind: 'retracted', by: actor.principal, said });
    case 'revise':
    case 'reevaluate': {
      const { input } = decision;
      const cause = {
        command,
        by: actor.principal,
        ...(comment === '' ? {} : { comment }),
        ...(input ? { input } : {}),
      };
      return unless(whyNotReplan(gate, decision), { kind: 'replanned', cause, said });
    }
    default:
      return assertNever(command);
  }
}

function endedAs(gate: Exclude<Gate<Ended>, OpenGate>): string {
  if (gate.state === 'closed') return `It ended as ${gate.outcome.state}.`;
  if (gate.state === 'closing') return `It ended as ${gate.how.state}.`;
  return 'It is approved and being applied.';
}
