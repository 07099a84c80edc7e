import { refusal, Refused } from '../domain/errors.ts';
import type { LiveGate } from '../domain/gate.ts';
import { refold, type KeptGate } from '../domain/refold.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import { rejoinRequest } from '../store/requests.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import type { Evaluated } from '../workflows/contract.ts';
import type { CorrectionDeps } from './evaluate.ts';

/**
 * The ledger comes first: a request that is known returns what is stored, also after a reset or when Temporal has forgotten
 * it (guides/temporal.md traps 9 and 19). One that waits is taken over by this run with its plan as it was shown and with
 * everything that people have said to it.
 */
export async function knownRequest(
  { store, verify }: CorrectionDeps,
  request: CorrectionRequest,
  stored: CorrectionRecord,
  runId: string,
): Promise<Evaluated> {
  if (stored.request.bodyHash !== request.bodyHash) {
    const { requestId, invoiceId } = request;
    return {
      kind: 'closed',
      outcome: { state: 'refused', requestId, invoiceId, blockers: [refusal('REQUEST_ID_REUSED')] },
    };
  }
  if (stored.outcome) return { kind: 'closed', outcome: stored.outcome };
  const gate = gateOf(stored, verify);
  await rejoinRequest(store, { requestId: request.requestId, runId });
  return { kind: 'rejoined', gate };
}

/** Throws PROOF_INVALID when what is stored does not hold: somebody has changed it. */
function gateOf(stored: CorrectionRecord, verify: CorrectionDeps['verify']): LiveGate {
  const { opening, revision, openedAtMs, revisionOpenedAtMs, log } = stored;
  if (!opening || revision === undefined || openedAtMs === undefined || revisionOpenedAtMs === undefined)
    throw new Error(`request ${stored._id} is stored without plan and outcome`);
  return keptGate(stored._id, { opening, revision, openedAtMs, revisionOpenedAtMs, log }, verify);
}

/** The gate that a stored log makes, for a run that takes it over. Throws PROOF_INVALID. */
export function keptGate(what: string, kept: KeptGate, verify: CorrectionDeps['verify']): LiveGate {
  const made = refold(kept, verify);
  if (!made.ok) throw new Refused('PROOF_INVALID', { detail: `The log of ${what}: ${made.refusal.code}.` });
  const { gate } = made;
  if (gate.state === 'evaluating' || gate.state === 'closed' || gate.state === 'needs-attention')
    throw new Error(`the log of ${what} ends in ${gate.state}`);
  return gate;
}
