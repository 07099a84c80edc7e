import { canonical } from './canonical.ts';
import type { Step } from './gate.ts';
import { bandNames } from './policy-grid.ts';
import { levelOf, type Columns, type Finding, type Policy } from './policy.ts';
import { approverRoles } from './principal.ts';

/** Steps that a gate carries at most (section 3). */
const gateStepsMax = 8;

const isApprover = (role: string): boolean => approverRoles.some((one) => one === role);

type Wrong = readonly [param: string, detail: string];

/** What the fields mean together (POLICY_SHAPE); that each one is in its form, the reader has seen. */
export const whyNotShaped = (policy: Policy): readonly Finding[] =>
  [...wrongBands(policy), ...wrongSteps(policy), ...wrongRows(policy), ...wrongFloors(policy), ...wrongRest(policy)].map(
    ([param, detail]) => ({ code: 'POLICY_SHAPE', param, detail }),
  ); // prettier-ignore

function* wrongBands({ bands }: Policy): Generator<Wrong> {
  const [first] = Object.values(bands);
  for (const [currency, limits] of Object.entries(bands)) {
    if (limits.some((limit, index) => limit <= (limits[index - 1] ?? -1)))
      yield [`bands.${currency}`, 'The limits ascend.'];
    if (limits.length !== first?.length)
      yield [`bands.${currency}`, 'Every currency has as many limits as the others: rows name bands of all of them.'];
  }
}

function* wrongSteps({ ladder, floors, maxOpenMs }: Policy): Generator<Wrong> {
  const placed = [
    ...ladder.flatMap(({ steps }, level) => steps.map((step, at) => [`ladder[${level}].steps[${at}]`, step] as const)),
    ...floors.flatMap(({ step }, index) => (step ? [[`floors[${index}].step`, step] as const] : [])),
  ];
  for (const [path, step] of placed) {
    yield* wrongStep(path, step);
    if (step.expireAfterMs > maxOpenMs) yield [`${path}.expireAfterMs`, 'A step ends before the request does (maxOpenMs).']; // prettier-ignore
  }
  for (const [level, { steps }] of ladder.entries())
    if (new Set(steps.map(({ name }) => name)).size < steps.length)
      yield [`ladder[${level}].steps`, 'Steps of a level have names of their own.'];
}

function* wrongStep(path: string, step: Step): Generator<Wrong> {
  const { remindEveryMs, escalateAfterMs, expireAfterMs, quorum, distinctUnits } = step;
  if (!(remindEveryMs < escalateAfterMs && escalateAfterMs < expireAfterMs))
    yield [`${path}.escalateAfterMs`, 'A step reminds, then escalates, then expires.'];
  if (quorum < distinctUnits) yield [`${path}.distinctUnits`, 'So many units need at least as many people.'];
  for (const field of ['roles', 'escalateTo'] as const) {
    const unknown = step[field].find((role) => !isApprover(role));
    if (unknown !== undefined)
      yield [`${path}.${field}`, `Nobody approves as ${unknown}: ${approverRoles.join(', ')}.`];
  }
}

function* wrongRows(policy: Policy): Generator<Wrong> {
  for (const [index, { when }] of policy.base.entries()) yield* wrongColumns(policy, when, `base[${index}].when`);
  for (const [index, { when }] of policy.floors.entries()) yield* wrongColumns(policy, when, `floors[${index}].when`);
}

function* wrongColumns(policy: Policy, { band = [], ageDays }: Columns, path: string): Generator<Wrong> {
  const known = [...bandNames(policy), 'none'];
  const unknown = band.find((name) => !known.includes(name));
  if (unknown !== undefined) yield [`${path}.band`, `There is no band ${unknown}.`];
  if ((ageDays?.from ?? 0) > (ageDays?.to ?? Infinity)) yield [`${path}.ageDays`, 'It ends before it begins.'];
}

function* wrongFloors(policy: Policy): Generator<Wrong> {
  const { floors, ladder } = policy;
  for (const [index, { role, step, atLeast }] of floors.entries()) {
    if (role !== undefined && !isApprover(role))
      yield [`floors[${index}].role`, `Nobody approves as ${role}: ${approverRoles.join(', ')}.`];
    if (role !== undefined && levelOf(policy, atLeast) === 0)
      yield [`floors[${index}].atLeast`, 'A floor that asks for a role asks for a level with a step.'];
    const same = [...ladder.flatMap(({ steps }) => steps), ...floors.flatMap((floor) => floor.step ?? [])].find(
      (one) => one.name === step?.name && canonical(one) !== canonical(step),
    );
    if (same) yield [`floors[${index}].step.name`, `Another step is called ${same.name}, so this one would be left out.`]; // prettier-ignore
  }
  const roles = new Set(floors.flatMap(({ role }) => role ?? [])).size;
  const added = new Set(floors.flatMap(({ step }) => step?.name ?? [])).size;
  if (Math.max(...ladder.map(({ steps }) => steps.length)) + roles + added > gateStepsMax)
    yield ['floors', `Level and floors together come to more than ${gateStepsMax} steps.`];
}

function* wrongRest({ rates, caps }: Policy): Generator<Wrong> {
  if (Object.hasOwn(rates.perUnit, rates.base)) yield [`rates.perUnit.${rates.base}`, 'The base currency has no rate.'];
  // Nothing counts them yet: a cap that does not hold is worse than none.
  if (caps.hard.length > 0) yield ['caps.hard', 'Hard caps are not counted in this version; use the breaker.'];
}
