import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../domain/errors.ts';
import { evolve, type GateEvent } from '../../domain/gate.ts';
import {
  aGate, actors, after, anOpening, answer, approve, gates, judged, openedAtMs, refused, reject, release, review, withdraw,
  type Command, type GateName,
} from './gate-cases.ts'; // prettier-ignore

const names = Object.keys(gates) as GateName[];
const internal: Readonly<Record<string, Command>> = {
  planned: { kind: 'planned', opening: anOpening() },
  tick: { kind: 'tick' },
  cancel: { kind: 'operator-cancel' },
  settled: { kind: 'settled', outcome: refused },
  stuck: { kind: 'stuck' },
  retry: { kind: 'retry' },
};

describe('the table of approvals.md section 3, as far as built', () => {
  const closed = 'GATE_CLOSED';
  const columns = ['evaluating', 'open', 'applying', 'closing', 'closed'] as const;
  test.each<[what: string, command: Command, answers: readonly string[]]>([
    ['approve', approve('all'), ['NOT_YET_OPEN', 'applying', closed, closed, closed]],
    ['reject', reject('all'), ['NOT_YET_OPEN', 'closing', closed, closed, closed]],
    ['withdraw', withdraw('dee'), ['NOT_YET_OPEN', 'closing', closed, closed, closed]],
    ['planned', internal['planned'] ?? approve('ana'), ['open', 'ignored', 'ignored', 'ignored', 'ignored']],
    ['tick', { kind: 'tick' }, ['ignored', 'ignored', 'ignored', 'ignored', 'ignored']],
    ['operator-cancel', { kind: 'operator-cancel' }, ['closing', 'closing', 'ignored', 'ignored', 'ignored']],
    ['settled', { kind: 'settled', outcome: refused }, ['closed', 'ignored', 'closed', 'closed', 'ignored']],
    ['stuck', { kind: 'stuck' }, ['needs-attention', 'ignored', 'needs-attention', 'needs-attention', 'ignored']],
    ['retry', { kind: 'retry' }, ['NOT_STUCK', 'NOT_STUCK', 'NOT_STUCK', 'NOT_STUCK', 'NOT_STUCK']],
  ])('%s', (_what, command, answers) => {
    expect(columns.map((column) => answer(gates[column], command))).toEqual(answers);
  });

  test.each<[from: GateName, stuck: GateName, code: ErrorCode, says: string]>([
    ['evaluating', 'stuckEvaluating', 'NOT_YET_OPEN', 'still being evaluated'],
    ['applying', 'stuckApplying', 'GATE_CLOSED', 'approved and being applied'],
    ['closing', 'stuckClosing', 'GATE_CLOSED', 'ended as rejected'],
  ])('out of retries in %s it answers like before, until an operator says retry', (from, stuck, code, says) => {
    const verdict = judged(gates[stuck], approve('all'));
    expect(verdict).toMatchObject({ ok: false, refusal: { code, message: expect.stringContaining(says) } });
    expect(after(gates[stuck], { kind: 'retry' })).toEqual(gates[from]);
    expect(answer(gates[stuck], { kind: 'stuck' })).toBe('ignored');
  });

  test('nothing leaves a closed gate', () => {
    const commands = [approve('all'), reject('all'), withdraw('dee'), ...Object.values(internal)];
    expect(new Set(commands.map((command) => answer(gates.closed, command)))).toEqual(
      new Set(['GATE_CLOSED', 'ignored', 'NOT_STUCK']),
    );
  });

  test('an event that does not fit the state is a bug and throws', () => {
    const vote = { step: 0, actorId: 'ana', actorRoles: [], decisionId: 'd', contentHash: 'h', acceptedAtMs: 0 };
    const events: readonly (readonly [event: GateEvent, fits: readonly GateName[]])[] = [
      [{ kind: 'opened', opening: anOpening(), atMs: 0 }, ['evaluating']],
      [{ kind: 'voted', vote }, ['open']],
      [{ kind: 'reminded', reminders: 1 }, ['open']],
      [{ kind: 'ended', how: { state: 'expired', atMs: 0 } }, ['evaluating', 'open']],
      [{ kind: 'stuck' }, ['evaluating', 'applying', 'closing']],
      [{ kind: 'resumed' }, ['stuckEvaluating', 'stuckApplying', 'stuckClosing']],
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
    ['PLAN_MISMATCH', reject('dee', { ...wrong, actor: { ...actors.bot, id: 'dee' } })],
    ['FORBIDDEN_PRINCIPAL', reject('dee', { ...wrong, requestId: 'r_1', actor: { ...actors.bot, id: 'dee' } })],
    ['WRONG_STEP', reject('dee', { ...wrong, requestId: 'r_1' })],
    ['WRONG_STEP', reject('dee', { ...wrong, requestId: 'r_1', revision: 1 })],
    ['WRONG_STEP', reject('dee', { ...wrong, requestId: 'r_1', step: 0 })],
    ['PLAN_MISMATCH', reject('dee', { planHash: 'other', comment: ' ' })],
    ['SOD_CONFLICT', reject('dee', { comment: ' ', actor: { ...actors.dee, roles: [] } })],
    ['NOT_ELIGIBLE', reject('ana', { comment: ' ', actor: { ...actors.ana, roles: ['controller'] } })],
    ['ALREADY_VOTED', reject('ana', { comment: ' ' })],
    ['REASON_REQUIRED', reject('ben', { comment: ' ' })],
    ['closing', reject('ben')],
  ])('%s', (code, command) => expect(answer(voted, command)).toBe(code));
});

describe('who may sign (R16-R18, R21)', () => {
  const open = aGate();
  test.each<[sentence: string, command: Command, answers: string]>([
    ['a person with a role of the step', approve('ana'), 'applying'],
    ['a person with the other role', approve('ben'), 'applying'],
    ['the requester (self-approval, frappe 5553)', approve('dee'), 'SOD_CONFLICT'],
    ['the requester under another spelling', approve('dee', { actor: { ...actors.dee, id: 'DEE' } }), 'SOD_CONFLICT'],
    ['the requester with a second account on one e-mail address', approve('dee2'), 'SOD_CONFLICT'],
    ['a person without a role', approve('eve'), 'NOT_ELIGIBLE'],
    ['a person of a later step', approve('chu'), 'NOT_ELIGIBLE'],
    ['a service, whatever its roles (a model confirms its own request)', approve('bot'), 'FORBIDDEN_PRINCIPAL'],
    ['a rejection without a word', reject('ana', { comment: '\n ' }), 'REASON_REQUIRED'],
    ['a rejection by the requester', reject('dee'), 'SOD_CONFLICT'],
    ['a rejection by nobody of the step', reject('eve'), 'NOT_ELIGIBLE'],
  ])('%s', (_sentence, command, answers) => expect(answer(open, command)).toBe(answers));
});

describe('who may withdraw', () => {
  const ofService = { requesterType: 'service', insiders: ['shop', 'dee'] } as const;
  test.each<[sentence: string, over: Parameters<typeof aGate>[0], command: Command, answers: string]>([
    ['the requester', {}, withdraw('dee'), 'closing'],
    ['the requester, whatever step and plan wait', {}, withdraw('dee', { step: 7, planHash: 'old' }), 'closing'],
    ['the requester by e-mail address', {}, withdraw('dee2'), 'closing'],
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
    expect(after(signed, approve('chu', { step: 1 }))).toMatchObject({
      state: 'applying',
      votes: [{ step: 0, actorId: 'ana' }, { step: 0, actorId: 'ben' }, { step: 1, actorId: 'chu' }],
    }); // prettier-ignore
  });

  test.each<[sentence: string, command: Command, answers: string]>([
    ['the second step signed too early', approve('chu', { step: 0 }), 'WRONG_STEP'],
    ['somebody of the first step again', approve('ana', { decisionId: 'again', step: 1, actor: { ...actors.all, id: 'ana' } }), 'ALREADY_VOTED'],
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
