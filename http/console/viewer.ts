import { whyNotActive } from '../../domain/directory.ts';
import { Refused } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { readSessionToken } from '../../integrations/access/session-token.ts';
import type { SessionRecord } from '../../store/directory-records.ts';
import { personRecord, principalFrom } from '../../store/people.ts';
import { liveSession, noteSeen } from '../../store/sessions.ts';
import type { Ctx, Deps } from '../context.ts';
import { csrfOf, sessionTokenIn } from './cookies.ts';
import { formatsOf, type Formats } from './formats.ts';

/** Who looks at a page. */
export interface Viewer {
  readonly principal: Principal;
  /** As people write it. */
  readonly name: string;
  readonly session: SessionRecord;
  /** For every form. */
  readonly csrf: string;
  readonly formats: Formats;
}

/** A session that nobody used for so long is over, ms (approvals.md section 11). */
export const idleMaxMs = 30 * 60_000;

/**
 * Who sent this, by the cookie of a session; undefined when nobody is signed in. As for the command line nothing is cached: who is
 * revoked is nobody from then on. What a page asks for by itself is no use: nobody need be in front of it. Throws PRINCIPAL_SUSPENDED for who may not act now.
 */
export async function viewerOf(
  { store, nowMs, region }: Deps,
  c: Ctx,
  { isUse = true }: { readonly isUse?: boolean } = {},
): Promise<Viewer | undefined> {
  const token = sessionTokenIn(c);
  const hash = token === undefined ? undefined : readSessionToken(token);
  if (token === undefined || hash === undefined) return undefined;
  const now = new Date(nowMs());
  const session = await liveSession(store, hash, now);
  if (session?.via !== 'console' || now.getTime() - (session.seenAt ?? session.authAt).getTime() > idleMaxMs)
    return undefined;
  const record = await personRecord(store, session.personId);
  if (record?.type !== 'person') return undefined;
  const detail = whyNotActive(record, now);
  if (detail !== undefined) throw new Refused('PRINCIPAL_SUSPENDED', { detail });
  if (isUse) await noteSeen(store, session, now);
  const principal = principalFrom(record);
  c.set('principal', principal);
  c.set('authAtMs', session.authAt.getTime());
  c.set('session', session._id);
  const own = { locale: record.locale ?? session.locale ?? region.locale, zone: record.zone ?? session.zone ?? region.zone }; // prettier-ignore
  return {
    principal,
    name: record.name ?? record._id,
    session,
    csrf: csrfOf(token),
    formats: formatsOf(own, region),
  };
}
