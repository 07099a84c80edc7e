import { decisionHash, type Decision } from '../domain/decision.ts';
import type { CorrectionRecord } from '../store/records.ts';

/**
 * What the ledger knows of a decision id: it stands for this very decision, or for `other` content (approvals.md section 5:
 * the server de-duplicates update ids before any validator runs, so the gateway compares).
 */
export function recordedAs(
  { votes, endedBy }: Pick<CorrectionRecord, 'votes' | 'endedBy'>,
  decision: Decision,
): 'same' | 'other' | undefined {
  const accepted = [
    ...votes.map(({ decisionId, contentHash }) => ({ id: decisionId, contentHash })),
    ...(endedBy ? [endedBy] : []),
  ];
  const known = accepted.find(({ id }) => id === decision.decisionId);
  if (!known) return undefined;
  return known.contentHash === decisionHash(decision) ? 'same' : 'other';
}
