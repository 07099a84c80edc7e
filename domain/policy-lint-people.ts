import type { Step } from './gate.ts';
import { stepsOf } from './policy-steps.ts';
import { roleNamesOf, type Principal } from './principal.ts';
import { levelOf, type Finding, type Policy } from './policy.ts';

/** A person who may sign, as the directory knows them now. */
export interface PossibleSigner {
  readonly personId: string;
  readonly roles: readonly string[];
  readonly unit?: string;
}

export const possibleSigner = ({ id, unit, ...who }: Principal): PossibleSigner => ({
  personId: id,
  roles: roleNamesOf(who),
  ...(unit === undefined ? {} : { unit }),
});

/**
 * Steps that too few people could fill (UNFILLABLE_STEP): each needs its quorum and one more, because who asks may not sign;
 * a level needs that over all its steps, because nobody fills two. Escalation does not count: it comes days later.
 */
export function whyNotFillable(policy: Policy, people: readonly PossibleSigner[]): readonly Finding[] {
  const { ladder, floors } = policy;
  const levels = ladder.flatMap(({ name, steps }, index) => [
    ...steps.flatMap((step, at) => tooFew(people, step, `ladder[${index}].steps[${at}]`)),
    ...tooFewTogether(people, steps, name, `ladder[${index}].steps`),
  ]);
  const asked = floors.flatMap((floor, index) => {
    const lowest = levelOf(policy, floor.atLeast);
    const made = ladder.slice(lowest).flatMap(({ steps }, above) => {
      const known = new Set(steps);
      return stepsOf(policy, lowest + above, [floor]).filter((step) => !known.has(step));
    });
    const byRoles = new Map(made.map((step) => [`${step.roles.join()} ${step.quorum}`, step]));
    return [...byRoles.values()].flatMap((step) =>
      tooFew(people, step, `floors[${index}].${floor.step?.name === step.name ? 'step' : 'role'}`),
    );
  });
  return [...levels, ...asked];
}

function tooFew(people: readonly PossibleSigner[], step: Step, param: string): readonly Finding[] {
  const able = signersOf(people, step);
  const needed = step.quorum + 1;
  const units = new Set(able.flatMap(({ unit }) => unit ?? [])).size;
  const who = `step ${step.name} (${step.roles.join(' or ')})`;
  const finding = (detail: string): Finding => ({ code: 'UNFILLABLE_STEP', param, detail });
  if (able.length < needed) return [finding(`${able.length} of at least ${needed} people can sign ${who}.`)];
  return step.distinctUnits > 1 && units < step.distinctUnits ? [finding(`Those who can sign ${who} are of ${units} units, ${step.distinctUnits} are needed.`)] : []; // prettier-ignore
}

function tooFewTogether(people: readonly PossibleSigner[], steps: readonly Step[], level: string, param: string) {
  const able = new Set(steps.flatMap((step) => signersOf(people, step).map(({ personId }) => personId))).size;
  const needed = steps.reduce((sum, { quorum }) => sum + quorum, 1);
  const detail = `${able} of at least ${needed} people can sign the steps of ${level}, and nobody signs two.`;
  return steps.length > 1 && able < needed ? [{ code: 'UNFILLABLE_STEP' as const, param, detail }] : [];
}

const signersOf = (people: readonly PossibleSigner[], { roles }: Pick<Step, 'roles'>): readonly PossibleSigner[] =>
  people.filter((person) => person.roles.some((role) => roles.includes(role)));
