import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor, Decision } from '../../domain/decision.ts';
import { evolve, type Gate, type GateEvent, type Opening } from '../../domain/gate.ts';
import { decide, judgeInternal, type InternalCommand, type Verdict } from '../../domain/judge.ts';
import { actors, anOpening, hourMs, openedAtMs, refused, release, review } from './gate-cases.ts';
import { seeded } from './seed.ts';

const property = seeded('gate', 2_000);

const step = fc.record({
  roles: fc.subarray(['ar-approver', 'finance-approver', 'controller'], { minLength: 1 }),
  quorum: fc.integer({ min: 1, max: 3 }),
});
const opening = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    insiders: fc.subarray(['dee', 'dee@example.com', 'ana', 'ben@example.com', 'shop']),
    requesterType: fc.constantFrom('person', 'service'),
  })
  .map(({ steps, ...rest }): Opening => {
    const [first = review, ...others] = steps.map((made) => ({ ...release, ...made }));
    return anOpening({ ...rest, steps: [first, ...others] });
  });

const roles = fc.subarray(['ar-approver', 'finance-approver', 'controller', 'operator', 'requester']);
const actor = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Actor>(...Object.values(actors)) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom<Actor>(...Object.values(actors)), roles).map(([who, has]) => ({ ...who, roles: has })) },
  { weight: 1, arbitrary: fc.constantFrom<Actor>({ ...actors.dee, id: 'DEE' }, { ...actors.ben, id: 'ben-2' }, { ...actors.all, id: 'all-2' }) },
); // prettier-ignore

type Draft =
  | { readonly decision: Omit<Decision, 'step'> & { readonly step: number | 'current' } }
  | { readonly run: InternalCommand };
const draft: fc.Arbitrary<Draft> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .record({
        command: fc.constantFrom('approve', 'approve', 'approve', 'approve', 'reject', 'withdraw'),
        requestId: mostly('r_1', 'r_2'),
        revision: mostly(1, 2),
        step: mostly<number | 'current'>('current', 0, 1, 2),
        planHash: mostly('plan', 'other'),
        decisionId: fc.integer({ min: 1, max: 40 }).map((id) => `d${id}`),
        comment: mostly<string | undefined>('because', undefined, ' '),
        actor,
      })
      .map(({ comment, ...rest }) => ({ decision: { v: 1 as const, ...rest, ...(comment === undefined ? {} : { comment }) } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<InternalCommand>(
        { kind: 'tick' }, { kind: 'tick' }, { kind: 'stuck' }, { kind: 'retry' }, { kind: 'operator-cancel' },
        { kind: 'settled', outcome: refused }, { kind: 'planned', opening: anOpening({ planHash: 'other' }) },
      )
      .map((run) => ({ run })),
  },
); // prettier-ignore
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}
const timed = fc.tuple(
  draft,
  fc.oneof({ weight: 9, arbitrary: fc.nat(hourMs) }, { weight: 1, arbitrary: fc.nat(30 * hourMs) }),
);

interface Run {
  readonly gate: Gate;
  readonly events: readonly GateEvent[];
  /** What was said aloud and not refused, kept apart from the gate's own books. */
  readonly heard: readonly Decision[];
  readonly states: readonly Gate['state'][];
}

function play(of: Opening, script: readonly (readonly [Draft, number])[]): Run {
  let nowMs = openedAtMs;
  const events: GateEvent[] = [{ kind: 'opened', opening: of, atMs: nowMs }];
  let gate: Gate = events.reduce<Gate>(evolve, { state: 'evaluating' });
  const heard: Decision[] = [];
  const states: Gate['state'][] = [gate.state];
  for (const [command, waitedMs] of script) {
    nowMs += waitedMs;
    let verdict: Verdict;
    if ('run' in command) verdict = judgeInternal(gate, command.run, nowMs);
    else {
      const { step: at, ...rest } = command.decision;
      const decision: Decision = { ...rest, step: at === 'current' ? (gate.state === 'open' ? gate.step : 0) : at };
      verdict = decide(gate, JSON.parse(JSON.stringify(decision)), nowMs);
      if (verdict.ok && verdict.events.length > 0) heard.push(decision);
    }
    if (verdict.ok) {
      events.push(...verdict.events);
      gate = verdict.events.reduce(evolve, gate);
    }
    states.push(gate.state);
  }
  return { gate, events, heard, states };
}

/** Whether a step has its quorum of distinct, eligible persons who did not ask, on the plan that waits. */
function isSigned(
  { steps, insiders, planHash, requestId }: Opening,
  index: number,
  heard: readonly Decision[],
): boolean {
  const votes = heard.filter(({ command, step: at }) => command === 'approve' && at === index);
  const fits = votes.every(
    (vote) =>
      vote.planHash === planHash &&
      vote.requestId === requestId &&
      vote.actor.type === 'person' &&
      vote.actor.roles.some((role) => steps[index]?.roles.includes(role)) &&
      ![vote.actor.id, vote.actor.email ?? ''].some((name) => insiders.includes(name.toLowerCase())),
  );
  return (
    fits && new Set(votes.map(({ actor: { id } }) => id)).size === votes.length && votes.length === steps[index]?.quorum
  );
}

describe('2,000 sequences of commands by random actors (approvals.md section 13)', () => {
  const script = fc.array(timed, { minLength: 5, maxLength: 40 });

  test('none reaches applying without a quorum of distinct, eligible non-insiders per step on the current plan', () => {
    let reached = 0;
    fc.assert(
      fc.property(opening, script, (of, commands) => {
        const { heard, states } = play(of, commands);
        if (!states.includes('applying')) return;
        reached += 1;
        expect(of.steps.every((_step, index) => isSigned(of, index, heard))).toBe(true);
        expect(new Set(heard.map(({ actor: { id } }) => id)).size).toBe(heard.length);
        expect(heard.every(({ command }) => command === 'approve')).toBe(true);
      }),
      property,
    );
    expect(reached).toBeGreaterThan(50); // or the property says nothing
  });

  test('the fold of the events is the state, nothing leaves a closed state, applying only closes', () => {
    const next: Readonly<Record<Gate['state'], readonly Gate['state'][]>> = {
      evaluating: [],
      open: ['open', 'applying', 'closing'],
      applying: ['applying', 'needs-attention', 'closed'],
      closing: ['closing', 'needs-attention', 'closed'],
      'needs-attention': ['needs-attention', 'applying', 'closing', 'closed'],
      closed: ['closed'],
    };
    fc.assert(
      fc.property(opening, script, (of, commands) => {
        const { gate, events, states } = play(of, commands);
        expect(events.reduce<Gate>(evolve, { state: 'evaluating' })).toEqual(gate);
        for (const [index, state] of states.entries())
          if (index > 0) expect(next[states[index - 1] ?? 'open']).toContain(state);
        expect(JSON.parse(JSON.stringify(gate))).toEqual(gate); // plain JSON: it goes through Temporal
      }),
      property,
    );
  });
});
