import type { Actor, DecisionMessage } from './decision.ts';
import type { CorrectionInput, Kind } from './input.ts';
import type { PublicKey } from './proof.ts';
import type { Outcome } from './request.ts';

/** One step of an approval: who may sign, how many must, and its clocks in ms from the moment that the step opens. */
export interface Step {
  readonly name: string;
  readonly roles: readonly string[];
  readonly quorum: number;
  /** From how many organisational units the signatures must come, at most the quorum. */
  readonly distinctUnits: number;
  readonly remindEveryMs: number;
  readonly escalateAfterMs: number;
  /** May sign, too, once the step has escalated: escalation widens, it never lowers a quorum nor approves. */
  readonly escalateTo: readonly string[];
  readonly expireAfterMs: number;
}

/** What a gate is opened with; nothing in it changes while people sign. */
export interface Opening {
  readonly requestId: string;
  /** Which deployment's proofs count. */
  readonly deployment: string;
  readonly kind: Kind | 'policy';
  readonly requesterType: 'person' | 'service' | 'agent';
  /** Names of who may withdraw or revise: the requester, or those who answer for a service or an agent. Lower case. */
  readonly requesters: readonly string[];
  /** Names (ids and e-mail addresses, lower case) of everybody who asked, in whatever way: they may not sign (section 4). */
  readonly insiders: readonly string[];
  readonly planHash: string;
  readonly policyVersion: string;
  readonly steps: readonly [Step, ...Step[]];
  /** Why a person must sign, for people. */
  readonly why: readonly string[];
  /** What is signed for, minor units of the policy's base currency, as ceilings compare with it; absent without a rate. */
  readonly exposureBaseMinor?: number;
  /** Keys whose proofs are taken: the current one and the next. */
  readonly keyRing: readonly PublicKey[];
  /** How long the request may stay open over all revisions, ms. */
  readonly maxOpenMs: number;
}

/** A command of a person that was taken in, as it must be proven again when it is applied. */
export interface Accepted {
  readonly decisionId: string;
  /** Hash of what was said: the same id with other words is no repeat. */
  readonly contentHash: string;
  /** Workflow time, ms. */
  readonly acceptedAtMs: number;
  readonly revision: number;
  readonly message: DecisionMessage;
}

/** A standing signature. */
export interface Vote {
  readonly step: number;
  readonly actor: Actor;
  readonly decisionId: string;
  readonly acceptedAtMs: number;
}

/** What every gate carries from its opening on, whatever state it is in. */
export interface Held {
  readonly opening: Opening;
  /** 1 for the first plan; each revision has a plan and votes of its own. */
  readonly revision: number;
  readonly openedAtMs: number;
  readonly votes: readonly Vote[];
  /** Everything that was accepted, in order, over all revisions. */
  readonly log: readonly Accepted[];
  /** Who has taken back how many votes. */
  readonly retracts: Readonly<Record<string, number>>;
}

export interface OpenGate extends Held {
  readonly state: 'open';
  readonly step: number;
  readonly stepOpenedAtMs: number;
  readonly reminders: number;
  readonly escalated: boolean;
}
/** The invoice has moved: nothing can be signed until the request is revised, and it ends `stale`. */
export interface OutdatedGate extends Omit<OpenGate, 'state'> {
  readonly state: 'outdated';
}
/** A new plan is being made for it. */
export interface ReplanningGate extends Held {
  readonly state: 'replanning';
  readonly cause: Replan;
}
export interface ApplyingGate extends Held {
  readonly state: 'applying';
}
/** Decided against; the ledger is about to say so. */
export interface ClosingGate extends Held {
  readonly state: 'closing';
  readonly how: Unapproved;
}

/** Why a new plan is made: the requester asks for something else, or an operator for today's rules. */
export interface Replan {
  readonly command: 'revise' | 'reevaluate';
  readonly by: string;
  readonly comment?: string;
  readonly input?: CorrectionInput;
}

/** How the people's part ended without approval. */
export type Unapproved =
  | { readonly state: 'rejected' | 'withdrawn'; readonly by: string; readonly comment: string; readonly atMs: number }
  | { readonly state: 'expired' | 'stale'; readonly atMs: number };

/** How something ended, a correction or a version of the policy, in the words that all gates share. */
export type Ended = Pick<Outcome, 'state'>;

/** A gate about what ends as `O`; one of a correction unless said otherwise. */
export type Gate<O extends Ended = Outcome> =
  | { readonly state: 'evaluating' }
  | OpenGate
  | OutdatedGate
  | ReplanningGate
  | ApplyingGate
  /** Out of retries: an operator's retry starts the activity again. */
  | { readonly state: 'needs-attention'; readonly from: Stickable }
  | ClosingGate
  | { readonly state: 'closed'; readonly outcome: O; readonly held?: Held };

export type LiveGate = OpenGate | OutdatedGate | ReplanningGate | ApplyingGate | ClosingGate;

/** States in which an activity is awaited. */
export type Stickable = Extract<Gate, { state: 'evaluating' | 'replanning' | 'applying' | 'closing' }>;

export type GateEvent<O extends Ended = Outcome> =
  | { readonly kind: 'opened'; readonly opening: Opening; readonly atMs: number }
  /** A run takes over a gate that an earlier run left behind, as the ledger has it. */
  | { readonly kind: 'rejoined'; readonly gate: LiveGate }
  | { readonly kind: 'voted'; readonly vote: Vote; readonly said: Accepted }
  | { readonly kind: 'retracted'; readonly by: string; readonly said: Accepted }
  | { readonly kind: 'replanned'; readonly cause: Replan; readonly said: Accepted }
  | { readonly kind: 'ended'; readonly how: Unapproved; readonly said?: Accepted }
  | { readonly kind: 'reminded'; readonly reminders: number }
  | { readonly kind: 'escalated' }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'stuck' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'closed'; readonly outcome: O };

type Stepped = OpenGate | OutdatedGate;
/** The current step of an open gate. */
export function currentStep(gate: Stepped): Step {
  const step = gate.opening.steps[gate.step];
  if (!step) throw new TypeError(`gate has no step ${gate.step}`);
  return step;
}

/** Who may sign now: the step's roles, and after its escalation those above. */
export const eligibleRoles = (gate: Stepped): readonly string[] => {
  const { roles, escalateTo } = currentStep(gate);
  return gate.escalated ? [...new Set([...roles, ...escalateTo])] : roles;
};
export const votesOfStep = ({ votes, step }: Stepped): readonly Vote[] => votes.filter((vote) => vote.step === step);

/** What the gate carries; undefined while there is none, and for a request that never had one. */
export function heldBy(gate: Gate<Ended>): Held | undefined {
  switch (gate.state) {
    case 'evaluating':
      return undefined;
    case 'needs-attention':
      return heldBy(gate.from);
    case 'closed':
      return gate.held;
    default:
      return gate;
  }
}

/** A gate out of retries answers, expires and is withdrawn as the state it came from. */
export const awake = <O extends Ended>(gate: Gate<O>): Exclude<Gate<O>, { state: 'needs-attention' }> =>
  gate.state === 'needs-attention' ? gate.from : gate;
