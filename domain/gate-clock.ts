import {
  awake,
  currentStep,
  type Ended,
  type Gate,
  type GateEvent,
  type OpenGate,
  type OutdatedGate,
  type ReplanningGate,
} from './gate.ts';

type Clocked = OpenGate | OutdatedGate | ReplanningGate;

/** When a gate gives up, ms: its step's end, and never later than `maxOpenMs` after it first opened. */
export const expiresAtMs = (gate: Clocked): number => {
  const last = gate.openedAtMs + gate.opening.maxOpenMs;
  return gate.state === 'replanning' ? last : Math.min(gate.stepOpenedAtMs + currentStep(gate).expireAfterMs, last);
};
const remindsAtMs = (gate: OpenGate): number =>
  gate.stepOpenedAtMs + (gate.reminders + 1) * currentStep(gate).remindEveryMs;
/** When the step opens to those above, ms; never for one that has, or that nobody stands above. */
export const escalatesAtMs = (gate: OpenGate): number =>
  gate.escalated || currentStep(gate).escalateTo.length === 0
    ? Number.POSITIVE_INFINITY
    : gate.stepOpenedAtMs + currentStep(gate).escalateAfterMs;

/** When the clock next matters: the one timer that a run has outstanding. Only an open gate reminds and escalates. */
export const nextDueMs = (gate: Clocked): number =>
  gate.state === 'open' ? Math.min(remindsAtMs(gate), escalatesAtMs(gate), expiresAtMs(gate)) : expiresAtMs(gate);

/** The escalation that is due, if it is; a vote that is judged again counts it whatever else is overdue. */
export const escalation = (gate: Gate<Ended>, nowMs: number): readonly GateEvent<never>[] =>
  gate.state === 'open' && nowMs >= escalatesAtMs(gate) ? [{ kind: 'escalated' }] : [];

/** What the clock does now: expiry comes first and is never an approval; a missed reminder is one message, not a burst. */
export function clock(at: Gate<Ended>, nowMs: number): readonly GateEvent<never>[] {
  const gate = awake(at);
  if (gate.state !== 'open' && gate.state !== 'outdated' && gate.state !== 'replanning') return [];
  if (nowMs >= expiresAtMs(gate))
    return [{ kind: 'ended', how: { state: gate.state === 'outdated' ? 'stale' : 'expired', atMs: nowMs } }];
  if (gate.state !== 'open') return [];
  const reminders = Math.floor((nowMs - gate.stepOpenedAtMs) / currentStep(gate).remindEveryMs);
  return [
    ...escalation(gate, nowMs),
    ...(nowMs >= remindsAtMs(gate) ? [{ kind: 'reminded', reminders } as const] : []),
  ];
}
