import { activityInfo } from '@temporalio/activity';
import { canonical } from '../domain/canonical.ts';
import { refusal, type Refusal } from '../domain/errors.ts';
import { whyNotIntake } from '../domain/intake.ts';
import type { PolicyChange } from '../domain/policy-change.ts';
import type { PublicKey } from '../domain/proof.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import { findEvent } from '../store/events.ts';
import { deploymentOf, keyRingOf, proofKeys, unrevoked } from '../store/proof-keys.ts';
import { recordSecurityEvent } from '../store/security-events.ts';
import type { CorrectionDeps } from './evaluate.ts';

/** What proofs are checked with. */
export interface Ring {
  readonly deployment: string;
  /** Keys whose decisions a gate takes: the current one and the next. */
  readonly keyRing: readonly PublicKey[];
  /** Keys that still prove what they signed: all but revoked ones. */
  readonly proving: readonly PublicKey[];
}

/** Reads the ring; the name of the deployment, which never changes, once in the life of a worker. */
export function createRing({ store }: Pick<CorrectionDeps, 'store'>): () => Promise<Ring> {
  let named: string | undefined;
  return async () => {
    const [deployment, keys] = await Promise.all([named ?? deploymentOf(store), proofKeys(store)]);
    named = deployment;
    return { deployment, keyRing: keyRingOf(keys), proving: unrevoked(keys) };
  };
}

/**
 * Why a request counts for nothing (approvals.md section 5): a direct one without the gateway's proof of exactly this, one of an
 * event that is not what the stored, proven event came to, or a run under another id than the invoice's lock. Undefined when it
 * was taken in. Nothing is written for a forged one but a security event: its id may be the one of a real request.
 */
export async function whyNotTakenIn(
  deps: CorrectionDeps,
  request: CorrectionRequest,
  ring: Ring,
  lockId: string,
): Promise<Refusal | undefined> {
  const why = whyNotLocked(lockId) ?? (await whyNotProven());
  if (why) await noteUnsigned(deps, why, request.requestId);
  return why;

  async function whyNotProven(): Promise<Refusal | undefined> {
    const { store, verify } = deps;
    const { origin } = request;
    if (origin.via === 'api') return whyNotIntake(request, ring.proving, ring.deployment, verify);
    const stored = await findEvent(store, origin.source, origin.eventId);
    const derived = stored?.requests?.[origin.n];
    if (!stored || !derived || canonical(derived) !== canonical(request))
      return refusal('INTAKE_UNSIGNED', { detail: 'No event came to this request.' });
    return whyNotIntake(stored.event, ring.proving, ring.deployment, verify);
  }
}

/** One run an id: another one could do the same twice. */
const whyNotLocked = (lockId: string): Refusal | undefined =>
  activityInfo().workflowExecution?.workflowId === lockId
    ? undefined
    : refusal('INTAKE_UNSIGNED', { detail: 'The run has another id.' });

/** Why a proposed version of the policy counts for nothing, likewise. */
export async function whyNotProposed(
  deps: CorrectionDeps,
  change: PolicyChange,
  { proving, deployment }: Ring,
  lockId: string,
): Promise<Refusal | undefined> {
  const why = whyNotLocked(lockId) ?? whyNotIntake(change, proving, deployment, deps.verify);
  if (why) await noteUnsigned(deps, why, change.requestId);
  return why;
}

/** Notes who tried: the run that carries what nobody has signed. */
export function noteUnsigned({ store, nowMs }: CorrectionDeps, { code }: Refusal, requestId?: string): Promise<void> {
  const { workflowExecution: run } = activityInfo();
  return recordSecurityEvent(store, {
    kind: 'unsigned_intake', code, at: new Date(nowMs()), ...(requestId === undefined ? {} : { requestId }),
    ...(run ? { workflowId: run.workflowId, runId: run.runId } : {}),
  }); // prettier-ignore
}
