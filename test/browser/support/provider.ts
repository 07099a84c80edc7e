import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';
import { afterAll, beforeAll } from 'vitest';
import { createOidc, type ProviderOptions } from '../../../http/sign-in/provider.ts';
import type { Oidc } from '../../../http/sign-in/oidc.ts';

export interface RealProvider {
  readonly issuer: string;
  /** How the gateway is told of it. */
  oidc(over?: Partial<ProviderOptions>): Oidc;
  /** Whether it is in trouble: people can log in, and programs get no answer. */
  isDown: boolean;
}

const client = { clientId: 'countersign', clientSecret: 'a secret of the tests, long enough' };

/** Whoever gives a name is that person, with a verified address; zone and locale as a provider says them. */
const configuration: Configuration = {
  // A native client may use any port of loopback (RFC 8252 section 7.3), and a free one is what the gateway of the tests has.
  clients: [{ client_id: client.clientId, client_secret: client.clientSecret, application_type: 'native', token_endpoint_auth_method: 'client_secret_post', redirect_uris: ['http://127.0.0.1/sign-in/callback'], grant_types: ['authorization_code'], response_types: ['code'] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['zoneinfo', 'locale'] },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true, zoneinfo: 'Europe/Madrid', locale: 'es-ES' }),
  }),
  async loadExistingGrant(ctx) {
    const { oidc } = ctx;
    const grant = new oidc.provider.Grant({ accountId: oidc.session?.accountId ?? '', clientId: oidc.client?.clientId ?? '' });
    grant.addOIDCScope('openid email profile'); // our own client: nobody is asked whether it may know his address
    await grant.save();
    return grant;
  },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, { uid }) => `/login/${uid}` },
  cookies: { keys: ['a key of the tests'] },
  ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
}; // prettier-ignore

/** A real OpenID provider on loopback, with a login form that asks for a name alone. */
export function useProvider(): RealProvider {
  let server: Server;
  let issuer = '';
  beforeAll(async () => {
    server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, configuration);
    const standard = provider.callback();
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (made.isDown && request.url === '/token') return void response.writeHead(502).end();
      const answered = request.url?.startsWith('/login/')
        ? login(provider, request, response)
        : standard(request, response);
      answered.catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const made: RealProvider = {
    isDown: false,
    get issuer() {
      return issuer;
    },
    oidc: (over = {}) =>
      createOidc({ issuer, ...client, clientAuth: 'post', scope: 'openid email profile', name: 'Example ID', personClaim: 'email', log: () => undefined, ...over }),
  };
  return made;
} // prettier-ignore

async function login(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    const { prompt } = await provider.interactionDetails(request, response);
    // Of a native client the provider wants a consent each time; it is our own, so nobody is asked.
    if (prompt.name === 'consent') return provider.interactionFinished(request, response, { consent: {} });
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><html lang="en"><title>Example ID</title><h1>Example ID</h1><form method="post"><label>Name <input name="name"></label><button>Log in</button><button name="deny" value="yes">Deny</button></form></html>`,
    );
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const result = form.has('deny')
    ? { error: 'access_denied', error_description: 'You said no.' }
    : { login: { accountId: form.get('name') ?? '' } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
