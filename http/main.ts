import { serve, type ServerType } from '@hono/node-server';
import { Client, Connection } from '@temporalio/client';
import { pino, type Logger } from 'pino';
import { createGateway } from '../client/gateway.ts';
import { readConfig, type Config, type OidcConfig } from '../config.ts';
import { readAccessFile } from '../integrations/access/access-file.ts';
import { readSecretFile } from '../integrations/access/secret-file.ts';
import { readKeyFile } from '../integrations/proof/key-file.ts';
import { publicKeyOf, signerOf } from '../integrations/proof/signer.ts';
import { openStore, type Store } from '../store/database.ts';
import { whyNotCurrent } from '../store/migrations.ts';
import { deploymentOf, publishKeys } from '../store/proof-keys.ts';
import { whyNotReady } from '../worker/ready.ts';
import { createApp } from './app.ts';
import type { Log } from './context.ts';
import { currentDirectory } from './directory-rules.ts';
import { roleMapOf } from './sign-in/claims.ts';
import type { Oidc } from './sign-in/oidc.ts';
import { createOidc } from './sign-in/provider.ts';

/** A caller waits for the evaluation at most this long; then 202 and an address (guides/temporal.md section 4). */
const answerWithinMs = 5_000;
/** Longer than an answer takes; what is not over by then is cut off: it is safe to repeat. */
const drainMs = 8_000;
/** How late a change of the directory that waits for its time may take effect. */
const settleEveryMs = 60_000;

/** The gateway process: checks what it stands on, then answers on loopback until it is told to stop. */
async function main(config: Config, log: Logger): Promise<void> {
  const { temporalAddress: address, mongodbUri: uri, namespace, taskQueue, database, production } = config;
  if (address === undefined || uri === undefined)
    throw new Error('TEMPORAL_ADDRESS and MONGODB_URI must be set; countersign up sets them for what it starts');
  const { webhooks } = await readAccessFile(config.accessFile);
  const keys = await readKeyFile(config.proofKeysFile);
  const store = await openStore({ uri, database });
  const connection = await Connection.connect({ address });
  const problems = [
    ...(await whyNotReady({ store, connection, namespace, production })),
    ...(await whyNotCurrent(store)),
  ];
  if (problems.length > 0)
    throw new Error(
      `${problems.join('; ')}; countersign doctor tells more, countersign migrate brings the store up to date`,
    );

  await publishKeys(store, { current: publicKeyOf(keys.current), next: publicKeyOf(keys.next) }, new Date());
  const told: Log = (level, text, facts) => log[level](facts, text);
  const app = createApp({
    store,
    gateway: createGateway({ client: new Client({ connection, namespace }), taskQueue, answerWithinMs }),
    webhooks,
    signer: signerOf(keys.current),
    deployment: await deploymentOf(store),
    developmentSignIn: !production,
    signInsPerMinute: config.signInsPerMinute,
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    ...(config.oidc ? { oidc: await providerOf(config.oidc, told) } : {}),
    region: config.region,
    ...(config.temporalUiUrl === undefined ? {} : { temporalUi: { url: config.temporalUiUrl, namespace } }),
    nowMs: () => Date.now(),
    log: told,
    pingTemporal: () => connection.withDeadline(Date.now() + 1_500, () => connection.workflowService.getSystemInfo({})),
  });
  // By address, not by name: "localhost" may mean more than loopback.
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: config.port }, ({ port }) =>
    console.log(`gateway listening on http://127.0.0.1:${port}`),
  );
  server.on('error', (error) => exitFor(log, error));
  const settling = setInterval(() => {
    currentDirectory({ store, nowMs: () => Date.now() }).catch((error: unknown) =>
      log.warn({ error: String(error) }, 'changes of the directory that are due could not be settled'),
    );
  }, settleEveryMs);
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    clearInterval(settling);
    drain(server, { connection, store }).catch((error: unknown) => exitFor(log, error));
  };
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, stop);
}

/** The identity provider as the deployment names it. */
async function providerOf({ clientSecretFile: file, roles, ...oidc }: OidcConfig, log: Log): Promise<Oidc> {
  const clientSecret = file === undefined ? oidc.clientSecret : await readSecretFile(file);
  return createOidc({ ...oidc, clientSecret, roles: roles && roleMapOf(roles), log });
}

/** No new calls; those in hand get their answer; then the connections are given back and the process ends by itself. */
async function drain(
  server: ServerType,
  { connection, store }: { readonly connection: Connection; readonly store: Store },
): Promise<void> {
  const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), drainMs);
  const closed = new Promise((resolve) => server.close(resolve));
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  await closed;
  clearTimeout(cut);
  await connection.close();
  await store.close();
}

function exitFor(log: Logger, error: unknown): void {
  log.fatal({ error: error instanceof Error ? error.stack : String(error) }, 'the gateway cannot run');
  process.exit(1);
}

const config = readConfig();
const log = pino({ level: config.logLevel, name: 'gateway' });
await main(config, log).catch((error: unknown) => exitFor(log, error));
