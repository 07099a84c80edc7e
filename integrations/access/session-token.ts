import { createHash, randomBytes } from 'node:crypto';

/** `css_` and 32 bytes in base64url. */
const form = /^css_[\w-]{43}$/;

/** sha256 of a token, hex: what is stored. The token has 256 random bits, so no salt and no slow hash is needed. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A fresh token for a person's command line: it is kept nowhere but there. */
export function newSessionToken(): { readonly token: string; readonly hash: string } {
  const token = `css_${randomBytes(32).toString('base64url')}`;
  return { token, hash: hashOf(token) };
}

/** The hash of what somebody sent as a token; undefined when no token has this form, so that no store need be asked. */
export const readSessionToken = (sent: string): string | undefined => (form.test(sent) ? hashOf(sent) : undefined);
