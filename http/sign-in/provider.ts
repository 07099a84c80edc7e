import {
  allowInsecureRequests, authorizationCodeGrant, AuthorizationResponseError, buildAuthorizationUrl, calculatePKCECodeChallenge,
  ClientError, ClientSecretBasic, ClientSecretPost, discovery, enableNonRepudiationChecks, fetchUserInfo, None, ResponseBodyError,
  WWWAuthenticateChallengeError, type Configuration,
} from 'openid-client'; // prettier-ignore
import { Refused } from '../../domain/errors.ts';
import { stepUpMaxMs } from '../step-up.ts';
import { sessionMaxMs } from './enter.ts';
import type { Log } from '../context.ts';
import { claimsOf, identityIn, keptBy, type RoleMap } from './claims.ts';
import type { Oidc, OidcClaim } from './oidc.ts';

export interface ProviderOptions {
  /** https, or http on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  /** Without one the client is public: PKCE alone protects the code. */
  readonly clientSecret?: string | undefined;
  /** How the secret is sent: in the body or the header. */
  readonly clientAuth: 'post' | 'basic';
  readonly scope: string;
  readonly name: string;
  readonly personClaim: OidcClaim;
  readonly roles?: RoleMap | undefined;
  readonly log: Log;
}

/** Somebody waits in front of a browser. */
const answerWithinS = 5;
/** How long what the provider says of itself is good; its keys are read again when one is unknown. */
const discoveredMaxMs = 3_600_000;

/**
 * OpenID Connect by code and PKCE (approvals.md section 11): openid-client checks state, nonce, issuer, audience, times and the
 * signature of the ID token. What the provider says of itself is read at the first sign-in, so it may be down when the gateway starts.
 */
export function createOidc(options: ProviderOptions): Oidc {
  const { name, issuer, scope, personClaim: claim, roles } = options;
  let known: { readonly config: Configuration; readonly atMs: number } | undefined;
  const provider = async (): Promise<Configuration> => {
    if (known && Date.now() - known.atMs < discoveredMaxMs) return known.config;
    const config = await told(options.log, 'discovery', () => discovered(options));
    known = { config, atMs: Date.now() };
    return config;
  };
  return {
    name,
    actor: `oidc:${new URL(issuer).host}`,
    ...(roles ? { keeps: keptBy(roles) } : {}),
    begin: async ({ redirectUri, state, nonce, verifier, isAgain }) =>
      buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        // With a highest age a provider has to say when the person proved who he is (OpenID Connect Core 2).
        ...(isAgain ? { prompt: 'login', max_age: String(stepUpMaxMs / 1_000) } : { max_age: String(sessionMaxMs / 1_000) }),
      }),
    end: async ({ redirectUri, state, nonce, verifier, isAgain }, query) => {
      const config = await provider();
      return told(options.log, 'answer', async () => {
        const tokens = await authorizationCodeGrant(config, new URL(`${redirectUri}${query}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(isAgain ? { maxAge: stepUpMaxMs / 1_000 } : {}),
        });
        const idToken = tokens.claims();
        if (!idToken) throw new Refused('SIGN_IN_FAILED', { detail: 'The identity provider sent no ID token.' });
        // Many providers keep addresses and groups out of the ID token.
        const more = config.serverMetadata().userinfo_endpoint === undefined ? {} : await fetchUserInfo(config, tokens.access_token, idToken.sub);
        const { auth_time: authTimeS } = idToken;
        return {
          ...identityIn(claimsOf(more, idToken), { claim, ...(roles ? { roles } : {}) }),
          authAtMs: authTimeS === undefined ? 0 : authTimeS * 1_000, // unknown is long ago: nothing weighty passes by it
        };
      });
    },
  };
} // prettier-ignore

function discovered({ issuer, clientId, clientSecret, clientAuth }: ProviderOptions): Promise<Configuration> {
  const execute = [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])];
  const secret = clientAuth === 'basic' ? ClientSecretBasic : ClientSecretPost;
  const by = clientSecret === undefined ? None() : secret(clientSecret);
  return discovery(new URL(issuer), clientId, undefined, by, { timeout: answerWithinS, execute });
}

/** What somebody has changed on its way, or what is too old; anything else is the provider's own trouble. */
const notAsAsked: readonly (string | undefined)[] = [
  'OAUTH_INVALID_RESPONSE', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED', 'OAUTH_KEY_SELECTION_FAILED',
]; // prettier-ignore
/** Of the errors by which a provider says no (RFC 6749 section 4.1.2.1, 5.2): these are its trouble and not the person's. */
const troubles = ['server_error', 'temporarily_unavailable'];

/** Turns what the library throws into a refusal; the log has what it was. */
async function told<T>(log: Log, what: 'discovery' | 'answer', ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const refused = refusedBy(error, what);
    if (refused) log('warn', 'a sign-in at the identity provider failed', { what, code: refused.refusal.code, error: causesOf(error) });
    throw refused ?? error;
  }
} // prettier-ignore

function refusedBy(error: unknown, what: 'discovery' | 'answer'): Refused | undefined {
  if (error instanceof AuthorizationResponseError && !troubles.includes(error.error))
    return new Refused('SIGN_IN_FAILED', { detail: `The identity provider says: ${saidBy(error)}.` });
  if (error instanceof ResponseBodyError && error.error === 'invalid_grant')
    return new Refused('SIGN_IN_FAILED', { detail: 'The identity provider does not take its code any more.' });
  if (what === 'answer' && error instanceof ClientError && notAsAsked.includes(error.code))
    return new Refused('SIGN_IN_FAILED', { detail: 'The answer of the identity provider is not the one that was asked for.' });
  const isTrouble =
    error instanceof AuthorizationResponseError || error instanceof ResponseBodyError || error instanceof ClientError ||
    error instanceof WWWAuthenticateChallengeError || (error instanceof TypeError && error.message === 'fetch failed');
  return isTrouble ? new Refused('PROVIDER_DOWN') : undefined;
} // prettier-ignore

const saidBy = ({ error, error_description: why }: AuthorizationResponseError): string =>
  (why === undefined || why === '' ? error : `${error}, ${why}`).slice(0, 200).replace(/\.$/, '');

/** The messages of an error and what caused it, without what came with them: tokens stay out of the log. */
function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const cause = causesOf(error.cause);
  return cause === '' ? error.message : `${error.message}: ${cause}`;
}
