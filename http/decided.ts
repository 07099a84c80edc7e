import type { Decision } from '../domain/decision.ts';
import { isOutcome, type CorrectionView, type Outcome } from '../domain/request.ts';
import type { CorrectionRecord } from '../store/records.ts';

/**
 * What the ledger knows of a decision id: votes are kept with theirs. `other` = it stands for somebody else's decision, or
 * for another one.
 */
export function recordedAs(
  { votes, planHash }: CorrectionRecord,
  { decisionId, command, step, actor, planHash: named }: Decision,
): 'same' | 'other' | undefined {
  const vote = votes.find((one) => one.decisionId === decisionId);
  if (!vote) return undefined;
  const same = command === 'approve' && vote.actorId === actor.id && vote.step === step && named === planHash;
  return same ? 'same' : 'other';
}

/** Whether this decision is how the request ended: ends by people carry who and why, not the decision's id. */
export function isEndBy(outcome: Outcome, { command, actor, comment = '' }: Decision): boolean {
  if (outcome.state !== 'rejected' && outcome.state !== 'withdrawn') return false;
  const ending = outcome.state === 'rejected' ? 'reject' : 'withdraw';
  return command === ending && outcome.by === actor.id && outcome.comment === comment;
}

/**
 * Whether an answer cannot be this decision's. The server answers an update id that it knows before any validator runs
 * (spec/approvals.md section 5), so under a reused id the answer is that of the first decision.
 */
export function isAnswerToAnother(record: CorrectionRecord, view: CorrectionView, decision: Decision): boolean {
  const recorded = recordedAs(record, decision);
  if (recorded !== undefined) return recorded === 'other';
  if (decision.command !== 'approve') return isOutcome(view) ? !isEndBy(view, decision) : view.state === 'open';
  switch (view.state) {
    case 'rejected':
    case 'withdrawn':
    case 'expired':
      return true;
    case 'open':
      return view.waitingFor?.votes.includes(decision.actor.id) === false;
    case 'applied': // its votes are in the ledger, all of them
      return true;
    case 'stale': // these keep no vote that completed the gate
    case 'refused':
    case 'evaluating':
    case 'applying':
    case 'needs-attention':
      return false;
  }
}
