import { assertNever } from './errors.ts';
import type { Outcome } from './request.ts';

/** One step of an approval: who may sign, how many must, and its clocks in ms from the moment that the step opens. */
export interface Step {
  readonly name: string;
  readonly roles: readonly string[];
  readonly quorum: number;
  readonly remindEveryMs: number;
  readonly expireAfterMs: number;
}

/** What a gate is opened with; nothing in it changes while people sign. */
export interface Opening {
  readonly requestId: string;
  readonly requesterType: 'person' | 'service';
  /** Ids and e-mail addresses, lower case, of those who asked: they may not sign. */
  readonly insiders: readonly string[];
  readonly planHash: string;
  readonly steps: readonly [Step, ...Step[]];
  /** Why a person must sign, for people. */
  readonly why: readonly string[];
}

export interface Vote {
  readonly step: number;
  readonly actorId: string;
  readonly actorRoles: readonly string[];
  readonly decisionId: string;
  /** Hash of what was said: the same id with other words is no repeat. */
  readonly contentHash: string;
  readonly acceptedAtMs: number;
}

/** Decisions that were accepted, by id, with the hash of what they said: a repeat gets the first answer. */
export type Accepted = Readonly<Record<string, string>>;

export interface OpenGate {
  readonly state: 'open';
  readonly opening: Opening;
  readonly revision: number;
  readonly step: number;
  readonly stepOpenedAtMs: number;
  readonly reminders: number;
  readonly votes: readonly Vote[];
  readonly accepted: Accepted;
}

export interface ApplyingGate {
  readonly state: 'applying';
  readonly opening: Opening;
  readonly votes: readonly Vote[];
  readonly accepted: Accepted;
}

/** How the people's part ended without approval. */
export type Unapproved =
  | {
      readonly state: 'rejected' | 'withdrawn';
      readonly by: string;
      readonly comment: string;
      readonly atMs: number;
      /** Absent when an operator canceled the run in the Temporal UI. */
      readonly decision?: { readonly id: string; readonly contentHash: string };
    }
  | { readonly state: 'expired'; readonly atMs: number };

export type Gate =
  | { readonly state: 'evaluating' }
  | OpenGate
  | ApplyingGate
  /** Out of retries: an operator's retry starts the activity again. */
  | { readonly state: 'needs-attention'; readonly from: { readonly state: 'evaluating' } | ApplyingGate | ClosingGate }
  | ClosingGate
  | { readonly state: 'closed'; readonly outcome: Outcome; readonly accepted: Accepted };

/** Decided against; the ledger is about to say so. */
export interface ClosingGate {
  readonly state: 'closing';
  readonly how: Unapproved;
  readonly accepted: Accepted;
}

export type GateEvent =
  | { readonly kind: 'opened'; readonly opening: Opening; readonly atMs: number }
  | { readonly kind: 'voted'; readonly vote: Vote }
  | { readonly kind: 'reminded'; readonly reminders: number }
  | { readonly kind: 'ended'; readonly how: Unapproved }
  | { readonly kind: 'stuck' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'closed'; readonly outcome: Outcome };

/** The current step of an open gate. */
export function currentStep(gate: OpenGate): Step {
  const step = gate.opening.steps[gate.step];
  if (!step) throw new TypeError(`gate has no step ${gate.step}`);
  return step;
}

export const votesOfStep = (gate: OpenGate): number => gate.votes.filter((vote) => vote.step === gate.step).length;
export const expiresAtMs = (gate: OpenGate): number => gate.stepOpenedAtMs + currentStep(gate).expireAfterMs;
const remindsAtMs = (gate: OpenGate): number =>
  gate.stepOpenedAtMs + (gate.reminders + 1) * currentStep(gate).remindEveryMs;

/** When the clock next matters: the one timer that a run has outstanding. */
export const nextDueMs = (gate: OpenGate): number => Math.min(remindsAtMs(gate), expiresAtMs(gate));

/** Whether a reminder is due; expiry comes first. */
export const isReminderDue = (gate: OpenGate, nowMs: number): boolean =>
  nowMs >= remindsAtMs(gate) && nowMs < expiresAtMs(gate);
/** Reminders that should have gone out by now: those missed while no worker ran are one message, not a burst. */
export const remindersDue = (gate: OpenGate, nowMs: number): number =>
  Math.floor((nowMs - gate.stepOpenedAtMs) / currentStep(gate).remindEveryMs);

/** The next gate. Total over the events that `judge` makes; an event that does not fit the state is a bug and throws. */
export function evolve(gate: Gate, event: GateEvent): Gate {
  switch (event.kind) {
    case 'opened':
      inState(gate, 'evaluating');
      return {
        state: 'open', opening: event.opening, revision: 1, step: 0, stepOpenedAtMs: event.atMs, reminders: 0, votes: [], accepted: {},
      }; // prettier-ignore
    case 'voted':
      return withVote(inState(gate, 'open'), event.vote);
    case 'reminded': {
      const open = inState(gate, 'open');
      return { ...open, reminders: event.reminders };
    }
    case 'ended': {
      if (gate.state !== 'evaluating') inState(gate, 'open');
      const { how } = event;
      const decision = 'decision' in how ? how.decision : undefined;
      return {
        state: 'closing',
        how,
        accepted: { ...acceptedBy(gate), ...(decision && { [decision.id]: decision.contentHash }) },
      };
    }
    case 'stuck':
      if (gate.state === 'evaluating' || gate.state === 'applying' || gate.state === 'closing')
        return { state: 'needs-attention', from: gate };
      throw new TypeError(`gate: stuck in ${gate.state}`);
    case 'resumed':
      return inState(gate, 'needs-attention').from;
    case 'closed':
      if (gate.state === 'closed') throw new TypeError('gate: closed twice');
      return { state: 'closed', outcome: event.outcome, accepted: acceptedBy(gate) };
    default:
      return assertNever(event);
  }
}

/** A vote that completes the last step's quorum ends the people's part; one that completes a step opens the next. */
function withVote(gate: OpenGate, vote: Vote): Gate {
  const votes = [...gate.votes, vote];
  const accepted = { ...gate.accepted, [vote.decisionId]: vote.contentHash };
  const voted: OpenGate = { ...gate, votes, accepted };
  if (votesOfStep(voted) < currentStep(voted).quorum) return voted;
  if (gate.step + 1 < gate.opening.steps.length)
    return { ...voted, step: gate.step + 1, stepOpenedAtMs: vote.acceptedAtMs, reminders: 0 };
  return { state: 'applying', opening: gate.opening, votes, accepted };
}

export function acceptedBy(gate: Gate): Accepted {
  if (gate.state === 'evaluating') return {};
  if (gate.state === 'needs-attention') return gate.from.state === 'evaluating' ? {} : gate.from.accepted;
  return gate.accepted;
}

function inState<S extends Gate['state']>(gate: Gate, state: S): Extract<Gate, { state: S }> {
  if (gate.state !== state) throw new TypeError(`gate: ${state} expected, it is ${gate.state}`);
  return gate as Extract<Gate, { state: S }>;
}
