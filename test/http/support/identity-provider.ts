import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { createOidc, type ProviderOptions } from '../../../http/sign-in/provider.ts';
import type { Oidc } from '../../../http/sign-in/oidc.ts';

type Json = Readonly<Record<string, unknown>>;

/** How the provider answers next; what is not said is right. */
export interface Says {
  /** Of the person who is signed in there. */
  readonly claims?: Json;
  /** Over the right ID token; undefined leaves a claim out. */
  readonly idToken?: Json;
  /** Instead of what the userinfo endpoint would say. */
  readonly userinfo?: Json;
  /** Another key signs. */
  readonly isForged?: boolean;
  /** Instead of tokens. */
  readonly token?: { readonly status: number; readonly body: string };
  /** Over what it says of itself. */
  readonly metadata?: Json;
}

/** An identity provider on loopback that also lies: answers are made by hand, so each can be wrong in its own way. */
export interface IdentityProvider {
  readonly issuer: string;
  says: Says;
  /** What the code was changed with, last. */
  readonly sent: URLSearchParams;
  /** How the gateway is told of it. */
  oidc(over?: Partial<ProviderOptions>): Oidc;
  /** What the browser brings back from an address that the gateway sent it to. */
  answer(address: string, over?: Readonly<Record<string, string>>): string;
}

const keys = [1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signedBy(index: number, claims: Json): string {
  const text = `${base64({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${base64(claims)}`;
  return `${text}.${createSign('RSA-SHA256')
    .update(text)
    .sign(keys[index]?.privateKey ?? '')
    .toString('base64url')}`;
}

export const client = { clientId: 'countersign', clientSecret: 'secret of the tests' };

/** Starts one for the tests of a file. */
export function useIdentityProvider(): IdentityProvider {
  let server: Server;
  let issuer = '';
  let sent = new URLSearchParams();
  let asked = new URLSearchParams();
  const json = (response: ServerResponse, body: object): void =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const metadata = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    id_token_signing_alg_values_supported: ['RS256'],
    ...provider.says.metadata,
  });
  const nowS = () => Math.floor(Date.now() / 1_000);
  const idToken = () => ({
    iss: issuer, aud: client.clientId, sub: 's1', iat: nowS(), exp: nowS() + 60, nonce: asked.get('nonce'), ...provider.says.idToken,
  }); // prettier-ignore
  const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
    '/.well-known/openid-configuration': (response) => json(response, metadata()),
    '/jwks': (response) => json(response, { keys: [{ ...keys[0]?.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] }),
    '/userinfo': (response) => json(response, { sub: 's1', email_verified: true, ...provider.says.claims, ...provider.says.userinfo }),
    '/token': (response) => {
      const { token, isForged = false } = provider.says;
      if (token) response.writeHead(token.status, { 'content-type': 'application/json' }).end(token.body);
      else json(response, { access_token: 'a', token_type: 'Bearer', id_token: signedBy(isForged ? 1 : 0, idToken()) });
    },
  }; // prettier-ignore
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        if (request.method === 'POST') sent = new URLSearchParams(body);
        const answer = answers[request.url ?? ''];
        if (answer) answer(response);
        else response.writeHead(404).end();
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const provider: IdentityProvider = {
    says: {},
    get issuer() {
      return issuer;
    },
    get sent() {
      return sent;
    },
    oidc: (over = {}) =>
      createOidc({ issuer, ...client, scope: 'openid email', name: 'Example ID', personClaim: 'email', clientAuth: 'post', log: () => undefined, ...over }),
    answer(address, over = {}) {
      asked = new URL(address).searchParams;
      const { pathname } = new URL(asked.get('redirect_uri') ?? '');
      return `${pathname}?${new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', ...over }).toString()}`;
    },
  }; // prettier-ignore
  return provider;
}

/** The challenge that belongs to a verifier (RFC 7636, S256). */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
