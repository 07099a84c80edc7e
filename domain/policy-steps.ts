import type { Step } from './gate.ts';
import type { Floor, Policy } from './policy.ts';

/** The step that closes a cancellation by hand (X3): what else is asked for comes before it. */
const finalise = 'finalise';

/**
 * The steps of a level with what floors ask for (approvals.md section 2.2): the first step that offers a role is narrowed to it;
 * if none does, one more is added, before `finalise`, else last. Steps of floors come last.
 */
export function stepsOf({ ladder }: Pick<Policy, 'ladder'>, level: number, floors: readonly Floor[]): readonly Step[] {
  const steps = [...(ladder[level]?.steps ?? [])];
  for (const role of new Set(floors.flatMap((floor) => floor.role ?? []))) {
    const index = steps.findIndex((step) => step.roles.includes(role));
    const found = steps[index];
    if (found) steps[index] = { ...found, roles: [role] };
    else insert(steps, role);
  }
  for (const { step } of floors) if (step && !steps.some(({ name }) => name === step.name)) steps.push(step);
  return steps;
}

/** One person of that role, with the clocks of the step before; a level without steps has none to add to. */
function insert(steps: Step[], role: string): void {
  const like = steps.at(-1);
  if (!like) return;
  const last = steps.findIndex(({ name }) => name === finalise);
  const extra: Step = { ...like, name: role, roles: [role], quorum: 1, distinctUnits: 1, escalateTo: [] };
  steps.splice(last < 0 ? steps.length : last, 0, extra);
}
