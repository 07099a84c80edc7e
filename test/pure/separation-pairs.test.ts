import { describe, expect, test } from 'vitest';
import { actorOf } from '../../domain/actor.ts';
import type { Decision } from '../../domain/decision.ts';
import { sampleDirectory } from '../../domain/directory-sample.ts';
import { evolve } from '../../domain/evolve.ts';
import type { Gate, Opening, Step } from '../../domain/gate.ts';
import { judge } from '../../domain/judge.ts';
import { roleNames, type Principal } from '../../domain/principal.ts';
import { whyNotSeparate } from '../../domain/separation-check.ts';
import type { Delegation } from '../../domain/separation.ts';
import { askers } from '../../http/intake.ts';

const dayMs = 86_400_000;
const receivedAtMs = 100 * dayMs;
const nowMs = receivedAtMs + dayMs;
const about = { requestId: 'r_1', kind: 'cancel', receivedAtMs } as const;
const persons: readonly Principal[] = sampleDirectory.filter(({ type }) => type === 'person');

/** Everybody may sign it, so that nothing but segregation of duties keeps anybody from it. */
const step: Step = {
  name: 'review', roles: roleNames, quorum: 1, distinctUnits: 1, remindEveryMs: dayMs, escalateAfterMs: 5 * dayMs, escalateTo: [],
  expireAfterMs: 9 * dayMs,
}; // prettier-ignore

const lends = (from: Principal, to: Principal, over: Partial<Delegation> = {}): Delegation => ({
  id: `${from.id}-${to.id}`, from: from.id, to: to.id, fromMs: receivedAtMs - dayMs, untilMs: nowMs + dayMs, ...over,
}); // prettier-ignore

/** How two persons are to each other: the one asked or signed before, the other signs now. */
interface Scene {
  readonly asks: Principal;
  readonly delegations?: readonly Delegation[];
  /** Whoever signed the first of two steps. */
  readonly signedBefore?: Principal;
  readonly code?: 'SOD_CONFLICT' | 'ALREADY_VOTED';
}
type Relation = readonly [name: string, sceneOf: (one: Principal, other: Principal) => Scene | undefined];

const stranger: Principal = { id: 'somebody', type: 'person', roles: [] };
const agentOf = ({ id }: Principal): Principal => ({ id: 'agent', type: 'agent', roles: [], owners: [id] });
const serviceFor = ({ id }: Principal): Principal => ({ id: 'service', type: 'service', roles: [], onBehalfOf: id });
const unlessSame = (one: Principal, other: Principal, code: NonNullable<Scene['code']>): Pick<Scene, 'code'> =>
  one.id === other.id ? { code } : {};
/** A link of two persons, who are never the same. */
const linked =
  (linkOf: (one: Principal, other: Principal) => Delegation, code?: Scene['code']): Relation[1] =>
  (one, other) =>
    one.id === other.id ? undefined : { asks: one, delegations: [linkOf(one, other)], ...(code ? { code } : {}) };

const late = { endedAtMs: nowMs };
const relations: readonly Relation[] = [
  ['the requester', (one, other) => ({ asks: one, ...unlessSame(one, other, 'SOD_CONFLICT') })],
  ['the owner of an agent that asks', (one, other) => ({ asks: agentOf(one), ...unlessSame(one, other, 'SOD_CONFLICT') })],
  ['whom a service asks for', (one, other) => ({ asks: serviceFor(one), ...unlessSame(one, other, 'SOD_CONFLICT') })],
  ['a delegate of the requester', linked((one, other) => lends(one, other), 'SOD_CONFLICT')],
  ['a delegator of the requester', linked((one, other) => lends(other, one), 'SOD_CONFLICT')],
  ['a delegate whose delegation was revoked just now', linked((one, other) => lends(one, other, late), 'SOD_CONFLICT')],
  ['a delegator who has revoked just now', linked((one, other) => lends(other, one, late), 'SOD_CONFLICT')],
  ['a delegate for this request', linked((one, other) => lends(one, other, { requestId: 'r_1' }), 'SOD_CONFLICT')],
  ['a delegate of before the request', linked((one, other) => lends(one, other, { endedAtMs: receivedAtMs - 1 }))],
  ['a delegate for another request', linked((one, other) => lends(one, other, { requestId: 'r_2' }))],
  ['a delegate for another kind', linked((one, other) => lends(one, other, { kinds: ['refund'] }))],
  ['who signed the step before', (one, other) => ({ asks: stranger, signedBefore: one, ...unlessSame(one, other, 'ALREADY_VOTED') })],
  ['a delegate of who signed the step before', signedBefore((one, other) => lends(one, other))],
  ['a delegator of who signed the step before', signedBefore((one, other) => lends(other, one))],
  ['a past delegate of who signed the step before', signedBefore((one, other) => lends(one, other, late))],
]; // prettier-ignore

function signedBefore(linkOf: (one: Principal, other: Principal) => Delegation): Relation[1] {
  return (one, other) =>
    one.id === other.id
      ? undefined
      : { asks: stranger, signedBefore: one, delegations: [linkOf(one, other)], code: 'ALREADY_VOTED' };
}

/** The gate of a request that one person or machine asked for. */
function gateOf(asks: Principal): Gate {
  const opening: Opening = {
    ...askers(asks, persons),
    requestId: 'r_1', deployment: 'd', kind: 'cancel', requesterType: asks.type, planHash: 'plan', policyVersion: '1', steps: [step, step], why: [],
    keyRing: [], maxOpenMs: 14 * dayMs,
  }; // prettier-ignore
  return evolve({ state: 'evaluating' }, { kind: 'opened', opening, atMs: receivedAtMs });
}

/** What the judgement says to an approval, and the gate after it. */
function approve(gate: Gate, person: Principal, at: number, delegations: readonly Delegation[]) {
  const acting = { people: persons, delegations, about, nowMs, authAtMs: nowMs };
  const found = actorOf(person, acting);
  if (!found.ok) throw new Error(found.refusal.code);
  const decision: Decision = {
    command: 'approve', requestId: 'r_1', revision: 1, step: at, planHash: 'plan', decisionId: `${person.id} ${at}`, actor: found.actor,
  }; // prettier-ignore
  const verdict = judge(gate, decision, nowMs);
  if (!verdict.ok) return { code: verdict.refusal.code, gate };
  return { code: undefined, gate: verdict.events.reduce<Gate>(evolve, gate) };
}

const pairs = persons.flatMap((one) => persons.map((other) => [one, other] as const));

describe('F16: all pairs of people of the sample directory', () => {
  test.each(relations)('%s', (name, sceneOf) => {
    const counts = { accepted: 0, refused: 0 };
    for (const [one, other] of pairs) {
      const scene = sceneOf(one, other);
      if (!scene) continue;
      const { asks, delegations = [], signedBefore: first, code } = scene;
      const opened = gateOf(asks);
      const before = first ? approve(opened, first, 0, delegations) : { code: undefined, gate: opened };
      expect(before.code).toBeUndefined();
      const said = approve(before.gate, other, first ? 1 : 0, delegations);
      expect([one.id, other.id, said.code]).toEqual([one.id, other.id, code]);
      counts[said.code === undefined ? 'accepted' : 'refused'] += 1;
    }
    console.log(`F16 ${name}:`, counts);
    expect(counts.accepted + counts.refused).toBeGreaterThan(persons.length * (persons.length - 2));
  });

  test('who was linked with the requester after he signed is found when it is applied', () => {
    const people = persons.map(({ id, email }) => ({
      id,
      isRevoked: false,
      ...(email === undefined ? {} : { email }),
    }));
    for (const [one, other] of pairs) {
      if (one.id === other.id) continue;
      const { gate } = approve(gateOf(one), other, 0, []);
      const votes = 'votes' in gate ? gate.votes : [];
      const { insiders } = askers(one, persons);
      const now = { about, people, nowMs };
      expect(whyNotSeparate(votes, insiders, { ...now, delegations: [lends(one, other)] })?.code).toBe('SOD_CONFLICT');
      expect(whyNotSeparate(votes, insiders, { ...now, delegations: [] })).toBeUndefined();
    }
  });
});
