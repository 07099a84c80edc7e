import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyNotApproved, type Evidence } from '../../domain/apply-check.ts';
import { canonical } from '../../domain/canonical.ts';
import type { DecisionMessage } from '../../domain/decision.ts';
import type { Accepted, Opening } from '../../domain/gate.ts';
import { planHashOf } from '../../domain/plan.ts';
import { verifyHere } from '../../domain/proof.ts';
import type { Delegation } from '../../domain/separation.ts';
import { verifyNatively } from '../../integrations/proof/signer.ts';
import {
  actor, ana, approved, chu, evidenceOf, facts, hourMs, openedAtMs, receivedAtMs, request, signer, stranger, textOf,
} from './approved.ts'; // prettier-ignore

const good = evidenceOf(approved);
const revised = evidenceOf([['revise', actor('dee', 'requester'), hourMs, { amount: '10.00' } as never], ...approved]);
const code = (evidence: Evidence): string => {
  const unproven = whyNotApproved(evidence, verifyNatively);
  if (!unproven) return 'approved';
  return 'refused' in unproven ? `refused ${unproven.refused.code}` : `broken ${unproven.broken}`;
};
const withLog = (log: readonly Accepted[], from: Evidence = good): Evidence => {
  if (!from.gate) throw new Error('it has a gate');
  return { ...from, gate: { ...from.gate, log } };
};
const withGate = (over: Partial<NonNullable<Evidence['gate']>>): Evidence => {
  if (!good.gate) throw new Error('it has a gate');
  return { ...good, gate: { ...good.gate, ...over } };
};
const log = good.gate?.log ?? [];
const opening = good.gate?.opening as Opening;
const delegation = (from: string, to: string, over: Partial<Delegation> = {}): Delegation => ({
  id: `${from}-${to}`, from, to, fromMs: openedAtMs + 20 * hourMs, untilMs: openedAtMs + 48 * hourMs, ...over,
}); // prettier-ignore

describe('what people signed counts', () => {
  test.each([verifyHere, verifyNatively])('by either verification', (verify) => {
    expect(whyNotApproved(good, verify)).toBeUndefined();
    expect(whyNotApproved(revised, verify)).toBeUndefined();
  });
  test('also when the escalation let somebody sign, and after every clock has run out', () => {
    const late = evidenceOf([
      ['approve', actor('ana', 'finance-approver'), 49 * hourMs],
      ['approve', chu, 50 * hourMs],
    ]);
    expect(code({ ...late, nowMs: openedAtMs + 400 * hourMs })).toBe('approved');
  });
  test('when a key is retired, a role is lost, or a delegation is about something else', () => {
    const others = [delegation('ana', 'zoe'), delegation('ben', 'chu', { requestId: 'r_2' }), delegation('ben', 'dee', { kinds: ['refund'] })]; // prettier-ignore
    expect(code({ ...good, delegations: others })).toBe('approved');
    expect(code({ ...good, keys: [...good.keys, { ...stranger.key, isRevoked: true }] })).toBe('approved');
  });
});

describe('what was changed fails the run', () => {
  const proof = (index: number, over: Partial<DecisionMessage['proof']>): readonly Accepted[] =>
    log.map((one, n) => (n === index ? { ...one, message: { ...one.message, proof: { ...one.message.proof, ...over } } } : one)); // prettier-ignore
  const policy = good.policy ?? { text: '', hash: '' };
  test.each<[what: string, evidence: Evidence, expected: string]>([
['more in the text of the plan', { ...good, planText: textOf({ more: 1 }) }, 'PLAN_INTEGRITY'],
    ['text of the plan', { ...good, planText: textOf({ exposureMinor: 1 }) }, 'PLAN_INTEGRITY'],
    ['plan of another request', { ...good, planText: textOf({ requestId: 'r_2' }), planHash: planHashOf(textOf({ requestId: 'r_2' })) }, 'PLAN_INTEGRITY'],
    ['another plan than the gate was opened for', { ...good, planText: textOf({ more: 1 }), planHash: planHashOf(textOf({ more: 1 })) }, 'PLAN_INTEGRITY'],
    ['hash in the opening', withGate({ opening: { ...opening, planHash: planHashOf('{}') } }), 'PLAN_INTEGRITY'],
    ['deployment', { ...good, deployment: 'd_2' }, 'PLAN_INTEGRITY'],
    ['text of the policy', { ...good, policy: { ...policy, text: policy.text.replace('500000', '900000') } }, 'PLAN_INTEGRITY'],
    ['no policy', (({ policy: _gone, ...rest }) => rest)(good), 'PLAN_INTEGRITY'],
    ['no facts', (({ judged: _gone, ...rest }) => rest)(good), 'PLAN_INTEGRITY'],
    ['facts of a smaller amount', { ...good, judged: { policyVersion: '1', level: 1, facts: { ...facts, exposureMinor: 1 } } }, 'PLAN_INTEGRITY'],
    ['signature', withLog(proof(1, { signature: log[0]?.message.proof.signature ?? '' })), 'PROOF_INVALID'],
    ['signed text', withLog(proof(0, { text: (log[0]?.message.proof.text ?? '').replace('ben', 'dee') })), 'PROOF_INVALID'],
    ['key that nobody published', { ...good, keys: [{ ...stranger.key, isRevoked: false }] }, 'PROOF_KEY_UNKNOWN'],
    ['key of an attacker in the opening', withGate({ opening: { ...opening, keyRing: [stranger.key] }, log: evidenceOf(approved, stranger).gate?.log ?? [] }), 'PROOF_KEY_UNKNOWN'],
    ['public key under a known id', { ...good, keys: [{ kid: signer.key.kid, publicKey: stranger.key.publicKey, isRevoked: false }] }, 'PROOF_INVALID'],
    ['no votes', withLog([]), 'CHAIN_BROKEN'],
    ['a vote too few', withLog(log.slice(0, 1)), 'CHAIN_BROKEN'],
    ['a first vote that is gone', withLog(log.slice(1)), 'WRONG_STEP'],
    ['votes in another order', withLog(log.toReversed()), 'CHAIN_BROKEN'],
    ['votes in another order, as if at one time',
 withLog(log.toReversed().map((one) => ({ ...one, acceptedAtMs: openedAtMs + 4 * hourMs }))),
 'WRONG_STEP'],
    ['a vote twice', withLog([...log, ...log.slice(1)]), 'CHAIN_BROKEN'],
    ['a forged vote at the end', withLog([...log, ...(evidenceOf([['approve', ana, hourMs], ...approved.slice(1)], stranger).gate?.log ?? []).slice(0, 1)]), 'CHAIN_BROKEN'],
    ['revision', withGate({ revision: 2 }), 'CHAIN_BROKEN'],
    ['a revision that nobody asked for', withLog((revised.gate?.log ?? []).slice(1), revised), 'CHAIN_BROKEN'],
    ['votes of an earlier revision', withLog((revised.gate?.log ?? []).map((one) => ({ ...one, revision: 2 })), revised), 'CHAIN_BROKEN'],
    ['vote long before its proof', withLog(log.map((one) => ({ ...one, acceptedAtMs: one.acceptedAtMs - hourMs }))), 'PROOF_TIME'],
  ])('%s', (_what, evidence, expected) => {
    expect(code(evidence)).toBe(`broken ${expected}`);
  }); // prettier-ignore
});

describe('what no longer counts closes the request', () => {
  test.each<[what: string, over: Partial<Evidence>, expected: string]>([
    ['revoked key', { keys: [{ ...signer.key, isRevoked: true }] }, 'PROOF_KEY_REVOKED'],
    ['revoked person', { people: good.people.map((one) => ({ ...one, isRevoked: one.id === 'chu' })) }, 'PRINCIPAL_SUSPENDED'],
    ['person that nobody knows', { people: good.people.filter(({ id }) => id !== 'ben') }, 'PRINCIPAL_SUSPENDED'],
    ['voters that are one person by now', { delegations: [delegation('ben', 'chu')] }, 'SOD_CONFLICT'],
    ['voters that are one over a third', { delegations: [delegation('ben', 'zoe'), delegation('zoe', 'chu')] }, 'SOD_CONFLICT'],
    ['voter who is the requester by now', { delegations: [delegation('dee', 'chu')] }, 'SOD_CONFLICT'],
    ['a delegation that ended before the vote', { delegations: [delegation('chu', 'dee', { fromMs: 0, untilMs: receivedAtMs + 1, endedAtMs: receivedAtMs })] }, 'SOD_CONFLICT'],
    ['voter whose e-mail address asked', { request: { ...request, insiders: ['BEN@example.com'.toLowerCase()] } }, 'SOD_CONFLICT'],
    ['a level that the facts raise', { judged: { policyVersion: '1', level: 1, facts } }, 'LEVEL_CHANGED'],
    ['facts that ask for more', { judged: { policyVersion: '1', level: 2, facts: { ...facts, finaliseManual: true } } }, 'LEVEL_CHANGED'],
  ])('%s', (_what, over, expected) => {
    expect(code({ ...good, ...over })).toBe(`refused ${expected}`);
  }); // prettier-ignore

  test('steps of the opening that are fewer than the policy asks for', () => {
    const [first] = opening.steps;
    expect(code(withGate({ opening: { ...opening, steps: [first] } }))).toBe('refused LEVEL_CHANGED');
  });

  test('the author of a revision is one person with a voter by now', () => {
    const byEli = evidenceOf([
      ['revise', actor('eli', 'requester'), hourMs, { amount: '10.00' } as never],
      ...approved,
    ]);
    expect(code(byEli)).toBe('approved');
    expect(code({ ...byEli, delegations: [delegation('eli', 'ben')] })).toBe('refused SOD_CONFLICT');
  });

  test('who asked by an address has an account that voted', () => {
    const people = good.people.map((one) => (one.id === 'ben' ? { ...one, email: 'order@example.com' } : one));
    const asked = { ...request, insiders: [...request.insiders, 'order@example.com'] };
    expect(code({ ...good, people, request: asked })).toBe('refused SOD_CONFLICT');
  });
});

describe('without people', () => {
  const { gate: _none, ...rest } = good;
  const small = { ...facts, exposureMinor: 40_000 };
  const planText = textOf({ exposureMinor: 40_000 });
  const auto: Evidence = { ...rest, planText, planHash: planHashOf(planText), judged: { policyVersion: '1', level: 0, facts: small } }; // prettier-ignore

  test('only what the policy lets through alone', () => {
    expect(code(auto)).toBe('approved');
    expect(code(rest)).toBe('refused LEVEL_CHANGED');
    const raised = { policyVersion: '1', level: 0, facts: { ...small, breaker: true } };
    expect(code({ ...auto, judged: raised })).toBe('refused LEVEL_CHANGED');
    expect(code({ ...auto, judged: { policyVersion: '1', level: 0, facts: { ...small, paysOut: true } } })).toBe('broken PLAN_INTEGRITY'); // prettier-ignore
  });
});

describe('no entry of the log can go or be another', () => {
  const samples: readonly Evidence[] = [good, revised];
  test.each(samples)('removed: sample %#', (sample) => {
    for (const index of (sample.gate?.log ?? []).keys())
      expect(code(withLog((sample.gate?.log ?? []).toSpliced(index, 1), sample))).toMatch(/^broken /);
  });

  test('altered, at any place of any entry', () => {
    const place = fc.record({ sample: fc.constantFrom(...samples), index: fc.nat(2), at: fc.nat(), to: fc.constantFrom('x', '7', '') }); // prettier-ignore
    fc.assert(
      fc.property(place, fc.constantFrom('text', 'signature', 'contentHash', 'decisionId', 'comment', 'revision'), ({ sample, index, at, to }, field) => {
        const entries = sample.gate?.log ?? [];
        const entry = entries[index % entries.length];
        if (!entry) throw new Error('there is one');
        const cut = (text: string): string => text.slice(0, at % (text.length + 1)) + to + text.slice((at % (text.length + 1)) + 1);
        const { message } = entry;
        const { proof } = message;
        const other: Accepted =
          field === 'text' || field === 'signature' ? { ...entry, message: { ...message, proof: { ...proof, [field]: cut(proof[field]) } } }
          : field === 'comment' ? { ...entry, message: { ...message, comment: cut(message.comment ?? 'none') } }
          : field === 'revision' ? { ...entry, revision: entry.revision + 1 }
          : { ...entry, [field]: cut(entry[field]) };
        fc.pre(canonical(other) !== canonical(entry));
        expect(code(withLog(entries.with(index % entries.length, other), sample))).toMatch(/^broken /);
      }),
      { numRuns: 400 },
    ); // prettier-ignore
  });
});
