import { createMiddleware } from 'hono/factory';
import { keyStateAt } from '../domain/api-key.ts';
import { whyNotActive } from '../domain/directory.ts';
import { Refused } from '../domain/errors.ts';
import { hasRole, type Principal, type Role } from '../domain/principal.ts';
import { isSameHash, readServiceKey } from '../integrations/access/service-key.ts';
import { readSessionToken } from '../integrations/access/session-token.ts';
import { findKey, noteKeyUse } from '../store/api-keys.ts';
import { activePrincipals, personRecord, principalFrom, principalOf } from '../store/people.ts';
import type { PersonRecord } from '../store/directory-records.ts';
import { liveSession } from '../store/sessions.ts';
import type { Ctx, Deps, Env } from './context.ts';
import { ifReached } from './outage.ts';

const bearer = /^Bearer +([\x21-\x7e]{1,200})$/i;

/** What a caller is known by. */
export type Keys = Pick<Deps, 'store' | 'nowMs'>;

/** Who sent this, and when he proved who he is; a service or an agent never did. */
interface Known {
  readonly principal: Principal;
  readonly authAtMs?: number;
  /** Hash of the session's token. */
  readonly session?: string;
}

/**
 * Knows the caller before anything of the body is read: a person by the token of a session, a service or an agent by its API
 * key. Refuses with LOGIN_REQUIRED whatever is wrong with what was sent, and with PRINCIPAL_SUSPENDED who may not act now.
 * Two reads by id for each request and no cache, so that what is taken away is gone from then on; while the store is silent
 * nobody is known (UNAVAILABLE, decision 0012).
 */
export const authenticated = (keys: Keys) =>
  createMiddleware<Env>(async (c, next) => {
    const sent = bearer.exec(c.req.header('authorization') ?? '')?.[1];
    const known = sent === undefined ? undefined : ((await personBy(keys, sent)) ?? (await serviceBy(keys, sent)));
    if (!known) throw new Refused('LOGIN_REQUIRED');
    c.set('principal', known.principal);
    if (known.authAtMs !== undefined) c.set('authAtMs', known.authAtMs);
    if (known.session !== undefined) c.set('session', known.session);
    await next();
  });

/** The person whose session this is. */
async function personBy({ store, nowMs }: Keys, sent: string): Promise<Known | undefined> {
  const hash = readSessionToken(sent);
  const now = new Date(nowMs());
  const session = hash === undefined ? null : await liveSession(store, hash, now);
  if (session?.via !== 'cli') return undefined;
  const record = await personRecord(store, session.personId);
  if (record?.type !== 'person') return undefined;
  return { principal: acting(record, now), authAtMs: session.authAt.getTime(), session: session._id };
}

/**
 * The service or agent whose key this is, with the roles that both it and the key have: what is taken from it is taken from
 * its keys. Who gave the key out answers for what it asks (approvals.md section 4, insiders).
 */
async function serviceBy({ store, nowMs }: Keys, sent: string): Promise<Known | undefined> {
  const presented = readServiceKey(sent);
  const key = presented && (await findKey(store, presented.keyId));
  if (!key || !isSameHash(key.hash, presented.hash) || keyStateAt(key, nowMs()) !== 'active') return undefined;
  const record = await personRecord(store, key.principalId);
  if (!record || record.type === 'person') return undefined; // a service must not pass for a person of its name
  const now = new Date(nowMs());
  const { owners = [], ...principal } = acting(record, now);
  if (record.type === 'agent' && !(await anyActive(store, owners, now)))
    throw new Refused('PRINCIPAL_SUSPENDED', { detail: `Nobody who answers for ${record._id} may act.` });
  await ifReached(() => noteKeyUse(store, key, now));
  const roles = principal.roles.filter(({ role }) => key.roles.some((one) => one === role));
  return { principal: { ...principal, roles, owners: [...new Set([...owners, key.createdBy])] } };
}

async function anyActive(store: Keys['store'], ids: readonly string[], now: Date): Promise<boolean> {
  const found = await Promise.all(ids.map((id) => principalOf(store, id, now)));
  return found.some((one) => one?.type === 'person');
}

function acting(record: PersonRecord, now: Date): Principal {
  const detail = whyNotActive(record, now);
  if (detail !== undefined) throw new Refused('PRINCIPAL_SUSPENDED', { detail });
  return principalFrom(record);
}

/** Who asks; only behind `authenticated`. */
export function callerOf(c: Ctx): Principal {
  const principal = c.get('principal');
  if (!principal) throw new Error(`${c.req.path} is not behind authenticated`);
  return principal;
}

/** Names of holders that a refusal tells; more help nobody. */
const holdersMax = 8;

/** Throws FORBIDDEN_PRINCIPAL, naming who could do it: all who hold the role, or only the persons among them. */
export async function requireRole(
  keys: Keys,
  principal: Principal,
  { role, personWho }: { readonly role: Role; readonly personWho?: string },
): Promise<void> {
  if (hasRole(principal, role)) return;
  const holders = await holdersOf(keys, [role], personWho !== undefined);
  throw new Refused('FORBIDDEN_PRINCIPAL', { detail: `It takes the role ${role}, held by ${holders}.` });
}

/** Throws FORBIDDEN_PRINCIPAL for who has none of the roles, naming who has. */
export async function requireOneOf(keys: Keys, principal: Principal, roles: readonly Role[]): Promise<void> {
  if (roles.some((role) => hasRole(principal, role))) return;
  const holders = await holdersOf(keys, roles, false);
  throw new Refused('FORBIDDEN_PRINCIPAL', { detail: `It takes one of the roles ${roles.join(', ')}, held by ${holders}.` }); // prettier-ignore
}

/** Who may act now in one of the roles, for people: `otto, rita and 3 more`. */
export async function holdersOf({ store, nowMs }: Keys, roles: readonly Role[], personsAlone: boolean): Promise<string> {
  const all = (await activePrincipals(store, new Date(nowMs()))).filter(
    (one) => roles.some((role) => hasRole(one, role)) && (!personsAlone || one.type === 'person'),
  );
  const names = all.slice(0, holdersMax).map(({ id }) => id).join(', '); // prettier-ignore
  const more = all.length > holdersMax ? ` and ${all.length - holdersMax} more` : '';
  return `${names || 'nobody'}${more}`;
} // prettier-ignore

/** Throws FORBIDDEN_PRINCIPAL: only a person decides, or does another deed that is named. */
export function requirePerson({ id, type }: Principal, deed = 'decides'): void {
  if (type !== 'person') throw new Refused('FORBIDDEN_PRINCIPAL', { detail: `Only a person ${deed}; ${id} is none.` });
}
