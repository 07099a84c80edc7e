import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../domain/canonical.ts';
import { parseMessage, proofBodyOf, provenDecision } from '../../domain/decision-proof.ts';
import type { Decision } from '../../domain/decision.ts';
import type { Gate } from '../../domain/gate.ts';
import { decide, proofAgeMs, proofAheadMs } from '../../domain/judge.ts';
import { proofPrefixes, verifyHere, type Signer } from '../../domain/proof.ts';
import { newPrivateKey, signerOf, verifyNatively } from '../../integrations/proof/signer.ts';
import { actors, after, aGate, anOpening, approve, gates, messageOf, openedAtMs, reject, revise, review, signer } from './gate-cases.ts'; // prettier-ignore
import { seeded } from './seed.ts';

const property = seeded('decision', 2_000);
const someGate = fc.constantFrom<Gate>(...Object.values(gates));
const said = reject('ana');
const message = messageOf(said, openedAtMs);
const codeOf = (gate: Gate, given: unknown, nowMs = openedAtMs): string => {
  const verdict = decide(gate, given, nowMs, verifyNatively);
  return verdict.ok ? `${verdict.events.length} events` : verdict.refusal.code;
};
/** A message whose body is what is given, signed by the key of the ring. */
const signedBody = (body: unknown, by: Signer = signer) => ({
  proof: by.sign(proofPrefixes.decision, canonical(body)),
});
const body = proofBodyOf(approve('ana'), { kid: signer.key.kid, deployment: 'd_1', timeMs: openedAtMs });

describe('any message is answered, none throws', () => {
  test('whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), someGate, (given, gate) => {
        const parsed = parseMessage(given);
        const code = codeOf(gate, given);
        const states = ['NOT_YET_OPEN', 'PROOF_MISSING', 'GATE_CLOSED'];
        expect(parsed.ok ? states : ['MALFORMED']).toContain(code);
      }),
      property,
    );
  });

  test('a signed text that says anything', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), someGate, (text, gate) => {
        const given = { proof: signer.sign(proofPrefixes.decision, text) };
        expect(codeOf(gate, given)).toMatch(/^(PROOF_INVALID|PROOF_KEY_UNKNOWN|NOT_YET_OPEN)$/);
      }),
      property,
    );
  });

  test('one field of the signed body anything, missing, or one too many', () => {
    const field = fc.constantFrom(...Object.keys(body), ...Object.keys(body.actor), '__proto__', 'x');
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, -1, '', 'x'.repeat(321), 2 ** 53));
    fc.assert(
      fc.property(field, value, fc.boolean(), someGate, (key, put, inActor, gate) => {
        const whole: object = inActor ? body.actor : body;
        const broken = Object.fromEntries([...Object.entries(whole).filter(([name]) => name !== key), [key, put]]);
        let given;
        try {
          given = signedBody(inActor ? { ...body, actor: broken } : broken);
        } catch {
          return; // canonical JSON holds no such value, so nobody can sign it
        }
        expect(typeof codeOf(gate, given)).toBe('string');
      }),
      property,
    );
  });

  test.each<[what: string, given: unknown, param: string]>([
    ['no object', 'approve', '(root)'],
    ['a list', [], '(root)'],
    ['an unknown field', { ...message, votes: 2 }, 'votes'],
    ['a decision in clear', said, 'command'],
    ['an internal command', { kind: 'settled' }, 'kind'],
    ['a comment too long', { ...message, comment: 'x'.repeat(501) }, 'comment'],
    ['a comment that is no text', { ...message, comment: '\ud800' }, 'comment'],
    ['a proof that is no object', { proof: 'trust me' }, 'proof'],
    ['a proof with a field more', { proof: { ...message.proof, key: 'x' } }, 'proof'],
    ['an input that is no object', { ...message, input: [] }, 'input'],
  ])('%s is MALFORMED, with the field', (_what, given, param) => {
    expect(parseMessage(given)).toMatchObject({ ok: false, refusal: { code: 'MALFORMED', param } });
  });

  test.each<[what: string, over: object]>([
    ['another version', { v: 2 }],
    ['an unknown command', { decision: 'applied' }],
    ['an unknown field', { votes: 2 }],
    ['a negative step', { step: -1 }],
    ['roles that are no list', { actor: { ...actors.ana, roles: 'ar-approver' } }],
    ['roles as plain names', { actor: { ...actors.ana, roles: ['ar-approver'] } }],
    ['a claim more', { actor: { ...actors.ana, onBehalfOf: 'dee' } }],
    ['a right of nobody', { actor: { ...actors.ana, lent: { from: 'dee', roles: [] } } }],
  ])('a signed body with %s is PROOF_INVALID', (_what, over) => {
    expect(codeOf(aGate(), signedBody({ ...body, ...over }))).toBe('PROOF_INVALID');
  });
});

describe('what is proven is what was said', () => {
  const about = anOpening();
  test.each<[Decision]>([
    [approve('ana')], [reject('ben')], [approve('sub')], [approve('low')], [revise('dee', { input: { amount: '1.00', lines: [] } })],
  ])('%j', (decision) => {
    for (const verify of [verifyHere, verifyNatively])
      expect(provenDecision(messageOf(decision, openedAtMs), about, verify)).toEqual({ ok: true, decision, timeMs: openedAtMs });
  }); // prettier-ignore

  test.each<[what: string, code: string, given: unknown]>([
    ['no proof', 'PROOF_MISSING', { comment: 'because' }],
    ['a key that is not of the ring', 'PROOF_KEY_UNKNOWN', messageOf(said, openedAtMs, signerOf(newPrivateKey()))],
    ['a signature under another prefix', 'PROOF_INVALID', { ...message, proof: signer.sign(proofPrefixes.intake, message.proof.text) }],
    ['the same JSON in another spelling', 'PROOF_INVALID', { ...message, proof: signer.sign(proofPrefixes.decision, ` ${message.proof.text}`) }],
    ['another request', 'PROOF_MISMATCH', messageOf({ ...said, requestId: 'r_2' }, openedAtMs)],
    ['another deployment', 'PROOF_MISMATCH', signedBody({ ...body, deployment: 'd_2' })],
    ['a comment that was not signed', 'PROOF_MISMATCH', { ...messageOf(approve('ana'), openedAtMs), comment: 'x' }],
    ['a comment that was taken away', 'PROOF_MISMATCH', { proof: message.proof }],
    ['another comment', 'PROOF_MISMATCH', { ...message, comment: 'well' }],
    ['another input', 'PROOF_MISMATCH', { ...messageOf(revise('dee', { input: { amount: '1.00' } }), openedAtMs), input: { amount: '2.00' } }],
    ['an input that nobody can sign', 'PROOF_MISMATCH', { ...messageOf(revise('dee', { input: { amount: '1.00' } }), openedAtMs), input: { amount: null } }],
  ])('%s is %s', (_what, code, given) => expect(codeOf(aGate(), given)).toBe(code)); // prettier-ignore

  test('any altered byte of the text is refused', () => {
    const { text, signature } = message.proof;
    const altered = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...Array.from('abcxyz019",:{}[] ')));
    fc.assert(
      fc.property(altered, ([at, letter]) => {
        fc.pre(text[at] !== letter);
        const other = text.slice(0, at) + letter + text.slice(at + 1);
        const code = codeOf(aGate(), { ...message, proof: { text: other, signature } });
        expect(code).toMatch(/^PROOF_(INVALID|KEY_UNKNOWN)$/);
      }),
      { ...property, numRuns: 500 },
    );
  });
});

describe('the time of a proof', () => {
  const { gate, later } = { gate: aGate({ steps: [{ ...review, quorum: 2 }] }), later: openedAtMs + proofAgeMs };
  test.each<[sentence: string, timeMs: number, nowMs: number, code: string]>([
    ['now', openedAtMs, openedAtMs, '1 events'],
    ['a minute ahead', openedAtMs + proofAheadMs, openedAtMs, '1 events'],
    ['more than that', openedAtMs + proofAheadMs + 1, openedAtMs, 'PROOF_TIME'],
    ['a day old', openedAtMs, later, '1 events'],
    ['older', openedAtMs, later + 1, 'PROOF_TIME'],
  ])('%s', (_sentence, timeMs, nowMs, code) => {
    expect(codeOf(gate, messageOf(approve('ana'), timeMs), nowMs)).toBe(code);
  });

  test('a decision that is known is answered however old its proof is by now', () => {
    const voted = after(gate, approve('ana'));
    expect(codeOf(voted, messageOf(approve('ana'), openedAtMs), later * 2)).toBe('0 events');
    expect(codeOf(voted, messageOf(approve('ben'), openedAtMs), later * 2)).toBe('PROOF_TIME');
  });

  test('it is judged after the signature and before everything else', () => {
    const wrong = { ...approve('bot'), planHash: 'other', step: 7 };
    expect(codeOf(gate, messageOf(wrong, 0))).toBe('PROOF_TIME');
    expect(codeOf(gates.applying, messageOf(wrong, 0))).toBe('PROOF_TIME');
    expect(codeOf(gates.evaluating, messageOf(wrong, 0))).toBe('NOT_YET_OPEN');
  });
});
