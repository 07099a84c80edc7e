import { saidIn } from './accepted.ts';
import { provenDecision } from './decision-proof.ts';
import { decisionHash } from './decision.ts';
import { refusal, type ErrorCode, type Refusal } from './errors.ts';
import type { Accepted, Gate, Held } from './gate.ts';
import type { PublicKey, Verify } from './proof.ts';
import { refold, type KeptGate } from './refold.ts';
import type { CorrectionRequest } from './request.ts';
import { whyNotSeparate, type KnownPerson } from './separation-check.ts';
import type { Delegation } from './separation.ts';

/** What says whether signatures count, whatever they are for, as the ledger has it at that moment. */
export interface Signatures {
  readonly request: Pick<CorrectionRequest, 'requestId' | 'receivedAtMs' | 'insiders'>;
  /** Every key that ever signed. */
  readonly keys: readonly (PublicKey & { readonly isRevoked: boolean })[];
  /** All that were in force at any moment since the request came in. */
  readonly delegations: readonly Delegation[];
  /** Who voted, who asked, and who is at an end of a delegation. */
  readonly people: readonly KnownPerson[];
  readonly nowMs: number;
}

/** `refused`: by rule, the request closes and may be asked again. `broken`: something was changed, and somebody must look. */
export type Unproven = { readonly refused: Refusal } | { readonly broken: ErrorCode; readonly detail: string };

export const broken = (code: ErrorCode, detail: string): Unproven => ({ broken: code, detail });
export const refused = (...args: Parameters<typeof refusal>): Unproven => ({ refused: refusal(...args) });

/**
 * Why signed decisions do not count: they do not lead from the stored opening to approval when they are judged again, or keys,
 * people and delegations are not such that they still do. Undefined when they count.
 */
export function whyNotSigned(signatures: Signatures, gate: KeptGate, verify: Verify): Unproven | undefined {
  const folded = foldedAgain(signatures, gate, verify);
  if (!('held' in folded)) return folded;
  return whyKeyRevoked(signatures, gate.log) ?? whyNotPeople(signatures, folded.held);
}

/** The gate that the proofs themselves make; the same entries must come out that went in. */
function foldedAgain({ keys }: Signatures, gate: KeptGate, verify: Verify): Unproven | { readonly held: Held } {
  const chain = (detail: string): Unproven => broken('CHAIN_BROKEN', `${gate.opening.requestId}: ${detail}`);
  const past = gate.log.filter(({ revision }) => revision < gate.revision);
  if (!isInOrder(gate.log)) return chain('decisions are not in the order of their acceptance');
  if (!past.every((said) => isProven(said, gate, keys, verify))) return chain('a decision on an earlier plan does not prove itself');
  const replans = past.flatMap((said) => (isReplan(said) ? [said.revision] : []));
  if (replans.join() !== Array.from({ length: gate.revision - 1 }, (_none, n) => n + 1).join())
    return chain('a revision is missing');
  // Keys as they were published, not as the opening spells them.
  const ring = keys.filter(({ kid }) => gate.opening.keyRing.some((key) => key.kid === kid));
  const again = refold({ ...gate, opening: { ...gate.opening, keyRing: ring } }, verify);
  if (!again.ok) return broken(again.refusal.code, `${gate.opening.requestId}: ${again.refusal.message}`);
  if (!isApplying(again.gate)) return chain(`the decisions lead to ${again.gate.state}`);
  const made = again.gate.log;
  if (!gate.log.every((said, index) => isSame(said, made[index])))
    return chain('a decision is there twice, or was changed');
  return { held: again.gate };
} // prettier-ignore

const isApplying = (gate: Gate<never>): gate is Extract<Gate<never>, { state: 'applying' }> =>
  gate.state === 'applying';

/** Comment and input are in the proof as hashes. */
const isSame = (one: Accepted, other: Accepted | undefined): boolean =>
  one.decisionId === other?.decisionId &&
  one.contentHash === other.contentHash &&
  one.acceptedAtMs === other.acceptedAtMs &&
  one.revision === other.revision &&
  one.message.proof.text === other.message.proof.text;

const isInOrder = (log: readonly Accepted[]): boolean =>
  log.every((said, index) => {
    const before = log[index - 1];
    return !before || (before.acceptedAtMs <= said.acceptedAtMs && before.revision <= said.revision);
  });

const isReplan = (said: Accepted): boolean => {
  const { decision } = saidIn(said);
  return decision === 'revise' || decision === 'reevaluate';
};

/** What was said to earlier plans binds nobody any more, but who asked for the next one is an insider. */
function isProven(said: Accepted, { opening }: KeptGate, keys: readonly PublicKey[], verify: Verify): boolean {
  const { requestId, deployment } = opening;
  const proven = provenDecision(said.message, { requestId, deployment, keyRing: keys }, verify);
  if (!proven.ok) return false;
  const { decision } = proven;
  const { decisionId, contentHash, revision } = said;
  return decision.decisionId === decisionId && decision.revision === revision && decisionHash(decision) === contentHash;
}

function whyKeyRevoked({ keys }: Signatures, log: readonly Accepted[]): Unproven | undefined {
  const used = new Set(log.map((said) => saidIn(said).kid));
  const revoked = keys.find(({ kid, isRevoked }) => isRevoked && used.has(kid));
  return revoked && refused('PROOF_KEY_REVOKED', { detail: revoked.kid });
}

/** Persons as they are now; what changed in their roles since they signed does not matter, a revocation does. */
function whyNotPeople({ request, people, delegations, nowMs }: Signatures, { opening, votes, log }: Held): Unproven | undefined {
  for (const { actor } of votes)
    for (const name of [actor.principal, ...(actor.lent ? [actor.lent.from] : [])]) {
      const known = people.find(({ id }) => id === name);
      if (!known || known.isRevoked) return refused('PRINCIPAL_SUSPENDED', { detail: name });
    }
  const authors = log.map(saidIn).filter(({ decision }) => decision === 'revise').map(({ actor }) => actor.principal);
  const insiders = [...new Set([...opening.insiders, ...request.insiders, ...authors])];
  const about = { requestId: request.requestId, kind: opening.kind, receivedAtMs: request.receivedAtMs };
  const conflict = whyNotSeparate(votes, insiders, { about, people, delegations, nowMs });
  return conflict && { refused: conflict };
} // prettier-ignore
