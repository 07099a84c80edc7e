import type { ClientSession } from 'mongodb';
import type { Evidence } from '../domain/apply-check.ts';
import { Refused, type ErrorCode, type Refusal } from '../domain/errors.ts';
import type { Accepted } from '../domain/gate.ts';
import type { Unproven } from '../domain/signed-check.ts';
import { readEvidence } from './approval-evidence.ts';
import type { CorrectionRecord } from './approval-records.ts';
import type { Store } from './database.ts';

/** How signatures are looked at when they are applied. */
export interface SignatureCheck {
  readonly deployment: string;
  /** The request as the ledger has it: its plan and opening stay as they are while a run applies it. */
  readonly stored: CorrectionRecord;
  readonly whyNotApproved: (evidence: Evidence) => Unproven | undefined;
}

/** Codes that fail a run; another one in a proof counts as PROOF_INVALID. */
const failing: readonly ErrorCode[] = ['PLAN_INTEGRITY', 'CHAIN_BROKEN'];

/**
 * Why signed work may not be applied any more, looked at inside its transaction (approvals.md section 5). Throws PLAN_INTEGRITY,
 * PROOF_INVALID or CHAIN_BROKEN when something was changed, which no refusal must hide.
 */
export async function whySignaturesFail(
  store: Store,
  { deployment, stored, whyNotApproved }: SignatureCheck,
  { planHash, log, now }: { readonly planHash: string; readonly log: readonly Accepted[]; readonly now: Date },
  session: ClientSession,
): Promise<Refusal | undefined> {
  return refusalOf(whyNotApproved(await readEvidence(store, { stored, deployment, planHash, log }, now, session)));
} // prettier-ignore

/** What a rule stops is a refusal. Throws PLAN_INTEGRITY, PROOF_INVALID or CHAIN_BROKEN when something was changed. */
export function refusalOf(unproven: Unproven | undefined): Refusal | undefined {
  if (!unproven) return undefined;
  if ('refused' in unproven) return unproven.refused;
  const { broken, detail } = unproven;
  const code = failing.find((one) => one === broken) ?? 'PROOF_INVALID';
  throw new Refused(code, { detail: code === broken ? detail : `${broken}: ${detail}` });
}
