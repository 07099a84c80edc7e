import { canonical, hashValue } from './canonical.ts';
import { refusal, type Refusal } from './errors.ts';
import type { BusinessEvent } from './event-rules.ts';
import { openSigned, proofPrefixes, type PublicKey, type Signer, type Verify } from './proof.ts';
import type { PolicyChange } from './policy-change.ts';
import type { CorrectionRequest } from './request.ts';

/** What was taken in: a direct request, an event that requests follow from, or a proposed version of the policy. */
export type TakenIn = CorrectionRequest | BusinessEvent | PolicyChange;

interface About {
  readonly kid: string;
  readonly deployment: string;
}

/**
 * What the gateway signs when it takes something in (approvals.md section 5). `inputHash` and `bodyHash` are over all of it
 * but the proof, so nothing of it can be another; `time` is ms.
 */
export function intakeBodyOf(taken: TakenIn, { kid, deployment }: About): Readonly<Record<string, unknown>> {
  const about = { v: 1, kid, deployment, time: taken.receivedAtMs };
  const { intake: _proof, ...rest } = taken;
  const hash = hashValue('countersign/taken/v1', rest);
  if (!('requestId' in taken)) return { ...about, source: taken.source, eventId: taken.id, bodyHash: hash };
  if ('author' in taken) {
    const { requestId, author, version } = taken;
    return { ...about, requestId, principal: author.id, kind: 'policy', version, inputHash: hash };
  }
  const { requestId, requester, kind, invoiceId } = taken;
  return { ...about, requestId, principal: requester.id, kind, invoiceId, inputHash: hash };
}

/** A request or a proposal with the gateway's proof that it took in exactly this. */
export const signIntake = <R extends CorrectionRequest | PolicyChange>(
  signer: Signer,
  deployment: string,
  request: R,
): R => ({
  ...request,
  intake: signed(signer, deployment, request),
});

/** The event with the gateway's proof that it took in exactly this; what follows from it needs no proof of its own. */
export const signEvent = (signer: Signer, deployment: string, event: BusinessEvent): BusinessEvent => ({
  ...event,
  intake: signed(signer, deployment, event),
});

const signed = (signer: Signer, deployment: string, taken: TakenIn): NonNullable<TakenIn['intake']> =>
  signer.sign(proofPrefixes.intake, canonical(intakeBodyOf(taken, { kid: signer.key.kid, deployment })));

/**
 * Why a request or an event counts for nothing: no gateway of this deployment has taken in exactly this. A request of an event
 * has no proof of its own: the caller checks the event's, and that the request follows from it. INTAKE_UNSIGNED.
 * @param ring keys that are taken: all but revoked ones
 */
export function whyNotIntake(
  taken: TakenIn,
  ring: readonly PublicKey[],
  deployment: string,
  verify: Verify,
): Refusal | undefined {
  const opened = openSigned(proofPrefixes.intake, taken.intake, ring, verify);
  if (!opened.ok) return refusal('INTAKE_UNSIGNED', { detail: opened.refusal.message });
  const { kid } = opened.body;
  const isThis = canonical(opened.body) === textOf(taken, { kid: String(kid), deployment });
  return isThis ? undefined : refusal('INTAKE_UNSIGNED', { detail: 'The proof is about something else.' });
}

/** What canonical JSON cannot hold was signed by nobody. */
function textOf(taken: TakenIn, about: About): string | undefined {
  try {
    return canonical(intakeBodyOf(taken, about));
  } catch {
    return undefined;
  }
}
