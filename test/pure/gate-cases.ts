import type { Actor, Decision } from '../../domain/decision.ts';
import { evolve, type Gate, type OpenGate, type Opening, type Step } from '../../domain/gate.ts';
import { judge, judgeInternal, type InternalCommand, type Verdict } from '../../domain/judge.ts';
import type { Outcome } from '../../domain/request.ts';

export const hourMs = 3_600_000;
export const openedAtMs = 1_000_000;

export const review: Step = {
  name: 'review', roles: ['ar-approver', 'finance-approver'], quorum: 1, remindEveryMs: 24 * hourMs, expireAfterMs: 72 * hourMs,
}; // prettier-ignore
export const release: Step = { ...review, name: 'release', roles: ['controller'] };

/** People and services, by id; `dee` is the requester of `anOpening`. */
export const actors = {
  ana: { id: 'ana', type: 'person', roles: ['ar-approver'] },
  ben: { id: 'ben', type: 'person', roles: ['finance-approver'], email: 'Ben@Example.com' },
  chu: { id: 'chu', type: 'person', roles: ['controller'] },
  dee: { id: 'dee', type: 'person', roles: ['ar-approver', 'controller'], email: 'dee@example.com' },
  dee2: { id: 'dee2', type: 'person', roles: ['ar-approver'], email: 'DEE@example.com' },
  eve: { id: 'eve', type: 'person', roles: ['requester', 'operator'] },
  all: { id: 'all', type: 'person', roles: ['ar-approver', 'controller'] },
  bot: { id: 'bot', type: 'service', roles: ['ar-approver', 'operator'] },
} as const satisfies Record<string, Actor>;
export type Name = keyof typeof actors;

export const anOpening = (over: Partial<Opening> = {}): Opening => ({
  requestId: 'r_1',
  requesterType: 'person',
  insiders: ['dee', 'dee@example.com'],
  planHash: 'plan',
  steps: [review],
  why: ['EUR 600.00 is above the limit of EUR 500.00'],
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
  v: 1,
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
export const approve = (who: Name, over: Over = {}): Decision => decision('approve', who, over);
export const reject = (who: Name, over: Over = {}): Decision => decision('reject', who, over);
export const withdraw = (who: Name, over: Over = {}): Decision => decision('withdraw', who, over);

export const refused: Outcome = { state: 'refused', requestId: 'r_1', invoiceId: 'i', blockers: [] };

export type Command = Decision | InternalCommand;

export const judged = (gate: Gate, command: Command, nowMs = openedAtMs + 1): Verdict =>
  'command' in command ? judge(gate, command, nowMs) : judgeInternal(gate, command, nowMs);

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
/** A gate in every state that there is. */
export const gates = {
  evaluating: { state: 'evaluating' },
  open,
  applying,
  closing,
  stuckEvaluating: after({ state: 'evaluating' }, { kind: 'stuck' }),
  stuckApplying: after(applying, { kind: 'stuck' }),
  stuckClosing: after(closing, { kind: 'stuck' }),
  closed: after(applying, { kind: 'settled', outcome: refused }),
} satisfies Record<string, Gate>;
export type GateName = keyof typeof gates;
