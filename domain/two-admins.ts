import {
  isApprover,
  lintDirectory,
  newlyBroken,
  isHard,
  whyNotActive,
  type DirectoryFinding,
  type Entry,
} from './directory.ts';
import type { Kind } from './input.ts';
import type { Policy } from './policy.ts';
import { approverRoles, hasRole, type Grant, type Role } from './principal.ts';

/** Roles whose giving takes two: who signs, who makes the policy, and who gives roles (approvals.md section 1). */
const guardedRoles: readonly Role[] = [...approverRoles, 'policy-editor', 'directory-admin'];

const guardedOf = ({ roles }: Pick<Entry, 'roles'>): readonly Grant[] =>
  roles.filter(({ role }) => guardedRoles.includes(role));

/**
 * Why a change takes a second directory-admin, for people; empty when one may do it alone. What only takes away never does:
 * a removal is not to wait for anybody. A person's address and a unit count, because by them people are told apart.
 */
export function whySecondAdmin(before: Entry | undefined, after: Entry): readonly string[] {
  const held = before?.status === 'active' ? guardedOf(before) : [];
  const wanted = after.status === 'active' ? guardedOf(after) : [];
  return [
    ...wanted.flatMap((grant) => whyMore(held.filter(({ role }) => role === grant.role), grant)),
    ...(before === undefined ? [] : whyOtherIdentity(before, after)),
    ...(before !== undefined && wanted.length > 0 ? whyLonger(before, after) : []),
  ]; // prettier-ignore
}

/** A grant says no more than one that was held: as many kinds at most, and no higher ceiling. */
function whyMore(held: readonly Grant[], { role, kinds, ceilingMinor }: Grant): readonly string[] {
  if (held.length === 0) return [`it gives the role ${role}`];
  const sameKinds = held.filter((one) => includesKinds(one.kinds, kinds));
  if (sameKinds.length === 0) return [`it widens the kinds of ${role}`];
  return sameKinds.some((one) => reaches(one.ceilingMinor, ceilingMinor)) ? [] : [`it raises the ceiling of ${role}`];
}

const includesKinds = (held: readonly Kind[] | undefined, wanted: readonly Kind[] | undefined): boolean =>
  held === undefined || (wanted !== undefined && wanted.every((kind) => held.includes(kind)));

const reaches = (held: number | undefined, wanted: number | undefined): boolean =>
  held === undefined || (wanted !== undefined && wanted <= held);

function whyOtherIdentity(before: Entry, after: Entry): readonly string[] {
  const owners = (one: Entry): string => [...(one.owners ?? [])].toSorted().join();
  return [
    ...(before.email === after.email ? [] : ['it binds another e-mail address']),
    ...(before.unit === after.unit || !isApprover(after) ? [] : ['an approver changes the unit']),
    ...(owners(before) === owners(after) && before.onBehalfOf === after.onBehalfOf ? [] : ['others answer for it']),
  ];
}

/** Longer validity of a guarded role is giving it, too. */
function whyLonger(before: Entry, after: Entry): readonly string[] {
  const earlier =
    before.validFrom !== undefined && (after.validFrom === undefined || after.validFrom < before.validFrom);
  const later =
    before.validUntil !== undefined && (after.validUntil === undefined || after.validUntil > before.validUntil);
  return earlier || later ? ['it is valid for longer'] : [];
}

/** How long a change waits where nobody is there to confirm it, ms. */
export const aloneMs = 24 * 3_600_000;

/** How strict the rules of the directory are that a tiny firm may have to break. */
export type LintMode = 'block' | 'warn';

/** A change of one entry, and everything that it is judged by. */
export interface Asked {
  readonly directory: readonly Entry[];
  readonly before: Entry | undefined;
  readonly after: Entry;
  readonly by: string;
  readonly policy: Policy;
  readonly lint: LintMode;
  readonly now: Date;
}

export type Verdict =
  | { readonly kind: 'broken'; readonly findings: readonly DirectoryFinding[] }
  | { readonly kind: 'now'; readonly warnings: readonly DirectoryFinding[] }
  /** For another admin; with none it takes effect by itself. */
  | {
      readonly kind: 'waits';
      readonly why: readonly string[];
      readonly takesEffectAt?: Date;
      readonly warnings: readonly DirectoryFinding[];
    };

/** Whether a change is allowed, and whether one admin may make it alone. */
export function judgeChange(asked: Asked): Verdict {
  const { directory, before, after, by, now } = asked;
  const { broken, warnings } = brokenBy(asked);
  if (broken.length > 0) return { kind: 'broken', findings: broken };
  const why = whySecondAdmin(before, after);
  if (why.length === 0) return { kind: 'now', warnings };
  const others = adminsAt(directory, now).filter((id) => id !== by);
  const alone = others.length === 0 ? { takesEffectAt: new Date(now.getTime() + aloneMs) } : {};
  return { kind: 'waits', why, ...alone, warnings };
}

/** Who keeps the directory at a moment. */
export const adminsAt = (directory: readonly Entry[], now: Date): readonly string[] =>
  directory
    .filter((one) => one.type === 'person' && hasRole(one, 'directory-admin') && whyNotActive(one, now) === undefined)
    .map(({ id }) => id);

/**
 * What the change would break, and what is wrong with the entry itself, were it so before or not. Taking somebody away is never
 * held up by what others lack then.
 */
export function brokenBy({ directory, after, policy, lint, now }: Omit<Asked, 'before' | 'by'>): {
  readonly broken: readonly DirectoryFinding[];
  readonly warnings: readonly DirectoryFinding[];
} {
  const next = [...directory.filter(({ id }) => id !== after.id), after];
  const found = lintDirectory(next, policy, now);
  const fresh = newlyBroken(lintDirectory(directory, policy, now), found);
  const soft = lint === 'warn' || after.status !== 'active';
  const blocks = (one: DirectoryFinding): boolean =>
    isHard(one) && (one.about === after.id || one.rule === 'no_admin' || one.rule === 'email_twice');
  const broken = found.filter(
    (one) => (blocks(one) && (one.about === after.id || fresh.includes(one))) || (!soft && fresh.includes(one)),
  );
  return { broken, warnings: fresh.filter((one) => !broken.includes(one)) };
}
