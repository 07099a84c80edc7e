import type { Step } from './gate.ts';
import type { Finding, Level, Policy } from './policy.ts';

/**
 * The ladder (POLICY_LADDER): the first level is auto and the others are not; each step of a level is implied by a step of the
 * next, in order; from the third level on the roles of the steps, escalation included, are disjoint.
 */
export function whyNotLadder({ ladder }: Policy): readonly Finding[] {
  return ladder.flatMap((level, index) => {
    const finding = (param: string, detail: string): Finding => ({ code: 'POLICY_LADDER', param: `ladder[${index}]${param}`, detail }); // prettier-ignore
    const below = ladder[index - 1];
    return [
      ...(below === undefined && level.steps.length > 0 ? [finding('.steps', 'The first level is auto: it has no steps.')] : []),
      ...(below !== undefined && level.steps.length === 0 ? [finding('.steps', `Nobody signs at ${level.name}.`)] : []),
      ...(below === undefined ? [] : missing(below, level).map((step) => finding('.steps', `No step of ${level.name} asks for what ${step.name} of ${below.name} asks for.`))),
      ...(index < 2 ? [] : shared(level).map(([role, at]) => finding(`.steps[${at}]`, `${role} may sign two steps of ${level.name}.`))),
    ];
  }); // prettier-ignore
}

/** Steps of the lower level that the higher one does not ask for, each step counted once and in order. */
function missing(below: Level, above: Level): readonly Step[] {
  let from = 0;
  return below.steps.filter((step) => {
    const at = above.steps.findIndex((one, index) => index >= from && implies(one, step));
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

/** Whoever can complete the first could have completed the second, before and after escalation. */
const implies = (step: Step, weaker: Step): boolean =>
  isWithin(step.roles, weaker.roles) &&
  isWithin(rolesOf(step), rolesOf(weaker)) &&
  step.quorum >= weaker.quorum &&
  step.distinctUnits >= weaker.distinctUnits;

const isWithin = (roles: readonly string[], allowed: readonly string[]): boolean =>
  roles.every((role) => allowed.includes(role));
const rolesOf = ({ roles, escalateTo }: Step): readonly string[] => [...roles, ...escalateTo];

function shared({ steps }: Level): readonly (readonly [role: string, step: number])[] {
  return steps.flatMap((step, index) => {
    const before = steps.slice(0, index).flatMap(rolesOf);
    const role = rolesOf(step).find((one) => before.includes(one));
    return role === undefined ? [] : [[role, index] as const];
  });
}
