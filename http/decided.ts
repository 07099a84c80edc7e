import { decisionHash, type Decision } from '../domain/decision.ts';
import type { Accepted } from '../domain/gate.ts';
import type { Principal } from '../domain/principal.ts';

/** A decision as the ledger and the attempts know it. */
export interface Known {
  readonly decisionId: string;
  readonly contentHash: string;
}

/**
 * The hash of what somebody says: of an actor it holds only who signs, and for whom, so it is there before the directory is
 * asked, and the same words are the same decision whatever has become of his roles.
 */
export const contentHashOf = (said: Omit<Decision, 'actor'>, { id, type }: Principal, onBehalfOf?: string): string =>
  decisionHash({
    ...said,
    actor: {
      principal: id.toLowerCase(), type, class: [], roles: [], authAt: 0,
      ...(onBehalfOf === undefined ? {} : { lent: { delegationId: '', from: onBehalfOf.toLowerCase(), roles: [] } }),
    },
  }); // prettier-ignore

/**
 * What the ledger knows of a decision id: it stands for this very decision, or for `other` content (approvals.md section 5:
 * the server de-duplicates update ids before any validator runs, so the gateway compares).
 */
export function recordedAs(
  { log }: { readonly log: readonly Accepted[] },
  { decisionId, contentHash }: Known,
): 'same' | 'other' | undefined {
  const known = log.find((one) => one.decisionId === decisionId);
  if (!known) return undefined;
  return known.contentHash === contentHash ? 'same' : 'other';
}
