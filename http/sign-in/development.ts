import { whyNotActive } from '../../domain/directory.ts';
import { Refused } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { personRecord, principalFrom } from '../../store/people.ts';
import { requirePerson } from '../authenticate.ts';
import type { Ctx, Deps } from '../context.ts';
import { requireLoopback } from '../loopback.ts';

/**
 * Why nobody signs in by name here, for people; undefined where it is possible (approvals.md section 11): never in production, beside
 * an identity provider, or behind a proxy, which may hide from where somebody comes.
 */
export function whyNotByName({ developmentSignIn, oidc, publicUrl }: Pick<Deps, 'developmentSignIn' | 'oidc' | 'publicUrl'>): string | undefined {
  if (oidc) return `Sign-in by name is off: people sign in with ${oidc.name}.`;
  if (publicUrl !== undefined) return 'Sign-in by name is off: COUNTERSIGN_PUBLIC_URL is set.';
  return developmentSignIn ? undefined : 'Sign-in by name is off: NODE_ENV is production.';
} // prettier-ignore

/**
 * Knows a person by id or e-mail address alone: development only, on loopback alone. Throws HOST_REFUSED, LOGIN_REQUIRED,
 * PRINCIPAL_NOT_FOUND, FORBIDDEN_PRINCIPAL, PRINCIPAL_SUSPENDED.
 */
export async function signInByName(deps: Deps, c: Ctx, name: string): Promise<Principal> {
  requireLoopback(c);
  const off = whyNotByName(deps);
  if (off !== undefined) throw new Refused('LOGIN_REQUIRED', { detail: off });
  const record = await personRecord(deps.store, name);
  if (!record) throw new Refused('PRINCIPAL_NOT_FOUND', { param: 'person', detail: name.slice(0, 80) });
  requirePerson(principalFrom(record), 'signs in');
  const detail = whyNotActive(record, new Date(deps.nowMs()));
  if (detail !== undefined) throw new Refused('PRINCIPAL_SUSPENDED', { param: 'person', detail });
  return principalFrom(record);
}
