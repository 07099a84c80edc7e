import { Refused } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import type { SessionRecord } from '../store/directory-records.ts';
import { endSession, liveSession } from '../store/sessions.ts';
import type { Ctx, Deps } from './context.ts';
import { json, route, type Route, type Told } from './route.ts';
import { newSession, session, sessionEnd, signInBody } from './schemas/session.ts';
import { codeBody, enterByCode } from './sign-in/codes.ts';
import { signInByName } from './sign-in/development.ts';
import { countSignIn, startSession } from './sign-in/enter.ts';

const exampleCode = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

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
    problems: [
      'LOGIN_REQUIRED',
      'PRINCIPAL_NOT_FOUND',
      'FORBIDDEN_PRINCIPAL',
      'PRINCIPAL_SUSPENDED',
      'RATE_LIMITED',
      'UNAVAILABLE',
    ],
  }).answeredBy(async ({ body }, c) => {
    countSignIn(deps, c);
    const signedIn = await signInByName(deps, c, body.person);
    const { token, record } = await startSession(deps, signedIn, { via: 'cli' });
    return { status: 201, location: '/v1/sessions/current', body: { ...shown(signedIn, record), token } };
  }),
  route({
    method: 'post',
    path: '/v1/sessions/code',
    operationId: 'signInByCode',
    tag: 'sessions',
    summary: 'Change the code that a signed-in person gave the command line for a session.',
    caller: 'anybody',
    body: json(codeBody, { code: exampleCode, verifier: exampleCode, redirectUri: 'http://127.0.0.1:49152/' }),
    answers: { 201: newSession },
    problems: ['SIGN_IN_FAILED', 'PRINCIPAL_SUSPENDED', 'RATE_LIMITED', 'UNAVAILABLE'],
  }).answeredBy(async ({ body }, c) => {
    countSignIn(deps, c);
    const { person, token, record } = await enterByCode(deps, body);
    return { status: 201, location: '/v1/sessions/current', body: { ...shown(person, record), token } };
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
