import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decisionHash, parseDecision } from '../../domain/decision.ts';
import type { Gate } from '../../domain/gate.ts';
import { decide } from '../../domain/judge.ts';
import { actors, approve, gates, openedAtMs, refused, reject } from './gate-cases.ts';
import { seeded } from './seed.ts';

const property = seeded('decision', 2_000);

describe('any message is answered, none throws', () => {
  const someDecision = approve('ana', { comment: 'fine' });

  test('whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom<Gate>(...Object.values(gates)), (message, gate) => {
        expect(parseDecision(message).ok).toBe(false);
        expect(decide(gate, message, openedAtMs)).toMatchObject({ ok: false, refusal: { code: 'MALFORMED' } });
      }),
      property,
    );
  });

  test('one field anything, missing, or one too many', () => {
    const field = fc.constantFrom(
      'v',
      'command',
      'requestId',
      'revision',
      'step',
      'planHash',
      'decisionId',
      'comment',
      'actor',
      '__proto__',
      'x',
    );
    const value = fc.oneof(fc.anything(), fc.constantFrom(undefined, 1.5, -1, '', 'x'.repeat(501), '\ud800', 2 ** 53));
    fc.assert(
      fc.property(
        field,
        value,
        fc.boolean(),
        fc.constantFrom<Gate>(...Object.values(gates)),
        (key, put, inActor, gate) => {
          const whole: object = inActor ? someDecision.actor : someDecision;
          const broken = Object.fromEntries([...Object.entries(whole).filter(([name]) => name !== key), [key, put]]);
          const message = inActor ? { ...someDecision, actor: broken } : broken;
          const parsed = parseDecision(message);
          const verdict = decide(gate, message, openedAtMs);
          if (!parsed.ok) expect(verdict).toEqual({ ok: false, refusal: parsed.refusal });
          else expect(decisionHash(parsed.decision)).toMatch(/^[0-9a-f]{64}$/);
        },
      ),
      property,
    );
  });

  test.each<[what: string, message: unknown, param: string]>([
    ['no object', 'approve', '(root)'],
    ['a list', [], '(root)'],
    ['another version', { ...someDecision, v: 2 }, 'v'],
    ['an unknown command', { ...someDecision, command: 'applied' }, 'command'],
    ['an internal command', { kind: 'settled', outcome: refused }, 'kind'],
    ['an unknown field', { ...someDecision, votes: 2 }, 'votes'],
    ['a float as step', { ...someDecision, step: 0.5 }, 'step'],
    ['a comment too long', reject('ana', { comment: 'x'.repeat(501) }), 'comment'],
    ['no actor', { ...someDecision, actor: undefined }, 'actor'],
    ['an agent', { ...someDecision, actor: { ...actors.ana, type: 'agent' } }, 'actor.type'],
    ['roles that are no list', { ...someDecision, actor: { ...actors.ana, roles: 'ar-approver' } }, 'actor.roles'],
    ['a claim more', { ...someDecision, actor: { ...actors.ana, onBehalfOf: 'dee' } }, 'actor.onBehalfOf'],
  ])('%s is MALFORMED, with the field', (_what, message, param) => {
    expect(parseDecision(message)).toMatchObject({ ok: false, refusal: { code: 'MALFORMED', param } });
  });

  test('a well-formed decision is read as it is', () => {
    for (const sent of [someDecision, reject('ben'), approve('bot')])
      expect(parseDecision(JSON.parse(JSON.stringify(sent)))).toEqual({ ok: true, decision: sent });
  });
});
