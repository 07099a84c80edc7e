import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor, ActorRole, Decision } from '../../domain/decision.ts';
import { evolve } from '../../domain/evolve.ts';
import type { Gate, Opening } from '../../domain/gate.ts';
import { refold } from '../../domain/refold.ts';
import { classIn, links, opening, play, script, type Run } from './gate-runs.ts';
import { seeded } from './seed.ts';

const property = seeded('gate', Number(process.env['COUNTERSIGN_RUNS'] ?? 2_000));

/** The signatures that stand on a plan, from what was heard alone. */
function standing(heard: readonly Decision[], revision: number): readonly Decision[] {
  return heard
    .filter((one) => one.revision === revision)
    .reduce<readonly Decision[]>((votes, one) => {
      if (one.command === 'approve') return [...votes, one];
      if (one.command !== 'retract') return votes;
      return votes.filter(({ actor, step }) => actor.principal !== one.actor.principal || step !== one.step);
    }, []);
}

const meets = (one: readonly string[], other: readonly string[]): boolean => one.some((name) => other.includes(name));

const canSign = ({ exposureBaseMinor }: Opening, { roles, lent }: Actor, wanted: readonly string[]): boolean => {
  const reaches = ({ role, ceilingMinor }: ActorRole): boolean =>
    wanted.includes(role) &&
    (ceilingMinor === undefined || (exposureBaseMinor !== undefined && exposureBaseMinor <= ceilingMinor));
  return [...roles, ...(lent?.roles ?? [])].some(reaches);
};

/** Whether a step has its quorum of distinct, eligible persons who did not ask, from enough units, on the plan that waits. */
function isSigned(of: Opening, index: number, votes: readonly Decision[], insiders: readonly string[]): boolean {
  const step = of.steps[index];
  if (!step) return false;
  const mine = votes.filter((vote) => vote.step === index);
  const fits = mine.every(
    ({ actor, planHash, requestId }) =>
      planHash === of.planHash &&
      requestId === of.requestId &&
      actor.type === 'person' &&
      canSign(of, actor, [...step.roles, ...step.escalateTo]) &&
      !meets(actor.class, insiders),
  );
  const units = new Set(mine.map(({ actor: { unit } }) => unit)); // people without a unit are of one
  return fits && mine.length === step.quorum && units.size >= step.distinctUnits;
}

const areApart = (votes: readonly Decision[]): boolean =>
  votes.every((one, n) => votes.every((other, m) => n >= m || !meets(one.actor.class, other.actor.class)));

const reachesApplying = ({ states }: Run): boolean => states.includes('applying');

describe('sequences of commands by random actors (approvals.md section 13)', () => {
  test('none reaches applying without a quorum of distinct, eligible, unconflicted persons per step on the current plan', () => {
    let reached = 0;
    let revised = 0;
    fc.assert(
      fc.property(opening, links, script, (of, pairs, commands) => {
        const run = play(of, pairs, commands);
        if (!reachesApplying(run)) return;
        reached += 1;
        const { openings, heard } = run;
        if (openings.length > 1) revised += 1;
        const current = openings.at(-1) ?? of;
        const votes = standing(heard, openings.length);
        const insiders = of.insiders.flatMap((name) => (name.includes('@') ? [name] : classIn(pairs, name)));
        expect(current.steps.every((_step, index) => isSigned(current, index, votes, insiders))).toBe(true);
        expect(areApart(votes)).toBe(true);
        expect(heard.every(({ command }) => command !== 'reject' && command !== 'withdraw')).toBe(true);
      }),
      property,
    );
    expect([reached > property.numRuns / 40, revised > 0]).toEqual([true, true]); // or the property says nothing
  });

  test('the fold of the events is the state, nothing leaves a closed state, applying only closes', () => {
    const ends = ['applying', 'closing', 'needs-attention', 'closed'] as const;
    const next: Readonly<Record<Gate['state'], readonly Gate['state'][]>> = {
      evaluating: [],
      open: ['open', 'outdated', 'replanning', 'applying', 'closing'],
      outdated: ['outdated', 'replanning', 'closing'],
      replanning: ['replanning', 'open', 'needs-attention', 'closing', 'closed'],
      applying: ['applying', 'needs-attention', 'closed'],
      closing: ['closing', 'needs-attention', 'closed'],
      'needs-attention': [...ends, 'replanning'],
      closed: ['closed'],
    };
    fc.assert(
      fc.property(opening, links, script, (of, pairs, commands) => {
        const { gate, events, states } = play(of, pairs, commands);
        expect(events.reduce<Gate>(evolve, { state: 'evaluating' })).toEqual(gate);
        for (const [index, state] of states.entries())
          if (index > 0) expect(next[states[index - 1] ?? 'open']).toContain(state);
        expect(JSON.parse(JSON.stringify(gate))).toEqual(gate); // plain JSON: it goes through Temporal
      }),
      property,
    );
  });

  test('what the ledger keeps of a gate that waits makes the same gate again, but for its reminders', () => {
    let folded = 0;
    fc.assert(
      fc.property(opening, links, script, (of, pairs, commands) => {
        const { gate, events } = play(of, pairs, commands);
        if (gate.state !== 'open') return;
        folded += 1;
        const revisionOpenedAtMs = events.findLast((event) => event.kind === 'opened')?.atMs ?? 0;
        const { opening: current, revision, openedAtMs, log } = gate;
        const again = refold({ opening: current, revision, openedAtMs, revisionOpenedAtMs, log }, () => true);
        const { reminders: _mine, escalated: _now, ...kept } = gate;
        expect(again).toMatchObject({ ok: true, gate: kept });
      }),
      property,
    );
    expect(folded).toBeGreaterThan(property.numRuns / 40);
  });
});
