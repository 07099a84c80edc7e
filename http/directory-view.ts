import { rolesWithoutAnybody, type Gap } from '../domain/directory-gaps.ts';
import { lintDirectory, type DirectoryFinding } from '../domain/directory.ts';
import type { PersonRecord } from '../store/directory-records.ts';
import { entryFrom, principalsAfter } from '../store/people.ts';
import { listMax } from '../store/queries.ts';
import type { Deps } from './context.ts';
import { currentDirectory, rulesOf } from './directory-rules.ts';

/** The whole directory, and what is wrong with it now. */
export interface DirectoryView {
  readonly records: readonly PersonRecord[];
  readonly findings: readonly DirectoryFinding[];
  readonly gaps: readonly Gap[];
  /** The currency of ceilings. */
  readonly base: string;
}

/** Reads all of it: a directory is bounded, and its rules are about the whole. */
export async function directoryView(deps: Deps): Promise<DirectoryView> {
  await currentDirectory(deps);
  const [records, { policy, now }] = await Promise.all([
    principalsAfter(deps.store, { limit: listMax }),
    rulesOf(deps, 'countersign'),
  ]);
  const entries = records.map(entryFrom);
  return {
    records,
    findings: lintDirectory(entries, policy, now),
    gaps: rolesWithoutAnybody(entries, policy, now),
    base: policy.rates.base,
  };
}

export interface PeopleWanted {
  readonly type?: string | undefined;
  readonly role?: string | undefined;
  readonly status?: string | undefined;
  /** A part of the id, the name or the address. */
  readonly name?: string | undefined;
}

/** Those who fit, by id. */
export function peopleWho(records: readonly PersonRecord[], { type, role, status, name }: PeopleWanted): readonly PersonRecord[] {
  const part = name?.toLowerCase();
  return records.filter(
    (one) =>
      (type === undefined || one.type === type) &&
      (role === undefined || one.roles.some((grant) => grant.role === role)) &&
      (status === undefined || one.status === status) &&
      (part === undefined || [one._id, one.name, one.email].some((text) => text?.toLowerCase().includes(part))),
  );
} // prettier-ignore
