import { whyNotActive } from '../domain/directory.ts';
import { Refused } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import { newSessionToken } from '../integrations/access/session-token.ts';
import { personRecord, principalFrom } from '../store/people.ts';
import type { SessionRecord } from '../store/directory-records.ts';
import { createSession, endSession, liveSession } from '../store/sessions.ts';
import { requirePerson } from './authenticate.ts';
import type { Ctx, Deps } from './context.ts';
import { requireLoopback } from './loopback.ts';
import { json, route, type Route, type Told } from './route.ts';
import { newSession, session, sessionEnd, signInBody } from './schemas/session.ts';

/** Longest life of a session, absolute (approvals.md section 1). */
const sessionMaxMs = 8 * 3_600_000;

/** Sign-in of persons, for the command line. */
export const sessionRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/sessions',
    operationId: 'signIn',
    tag: 'sessions',
    summary: 'Sign a person in by name; development only.',
    caller: 'anybody',
    body: json(signInBody, { person: 'maria' }),
    answers: { 201: newSession },
    problems: ['LOGIN_REQUIRED', 'PRINCIPAL_NOT_FOUND', 'FORBIDDEN_PRINCIPAL', 'PRINCIPAL_SUSPENDED', 'UNAVAILABLE'],
  }).answeredBy(async ({ body }, c) => {
    const signedIn = await signInByName(deps, c, body.person);
    const { token, record } = await startSession(deps, signedIn, 'cli');
    return { status: 201, location: '/v1/sessions/current', body: { ...shown(signedIn, record), token } };
  }),
  route({
    method: 'get',
    path: '/v1/sessions/current',
    operationId: 'getSession',
    tag: 'sessions',
    summary: 'Who is signed in.',
    caller: { personWho: 'is signed in' },
    answers: { 200: session },
  }).answeredBy(async ({ principal }, c) => {
    const record = await liveSession(deps.store, sessionOf(c), new Date(deps.nowMs()));
    if (!record) throw new Refused('LOGIN_REQUIRED'); // it ended since it was looked at
    return { status: 200, body: shown(principal, record) };
  }),
  route({
    method: 'delete',
    path: '/v1/sessions/current',
    operationId: 'signOut',
    tag: 'sessions',
    summary: 'Sign out.',
    caller: { personWho: 'signs out' },
    answers: { 200: sessionEnd },
  }).answeredBy(async (_input, c) => {
    await endSession(deps.store, sessionOf(c), new Date(deps.nowMs()));
    return { status: 200, body: { ended: true } };
  }),
];

/** A new session of somebody who has just proved who he is; its token is kept nowhere else. */
export async function startSession(
  { store, nowMs }: Deps,
  { id: personId }: Pick<Principal, 'id'>,
  via: SessionRecord['via'],
): Promise<{ readonly token: string; readonly record: SessionRecord }> {
  const { token, hash } = newSessionToken();
  const authAt = new Date(nowMs());
  const record = { _id: hash, personId, via, authAt, expiresAt: new Date(authAt.getTime() + sessionMaxMs) };
  await createSession(store, record);
  return { token, record };
}

/**
 * Knows a person by name alone: development only. Throws HOST_REFUSED, LOGIN_REQUIRED, PRINCIPAL_NOT_FOUND, FORBIDDEN_PRINCIPAL,
 * PRINCIPAL_SUSPENDED.
 */
export function signInByName(deps: Deps, c: Ctx, person: string): Promise<Principal> {
  requireDevelopment(deps, c);
  return personNamed(deps, person);
}

/** Loopback alone, whatever other names this gateway answers to, and never in production (approvals.md section 11). */
function requireDevelopment({ developmentSignIn }: Deps, c: Ctx): void {
  requireLoopback(c);
  if (!developmentSignIn)
    throw new Refused('LOGIN_REQUIRED', { detail: 'Sign-in by name is off: NODE_ENV is production.' });
}

/** The person of this id or e-mail address. Throws PRINCIPAL_NOT_FOUND, FORBIDDEN_PRINCIPAL, PRINCIPAL_SUSPENDED. */
async function personNamed({ store, nowMs }: Deps, name: string): Promise<Principal> {
  const record = await personRecord(store, name);
  if (!record) throw new Refused('PRINCIPAL_NOT_FOUND', { param: 'person', detail: name.slice(0, 80) });
  requirePerson(principalFrom(record), 'signs in');
  const detail = whyNotActive(record, new Date(nowMs()));
  if (detail !== undefined) throw new Refused('PRINCIPAL_SUSPENDED', { param: 'person', detail });
  return principalFrom(record);
}

function sessionOf(c: Ctx): string {
  const hash = c.get('session');
  if (hash === undefined) throw new Error(`${c.req.path} is not for persons alone`);
  return hash;
}

function shown(
  { id, roles, email, unit }: Principal,
  { authAt, expiresAt }: Pick<SessionRecord, 'authAt' | 'expiresAt'>,
): Told<typeof session> {
  return {
    person: {
      id,
      type: 'person',
      roles,
      ...(email === undefined ? {} : { email }),
      ...(unit === undefined ? {} : { unit }),
    },
    authAt: authAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
