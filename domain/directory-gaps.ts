import { whyNotActive, type DirectoryFinding, type Entry } from './directory.ts';
import type { Policy } from './policy.ts';
import { approverRoles, hasRole, roleNames, type Role } from './principal.ts';

/** What each role is for, and what stands still where nobody has it; for people. */
export const roleTexts: Readonly<Record<Role, { readonly may: string; readonly without: string }>> = {
  requester: { may: 'asks for corrections', without: 'no person can ask for a correction' },
  'ar-approver': { may: 'signs as accounts receivable', without: 'steps that name it wait for somebody else, or until they expire' },
  'finance-approver': { may: 'signs as finance', without: 'steps that name it wait for somebody else, or until they expire' },
  controller: { may: 'signs as controller, also policies', without: 'large corrections and every change of the policy wait until they expire' },
  cfo: { may: 'signs what was escalated', without: 'nobody takes over what is escalated to the cfo' },
  'policy-editor': { may: 'writes policies', without: 'only policy-owners can propose a policy' },
  'policy-owner': { may: 'proposes and signs policies', without: 'no policy can be put in force' },
  operator: { may: 'keeps it running: settings, keys, drafts, payments', without: 'nobody can change the settings, give out keys or start again what is stuck' },
  auditor: { may: 'reads and exports the trail', without: 'nobody looks at the trail who has no part in the work' },
  'directory-admin': { may: 'keeps this directory', without: 'nobody can change who may do what' },
  reader: { may: 'only looks', without: '' },
}; // prettier-ignore

/** A role that nobody may act in now. */
export interface Gap {
  readonly role: Role;
  readonly text: string;
}

/** Roles that some work waits for and no person has at a moment; of those that sign, the ones that the policy names. */
export function rolesWithoutAnybody(all: readonly Entry[], policy: Policy, now: Date): readonly Gap[] {
  const persons = all.filter((one) => one.type === 'person' && whyNotActive(one, now) === undefined);
  const named = new Set<string>(policy.ladder.flatMap(({ steps }) => steps.flatMap(({ roles, escalateTo }) => [...roles, ...escalateTo]))); // prettier-ignore
  const signsNothing = (role: Role): boolean =>
    approverRoles.some((one) => one === role) && !named.has(role) && !signsPolicies.includes(role);
  return roleNames
    .filter((role) => roleTexts[role].without !== '' && !signsNothing(role))
    .filter((role) => !persons.some((one) => hasRole(one, role)))
    .map((role) => ({ role, text: roleTexts[role].without }));
}

/** The two steps that every version of the policy takes (approvals.md section 6). */
const signsPolicies: readonly Role[] = ['policy-owner', 'controller'];

/** What to do about a rule that is broken, for who keeps the directory. */
export const adviceFor: Readonly<Record<DirectoryFinding['rule'], string>> = {
  role_of_type: 'Take the role away, or give it to a person.',
  email_twice: 'Give one of them another address.',
  agent_without_owner: 'Name a person who answers for it.',
  owner_unknown: 'Name a person who may act.',
  no_admin: 'Make somebody directory-admin: countersign init, where the gateway runs.',
  editor_approves: 'Take one of the two roles away.',
  admin_approves: 'Take one of the two roles away.',
  step_unfillable: 'Give the role to more people, or ask the policy-owners for a lower quorum.',
};
