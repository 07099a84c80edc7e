import { changeText } from '../domain/directory-text.ts';
import { Refused } from '../domain/errors.ts';
import type { Grant, Role } from '../domain/principal.ts';
import { brokenBy } from '../domain/two-admins.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';
import { everybody, invalid, meet, put, type DirectoryRules } from './directory-changes.ts';
import type { PersonRecord } from './directory-records.ts';
import { entryFrom } from './people.ts';

/** What an identity provider says of somebody's roles: of those that it keeps, the ones that he holds. */
export interface Provisioned {
  readonly keeps: readonly Role[];
  readonly holds: readonly Role[];
}

/**
 * Writes the roles that an identity provider keeps into a person's record, with a line in the trail (approvals.md section 1, claim
 * maps). The deployment has made the provider the authority for them, so no second admin is asked; the rules of the directory hold
 * all the same. Only that too few people are left for a step does not keep a role that was taken away. Answers the record as it is
 * now. Throws DIRECTORY_INVALID, PRINCIPAL_NOT_FOUND.
 */
export async function provisionRoles(store: Store, personId: string, said: Provisioned, rules: DirectoryRules): Promise<PersonRecord> {
  const known = await store.collections.people.findOne({ _id: personId }, { maxTimeMS: operationMaxMs });
  if (known && changeText(entryFrom(known), { ...entryFrom(known), roles: rolesAfter(known, said) }) === '') return known;
  return store.transact(async (session) => {
    await meet(store, session);
    const all = await everybody(store, session);
    const before = all.find(({ _id }) => _id === personId);
    if (!before) throw new Refused('PRINCIPAL_NOT_FOUND', { detail: personId });
    const after = { ...entryFrom(before), roles: rolesAfter(before, said) };
    if (changeText(entryFrom(before), after) === '') return before;
    const { broken } = brokenBy({ directory: all.map(entryFrom), after, policy: rules.policy, lint: rules.lint, now: rules.now });
    const blocking = broken.filter(({ rule }) => rule !== 'step_unfillable');
    if (blocking.length > 0) throw invalid(blocking);
    const shelved = shelvedAfter(before, said);
    await store.collections.people.updateOne({ _id: personId }, { $set: toStored({ shelved }) }, { session });
    return put(store, { ...before, shelved }, after, rules, session);
  });
} // prettier-ignore

/** Roles that the provider does not keep stay; a grant that stays keeps its kinds and its ceiling. */
function rolesAfter({ roles, shelved = [] }: PersonRecord, { keeps, holds }: Provisioned): readonly Grant[] {
  const stays = roles.filter(({ role }) => !keeps.includes(role) || holds.includes(role));
  const fresh = holds.filter((role) => !stays.some((grant) => grant.role === role));
  return [
    ...stays,
    ...fresh.flatMap((role) => {
      const past = shelved.filter((grant) => grant.role === role);
      return past.length > 0 ? past : [{ role }];
    }),
  ];
}

/** What is taken away keeps its kinds and its ceiling on the shelf: to raise one takes two admins, and no provider is one. */
function shelvedAfter({ roles, shelved = [] }: PersonRecord, { keeps, holds }: Provisioned): readonly Grant[] {
  const taken = roles.filter(({ role }) => keeps.includes(role) && !holds.includes(role));
  return [
    ...shelved.filter(({ role }) => !holds.includes(role) && !taken.some((grant) => grant.role === role)),
    ...taken,
  ];
}
