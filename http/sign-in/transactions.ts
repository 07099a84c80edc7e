import { createHash, randomBytes } from 'node:crypto';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { Refused } from '../../domain/errors.ts';
import type { SignInRecord } from '../../store/directory-records.ts';
import { beginSignIn, takeSignIn, type Taken } from '../../store/sign-ins.ts';
import { beginnerIn, markBeginner } from '../console/cookies.ts';
import type { Ctx, Deps } from '../context.ts';
import { originOf } from '../loopback.ts';
import type { Asked, Oidc } from './oidc.ts';

/** How long a person has at the provider, ms. */
const signInMaxMs = 10 * 60_000;

export const callbackPath = '/sign-in/callback';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface Begun {
  readonly goTo: string;
  readonly again?: SignInRecord['again'];
}

/**
 * Begins a sign-in at the provider and answers where the browser goes. State, nonce and verifier are fresh; they are kept for ten
 * minutes, for one use, by the browser that begins. Throws PROVIDER_DOWN; then nothing is kept.
 */
export async function beginAtProvider(deps: Deps, c: Ctx, { goTo, again }: Begun): Promise<URL> {
  const asked: Asked = {
    redirectUri: `${deps.publicUrl ?? originOf(deps, c)}${callbackPath}`,
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    isAgain: again !== undefined,
  };
  const address = await oidcOf(deps).begin(asked);
  await beginSignIn(deps.store, {
    _id: sha256(asked.state),
    browser: sha256(markBeginner(c, signInMaxMs)),
    nonce: asked.nonce,
    verifier: asked.verifier,
    redirectUri: asked.redirectUri,
    goTo,
    ...(again ? { again } : {}),
    expiresAt: new Date(deps.nowMs() + signInMaxMs),
  });
  return address;
}

/** What a person is told of a sign-in that cannot end here. */
const whyNot: Readonly<Record<Exclude<Taken<unknown>['kind'], 'taken'>, string>> = {
  used: 'This answer of the identity provider was used before.',
  late: 'It took longer than ten minutes.',
  foreign: 'It was begun in another browser, or at another address of this one.',
  unknown: 'It was not begun here.',
};

/** Takes the sign-in that a callback is the end of; it works once. Throws SIGN_IN_FAILED. */
export async function takeBegun({ store, nowMs }: Deps, c: Ctx): Promise<{ readonly begun: SignInRecord; readonly asked: Asked }> {
  const state = c.req.query('state') ?? '';
  const browser = sha256(beginnerIn(c) ?? randomBytes(32).toString('base64url'));
  const taken = await takeSignIn(store, { state: sha256(state), browser }, new Date(nowMs()));
  if (taken.kind !== 'taken') throw new Refused('SIGN_IN_FAILED', { detail: whyNot[taken.kind] });
  const { nonce, verifier, redirectUri, again } = taken.record;
  return { begun: taken.record, asked: { redirectUri, state, nonce, verifier, isAgain: again !== undefined } };
} // prettier-ignore

/** Throws NOT_FOUND where no provider is set up. */
export function oidcOf({ oidc }: Pick<Deps, 'oidc'>): Oidc {
  if (!oidc) throw new Refused('NOT_FOUND', { detail: 'No identity provider is set up.' });
  return oidc;
}
