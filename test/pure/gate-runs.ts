import fc from 'fast-check';
import { canonical } from '../../domain/canonical.ts';
import { proofBodyOf } from '../../domain/decision-proof.ts';
import type { Actor, Decision } from '../../domain/decision.ts';
import { evolve } from '../../domain/evolve.ts';
import type { Gate, GateEvent, Opening } from '../../domain/gate.ts';
import { judgeInternal, type InternalCommand } from '../../domain/judge-internal.ts';
import { decide, type Verdict } from '../../domain/judge.ts';
import type { Verify } from '../../domain/proof.ts';
import { classOf, type Delegation } from '../../domain/separation.ts';
import { anOpening, hourMs, openedAtMs, refused, release, review } from './gate-cases.ts';

/** Random gates, people and commands, played by the rules; shared by the properties of the gate. */
const roleNames = ['ar-approver', 'finance-approver', 'controller', 'cfo'] as const;
const ids = ['dee', 'ana', 'ben', 'chu', 'eve', 'fay', 'gus', 'hal'] as const;

const step = fc
  .record({
    roles: fc.subarray([...roleNames], { minLength: 1 }),
    quorum: fc.integer({ min: 1, max: 3 }),
    units: fc.integer({ min: 1, max: 3 }),
    escalateTo: fc.subarray([...roleNames], { maxLength: 2 }),
  })
  .map(({ units, ...made }) => ({ ...release, ...made, distinctUnits: Math.min(units, made.quorum) }));
export const opening = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    insiders: fc.subarray(['dee@example.com', 'ana', 'ben@example.com', 'shop']),
    requesterType: fc.constantFrom('person', 'service', 'agent'),
    exposureBaseMinor: fc.constantFrom(0, 100, 1_000, undefined),
    maxOpenMs: fc.constantFrom(50 * hourMs, 500 * hourMs),
  })
  .map(({ steps: [first = review, ...others], insiders, exposureBaseMinor, ...rest }): Opening => {
    const { exposureBaseMinor: _none, ...plain } = anOpening({ ...rest, insiders: ['dee', ...insiders], steps: [first, ...others] }); // prettier-ignore
    return { ...plain, ...(exposureBaseMinor === undefined ? {} : { exposureBaseMinor }) };
  });

/** Who lends to whom; links make classes. */
export const links = fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)), { maxLength: 3 });
const about = { requestId: 'r_1', kind: 'cancel', receivedAtMs: openedAtMs } as const;
export function classIn(pairs: readonly (readonly [string, string])[], id: string): readonly string[] {
  const delegations = pairs.map(([from, to], n): Delegation => ({ id: `d${n}`, from, to, fromMs: 0, untilMs: openedAtMs * 2 }));
  return classOf(id, delegations, about, openedAtMs + 1).flatMap((name) => [name, `${name}@example.com`]);
} // prettier-ignore

const role = fc.record(
  { role: fc.constantFrom(...roleNames), ceilingMinor: fc.constantFrom(0, 100, 1_000) },
  { requiredKeys: ['role'] },
);
const roles = fc.array(role, { maxLength: 2 });
type Drafted = Omit<Actor, 'class'>;
const actor: fc.Arbitrary<Drafted> = fc.record(
  {
    principal: fc.constantFrom(...ids),
    type: mostly<Actor['type']>('person', 'service', 'agent'),
    roles: fc.oneof({ weight: 5, arbitrary: fc.constant(roleNames.map((one) => ({ role: one }))) }, { weight: 3, arbitrary: roles }, { weight: 1, arbitrary: fc.constant([{ role: 'operator' }]) }),
    unit: fc.constantFrom('north', 'south', 'east', 'west'),
    lent: fc.record({ delegationId: fc.constant('d'), from: fc.constantFrom(...ids), roles }),
    authAt: fc.constant(openedAtMs),
  },
  { requiredKeys: ['principal', 'type', 'roles', 'authAt'] },
); // prettier-ignore

interface Said extends Omit<Decision, 'step' | 'planHash' | 'revision' | 'actor'> {
  readonly step: number | 'current';
  readonly planHash: string;
  readonly revision: number | 'current';
  readonly actor: Drafted;
  readonly isForged: boolean;
}
type Draft = { readonly said: Said } | { readonly run: InternalCommand['kind'] };
const said: fc.Arbitrary<Said> = fc
  .record({
    command: fc.constantFrom<Decision['command'][]>('approve', 'approve', 'approve', 'approve', 'approve', 'approve', 'reject', 'retract', 'retract', 'withdraw', 'revise', 'reevaluate'),
    requestId: mostly('r_1', 'r_2'),
    revision: mostly<number | 'current'>('current', 1, 2),
    step: mostly<number | 'current'>('current', 0, 1, 2),
    planHash: mostly('current', 'other'),
    decisionId: fc.integer({ min: 1, max: 60 }).map((id) => `d${id}`),
    comment: mostly<string | undefined>('because', undefined, ' '),
    actor,
    isForged: mostly(false, true),
  })
  .map(({ comment, ...rest }) => ({ ...rest, ...(comment === undefined ? {} : { comment }) })); // prettier-ignore
const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 14, arbitrary: said.map((one) => ({ said: one })) },
  { weight: 2, arbitrary: fc.constantFrom<InternalCommand['kind'][]>('tick', 'planned', 'planned').map((run) => ({ run })) },
  { weight: 1, arbitrary: fc.constantFrom<InternalCommand['kind'][]>('tick', 'stuck', 'retry', 'operator-cancel', 'settled', 'moved').map((run) => ({ run })) },
); // prettier-ignore
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}
const plain = fc.array(
  fc.tuple(draft, fc.oneof({ weight: 9, arbitrary: fc.nat(hourMs) }, { weight: 1, arbitrary: fc.nat(30 * hourMs) })),
  { minLength: 5, maxLength: 40 },
);
type Script = typeof plain extends fc.Arbitrary<infer S> ? S : never;
const again: Said = {
  command: 'reevaluate', requestId: 'r_1', revision: 'current', step: 'current', planHash: 'current', decisionId: 'first', comment: 'because', isForged: false,
  actor: { principal: 'eve', type: 'person', roles: [{ role: 'operator' }], authAt: openedAtMs },
}; // prettier-ignore
const onASecondPlan: Script = [
  [{ said: again }, 0],
  [{ run: 'planned' }, 0],
];
/** Every fourth begins with a second plan: chance alone seldom signs one to its end. */
export const script = fc.oneof(
  { weight: 3, arbitrary: plain },
  { weight: 1, arbitrary: plain.map((rest): Script => [...onASecondPlan, ...rest]) },
);

/** Signatures are cheap here: the real ones have tests of their own. */
const cheaply: Verify = (_prefix, { signature }) => signature === 'good';

export interface Run {
  readonly gate: Gate;
  readonly events: readonly GateEvent[];
  /** What was said aloud and taken in, kept apart from the gate's own books. */
  readonly heard: readonly Decision[];
  readonly states: readonly Gate['state'][];
  /** The plan of each revision. */
  readonly openings: readonly Opening[];
}

export function play(of: Opening, pairs: readonly (readonly [string, string])[], commands: readonly (readonly [Draft, number])[]): Run {
  let nowMs = openedAtMs;
  const openings = [of];
  const events: GateEvent[] = [{ kind: 'opened', opening: of, atMs: nowMs }];
  let gate: Gate = events.reduce<Gate>(evolve, { state: 'evaluating' });
  const heard: Decision[] = [];
  const states: Gate['state'][] = [gate.state];
  for (const [command, waitedMs] of commands) {
    nowMs += waitedMs;
    const next = { ...of, planHash: `plan ${openings.length + 1}` };
    const verdict = 'run' in command ? judgeInternal(gate, internalOf(command.run, next, nowMs), nowMs) : heardBy(command.said);
    if (verdict.ok) {
      if (verdict.events.some(({ kind }) => kind === 'opened')) openings.push(next);
      events.push(...verdict.events);
      gate = verdict.events.reduce(evolve, gate);
    }
    states.push(gate.state);
  }
  return { gate, events, heard, states, openings };

  function heardBy({ isForged, ...rest }: Said): Verdict {
    const current = openings.at(-1) ?? of;
    const decision: Decision = {
      ...rest,
      step: rest.step === 'current' ? ('step' in gate ? gate.step : 0) : rest.step,
      revision: rest.revision === 'current' ? openings.length : rest.revision,
      planHash: rest.planHash === 'current' ? current.planHash : rest.planHash,
      actor: { ...rest.actor, class: classIn(pairs, rest.actor.principal) },
    };
    const body = proofBodyOf(decision, { kid: of.keyRing[0]?.kid ?? '', deployment: 'd_1', timeMs: nowMs });
    const message = { proof: { text: canonical(body), signature: isForged ? 'bad' : 'good' }, ...(decision.comment === undefined ? {} : { comment: decision.comment }) };
    const verdict = decide(gate, JSON.parse(JSON.stringify(message)), nowMs, cheaply);
    if (verdict.ok && isForged) throw new Error('a forged message was taken in');
    if (verdict.ok && verdict.events.length > 0) heard.push(decision);
    return verdict;
  }
} // prettier-ignore

function internalOf(kind: InternalCommand['kind'], opening: Opening, atMs: number): InternalCommand {
  switch (kind) {
    case 'planned':
      return { kind, opening, atMs };
    case 'settled':
      return { kind, outcome: refused };
    case 'rejoined':
      throw new Error('nobody rejoins here');
    default:
      return { kind };
  }
}
