import { setTimeout as sleep } from 'node:timers/promises';
import { actorOf } from '../domain/actor.ts';
import { signDecision } from '../domain/decision-proof.ts';
import type { Decision } from '../domain/decision.ts';
import { refusal, Refused, type ErrorCode, type Refusal } from '../domain/errors.ts';
import { heldBy } from '../domain/gate.ts';
import { judge } from '../domain/judge.ts';
import { isClosed, type Outcome } from '../domain/request.ts';
import { recordAttempt } from '../store/attempts.ts';
import type { Deps } from './context.ts';
import { contentHashOf, recordedAs, type Known } from './decided.ts';
import type { Decidable, Viewed } from './decidable.ts';
import { answers, ifReached } from './outage.ts';
import { Problem } from './problems.ts';
import type { Sight } from './sight.ts';
import { needsFreshSignIn, whyNotFresh } from './step-up.ts';

/** A decision as it was posted; who decides comes from the sign-in alone. */
export type Posted = Omit<Decision, 'actor' | 'requestId'> & { readonly onBehalfOf?: string };

type Sent<V> =
  | { readonly kind: 'taken'; readonly view: V }
  /** No answer in time: it may have been taken in. */
  | { readonly kind: 'unknown'; readonly view: V }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly view?: V };

/**
 * One decision, from the ledger to its answer (approvals.md section 5): a decisionId that is known is answered from what is
 * kept; else the actor is vouched for, `judge` looks ahead, the proof is signed and sent to exactly the run that opened the
 * gate. Every attempt is kept with what it came to, so both sides of a race are in the audit.
 */
export async function decideOn<V extends Viewed>(
  deps: Deps,
  subject: Decidable<V>,
  sight: Sight,
  { onBehalfOf, ...posted }: Posted,
): Promise<V> {
  const { requestId } = subject.about;
  const said = { ...posted, requestId };
  const attempt = attemptOf(said, sight, onBehalfOf);
  const { decisionId, contentHash } = attempt;
  const recorded = recordedAs(subject, { decisionId, contentHash });
  if (recorded === 'same') return subject.view;

  const first = await recordAttempt(deps.store, { ...attempt, result: 'unknown' });
  if (first.contentHash !== contentHash) throw reused(requestId);
  const keep = (result: string) => recordAttempt(deps.store, { ...attempt, result });
  if (recorded === 'other') {
    await keep('DECISION_ID_REUSED');
    throw reused(requestId);
  }

  const ended = await judgedAndSent(deps, { subject, sight }, said, { decisionId, contentHash, onBehalfOf });
  if (ended.kind === 'refused') {
    await keep(ended.refusal.code);
    throw new Problem(ended.refusal, { requestId, ...outcomeIn(ended.view) });
  }
  // It counts, whether or not this line of the audit can be written now: the ledger's log has it, too.
  if (ended.kind === 'taken') await ifReached(() => keep('accepted'));
  return ended.view;
}

/** Keeps an attempt of who never decides, and refuses it. Throws FORBIDDEN_PRINCIPAL. */
export async function refuseOther({ store }: Deps, requestId: string, sight: Sight, { onBehalfOf, ...posted }: Posted): Promise<never> {
  const result = 'FORBIDDEN_PRINCIPAL';
  await recordAttempt(store, { ...attemptOf({ ...posted, requestId }, sight, onBehalfOf), result });
  throw new Refused(result, { detail: `Only a person decides; ${sight.principal.id} is none.` });
} // prettier-ignore

/** An attempt as it is kept, but for what it came to. */
function attemptOf(said: Omit<Decision, 'actor'>, { principal, nowMs }: Sight, onBehalfOf: string | undefined) {
  const { requestId, decisionId, command } = said;
  const contentHash = contentHashOf(said, principal, onBehalfOf);
  return { requestId, decisionId, contentHash, principal: principal.id.toLowerCase(), command, at: new Date(nowMs) };
}

/** The ledger may be a moment behind the run: what it says of revision, step and votes is for the run to judge. */
const forTheRun: readonly ErrorCode[] = [
  'NOT_YET_OPEN', 'WRONG_STEP', 'PLAN_MISMATCH', 'PLAN_OUTDATED', 'REPLANNING', 'NO_VOTE',
]; // prettier-ignore

async function judgedAndSent<V extends Viewed>(
  deps: Deps,
  { subject, sight }: { readonly subject: Decidable<V>; readonly sight: Sight },
  said: Omit<Decision, 'actor'>,
  { onBehalfOf, ...known }: Known & { readonly onBehalfOf: string | undefined },
): Promise<Sent<V>> {
  const { principal, ...directory } = sight;
  const found = actorOf(principal, {
    ...directory,
    about: subject.about,
    step: said.step,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  });
  if (!found.ok) return { kind: 'refused', refusal: found.refusal };
  const decision: Decision = { ...said, actor: found.actor };
  const ahead = judge(subject.gate, decision, sight.nowMs);
  if (!ahead.ok && ahead.refusal.code === 'GATE_CLOSED') return closedWith(deps, subject, known);
  if (!ahead.ok && !forTheRun.includes(ahead.refusal.code)) return { kind: 'refused', refusal: ahead.refusal };
  if (!subject.send) return closedWith(deps, subject, known); // it never waited for people
  const stale = needsFreshSignIn(said.command, heldBy(subject.gate)?.opening) ? whyNotFresh(sight.authAtMs, sight.nowMs) : undefined; // prettier-ignore
  if (stale) return { kind: 'refused', refusal: stale };

  const { signer, deployment, nowMs } = deps;
  const answer = await subject.send(signDecision(signer, deployment, decision, nowMs()));
  if (answer.kind === 'view') return { kind: 'taken', view: answer.view };
  if (answer.kind === 'refused' && answer.refusal.code !== 'GATE_CLOSED')
    return { kind: 'refused', refusal: answer.refusal };

  // No answer in time is no refusal, and a closed run keeps no answers: the ledger knows what was decided.
  if (answer.kind === 'refused') return closedWith(deps, subject, known);
  const now = await readAgain(subject);
  // A run whose task failed after its commit waits on, behind the ledger: it looks there when it is told to.
  if (isClosed(now.view.state)) await subject.wake?.();
  const since = endedIn(now, known);
  if (since) return since;
  if (isClosed(now.view.state)) return { kind: 'refused', ...closed(now.view) };
  if (!(await answers(deps.pingTemporal)))
    throw new Refused('UNAVAILABLE', { detail: 'Whether the decision was taken in is not known.' });
  return { kind: 'unknown', view: now.view };
}

/** How long somebody who comes too late waits for the end that was just decided; ms. */
const endWithinMs = 2_000;
const lookEveryMs = 50;

/** Who comes too late is told how it ended, also when the end is being written this very moment. */
async function closedWith<V extends Viewed>(deps: Deps, subject: Decidable<V>, known: Known): Promise<Sent<V>> {
  const untilMs = deps.nowMs() + endWithinMs;
  const looksMax = endWithinMs / lookEveryMs;
  let now = subject;
  for (let looks = 0; !isClosed(now.view.state) && looks < looksMax && deps.nowMs() < untilMs; looks += 1) {
    if (looks > 0) await sleep(lookEveryMs);
    now = await readAgain(subject);
  }
  return endedIn(now, known) ?? { kind: 'refused', ...closed(now.view) };
}

/** Throws UNAVAILABLE. */
async function readAgain<V extends Viewed>(subject: Decidable<V>): Promise<Decidable<V>> {
  const read = await ifReached(subject.readAgain);
  if (!read.reached || !read.value) throw new Refused('UNAVAILABLE', { detail: 'What was written is not known.' });
  return read.value;
}

function endedIn<V extends Viewed>(subject: Decidable<V>, known: Known): Sent<V> | undefined {
  const recorded = recordedAs(subject, known);
  if (recorded === 'same') return { kind: 'taken', view: subject.view };
  return recorded && { kind: 'refused', refusal: refusal('DECISION_ID_REUSED', { param: 'decisionId' }) };
}

const reused = (requestId: string): Problem =>
  new Problem(refusal('DECISION_ID_REUSED', { param: 'decisionId' }), { requestId });

/** How a correction ended; a version of the policy is told by its state. */
const outcomeIn = (view: Viewed | undefined): { readonly outcome?: Outcome } =>
  view && isClosed(view.state) && 'invoiceId' in view ? { outcome: view as Outcome } : {};

function closed<V extends Viewed>(view: V): { readonly refusal: Refusal; readonly view: V } {
  // Without an outcome its run is gone and the ledger still waits: it is about to close, or an operator has terminated it.
  const detail = isClosed(view.state)
    ? `It ended as ${view.state}.`
    : 'Its end is not written yet: look again, or send the request again with its Idempotency-Key.';
  return { refusal: refusal('GATE_CLOSED', { detail }), view };
}
