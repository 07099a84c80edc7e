import type { Config } from '../../config.ts';
import { readSecretFile, SecretFileError } from '../../integrations/access/secret-file.ts';
import { reasonOf } from '../../stack/errors.ts';
import { note, ok, wrong, type Finding } from './findings.ts';

const limitMs = 3_000;

/** Whether people can sign in: the provider answers and calls itself what it is called here, and its secret can be read. */
export async function examineSignIn({ oidc, production }: Config): Promise<readonly Finding[]> {
  if (!oidc) {
    const text = 'no OIDC_ISSUER is set: people sign in by name, in development';
    return [production ? wrong('no OIDC_ISSUER is set, and by name nobody signs in in production', 'see docs/sign-in.md') : note(text)];
  }
  const [provider, secret] = await Promise.all([issuerFinding(oidc.issuer), secretFinding(oidc.clientSecretFile)]);
  return [provider, ...secret];
} // prettier-ignore

async function issuerFinding(issuer: string): Promise<Finding> {
  const next = 'correct OIDC_ISSUER';
  try {
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(address, { signal: AbortSignal.timeout(limitMs), redirect: 'manual' });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) return wrong(`the identity provider answers ${response.status} at ${address}`, next);
    const { issuer: own } = (body ?? {}) as { readonly issuer?: unknown };
    if (typeof own !== 'string') return wrong(`at ${address} there is no identity provider`, next);
    if (new URL(own).href === new URL(issuer).href) return ok(`the identity provider ${issuer} answers`);
    return wrong(`the identity provider ${issuer} calls itself ${own.slice(0, 200)}`, next);
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return wrong(`the identity provider ${issuer} does not answer (${reasonOf(cause)})`, next);
  }
}

async function secretFinding(file: string | undefined): Promise<readonly Finding[]> {
  if (file === undefined) return [];
  try {
    await readSecretFile(file);
    return [ok(`${file} is for its owner only`)];
  } catch (error) {
    if (!(error instanceof SecretFileError)) throw error;
    const [what = '', next] = error.message.split(/; (?:type: )?/);
    return [wrong(what, next ?? 'correct OIDC_CLIENT_SECRET_FILE')];
  }
}
