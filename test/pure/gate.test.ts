import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../domain/errors.ts';
import { evolve } from '../../domain/evolve.ts';
import { awake, type GateEvent } from '../../domain/gate.ts';
import {
  aGate, actors, after, anOpening, answer, approve, gates, hourMs, judged, messageOf, openedAtMs, reevaluate, refused, reject, release, retract, review,
  revise, withdraw, type Command, type GateName,
} from './gate-cases.ts'; // prettier-ignore

const names = Object.keys(gates) as GateName[];
const internal: readonly Command[] = [
  { kind: 'planned', opening: anOpening(), atMs: openedAtMs },
  { kind: 'rejoined', gate: aGate() },
  { kind: 'tick' },
  { kind: 'moved' },
  { kind: 'operator-cancel' },
  { kind: 'settled', outcome: refused },
  { kind: 'stuck' },
  { kind: 'retry' },
];

describe('the table of approvals.md section 3, cell by cell', () => {
  const shut = 'GATE_CLOSED';
  const outdated = { ...aGate(), state: 'outdated' as const };
  const columns = ['evaluating', 'open', 'outdated', 'replanning', 'applying', 'closing', 'closed'] as const;
  test.each<[what: string, command: Command, answers: readonly string[]]>([
    ['approve', approve('all'), ['NOT_YET_OPEN', 'applying', 'PLAN_OUTDATED', 'REPLANNING', shut, shut, shut]],
    ['reject', reject('all'), ['NOT_YET_OPEN', 'closing', 'closing', 'REPLANNING', shut, shut, shut]],
    ['retract', retract('all'), ['NOT_YET_OPEN', 'NO_VOTE', 'PLAN_OUTDATED', 'REPLANNING', shut, shut, shut]],
    ['withdraw', withdraw('dee'), ['NOT_YET_OPEN', 'closing', 'closing', 'closing', shut, shut, shut]],
    ['revise', revise('dee', { decisionId: 'again' }), ['NOT_YET_OPEN', 'replanning', 'replanning', 'REPLANNING', shut, shut, shut]],
    ['reevaluate', reevaluate('eve'), ['NOT_YET_OPEN', 'replanning', 'replanning', 'REPLANNING', shut, shut, shut]],
    ['planned', { kind: 'planned', opening: anOpening(), atMs: openedAtMs }, ['open', 'ignored', 'ignored', 'open', 'ignored', 'ignored', 'ignored']],
    ['rejoined', { kind: 'rejoined', gate: outdated }, ['outdated', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored']],
    ['moved', { kind: 'moved' }, ['ignored', 'outdated', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored']],
    ['tick, nothing due', { kind: 'tick' }, ['ignored', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored']],
    ['operator-cancel', { kind: 'operator-cancel' }, ['ignored', 'closing', 'closing', 'closing', 'ignored', 'ignored', 'ignored']],
    ['settled', { kind: 'settled', outcome: refused }, ['closed', 'ignored', 'ignored', 'closed', 'closed', 'closed', 'ignored']],
    ['stuck', { kind: 'stuck' }, ['needs-attention', 'ignored', 'ignored', 'needs-attention', 'needs-attention', 'needs-attention', 'ignored']],
    ['retry', { kind: 'retry' }, ['NOT_STUCK', 'NOT_STUCK', 'NOT_STUCK', 'NOT_STUCK', 'NOT_STUCK', 'NOT_STUCK', 'NOT_STUCK']],
  ])('%s', (_what, command, answers) => {
    expect(columns.map((column) => answer(gates[column], command))).toEqual(answers);
  }); // prettier-ignore

  test.each<[state: GateName, hours: number, ends: string]>([
    ['open', 72, 'expired'], ['outdated', 72, 'stale'], ['replanning', 14 * 24, 'expired'], ['stuckReplanning', 14 * 24, 'expired'],
  ])('tick: %s after %d h ends as %s', (state, hours, ends) => {
    const at = openedAtMs + hours * hourMs;
    expect(answer(gates[state], { kind: 'tick' }, at - 1)).not.toBe('closing');
    const verdict = judged(gates[state], { kind: 'tick' }, at);
    expect(verdict).toMatchObject({ ok: true, events: [{ kind: 'ended', how: { state: ends } }] });
    expect(answer(gates[state], { kind: 'tick' }, at)).toBe('closing');
  }); // prettier-ignore

  test.each<[from: GateName, stuck: GateName, code: ErrorCode, says: string]>([
    ['evaluating', 'stuckEvaluating', 'NOT_YET_OPEN', 'still being evaluated'],
    ['replanning', 'stuckReplanning', 'REPLANNING', 'new plan is being made'],
    ['applying', 'stuckApplying', 'GATE_CLOSED', 'approved and being applied'],
    ['closing', 'stuckClosing', 'GATE_CLOSED', 'ended as rejected'],
  ])('out of retries in %s it answers like before, until an operator says retry', (from, stuck, code, says) => {
    const verdict = judged(gates[stuck], approve('all'));
    expect(verdict).toMatchObject({ ok: false, refusal: { code, message: expect.stringContaining(says) } });
    expect(after(gates[stuck], { kind: 'retry' })).toEqual(gates[from]);
    expect(awake(gates[stuck])).toEqual(gates[from]);
    expect(answer(gates[stuck], { kind: 'stuck' })).toBe('ignored');
  });

  test('a plan that is made without end can still be withdrawn, and canceled', () => {
    expect(answer(gates.stuckReplanning, withdraw('dee'))).toBe('closing');
    expect(answer(gates.stuckReplanning, { kind: 'operator-cancel' })).toBe('closing');
  });

  test('nothing leaves a closed gate', () => {
    const people = [approve('all'), reject('all'), retract('ana'), withdraw('dee'), revise('dee'), reevaluate('eve')];
    const commands = [...people, ...internal];
    expect(new Set(commands.map((command) => answer(gates.closed, command)))).toEqual(
      new Set(['GATE_CLOSED', 'ignored', 'NOT_STUCK']),
    );
  });

  test('an event that does not fit the state is a bug and throws', () => {
    const said = {
      decisionId: 'd',
      contentHash: 'h',
      acceptedAtMs: 0,
      revision: 1,
      message: messageOf(approve('ana'), openedAtMs),
    };
    const vote = { step: 0, actor: actors.ana, decisionId: 'd', acceptedAtMs: 0 };
    const people: readonly GateName[] = ['open', 'outdated', 'replanning', 'stuckReplanning'];
    const events: readonly (readonly [event: GateEvent, fits: readonly GateName[]])[] = [
      [{ kind: 'opened', opening: anOpening(), atMs: 0 }, ['evaluating', 'replanning']],
      [{ kind: 'rejoined', gate: aGate() }, ['evaluating']],
      [{ kind: 'voted', vote, said }, ['open']],
      [{ kind: 'retracted', by: 'ana', said }, ['open']],
      [{ kind: 'replanned', cause: { command: 'revise', by: 'dee' }, said }, ['open', 'outdated']],
      [{ kind: 'reminded', reminders: 1 }, ['open']],
      [{ kind: 'escalated' }, ['open']],
      [{ kind: 'outdated' }, ['open']],
      [{ kind: 'ended', how: { state: 'expired', atMs: 0 } }, people],
      [{ kind: 'stuck' }, ['evaluating', 'replanning', 'applying', 'closing']],
      [{ kind: 'resumed' }, ['stuckEvaluating', 'stuckReplanning', 'stuckApplying', 'stuckClosing']],
      [{ kind: 'closed', outcome: refused }, names.filter((name) => name !== 'closed')],
    ];
    for (const [event, fits] of events)
      for (const name of names)
        if (fits.includes(name)) expect(() => evolve(gates[name], event)).not.toThrow();
        else expect(() => evolve(gates[name], event)).toThrow(TypeError);
  });
});

describe('the check order of approvals.md section 3: each row passes all checks above it', () => {
  const two = aGate({ steps: [{ ...review, quorum: 2 }] });
  const voted = after(two, approve('ana'));
  // Everything is wrong at once in the first row; each further row puts right what the row before was refused for.
  const wrong = { requestId: 'r_2', revision: 2, step: 1, planHash: 'other', comment: ' ' };
  test.each<[code: string, command: Command]>([
    ['PLAN_MISMATCH', reject('dee', { ...wrong, actor: { ...actors.dee, type: 'service' } })],
    ['FORBIDDEN_PRINCIPAL', reject('dee', { ...wrong, requestId: 'r_1', actor: { ...actors.dee, type: 'service' } })],
    ['WRONG_STEP', reject('dee', { ...wrong, requestId: 'r_1' })],
    ['WRONG_STEP', reject('dee', { ...wrong, requestId: 'r_1', revision: 1 })],
    ['WRONG_STEP', reject('dee', { ...wrong, requestId: 'r_1', step: 0 })],
    ['PLAN_MISMATCH', reject('dee', { planHash: 'other', comment: ' ' })],
    ['SOD_CONFLICT', reject('dee', { comment: ' ', actor: { ...actors.dee, roles: [] } })],
    ['NOT_ELIGIBLE', reject('ana', { comment: ' ', actor: { ...actors.ana, roles: [{ role: 'controller' }] } })],
    ['ALREADY_VOTED', reject('ana', { comment: ' ' })],
    ['REASON_REQUIRED', reject('ben', { comment: ' ' })],
    ['closing', reject('ben')],
  ])('%s', (code, command) => expect(answer(voted, command)).toBe(code));

  const distinct = after(aGate({ steps: [{ ...review, quorum: 2, distinctUnits: 2 }] }), approve('ana'));
  const small = { ceilingMinor: 59_999, role: 'ar-approver' };
  test.each<[code: string, command: Command]>([
    ['CEILING_EXCEEDED', approve('ana', { decisionId: 'x', actor: { ...actors.ana, roles: [small] } })],
    ['ALREADY_VOTED', approve('ana', { decisionId: 'x' })],
    ['UNIT_ALREADY_COUNTED', approve('all', { actor: { ...actors.all, unit: 'unit of ana' } })],
    ['applying', approve('all')],
  ])('of an approval: %s', (code, command) => expect(answer(distinct, command)).toBe(code));
});

describe('who may sign (R16-R18, R21)', () => {
  const open = aGate();
  test.each<[sentence: string, command: Command, answers: string]>([
    ['a person with a role of the step', approve('ana'), 'applying'],
    ['a person with the other role', approve('ben'), 'applying'],
    ['the requester (self-approval, frappe 5553)', approve('dee'), 'SOD_CONFLICT'],
    ['the requester with a second account on one e-mail address', approve('dee2'), 'SOD_CONFLICT'],
    ['somebody who shares a delegation with the requester', approve('dan'), 'SOD_CONFLICT'],
    ['a person without a role', approve('eve'), 'NOT_ELIGIBLE'],
    ['a person up to less than it moves', approve('low'), 'CEILING_EXCEEDED'],
    ['a person up to exactly what it moves', approve('low', { actor: { ...actors.low, roles: [{ role: 'ar-approver', ceilingMinor: 60_000 }] } }), 'applying'],
    ['a delegate of a person of a later step', approve('sub'), 'NOT_ELIGIBLE'],
    ['an agent', approve('llm'), 'FORBIDDEN_PRINCIPAL'],
    ['a person of a later step', approve('chu'), 'NOT_ELIGIBLE'],
    ['a service, whatever its roles (a model confirms its own request)', approve('bot'), 'FORBIDDEN_PRINCIPAL'],
    ['a rejection without a word', reject('ana', { comment: '\n ' }), 'REASON_REQUIRED'],
    ['a rejection by the requester', reject('dee'), 'SOD_CONFLICT'],
    ['a rejection by nobody of the step', reject('eve'), 'NOT_ELIGIBLE'],
  ])('%s', (_sentence, command, answers) => expect(answer(open, command)).toBe(answers));
}); // prettier-ignore

describe('who may withdraw', () => {
  const ofService = { requesterType: 'service', requesters: ['dee'], insiders: ['shop', 'dee'] } as const;
  test.each<[sentence: string, over: Parameters<typeof aGate>[0], command: Command, answers: string]>([
    ['the requester', {}, withdraw('dee'), 'closing'],
    ['the requester, whatever step and plan wait', {}, withdraw('dee', { step: 7, planHash: 'old' }), 'closing'],
    ['somebody else with the e-mail address of the requester', {}, withdraw('dee2'), 'NOT_REQUESTER'],
    ['the requester without a word', {}, withdraw('dee', { comment: ' ' }), 'REASON_REQUIRED'],
    ['an approver', {}, withdraw('ana'), 'NOT_REQUESTER'],
    ['an operator, of a person’s request', {}, withdraw('eve'), 'NOT_REQUESTER'],
    ['an operator, of a service’s request', ofService, withdraw('eve'), 'closing'],
    ['the person that the event named', ofService, withdraw('dee'), 'closing'],
    ['an approver, of a service’s request', ofService, withdraw('ana'), 'NOT_REQUESTER'],
    ['a service with the role', ofService, withdraw('bot'), 'FORBIDDEN_PRINCIPAL'],
  ])('%s', (_sentence, over, command, answers) => expect(answer(aGate(over), command)).toBe(answers));
});

describe('two steps, the first of two signatures (no tier is skipped, erpnext 37128)', () => {
  const steps = [{ ...review, quorum: 2 }, release] as const;
  const signed = after(aGate({ steps }), approve('ana'), approve('ben'));

  test('opens the second step when the first has its quorum, with clocks of its own', () => {
    expect(after(aGate({ steps }), approve('ana'))).toMatchObject({ state: 'open', step: 0 });
    expect(signed).toMatchObject({ state: 'open', step: 1, reminders: 0, stepOpenedAtMs: openedAtMs + 1 });
    expect(answer(signed, retract('ana', { step: 1 }))).toBe('STEP_COMPLETE');
    expect(after(signed, approve('chu', { step: 1 }))).toMatchObject({
      state: 'applying',
      votes: [{ step: 0, actor: { principal: 'ana' } }, { step: 0, actor: { principal: 'ben' } }, { step: 1, actor: { principal: 'chu' } }],
    }); // prettier-ignore
  });

  test.each<[sentence: string, command: Command, answers: string]>([
    ['the second step signed too early', approve('chu', { step: 0 }), 'WRONG_STEP'],
    ['somebody of the first step again', approve('ana', { decisionId: 'again', step: 1, actor: { ...actors.all, principal: 'ana', class: ['ana'] } }), 'ALREADY_VOTED'],
    ['a delegate of somebody who signed the first step', approve('amy', { step: 1 }), 'ALREADY_VOTED'],
    ['the second step with the right of somebody else', approve('sub', { step: 1 }), 'applying'],
    ['a rejection at the second step', reject('chu', { step: 1 }), 'closing'],
    ['the requester at the second step', approve('dee', { step: 1 }), 'SOD_CONFLICT'],
  ])('%s', (_sentence, command, answers) => expect(answer(signed, command)).toBe(answers));

  test('signatures of one step do not count for another', () => {
    const second = after(aGate({ steps: [review, { ...release, quorum: 2 }] }), approve('ana'));
    expect(answer(second, approve('chu', { step: 1 }))).toBe('open');
    expect(after(second, approve('chu', { step: 1 }), approve('all', { step: 1 })).state).toBe('applying');
  });

  test('one person is not two, whatever the decision ids', () => {
    const one = after(aGate({ steps }), approve('ana'));
    expect(answer(one, approve('ana', { decisionId: 'second' }))).toBe('ALREADY_VOTED');
  });
}); // prettier-ignore

describe('bounds and who may have it planned again (approvals.md section 3)', () => {
  test('a vote is taken back three times, over all revisions', () => {
    const steps = [{ ...review, quorum: 2 }] as const;
    const votes = (n: number): readonly Command[] => [approve('ana', { decisionId: `a${n}` }), retract('ana', { decisionId: `t${n}` })];
    const thrice = after(aGate({ steps }), ...[1, 2, 3].flatMap(votes), approve('ana', { decisionId: 'a4' }));
    expect(answer(thrice, retract('ana', { decisionId: 't4' }))).toBe('RETRACT_LIMIT');
  });

  test('a signature is not taken back by what meant another plan, or another step', () => {
    const gate = after(aGate({ steps: [{ ...review, quorum: 2 }] }), approve('ana'));
    if (gate.state !== 'open') throw new Error('it is open');
    expect(answer({ ...gate, revision: 2 }, retract('ana'))).toBe('NO_VOTE'); // held up on its way
    expect(answer(gate, retract('ana', { step: 1 }))).toBe('WRONG_STEP');
    expect(answer(gate, retract('ana'))).toBe('open');
  });

  test('a request has five plans, and only an operator has it judged again', () => {
    expect(answer({ ...aGate(), revision: 4 }, revise('dee', { revision: 4 }))).toBe('replanning');
    expect(answer({ ...aGate(), revision: 5 }, revise('dee', { revision: 5 }))).toBe('REVISION_LIMIT');
    expect(answer(aGate(), reevaluate('ana'))).toBe('NOT_OPERATOR');
    expect(answer({ ...aGate(), revision: 2 }, revise('dee'))).toBe('WRONG_STEP'); // held up on its way
  });
}); // prettier-ignore
