import { describe, expect, test } from 'vitest';
import { proofHashOf, signersOf } from '../../domain/accepted.ts';
import type { Gate, OpenGate } from '../../domain/gate.ts';
import { reopened } from '../../domain/refold.ts';
import { aGate, actors, after, anOpening, answer, approve, judged, openedAtMs, reevaluate, release, retract, review, revise, withdraw, type Command } from './gate-cases.ts'; // prettier-ignore

const two = [{ ...review, quorum: 2 }, release] as const;
const opened = (gate: Gate): OpenGate => {
  if (gate.state !== 'open') throw new Error(`it is ${gate.state}`);
  return gate;
};

describe('taking a signature back', () => {
  const voted = after(aGate({ steps: two }), approve('ana'));
  const second = after(voted, approve('ben'));
  test.each<[sentence: string, gate: Gate, command: Command, answers: string]>([
    ['the own one, before the quorum', voted, retract('ana'), 'open'],
    ['without having signed', voted, retract('ben'), 'NO_VOTE'],
    ["somebody else's, whatever the rights", voted, retract('all'), 'NO_VOTE'],
    ['once the step is complete', second, retract('ana', { step: 1 }), 'STEP_COMPLETE'],
    ['after the last step', after(second, approve('chu', { step: 1 })), retract('chu'), 'GATE_CLOSED'],
  ])('%s', (_sentence, gate, command, answers) => expect(answer(gate, command)).toBe(answers));

  test('three times, and signing again each time', () => {
    let gate = aGate({ steps: two });
    for (const n of [1, 2, 3]) {
      gate = opened(after(gate, approve('ana', { decisionId: `a${n}` }), retract('ana', { decisionId: `r${n}` })));
      expect([gate.votes, gate.retracts]).toEqual([[], { ana: n }]);
    }
    gate = opened(after(gate, approve('ana', { decisionId: 'a4' })));
    expect(answer(gate, retract('ana', { decisionId: 'r4' }))).toBe('RETRACT_LIMIT');
    expect(signersOf(gate.log, 1)).toEqual(['ana']);
  });
});

describe('who may have another plan made', () => {
  const open = aGate();
  test.each<[sentence: string, command: Command, answers: string]>([
    ['the requester', revise('dee'), 'replanning'],
    ['the requester, whatever step and plan wait', revise('dee', { step: 4, planHash: 'old' }), 'replanning'],
    ['an approver', revise('ana'), 'NOT_REQUESTER'],
    ['an operator does not ask for something else', revise('eve'), 'NOT_REQUESTER'],
    ['an operator asks for the rules of today', reevaluate('eve'), 'replanning'],
    ['an operator without a word', reevaluate('eve', { comment: ' ' }), 'REASON_REQUIRED'],
    ['the requester does not', reevaluate('dee'), 'NOT_OPERATOR'],
    ['a service with the role does not', reevaluate('bot'), 'FORBIDDEN_PRINCIPAL'],
  ])('%s', (_sentence, command, answers) => expect(answer(open, command)).toBe(answers));

  test('an owner revises and withdraws for his agent', () => {
    const gate = aGate({ requesterType: 'agent', requesters: ['ana'], insiders: ['llm', 'ana'] });
    expect([revise('ana'), withdraw('ana'), withdraw('eve'), approve('ana')].map((one) => answer(gate, one))).toEqual([
      'replanning', 'closing', 'NOT_REQUESTER', 'SOD_CONFLICT',
    ]); // prettier-ignore
  });

  test('five revisions at most; a re-evaluation is not limited by it', () => {
    let gate = aGate();
    for (let revision = 2; revision <= 5; revision += 1) {
      const opening = anOpening({ planHash: `plan ${revision}` });
      gate = opened(after(gate, revise('dee', { decisionId: `r${revision}`, revision: revision - 1 }), { kind: 'planned', opening, atMs: openedAtMs })); // prettier-ignore
    }
    expect(gate).toMatchObject({ revision: 5, opening: { planHash: 'plan 5' } });
    expect(answer(gate, revise('dee', { decisionId: 'r6', revision: 5 }))).toBe('REVISION_LIMIT');
    expect(answer(gate, reevaluate('eve'))).toBe('WRONG_STEP'); // it meant the first plan
    expect(answer(gate, reevaluate('eve', { revision: 5 }))).toBe('replanning');
  });
});

describe('a new plan', () => {
  const before = after(aGate({ steps: two }), approve('ana'), revise('dee'));
  const opening = anOpening({ steps: two, planHash: 'plan 2' });
  const gate = opened(after(before, { kind: 'planned', opening, atMs: openedAtMs + 5 }));

  test('has no votes, begins at the first step, and keeps what was said to the one before', () => {
    expect(gate).toMatchObject({ revision: 2, step: 0, votes: [], stepOpenedAtMs: openedAtMs + 5, openedAtMs });
    expect(gate.log.map(({ revision, decisionId }) => [revision, decisionId])).toEqual([
      [1, 'approve-ana'],
      [1, 'revise-dee'],
    ]);
    expect(signersOf(gate.log, 2)).toEqual([]);
    expect(reopened({ ...gate, revisionOpenedAtMs: gate.stepOpenedAtMs })).toEqual(gate);
  });

  test.each<[sentence: string, command: Command, answers: string]>([
    ['a signature on the old plan', approve('ben'), 'WRONG_STEP'],
    ['one on the old hash', approve('ben', { revision: 2 }), 'PLAN_MISMATCH'],
    ['the old signature again is a repeat', approve('ana'), 'ignored'],
    ['who had signed the old plan signs the new one', approve('ana', { decisionId: 'new', revision: 2, planHash: 'plan 2' }), 'open'],
  ])('%s', (_sentence, command, answers) => expect(answer(gate, command)).toBe(answers)); // prettier-ignore

  test('that comes after a withdrawal is ignored', () => {
    const withdrawn = after(before, withdraw('dee'));
    expect(answer(withdrawn, { kind: 'planned', opening, atMs: openedAtMs })).toBe('ignored');
  });
});

test('the hash of a log covers every text and signature in order', () => {
  const verdict = judged(aGate({ steps: two }), approve('ana'));
  const [event] = verdict.ok ? verdict.events : [];
  if (event?.kind !== 'voted') throw new Error('a vote');
  const { said } = event;
  const other = { ...said, message: { proof: { ...said.message.proof, signature: 'x' } } };
  const hashes = [[said], [other], [said, other], [other, said], [said, said]].map(proofHashOf);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(signersOf([said], 1)).toEqual([actors.ana.principal]);
});
