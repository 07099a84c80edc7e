import { saidIn } from './accepted.ts';
import type { No } from './decision-proof.ts';
import { evolve } from './evolve.ts';
import type { Accepted, Gate, OpenGate, Opening } from './gate.ts';
import { escalation } from './gate-clock.ts';
import { decide } from './judge.ts';
import type { Verify } from './proof.ts';

/** What the ledger keeps of a gate; times are workflow time, ms. */
export interface KeptGate {
  readonly opening: Opening;
  readonly revision: number;
  readonly openedAtMs: number;
  readonly revisionOpenedAtMs: number;
  /** Over all revisions. */
  readonly log: readonly Accepted[];
}

/** The gate as its current plan opened it, before anybody said anything to that. */
export const reopened = ({ opening, revision, openedAtMs, revisionOpenedAtMs, log }: KeptGate): OpenGate => {
  const before = log.filter((one) => one.revision < revision);
  return {
    state: 'open', opening, revision, openedAtMs, votes: [], log: before, retracts: retractsIn(before), step: 0,
    stepOpenedAtMs: revisionOpenedAtMs, reminders: 0, escalated: false,
  }; // prettier-ignore
};

/**
 * The gate that a log makes, each command judged again with its proof as of the moment of its acceptance, and nothing but
 * escalations of the clock between: what was not expired then is not judged expired again (approvals.md section 5). The
 * refusal of the first command that does not hold.
 */
export function refold(kept: KeptGate, verify: Verify): { readonly ok: true; readonly gate: Gate<never> } | No {
  let gate: Gate<never> = reopened(kept);
  for (const { revision, acceptedAtMs, message } of kept.log) {
    if (revision < kept.revision) continue;
    gate = escalation(gate, acceptedAtMs).reduce<Gate<never>>(evolve, gate);
    const verdict = decide(gate, message, acceptedAtMs, verify);
    if (!verdict.ok) return verdict;
    gate = verdict.events.reduce<Gate<never>>(evolve, gate);
  }
  return { ok: true, gate };
}

/** What the ledger keeps was proven when it was accepted, and is again, by other code, before anything is applied. */
const asKept = (): boolean => true;

/** The gate as the ledger has it after what people said last; of a log that does not hold nothing counts as said. */
export function asKeptIn(kept: KeptGate): Gate<never> {
  const folded = refold(kept, asKept);
  return folded.ok ? folded.gate : reopened(kept);
}

function retractsIn(log: readonly Accepted[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { decision, actor } of log.map(saidIn))
    if (decision === 'retract') counts.set(actor.principal, (counts.get(actor.principal) ?? 0) + 1);
  return Object.fromEntries(counts);
}
