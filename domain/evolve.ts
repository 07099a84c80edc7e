import { assertNever } from './errors.ts';
import {
  awake,
  currentStep,
  heldBy,
  votesOfStep,
  type Accepted,
  type Ended,
  type Gate,
  type GateEvent,
  type Held,
  type LiveGate,
  type OpenGate,
  type Opening,
  type Vote,
} from './gate.ts';
import type { Outcome } from './request.ts';

/** The next gate. Total over the events that `judge` makes; an event that does not fit the state is a bug and throws. */
export function evolve<O extends Ended = Outcome>(gate: Gate<O>, event: GateEvent<O>): Gate<O> {
  switch (event.kind) {
    case 'opened':
      return opened(gate, event.opening, event.atMs);
    case 'rejoined':
      inState(gate, 'evaluating');
      return event.gate;
    case 'voted':
      return withVote(noting(inState(gate, 'open'), event.said), event.vote);
    case 'retracted':
      return withoutVote(noting(inState(gate, 'open'), event.said), event.by);
    case 'replanned': {
      const held = heldOf(noting(inState(gate, 'open', 'outdated'), event.said));
      return { ...held, state: 'replanning', cause: event.cause };
    }
    case 'ended':
      return { ...heldOf(noting(inState(awake(gate), 'open', 'outdated', 'replanning'), event.said)), state: 'closing', how: event.how };
    case 'reminded':
      return { ...inState(gate, 'open'), reminders: event.reminders };
    case 'escalated':
      return { ...inState(gate, 'open'), escalated: true };
    case 'outdated':
      return { ...inState(gate, 'open'), state: 'outdated' };
    case 'stuck':
      return { state: 'needs-attention', from: inState(gate, 'evaluating', 'replanning', 'applying', 'closing') };
    case 'resumed':
      return inState(gate, 'needs-attention').from;
    case 'closed':
      if (gate.state === 'closed') throw new TypeError('gate: closed twice');
      return closed(gate, event.outcome);
    default:
      return assertNever(event);
  }
} // prettier-ignore

/** A gate opens once, and again with each plan that a revision or a re-evaluation made: votes of before are void. */
function opened(gate: Gate<Ended>, opening: Opening, atMs: number): OpenGate {
  const before = gate.state === 'evaluating' ? undefined : inState(gate, 'replanning');
  return {
    state: 'open', opening, revision: (before?.revision ?? 0) + 1, openedAtMs: before?.openedAtMs ?? atMs, votes: [],
    log: before?.log ?? [], retracts: before?.retracts ?? {}, step: 0, stepOpenedAtMs: atMs, reminders: 0, escalated: false,
  }; // prettier-ignore
}

/** A vote that completes the last step's quorum ends the people's part; one that completes a step opens the next. */
function withVote(gate: OpenGate, vote: Vote): LiveGate {
  const voted: OpenGate = { ...gate, votes: [...gate.votes, vote] };
  if (votesOfStep(voted).length < currentStep(voted).quorum) return voted;
  if (gate.step + 1 === gate.opening.steps.length) return { ...heldOf(voted), state: 'applying' };
  return { ...voted, step: gate.step + 1, stepOpenedAtMs: vote.acceptedAtMs, reminders: 0, escalated: false };
}

const withoutVote = (gate: OpenGate, by: string): OpenGate => ({
  ...gate,
  votes: gate.votes.filter((vote) => vote.step !== gate.step || vote.actor.principal !== by),
  retracts: { ...gate.retracts, [by]: (gate.retracts[by] ?? 0) + 1 },
});

const noting = <G extends Held>(gate: G, said: Accepted | undefined): G =>
  said === undefined ? gate : { ...gate, log: [...gate.log, said] };

const heldOf = ({ opening, revision, openedAtMs, votes, log, retracts }: Held): Held => ({
  opening, revision, openedAtMs, votes, log, retracts,
}); // prettier-ignore

function closed<O extends Ended>(gate: Gate<O>, outcome: O): Gate<O> {
  const held = heldBy(gate);
  return { state: 'closed', outcome, ...(held ? { held: heldOf(held) } : {}) };
}

function inState<S extends Gate['state']>(gate: Gate<Ended>, ...states: readonly S[]): Extract<Gate, { state: S }> {
  if (!states.some((state) => state === gate.state))
    throw new TypeError(`gate: ${states.join(' or ')} expected, it is ${gate.state}`);
  return gate as Extract<Gate, { state: S }>;
}
