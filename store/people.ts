import type { Filter } from 'mongodb';
import { whyNotActive, type Entry } from '../domain/directory.ts';
import type { Principal } from '../domain/principal.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';
import { listMax } from './queries.ts';
import type { OwnFields, PersonRecord } from './directory-records.ts';

/** The record of somebody, by id or e-mail address, whatever became of him; null when nobody has this name. */
export function personRecord({ collections: { people } }: Store, name: string): Promise<PersonRecord | null> {
  const wanted = name.toLowerCase();
  return people.findOne(wanted.includes('@') ? { email: wanted } : { _id: wanted }, { maxTimeMS: operationMaxMs });
}

/** A page of the directory by id, also who is suspended or revoked; `after` is the last id of the page before. */
export const principalsAfter = (
  { collections: { people } }: Store,
  { limit, after = '' }: { readonly limit: number; readonly after?: string | undefined },
): Promise<PersonRecord[]> =>
  people
    .find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit: Math.min(limit, listMax), maxTimeMS: operationMaxMs })
    .toArray();

/** Who may act at a moment: `whyNotActive`, as a filter. */
const activeAt = (now: Date): Filter<PersonRecord> => ({
  status: 'active',
  $and: [
    { $or: [{ validFrom: { $exists: false } }, { validFrom: { $lte: now } }] },
    { $or: [{ validUntil: { $exists: false } }, { validUntil: { $gt: now } }] },
  ],
});

/** The whole directory as it may act now (approvals.md section 1), by name. */
export async function activePrincipals({ collections: { people } }: Store, now: Date): Promise<readonly Principal[]> {
  const options = { sort: { _id: 1 }, limit: listMax, maxTimeMS: operationMaxMs } as const;
  return (await people.find(activeAt(now), options).toArray()).map(principalFrom);
}

/** Somebody who may act now; undefined when nobody of this name may. */
export async function principalOf(store: Store, id: string, now: Date): Promise<Principal | undefined> {
  const record = await personRecord(store, id);
  return record && whyNotActive(record, now) === undefined ? principalFrom(record) : undefined;
}

/** A record as the rules look at it. */
export function principalFrom({ _id, type, roles, email, unit, owners, onBehalfOf }: PersonRecord): Principal {
  return {
    id: _id,
    type,
    roles,
    ...(email === undefined ? {} : { email }),
    ...(unit === undefined ? {} : { unit }),
    ...(owners === undefined ? {} : { owners }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  };
}

/** Puts a record past every rule, for the first setup and for tests: no second admin, no line in the trail. */
export async function putPrincipal({ collections: { people } }: Store, record: PersonRecord): Promise<void> {
  const { _id, ...rest } = record;
  await people.replaceOne({ _id }, toStored(rest), { upsert: true });
}

/** A record as the rules of the directory look at it, and back. */
export const entryFrom = (record: PersonRecord): Entry => halves(record).entry;
export const recordFrom = ({ id, ...rest }: Entry, version: number): PersonRecord => ({ _id: id, ...rest, version });
export const ownFieldsOf = (record: PersonRecord): OwnFields => halves(record).own;

/** What directory-admins decide about, and what somebody says for himself. */
function halves({ _id, version: _version, locale, zone, shelved, ...rest }: PersonRecord): { readonly entry: Entry; readonly own: OwnFields } {
  const own = { ...(locale === undefined ? {} : { locale }), ...(zone === undefined ? {} : { zone }), ...(shelved === undefined ? {} : { shelved }) };
  return { entry: { id: _id, ...rest }, own };
} // prettier-ignore

/** Keeps what somebody says for himself in the place of what he said before; what is left out is the deployment's again. */
export async function putOwnFields({ collections: { people } }: Store, _id: string, own: OwnFields): Promise<void> {
  const { locale, zone } = own;
  const $unset = { ...(locale === undefined ? { locale: '' as const } : {}), ...(zone === undefined ? { zone: '' as const } : {}) };
  await people.updateOne(
    { _id },
    { ...(Object.keys(own).length === 0 ? {} : { $set: own }), ...(Object.keys($unset).length === 0 ? {} : { $unset }) },
    { maxTimeMS: operationMaxMs },
  );
} // prettier-ignore
