import { signDecision } from '../../domain/decision-proof.ts';
import type { Actor, Decision, DecisionMessage } from '../../domain/decision.ts';
import { evolve } from '../../domain/evolve.ts';
import type { Gate, OpenGate, Opening, Step } from '../../domain/gate.ts';
import { judgeInternal, type InternalCommand } from '../../domain/judge-internal.ts';
import { judge, type Verdict } from '../../domain/judge.ts';
import type { Signer } from '../../domain/proof.ts';
import type { Outcome } from '../../domain/request.ts';
import { newPrivateKey, signerOf } from '../../integrations/proof/signer.ts';

export const hourMs = 3_600_000;
export const openedAtMs = 1_790_000_000_000;

export const review: Step = {
  name: 'review', roles: ['ar-approver', 'finance-approver'], quorum: 1, distinctUnits: 1, remindEveryMs: 24 * hourMs,
  escalateAfterMs: 48 * hourMs, escalateTo: ['controller'], expireAfterMs: 72 * hourMs,
}; // prettier-ignore
export const release: Step = { ...review, name: 'release', roles: ['controller'], escalateTo: ['cfo'] };

export const anActor = (principal: string, roles: readonly string[], over: Partial<Actor> = {}): Actor => ({
  principal, type: 'person', class: [principal], roles: roles.map((role) => ({ role })), unit: `unit of ${principal}`, authAt: openedAtMs, ...over,
}); // prettier-ignore

/** People and services, by id; `dee` is the requester of `anOpening`. */
export const actors = {
  ana: anActor('ana', ['ar-approver']),
  ben: anActor('ben', ['finance-approver'], { class: ['ben', 'ben@example.com'] }),
  chu: anActor('chu', ['controller']),
  dee: anActor('dee', ['ar-approver', 'controller'], { class: ['dee', 'dee@example.com'] }),
  /** The requester's second account, on the same e-mail address. */
  dee2: anActor('dee2', ['ar-approver'], { class: ['dee2', 'dee@example.com'] }),
  /** Shares a delegation with the requester. */
  dan: anActor('dan', ['ar-approver'], { class: ['dan', 'dee'] }),
  /** Shares a delegation with ana. */
  amy: anActor('amy', ['ar-approver', 'controller'], { class: ['amy', 'ana'] }),
  /** Signs with the controller's right, nothing of his own. */
  sub: anActor('sub', [], { class: ['chu', 'sub'], lent: { delegationId: 'd', from: 'chu', roles: [{ role: 'controller' }] } }),
  low: anActor('low', [], { roles: [{ role: 'ar-approver', ceilingMinor: 59_999 }] }),
  eve: anActor('eve', ['requester', 'operator']),
  all: anActor('all', ['ar-approver', 'controller']),
  bot: anActor('bot', ['ar-approver', 'operator'], { type: 'service' }),
  llm: anActor('llm', ['ar-approver'], { type: 'agent' }),
} as const satisfies Record<string, Actor>; // prettier-ignore
export type Name = keyof typeof actors;

export const signer = signerOf(newPrivateKey());

export const anOpening = (over: Partial<Opening> = {}): Opening => ({
  requestId: 'r_1',
  deployment: 'd_1',
  kind: 'cancel',
  requesterType: 'person',
  requesters: ['dee'],
  insiders: ['dee', 'dee@example.com'],
  planHash: 'plan',
  policyVersion: '1',
  steps: [review],
  why: ['EUR 600.00 is above the limit of EUR 500.00'],
  exposureBaseMinor: 60_000,
  keyRing: [signer.key],
  maxOpenMs: 14 * 24 * hourMs,
  ...over,
});

export function aGate(over: Partial<Opening> = {}): OpenGate {
  const gate = evolve({ state: 'evaluating' }, { kind: 'opened', opening: anOpening(over), atMs: openedAtMs });
  if (gate.state !== 'open') throw new Error('a gate opens');
  return gate;
}

type Over = Partial<Omit<Decision, 'actor'>> & { readonly actor?: Actor };
/** A decision on what waits in a fresh gate; each command of a person has an id of its own. */
export const decision = (command: Decision['command'], who: Name, { actor, ...over }: Over = {}): Decision => ({
  command,
  requestId: 'r_1',
  revision: 1,
  step: 0,
  planHash: 'plan',
  decisionId: `${command}-${who}`,
  ...(command === 'approve' ? {} : { comment: 'because' }),
  actor: actor ?? actors[who],
  ...over,
});
type Make = (who: Name, over?: Over) => Decision;
const of =
  (command: Decision['command']): Make =>
  (who, over = {}) =>
    decision(command, who, over);
export const approve = of('approve');
export const reject = of('reject');
export const retract = of('retract');
export const withdraw = of('withdraw');
export const revise = of('revise');
export const reevaluate = of('reevaluate');

/** The message that carries a decision, signed by the tests' gateway. */
export const messageOf = (said: Decision, timeMs: number, by: Signer = signer): DecisionMessage =>
  signDecision(by, 'd_1', said, timeMs);

export const refused: Outcome = { state: 'refused', requestId: 'r_1', invoiceId: 'i', blockers: [] };

export type Command = Decision | InternalCommand;

export const judged = (gate: Gate, command: Command, nowMs = openedAtMs + 1): Verdict<Outcome> =>
  'command' in command ? judge(gate, command, nowMs, messageOf(command, nowMs)) : judgeInternal(gate, command, nowMs);

/** The gate after commands; one that is refused is a mistake of the test. */
export function after(gate: Gate, ...commands: readonly Command[]): Gate {
  return commands.reduce<Gate>((before, command) => {
    const verdict = judged(before, command);
    if (!verdict.ok) throw new Error(verdict.refusal.code);
    return verdict.events.reduce(evolve, before);
  }, gate);
}

/** The code that a command is refused with, "ignored" when nothing happens, else the state that it leads to. */
export function answer(gate: Gate, command: Command, nowMs?: number): string {
  const verdict = judged(gate, command, nowMs);
  if (!verdict.ok) return verdict.refusal.code;
  return verdict.events.length === 0 ? 'ignored' : verdict.events.reduce(evolve, gate).state;
}

const open = aGate();
const applying = after(open, approve('ana'));
const closing = after(open, reject('ana'));
const replanning = after(open, revise('dee'));
/** A gate in every state that there is. */
export const gates = {
  evaluating: { state: 'evaluating' },
  open,
  outdated: after(open, { kind: 'moved' }),
  replanning,
  applying,
  closing,
  stuckEvaluating: after({ state: 'evaluating' }, { kind: 'stuck' }),
  stuckReplanning: after(replanning, { kind: 'stuck' }),
  stuckApplying: after(applying, { kind: 'stuck' }),
  stuckClosing: after(closing, { kind: 'stuck' }),
  closed: after(applying, { kind: 'settled', outcome: refused }),
} satisfies Record<string, Gate>;
export type GateName = keyof typeof gates;
