import type { Kind } from './input.ts';

/** Who there is (approvals.md section 1). Only a person decides; services and agents request and look. */
export const principalTypes = ['person', 'service', 'agent'] as const;
export type PrincipalType = (typeof principalTypes)[number];

/** What somebody may be in a deployment. Approver roles decide; the others ask, look, or keep the product running. */
export const roleNames = [
  'requester', 'ar-approver', 'finance-approver', 'controller', 'cfo', 'policy-editor', 'policy-owner', 'operator',
  'auditor', 'directory-admin', 'reader',
] as const; // prettier-ignore
export type Role = (typeof roleNames)[number];

/** Roles that sign steps of a gate; none of them is ever given to a service or an agent. */
export const approverRoles = ['ar-approver', 'finance-approver', 'controller', 'cfo', 'policy-owner'] as const satisfies readonly Role[]; // prettier-ignore

/** A role as it is given: for all kinds of correction unless some are named, up to any amount unless a ceiling is set. */
export interface Grant {
  readonly role: Role;
  readonly kinds?: readonly Kind[];
  /** Highest exposure that the holder may sign in this role, inclusive: minor units of the policy's base currency. */
  readonly ceilingMinor?: number;
}

export interface Principal {
  /** One spelling, lower case. */
  readonly id: string;
  readonly type: PrincipalType;
  readonly roles: readonly Grant[];
  readonly email?: string;
  /** Organisational unit: some steps want signatures from different ones. */
  readonly unit?: string;
  /** Persons who answer for an agent, or for a service's key: they may not approve what it asks (section 4). */
  readonly owners?: readonly string[];
  /** The person for whom a service asks; counts as requester, too. */
  readonly onBehalfOf?: string;
}

export const isRole = (text: string): text is Role => roleNames.some((role) => role === text);

export const hasRole = ({ roles }: Pick<Principal, 'roles'>, role: Role): boolean =>
  roles.some((grant) => grant.role === role);

/** The names of what somebody is, each once. */
export const roleNamesOf = ({ roles }: Pick<Principal, 'roles'>): readonly Role[] => [
  ...new Set(roles.map(({ role }) => role)),
];
