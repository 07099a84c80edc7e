import { Refused } from './errors.ts';

/**
 * Roles that a service may have, and its keys; none of them decides, because no service does (approvals.md section 1). `operator`
 * records facts such as payments, `reader` only looks.
 */
export const serviceRoles = ['requester', 'operator', 'reader'] as const;
export type ServiceRole = (typeof serviceRoles)[number];

/** Longest life of a key, days, and its life unless a shorter one is asked for (approvals.md section 1). */
export const keyDaysMax = 90;
const dayMs = 24 * 3_600_000;

/** A service's key as people may see it: never the secret, nor its hash. Times are RFC 3339 in UTC. */
export interface ServiceKey {
  readonly keyId: string;
  readonly principalId: string;
  readonly name?: string;
  readonly roles: readonly ServiceRole[];
  readonly state: KeyState;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string;
  readonly revokedAt?: string;
  readonly revokedBy?: string;
  /** Exact to a minute. */
  readonly lastUsedAt?: string;
}

/** A key at its birth: the only time that `key`, which names its holder, is shown. */
export type NewServiceKey = ServiceKey & { readonly key: string };

export type KeyState = 'active' | 'expired' | 'revoked';

/** Whether a key opens anything at a moment; only an active one does. */
export function keyStateAt(
  { expiresAt, revokedAt }: { readonly expiresAt: Date; readonly revokedAt?: Date },
  atMs: number,
): KeyState {
  if (revokedAt !== undefined) return 'revoked';
  return atMs < expiresAt.getTime() ? 'active' : 'expired';
}

/** Roles as somebody wrote them, each once. Throws ROLE_UNKNOWN with the path of the first that no service has. */
export function parseServiceRoles(roles: readonly string[]): readonly ServiceRole[] {
  const known = roles.map((role, at) => {
    const found = serviceRoles.find((one) => one === role);
    if (found === undefined)
      throw new Refused('ROLE_UNKNOWN', { param: `roles[${at}]`, detail: `Known: ${serviceRoles.join(', ')}.` });
    return found;
  });
  return [...new Set(known)];
}

/** How long a key is wanted for; the longest time when neither is said. */
export interface Lifetime {
  /** RFC 3339. */
  readonly expiresAt?: string | undefined;
  /** 1 to `keyDaysMax`. */
  readonly expiresInDays?: number | undefined;
}

/** When a key made now ends. Throws MALFORMED for a moment that is past, or further away than `keyDaysMax`. */
export function keyExpiry({ expiresAt, expiresInDays = keyDaysMax }: Lifetime, nowMs: number): Date {
  if (expiresAt === undefined) return new Date(nowMs + expiresInDays * dayMs);
  const asked = new Date(expiresAt);
  const aheadMs = asked.getTime() - nowMs;
  if (aheadMs > 0 && aheadMs <= keyDaysMax * dayMs) return asked;
  throw new Refused('MALFORMED', {
    param: 'expiresAt',
    detail: `A moment to come is expected, at most ${keyDaysMax} days ahead.`,
  });
}
