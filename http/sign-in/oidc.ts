import type { Role } from '../../domain/principal.ts';
import type { Identity } from './claims.ts';

/** What names a person of the directory. */
export type OidcClaim = 'email' | 'preferred_username' | 'sub';

/** What a sign-in is known by on both sides while it lasts. */
export interface Asked {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE; it leaves here when the code is changed for tokens, and not before. */
  readonly verifier: string;
  /** Whether the person has to prove again who he is. */
  readonly isAgain: boolean;
}

export interface SignedIn extends Identity {
  /** When the person proved who he is, ms, where the provider says it. */
  readonly authAtMs: number;
}

/** The identity provider that people sign in at. */
export interface Oidc {
  /** As the button says it. */
  readonly name: string;
  /** Of whom the trail says that he gave roles. */
  readonly actor: string;
  /** The roles that the provider keeps; undefined when the directory keeps them all. */
  readonly keeps?: readonly Role[];
  /** Where the browser goes. Throws PROVIDER_DOWN. */
  begin(asked: Asked): Promise<URL>;
  /** Checks what the browser brought back; `query` begins with `?`. Throws SIGN_IN_FAILED, PROVIDER_DOWN. */
  end(asked: Asked, query: string): Promise<SignedIn>;
}
