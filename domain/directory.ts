import { serviceRoles } from './api-key.ts';
import { whyNotFillable } from './policy-lint-people.ts';
import type { Policy } from './policy.ts';
import {
  approverRoles,
  hasRole,
  roleNames,
  roleNamesOf,
  type Principal,
  type PrincipalType,
  type Role,
} from './principal.ts';

/** Somebody or something in the directory (approvals.md section 1): a principal, whether it may act, and since when. */
export interface Entry extends Principal {
  /** As people write it. */
  readonly name?: string;
  readonly status: 'active' | 'suspended' | 'revoked';
  readonly validFrom?: Date;
  /** From this moment on it may not act. */
  readonly validUntil?: Date;
}

/** What each type may be at all: no approver role on a service or an agent, and nothing that administers. */
export const rolesOfType: Readonly<Record<PrincipalType, readonly Role[]>> = {
  person: roleNames,
  service: serviceRoles,
  agent: ['requester', 'reader'],
};

/** Why somebody may not act at a moment, for people; undefined when he may. */
export function whyNotActive({ status, validFrom, validUntil }: Pick<Entry, 'status' | 'validFrom' | 'validUntil'>, now: Date): string | undefined {
  if (status !== 'active') return `It is ${status}.`;
  if (validFrom !== undefined && validFrom > now) return `It is valid from ${validFrom.toISOString()}.`;
  if (validUntil !== undefined && validUntil <= now) return `It was valid until ${validUntil.toISOString()}.`;
  return undefined;
} // prettier-ignore

export const isApprover = (one: Pick<Principal, 'roles'>): boolean => approverRoles.some((role) => hasRole(one, role));

/** Something in the directory that breaks a rule of section 1. */
export interface DirectoryFinding {
  readonly rule: (typeof hardRules)[number] | (typeof softRules)[number];
  /** Who, or which step of the policy. */
  readonly about: string;
  readonly text: string;
}

/** Never allowed, whatever the settings. */
const hardRules = ['role_of_type', 'email_twice', 'agent_without_owner', 'owner_unknown', 'no_admin'] as const;
/** What a tiny firm may live with: the setting `directory.lint: warn`. */
const softRules = ['editor_approves', 'admin_approves', 'step_unfillable'] as const;

export const isHard = ({ rule }: DirectoryFinding): boolean => hardRules.some((hard) => hard === rule);

/** Everything in a directory that breaks a rule at a moment; revoked and suspended entries break none. */
export function lintDirectory(all: readonly Entry[], policy: Policy, now: Date): readonly DirectoryFinding[] {
  const entries = all.filter((one) => whyNotActive(one, now) === undefined);
  const persons = entries.filter(({ type }) => type === 'person');
  return [
    ...entries.flatMap(whyNotRoles),
    ...twiceBound(all),
    ...entries.flatMap((one) => whyNotOwned(one, persons)),
    ...(persons.some((one) => hasRole(one, 'directory-admin'))
      ? []
      : [finding('no_admin', 'directory-admin', 'Nobody would be left who keeps the directory.')]),
    ...whyNotFillable(policy, persons.map(({ id, unit, ...one }) => ({ personId: id, roles: roleNamesOf(one), ...(unit === undefined ? {} : { unit }) })))
      .map(({ param, detail }) => finding('step_unfillable', param, detail)),
  ]; // prettier-ignore
}

const finding = (rule: DirectoryFinding['rule'], about: string, text: string): DirectoryFinding => ({
  rule,
  about,
  text,
});

function whyNotRoles(one: Entry): readonly DirectoryFinding[] {
  const beyond = roleNamesOf(one).filter((role) => !rolesOfType[one.type].includes(role));
  if (beyond.length > 0)
    return [finding('role_of_type', one.id, `A ${one.type} may not be ${beyond.join(', ')}: it may be ${rolesOfType[one.type].join(', ')}.`)];
  if (!isApprover(one)) return [];
  return [
    ...(hasRole(one, 'policy-editor') ? [finding('editor_approves', one.id, `${one.id} would write the policy and sign under it.`)] : []),
    ...(hasRole(one, 'directory-admin') ? [finding('admin_approves', one.id, `${one.id} would give roles and sign.`)] : []),
  ];
} // prettier-ignore

/** Whoever proves an address must be exactly one person, so one that was revoked keeps it, too. */
function twiceBound(entries: readonly Entry[]): readonly DirectoryFinding[] {
  const holders = new Map<string, string[]>();
  for (const { id, email } of entries) if (email !== undefined) holders.set(email, [...(holders.get(email) ?? []), id]);
  return [...holders].flatMap(([email, ids]) =>
    ids.length > 1 ? [finding('email_twice', email, `${email} is the address of ${ids.join(' and ')}.`)] : [],
  );
}

function whyNotOwned({ id, type, owners = [], onBehalfOf }: Entry, persons: readonly Entry[]): readonly DirectoryFinding[] {
  const named = [...owners, ...(onBehalfOf === undefined ? [] : [onBehalfOf])];
  const unknown = named.filter((name) => !persons.some((person) => person.id === name));
  return [
    ...(type === 'agent' && owners.length === 0 ? [finding('agent_without_owner', id, `Nobody answers for the agent ${id}.`)] : []),
    ...(unknown.length > 0 ? [finding('owner_unknown', id, `${unknown.join(', ')}, named by ${id}, may not act or is no person.`)] : []),
  ];
} // prettier-ignore

/** What a change would break that was whole before: a directory that is broken already can be mended piece by piece. */
export function newlyBroken(
  before: readonly DirectoryFinding[],
  after: readonly DirectoryFinding[],
): readonly DirectoryFinding[] {
  const known = new Set(before.map(({ rule, about }) => `${rule} ${about}`));
  return after.filter(({ rule, about }) => !known.has(`${rule} ${about}`));
}
