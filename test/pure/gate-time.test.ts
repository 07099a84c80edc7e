import { describe, expect, test } from 'vitest';
import { evolve } from '../../domain/evolve.ts';
import { clock, expiresAtMs, nextDueMs } from '../../domain/gate-clock.ts';
import type { Gate } from '../../domain/gate.ts';
import {
  aGate,
  actors,
  after,
  answer,
  approve,
  gates,
  hourMs,
  judged,
  openedAtMs,
  reject,
  release,
  review,
  revise,
  type GateName,
} from './gate-cases.ts';

const at = (hours: number): number => openedAtMs + hours * hourMs;
const tick = (gate: Gate, hours: number): Gate => {
  const verdict = judged(gate, { kind: 'tick' }, at(hours));
  return verdict.ok ? verdict.events.reduce(evolve, gate) : gate;
};

describe('the clock of a step: reminders every 24 hours, escalation after 48, expiry after 72', () => {
  const open = aGate({ steps: [{ ...review, escalateTo: [] }] });

  test.each<[hours: number, state: string, reminders: number | undefined]>([
    [0, 'open', 0],
    [23.999, 'open', 0],
    [24, 'open', 1],
    [71.999, 'open', 2],
    [72, 'closing', undefined],
    [1_000, 'closing', undefined],
  ])('after %d h it is %s', (hours, state, reminders) => {
    const gate = tick(open, hours);
    expect([gate.state, gate.state === 'open' ? gate.reminders : undefined]).toEqual([state, reminders]);
  });

  test('each reminder is due once; those missed while no worker ran are one', () => {
    const late = tick(open, 50);
    expect(late).toMatchObject({ state: 'open', reminders: 2 });
    expect(tick(late, 50)).toBe(late);
    expect(tick(tick(open, 24), 47.9)).toMatchObject({ reminders: 1 });
    expect(tick(tick(open, 24), 48)).toMatchObject({ reminders: 2 });
  });

  test('the one timer is set to the next reminder, then to expiry', () => {
    expect([open, tick(open, 24), tick(open, 48)].map((gate) => gate.state === 'open' && nextDueMs(gate))).toEqual([
      at(24), at(48), at(72),
    ]); // prettier-ignore
    expect(expiresAtMs(open)).toBe(at(72));
  });

  test('escalation adds those above once, lowers nothing and approves nothing', () => {
    const gate = aGate();
    expect(clock(gate, at(47.9))).toEqual([{ kind: 'reminded', reminders: 1 }]);
    expect(clock(gate, at(48))).toEqual([{ kind: 'escalated' }, { kind: 'reminded', reminders: 2 }]);
    const escalated = tick(gate, 48);
    expect(escalated).toMatchObject({ state: 'open', escalated: true, votes: [] });
    expect(clock(escalated, at(60))).toEqual([]);
    expect([gate, escalated].map((one) => answer(one, approve('chu'), at(49)))).toEqual(['NOT_ELIGIBLE', 'applying']);
    expect(tick(escalated, 72)).toMatchObject({ state: 'closing', how: { state: 'expired' } });
  });

  test('a reminder that is due with the escalation is one message; the timer goes by whichever is next', () => {
    const gate = aGate({ steps: [{ ...review, remindEveryMs: 60 * hourMs }] });
    expect(nextDueMs(gate)).toBe(at(48));
    expect(nextDueMs(tick(gate, 48) as typeof gate)).toBe(at(60));
  });

  test('the second step has an escalation of its own', () => {
    const second = after(tick(aGate({ steps: [review, release] }), 48), approve('ana'));
    expect(second).toMatchObject({ state: 'open', step: 1, escalated: false });
  });

  test('maxOpen ends it whatever the step allows, over all revisions', () => {
    const gate = aGate({ maxOpenMs: 100 * hourMs });
    const revised = after(gate, revise('dee'), { kind: 'planned', opening: gate.opening, atMs: at(60) });
    expect(revised).toMatchObject({ state: 'open', revision: 2, openedAtMs, stepOpenedAtMs: at(60), votes: [] });
    expect([tick(revised, 99.9).state, tick(revised, 100).state]).toEqual(['open', 'closing']);
  });

  test('expiry is never an approval, however many have signed', () => {
    const short = after(aGate({ steps: [{ ...review, quorum: 2 }] }), approve('ana'));
    expect(tick(short, 72)).toMatchObject({ state: 'closing', how: { state: 'expired', atMs: at(72) } });
    const second = after(aGate({ steps: [review, release] }), approve('ana'));
    expect(tick(second, 73)).toMatchObject({ state: 'closing', how: { state: 'expired' } });
  });

  test('the second step has its own 72 hours', () => {
    const verdict = judged(aGate({ steps: [review, release] }), approve('ana'), at(71));
    const second = verdict.ok ? verdict.events.reduce<Gate>(evolve, aGate({ steps: [review, release] })) : gates.closed;
    expect([tick(second, 142.9).state, tick(second, 143).state]).toEqual(['open', 'closing']);
  });

  test('a decision judged before the tick beats an expiry that is due; after it the gate is closed', () => {
    expect(answer(open, approve('ana'), at(72))).toBe('applying');
    expect(answer(open, reject('ana'), at(73))).toBe('closing');
    expect(answer(tick(open, 72), approve('ana'), at(72))).toBe('GATE_CLOSED');
  });
});

describe('the first valid decision wins', () => {
  test.each<[sentence: string, gate: GateName, says: string]>([
    ['an approval after an approval', 'applying', 'approved and being applied'],
    ['an approval after a rejection', 'closing', 'ended as rejected'],
    ['an approval after the end', 'closed', 'ended as refused'],
  ])('%s is refused aloud', (_sentence, gate, says) => {
    for (const late of [approve('ben'), reject('ben')])
      expect(judged(gates[gate], late)).toMatchObject({
        ok: false,
        refusal: { code: 'GATE_CLOSED', message: expect.stringContaining(says) },
      });
  });

  test('a rejection keeps who, when and the words (R28, R60)', () => {
    expect(gates.closing).toMatchObject({
      how: { state: 'rejected', by: 'ana', comment: 'because', atMs: openedAtMs + 1 },
    });
  });
});

describe('a decisionId is answered once', () => {
  const two = after(aGate({ steps: [{ ...review, quorum: 2 }] }), approve('ana'));

  test('the same decision again changes nothing, in whatever state it comes', () => {
    const once: readonly Gate[] = [two, gates.applying, gates.stuckApplying, gates.closed];
    for (const gate of once) expect(answer(gate, approve('ana'))).toBe('ignored');
    for (const gate of [gates.closing, gates.stuckClosing]) expect(answer(gate, reject('ana'))).toBe('ignored');
  });

  test('a repeat is a repeat whatever roles the person has by now', () => {
    expect(answer(two, approve('ana', { actor: { ...actors.ana, roles: [], class: ['ana', 'a@b.c'] } }))).toBe(
      'ignored',
    );
  });

  test.each<[what: string, over: Parameters<typeof approve>[1]]>([
    ['another command', { command: 'reject' }],
    ['another plan', { planHash: 'other' }],
    ['another step', { step: 1 }],
    ['another comment', { comment: 'well' }],
    ['another person', { actor: actors.ben }],
    ['another request', { requestId: 'r_2' }],
  ])('%s under it is DECISION_ID_REUSED, before anything else is looked at', (_what, over) => {
    for (const gate of [two, gates.applying, gates.closed])
      expect(answer(gate, approve('ana', over))).toBe('DECISION_ID_REUSED');
  });

  test('an id that was refused may be used again', () => {
    expect(answer(aGate(), approve('eve', { decisionId: 'd' }))).toBe('NOT_ELIGIBLE');
    expect(answer(aGate(), approve('ana', { decisionId: 'd' }))).toBe('applying');
  });

  test.each(['__proto__', 'constructor', 'toString'])('%s is an id like any other', (decisionId) => {
    const gate = after(aGate({ steps: [{ ...review, quorum: 2 }] }), approve('ana', { decisionId }));
    expect(gate).toMatchObject({ state: 'open', votes: [{ decisionId }] });
    expect(answer(JSON.parse(JSON.stringify(gate)), approve('ana', { decisionId }))).toBe('ignored');
    expect(answer(gate, approve('ben', { decisionId }))).toBe('DECISION_ID_REUSED');
  });
});
