import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classOf, type Delegation } from '../../domain/separation.ts';
import { after, aGate, anActor, answer, approve, openedAtMs, release, review } from './gate-cases.ts';
import { seeded } from './seed.ts';

const property = seeded('separation', 1_000);
const hourMs = 3_600_000;
const about = { requestId: 'r_1', kind: 'cancel', receivedAtMs: openedAtMs } as const;
const nowMs = openedAtMs + 10 * hourMs;
const lends = (from: string, to: string, over: Partial<Delegation> = {}): Delegation => ({
  id: `${from}-${to}`, from, to, fromMs: openedAtMs - hourMs, untilMs: openedAtMs + 100 * hourMs, ...over,
}); // prettier-ignore

const ids = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const delegation = fc
  .tuple(fc.constantFrom(...ids), fc.constantFrom(...ids), fc.nat(30), fc.nat(30), fc.option(fc.nat(40)))
  .map(([from, to, start, length, end]) => ({
    ...lends(from, to),
    fromMs: openedAtMs + (start - 15) * hourMs,
    untilMs: openedAtMs + (start - 15 + length) * hourMs,
    ...(end === null ? {} : { endedAtMs: openedAtMs + (end - 20) * hourMs }),
  }));

describe('classes of persons (approvals.md section 4, rule 1)', () => {
  test('are classes: with oneself, the same from both ends, over any number of links', () => {
    fc.assert(
      fc.property(fc.array(delegation, { maxLength: 8 }), (delegations) => {
        const classes = new Map(ids.map((id) => [id, classOf(id, delegations, about, nowMs)]));
        for (const [id, names] of classes) {
          expect(names).toContain(id);
          for (const name of names) expect(classes.get(name as (typeof ids)[number])).toEqual(names);
        }
      }),
      property,
    );
  });

  test('only grow with time: ending a delegation later unlinks nobody', () => {
    fc.assert(
      fc.property(fc.array(delegation, { maxLength: 8 }), fc.nat(20), (delegations, hours) => {
        const ended = delegations.map((one) => ({ ...one, endedAtMs: Math.min(one.endedAtMs ?? Infinity, nowMs) }));
        for (const id of ids) {
          const before = classOf(id, delegations, about, nowMs);
          const then = classOf(id, ended, about, nowMs + hours * hourMs);
          expect(before.filter((name) => !then.includes(name))).toEqual([]);
        }
      }),
      property,
    );
  });

  test.each<[sentence: string, over: Partial<Delegation>, isLinked: boolean]>([
    ['in force all the time', {}, true],
    ['revoked a moment after the receipt: it does not help', { endedAtMs: openedAtMs }, true],
    ['revoked just before the receipt', { endedAtMs: openedAtMs - 1 }, false],
    ['that begins a moment later than now', { fromMs: nowMs + 1 }, false],
    ['that begins now', { fromMs: nowMs }, true],
    ['ad hoc on this request', { requestId: 'r_1', step: 0 }, true],
    ['ad hoc on another request', { requestId: 'r_2', step: 0 }, false],
    ['of this kind', { kinds: ['cancel', 'refund'] }, true],
    ['of another kind', { kinds: ['refund'] }, false],
  ])('a delegation %s', (_sentence, over, isLinked) => {
    expect(classOf('a', [lends('a', 'b', over)], about, nowMs)).toEqual(isLinked ? ['a', 'b'] : ['a']);
  });
});

describe('nobody decides on what he had a part in, in whatever way (F16)', () => {
  const insiders = ['requester', 'behalf', 'owner', 'editor', 'named'] as const;
  const gate = aGate({ insiders: [...insiders], steps: [{ ...review, quorum: 2 }, release] });
  const roles = ['ar-approver', 'controller'];
  const by = (id: string, delegations: readonly Delegation[]) =>
    anActor(id, roles, { class: classOf(id, delegations, about, nowMs) });
  const said = (id: string, delegations: readonly Delegation[] = [], step = 0) =>
    approve('ana', { decisionId: id, step, actor: by(id, delegations) });

  const pairs = insiders.flatMap((insider) => [
    [insider, []] as const,
    ['delegate', [lends(insider, 'delegate')]] as const,
    ['delegator', [lends('delegator', insider)]] as const,
    ['friend', [lends(insider, 'between'), lends('friend', 'between')]] as const,
    ['late', [lends(insider, 'late', { endedAtMs: openedAtMs + 1 })]] as const,
  ]);
  test.each(pairs)('%s, with %j', (id, delegations) => {
    expect(answer(gate, said(id, delegations))).toBe('SOD_CONFLICT');
  });

  test.each([0, 1])('one person never counts twice, nor with who lends to him, on step %d', (step) => {
    const delegations = [lends('x', 'y')];
    const voted = after(gate, said('x', delegations), ...(step === 0 ? [] : [said('z')]));
    for (const id of ['x', 'y']) {
      const again = { ...said(id, delegations, step), decisionId: 'again' };
      expect(answer(voted, again)).toBe('ALREADY_VOTED');
    }
  });
});
