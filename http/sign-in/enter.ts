import { whyNotActive } from '../../domain/directory.ts';
import { Refused } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { newSessionToken, readSessionToken } from '../../integrations/access/session-token.ts';
import { personRecord, principalFrom } from '../../store/people.ts';
import { provisionRoles } from '../../store/provision-roles.ts';
import type { PersonRecord, SessionRecord } from '../../store/directory-records.ts';
import { createSession, endSession } from '../../store/sessions.ts';
import { giveSession, sessionTokenIn } from '../console/cookies.ts';
import type { Ctx, Deps } from '../context.ts';
import { rulesOf } from '../directory-rules.ts';
import { addressOf } from '../loopback.ts';
import type { SignedIn } from './oidc.ts';
import { oidcOf } from './transactions.ts';

/** Longest life of a session, absolute (approvals.md section 1). */
export const sessionMaxMs = 8 * 3_600_000;

/** What else is known when a session begins. */
export interface Entering extends Pick<SessionRecord, 'via'> {
  /** When the person proved who he is, ms; now unless said otherwise, and never later. */
  readonly authAtMs?: number | undefined;
  readonly locale?: string | undefined;
  readonly zone?: string | undefined;
  readonly draft?: SessionRecord['draft'];
}

/** A new session of somebody who has proved who he is; its token is kept nowhere else. */
export async function startSession(
  { store, nowMs }: Pick<Deps, 'store' | 'nowMs'>,
  { id: personId }: Pick<Principal, 'id'>,
  { via, authAtMs, locale, zone, draft }: Entering,
): Promise<{ readonly token: string; readonly record: SessionRecord }> {
  const { token, hash } = newSessionToken();
  const now = nowMs();
  const record = {
    _id: hash,
    personId,
    via,
    authAt: new Date(Math.min(authAtMs ?? now, now)),
    expiresAt: new Date(now + sessionMaxMs),
    ...(via === 'console' ? { seenAt: new Date(now) } : {}), // who proved himself long ago is here all the same
    ...(locale === undefined ? {} : { locale }),
    ...(zone === undefined ? {} : { zone }),
    ...(draft === undefined ? {} : { draft }),
  };
  await createSession(store, record);
  return { token, record };
}

/** Begins a session of the console in this browser: a new one at every login, and the one before is over. */
export async function enterConsole(deps: Deps, c: Ctx, person: Pick<Principal, 'id'>, entering: Omit<Entering, 'via'> = {}): Promise<void> {
  const { token } = await startSession(deps, person, { ...entering, via: 'console' });
  const before = readSessionToken(sessionTokenIn(c) ?? '');
  if (before !== undefined) await endSession(deps.store, before, new Date(deps.nowMs()));
  giveSession(c, token);
} // prettier-ignore

/** Counts a sign-in against the address that it comes from. Throws RATE_LIMITED. */
export function countSignIn({ limits }: Pick<Deps, 'limits'>, c: Ctx): void {
  const address = addressOf(c);
  if (address !== undefined) limits.countSignIn(address);
}

/**
 * The one active person of the directory whom a provider has signed in, with the roles that the provider keeps, if it keeps any.
 * Throws NOT_IN_DIRECTORY, PRINCIPAL_SUSPENDED, SIGN_IN_FAILED when it is not the person who must sign in again, DIRECTORY_INVALID.
 */
export async function personFor(deps: Deps, { name, holds }: SignedIn, mustBe: string | undefined): Promise<Principal> {
  const { keeps, actor } = oidcOf(deps);
  const record = await personRecord(deps.store, name);
  requireActive(record, name, new Date(deps.nowMs()));
  if (mustBe !== undefined && record._id !== mustBe)
    throw new Refused('SIGN_IN_FAILED', { detail: `That was ${record._id}. ${mustBe} is signed in here: sign in as the same person, or sign out first.` });
  if (!keeps || !holds) return principalFrom(record);
  return principalFrom(await provisionRoles(deps.store, record._id, { keeps, holds }, await rulesOf(deps, actor)));
} // prettier-ignore

function requireActive(record: PersonRecord | null, name: string, now: Date): asserts record is PersonRecord {
  if (record?.type !== 'person') throw new Refused('NOT_IN_DIRECTORY', { detail: `You are ${name.slice(0, 80)} there.` });
  const detail = whyNotActive(record, now);
  if (detail !== undefined) throw new Refused('PRINCIPAL_SUSPENDED', { detail });
} // prettier-ignore
