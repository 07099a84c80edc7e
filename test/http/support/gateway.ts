import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { inject } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { Gateway } from '../../../client/gateway.ts';
import { createApp, type AppOptions } from '../../../http/app.ts';
import type { Deps, Env } from '../../../http/context.ts';
import { createLimits } from '../../../http/limits.ts';
import { newPrivateKey, signerOf } from '../../../integrations/proof/signer.ts';
import { openStore, type Store } from '../../../store/database.ts';
import { until } from '../../support/decisions.ts';
import { keyOf, seedDirectory } from '../../support/directory.ts';
import type { World } from '../../support/world.ts';
import { createSend, type OpenApi, type Send } from './conformance.ts';

export const shop = { source: 'urn:example:shop', secret: `whsec_${randomBytes(24).toString('base64')}` };
/** A source as CloudEvents has it: a URI, with everything that must be percent-encoded in an address. */
export const depot = { source: 'https://depot.example/a b?c=1', secret: `whsec_${randomBytes(24).toString('base64')}` };

export { keyOf };
const signer = signerOf(newPrivateKey());
export const webhooks = [shop, depot];

/**
 * Stands for a server that a request must not reach: any use of it throws, so that nothing can have been written. Who asks is
 * looked up all the same, in a real store.
 */
const untouchable = <T extends object>(name: string, known: Readonly<Record<string, unknown>> = {}): T =>
  new Proxy({} as T, {
    get: (_target, property) => {
      if (typeof property === 'string' && Object.hasOwn(known, property)) return known[property];
      throw new Error(`${name}.${String(property)} was used`);
    },
  });

/** A store of which nothing but the directory may be used. */
export function directoryOnly({ collections: { people, sessions, api_keys } }: Store): Store {
  return untouchable<Store>('store', { collections: untouchable('store.collections', { people, sessions, api_keys }) });
}

/** Who there is, in a database of its own. */
const sampleStore = await openStore({
  uri: inject('mongodbUri'),
  database: `http-directory-${process.pid}-${Date.now().toString(36)}`,
});
await seedDirectory(sampleStore);

export interface LogLine {
  readonly level: string;
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Subject {
  readonly app: Hono<Env>;
  readonly lines: LogLine[];
}

/** The gateway over the given servers; over none at all, but for who there is, unless said otherwise. */
export function aGateway(over: Partial<AppOptions> = {}): Subject {
  const lines: LogLine[] = [];
  const app = createApp({ ...standing(lines), ...over });
  return { app, lines };
}

/** What a gateway stands on that is over no server at all. */
function standing(lines: LogLine[]): AppOptions {
  return {
    store: directoryOnly(sampleStore),
    gateway: untouchable<Gateway>('gateway'),
    webhooks,
    signer,
    deployment: 'd_tests',
    developmentSignIn: true,
    region: { locale: 'en-GB', zone: 'UTC' },
    nowMs: () => Date.now(),
    log: (level, text, facts) => void lines.push({ level, text, facts }),
    pingTemporal: () => Promise.reject(new Error('pingTemporal was used')),
  };
}

const serversOf = ({ store, gateway, client, signer: own, deployment }: World) => ({
  store, gateway, signer: own, deployment, pingTemporal: () => client.workflowService.getSystemInfo({}),
}); // prettier-ignore

/** The gateway over the run's real servers. */
export const overWorld = (world: World, over: Partial<AppOptions> = {}): Subject =>
  aGateway({ ...serversOf(world), ...over });

/** What its routes and pages are made from. */
export const depsOf = (world: World): Deps => ({
  ...standing([]),
  ...serversOf(world),
  limits: createLimits(() => Date.now()),
});

export interface Call {
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The document of the gateway itself. */
export async function openApi(): Promise<OpenApi> {
  const response = await aGateway().app.request('/openapi.json');
  return (await response.json()) as OpenApi;
}

let sending: Promise<Send> | undefined;
/** Sends requests whose answers must be what the document promises. */
export const conforming = (): Promise<Send> => (sending ??= openApi().then(createSend));

/** Sends one request; a body that is no text goes as JSON. The answer must be what the document promises. */
export async function call(
  { app }: Subject,
  method: string,
  path: string,
  { as, body, headers }: Call = {},
): Promise<Reply> {
  const send = await conforming();
  const response = await send(app, path, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${keyOf(as)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
}

export const statusesOf = (replies: readonly Reply[]): readonly number[] =>
  replies.map(({ status }) => status).sort((a, b) => a - b);

let keys = 0;
/** Asks for a cancellation under a key of its own. */
export const ask = (subject: Subject, invoice: string, { as = 'maria', key, ...over }: { readonly as?: string; readonly key?: string } & Readonly<Record<string, unknown>> = {}): Promise<Reply> =>
  call(subject, 'POST', `/v1/invoices/${encodeURIComponent(invoice)}/corrections`, {
    as,
    headers: { 'idempotency-key': key ?? `key-${(keys += 1)}` },
    body: { kind: 'cancel', reason: 'duplicate', ...over },
  }); // prettier-ignore

export interface Signing {
  readonly secret?: string;
  readonly at?: Date;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A body with the headers that sign it. */
export function signed(event: unknown, { secret = shop.secret, at = new Date(), headers }: Signing = {}) {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const id = `msg_${randomBytes(8).toString('hex')}`;
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
      ...headers,
    },
  };
}

/** Sends a body with its signature. */
export function sendEvent(subject: Subject, event: unknown, signing: Signing = {}): Promise<Reply> {
  const { body, headers } = signed(event, signing);
  return call(subject, 'POST', '/v1/events', {
    body,
    headers: { 'content-type': 'application/cloudevents+json', ...headers },
  });
}

let events = 0;
/** An order.canceled event for an order that nobody has, unless something else is said. */
export const anEvent = (over: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  specversion: '1.0',
  id: `http-${process.pid}-${(events += 1)}`,
  source: shop.source,
  type: 'order.canceled',
  data: { orderId: 'nobody', reason: 'order_canceled' },
  ...over,
});

/** The address that an answer names. */
export const selfOf = ({ body }: Reply): string => (body['links'] as { readonly self: string }).self;

/** What became of an event, once it is over. */
export const endOf = (subject: Subject, accepted: Reply): Promise<Reply> =>
  until(
    async () => {
      const reply = await call(subject, 'GET', selfOf(accepted), { as: 'otto' });
      return reply.status === 200 && reply.body['status'] !== 'accepted' ? reply : undefined;
    },
    `an outcome at ${selfOf(accepted)}`,
  );
