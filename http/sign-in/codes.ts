import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { whyNotActive } from '../../domain/directory.ts';
import { Refused } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { personRecord, principalFrom } from '../../store/people.ts';
import type { SessionRecord } from '../../store/directory-records.ts';
import { liveSession } from '../../store/sessions.ts';
import { keepCode, takeCode } from '../../store/sign-ins.ts';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import { startSession } from './enter.ts';
import { sha256 } from './transactions.ts';

/** How long a code for the command line is good, ms. */
const codeMaxMs = 2 * 60_000;

/** Where a command line on this person's machine listens (RFC 8252 section 7.3): by address, never by name. */
const loopbackUri = z
  .string()
  .max(60)
  .regex(/^http:\/\/(?:127\.0\.0\.1|\[::1\]):[1-9]\d{0,4}\/$/, 'An address of this machine is expected, such as http://127.0.0.1:PORT/')
  .refine((text) => URL.canParse(text), 'No such port'); // prettier-ignore
const random = (min: number, max: number) => z.string().regex(new RegExp(`^[\\w-]{${min},${max}}$`), 'Letters, digits, - and _'); // prettier-ignore

/** What a command line asks for by the address that it prints. */
export const commandLineAsk = z.strictObject({
  redirect_uri: loopbackUri,
  /** Comes back with the answer. */
  state: random(20, 128),
  /** S256. */
  code_challenge: random(43, 43),
});
export type CommandLineAsk = z.output<typeof commandLineAsk>;

/** What it changes the code for a session with. */
export const codeBody = z
  .strictObject({ code: random(43, 43), verifier: random(43, 128), redirectUri: loopbackUri })
  .meta({ id: 'SignInCode' });

/** The answer to a command line, as the address that its browser goes to. */
export function answerTo({ redirect_uri, state }: CommandLineAsk, said: { readonly code: string } | { readonly error: 'access_denied' }): string {
  const address = new URL(redirect_uri);
  for (const [name, value] of Object.entries({ ...said, state })) address.searchParams.set(name, value);
  return address.href;
} // prettier-ignore

/** A code for the command line of whoever is signed in; it is kept nowhere else. */
export async function giveCode({ store, nowMs }: Deps, { principal, session }: Viewer, ask: CommandLineAsk): Promise<string> {
  const code = randomBytes(32).toString('base64url');
  await keepCode(store, {
    _id: sha256(code),
    personId: principal.id,
    challenge: ask.code_challenge,
    redirectUri: ask.redirect_uri,
    session: session._id,
    authAt: session.authAt,
    expiresAt: new Date(nowMs() + codeMaxMs),
  });
  return code;
} // prettier-ignore

/** Changes a code for a session of the command line; it works once, right or wrong. Throws SIGN_IN_FAILED, PRINCIPAL_SUSPENDED. */
export async function enterByCode(deps: Deps, { code, verifier, redirectUri }: z.output<typeof codeBody>): Promise<{ readonly person: Principal; readonly token: string; readonly record: SessionRecord }> {
  const now = new Date(deps.nowMs());
  const taken = await takeCode(deps.store, sha256(code), now);
  if (taken.kind !== 'taken') throw new Refused('SIGN_IN_FAILED', { detail: taken.kind === 'late' ? 'The code is older than two minutes.' : 'The code is not known, or was used.' });
  const { personId, challenge, redirectUri: given, session, authAt } = taken.record;
  if (!(await liveSession(deps.store, session, now))) throw new Refused('SIGN_IN_FAILED', { detail: 'The browser that said yes has signed out.' });
  if (createHash('sha256').update(verifier).digest('base64url') !== challenge || redirectUri !== given)
    throw new Refused('SIGN_IN_FAILED', { detail: 'The code was given to another command line.' });
  const record = await personRecord(deps.store, personId);
  const detail = record?.type === 'person' ? whyNotActive(record, now) : 'It is no person any more.';
  if (!record || detail !== undefined) throw new Refused('PRINCIPAL_SUSPENDED', detail === undefined ? {} : { detail });
  const person = principalFrom(record);
  return { person, ...(await startSession(deps, person, { via: 'cli', authAtMs: authAt.getTime() })) };
} // prettier-ignore
