import type { OidcClaim } from './oidc.ts';
import { isRole, type Role } from '../../domain/principal.ts';
import { Refused } from '../../domain/errors.ts';

/** Groups of a provider, each with the roles that it stands for. */
export interface RoleMap {
  readonly claim: string;
  readonly map: Readonly<Record<string, readonly Role[]>>;
}

/** Whom a provider has signed in, as far as the directory is asked about him. */
export interface Identity {
  /** An e-mail address, or an id of the directory. */
  readonly name: string;
  /** Of the roles that the map can give, those that he holds; undefined without a map. */
  readonly holds?: readonly Role[];
  /** BCP 47 and IANA, where the provider says so and they are ones. */
  readonly locale?: string;
  readonly zone?: string;
}

type Claims = Readonly<Record<string, unknown>>;

/** Reads a map as a deployment writes it. Throws Error naming a role that there is not. */
export function roleMapOf({ claim, map }: { readonly claim: string; readonly map: Readonly<Record<string, readonly string[]>> }): RoleMap {
  const unknown = Object.values(map).flat().find((role) => !isRole(role));
  if (unknown !== undefined) throw new Error(`OIDC_ROLES names the role ${unknown}, which there is not`);
  return { claim, map: Object.fromEntries(Object.entries(map).map(([group, roles]) => [group, roles.filter(isRole)])) };
} // prettier-ignore

/** The roles that a map speaks for; the others stay with the directory. */
export const keptBy = ({ map }: RoleMap): readonly Role[] => [...new Set(Object.values(map).flat())];

/**
 * What the claims of a provider say. An address counts only when the provider has verified it: by it a person of the directory
 * is chosen. Throws SIGN_IN_FAILED for a claim that is missing or says nothing.
 */
export function identityIn(claims: Claims, { claim, roles }: { readonly claim: OidcClaim; readonly roles?: RoleMap }): Identity {
  const name = textIn(claims, claim);
  if (name === undefined) throw new Refused('SIGN_IN_FAILED', { detail: `The identity provider says no ${claim} of you.` });
  if (claim === 'email' && claims['email_verified'] !== true)
    throw new Refused('SIGN_IN_FAILED', { detail: `The identity provider has not verified the address ${name.slice(0, 80)}.` });
  const [locale, zone] = [localeIn(claims), zoneIn(claims)];
  return {
    name,
    ...(roles ? { holds: heldBy(claims, roles) } : {}),
    ...(locale === undefined ? {} : { locale }),
    ...(zone === undefined ? {} : { zone }),
  };
} // prettier-ignore

/**
 * The claims of both places, those of the ID token first. An address and whether it is verified go together: what is said of one
 * address must not vouch for another.
 */
export function claimsOf(userinfo: Claims, idToken: Claims): Claims {
  const first = idToken['email'] === undefined ? userinfo : idToken;
  const isSame = userinfo['email'] === idToken['email'];
  const verified = first['email_verified'] ?? (isSame ? userinfo['email_verified'] : undefined);
  return { ...userinfo, ...idToken, email_verified: verified };
}

const textIn = (claims: Claims, name: string): string | undefined => {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** A claim that is not there is nobody's group: what the provider does not say, it does not give. */
function heldBy(claims: Claims, { claim, map }: RoleMap): readonly Role[] {
  const said = claims[claim];
  const groups: readonly unknown[] = Array.isArray(said) ? said : [said];
  return [...new Set(groups.flatMap((group) => (typeof group === 'string' && Object.hasOwn(map, group) ? (map[group] ?? []) : [])))];
} // prettier-ignore

/** Some write `en_US`. */
const localeIn = (claims: Claims): string | undefined =>
  ifValid(textIn(claims, 'locale')?.replaceAll('_', '-'), (locale) => Intl.getCanonicalLocales(locale)[0]);

const zoneIn = (claims: Claims): string | undefined =>
  ifValid(textIn(claims, 'zoneinfo'), (zone) => new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone); // prettier-ignore

function ifValid(text: string | undefined, read: (text: string) => string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : read(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
