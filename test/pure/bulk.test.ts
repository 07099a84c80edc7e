import { describe, expect, test } from 'vitest';
import { whyNotInBulk } from '../../domain/bulk.ts';
import type { Step } from '../../domain/gate.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import type { PolicyFacts } from '../../domain/policy-facts.ts';
import { signersOf } from '../../domain/signers.ts';
import { reopened } from '../../domain/refold.ts';
import { aStep } from '../support/policies.ts';
import { facts } from './policies.ts';

describe('what is decided with others, and what singly (approvals.md section 9)', () => {
  test.each<[what: string, steps: readonly [Step, ...Step[]], given: Partial<PolicyFacts>, why: string | undefined]>([
    ['one signature, no flag', [aStep()], { exposureMinor: 90_000 }, undefined],
    ['two steps', [aStep(), aStep({ name: 'release' })], { exposureMinor: 2_000_000 }, 'it takes 2 steps'],
    ['a quorum of two', [aStep({ quorum: 2 })], { exposureMinor: 90_000 }, 'it takes 2 signatures'],
    ['money that was paid', [aStep()], { moneyReceived: true }, 'a payment was received'],
    ['an agent', [aStep()], { requesterType: 'agent' }, 'an agent asks for it'],
  ])('%s', (_what, steps, given, why) => {
    expect(whyNotInBulk({ steps }, defaultPolicy, facts(given))).toBe(why);
  });
});

describe('who an open step is found by', () => {
  const opening = (steps: readonly [Step, ...Step[]]) => ({ steps }) as Parameters<typeof reopened>[0]['opening'];
  const gateOf = (step: Step) =>
    reopened({ opening: opening([step]), revision: 1, openedAtMs: 0, revisionOpenedAtMs: 1_000, log: [] });

  test('its roles, and from its escalation those above that are none of them', () => {
    const step = aStep({ roles: ['a', 'b'], escalateTo: ['b', 'c'], escalateAfterMs: 500 });
    expect(signersOf(gateOf(step))).toEqual({ roles: ['a', 'b'], later: { roles: ['c'], fromMs: 1_500 } });
    expect(signersOf({ ...gateOf(step), escalated: true })).toEqual({ roles: ['a', 'b', 'c'] });
    expect(signersOf(gateOf(aStep({ roles: ['a'], escalateTo: [] })))).toEqual({ roles: ['a'] });
  });

  test('nobody, while there is nothing to sign', () => {
    expect(signersOf({ state: 'evaluating' })).toEqual({ roles: [] });
    expect(signersOf({ ...gateOf(aStep()), state: 'applying' })).toEqual({ roles: [] });
  });
});
