import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const optional = z.string().trim().min(1).optional();
const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  TEMPORAL_ADDRESS: optional,
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default('corrections'),
  TEMPORAL_UI_URL: optional,
  TEMPORAL_CLI_PATH: optional,
  MONGODB_URI: optional,
  MONGODB_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,60}$/, 'letters, digits, - and _')
    .default('countersign'),
  MONGOMS_SYSTEM_BINARY: optional,
  COUNTERSIGN_MONGO: z.enum(['auto', 'mongod', 'standin']).default('auto'),
  COUNTERSIGN_HOME: z.string().min(1).default('.countersign'),
  COUNTERSIGN_CACHE: optional,
  COUNTERSIGN_PORT: port.default(8787),
  COUNTERSIGN_URL: z.url().optional(),
  COUNTERSIGN_ACCESS: optional,
  COUNTERSIGN_PROOF_KEYS: optional,
  COUNTERSIGN_AS: optional,
  COUNTERSIGN_API_KEY: optional,
  COUNTERSIGN_LOCALE: z.string().min(2).default('en-GB'),
  COUNTERSIGN_ZONE: z.string().min(1).default('UTC'),
  SMTP_URL: z.url().optional(),
  MAIL_FROM: z.string().min(3).default('Countersign <countersign@localhost>'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  NODE_ENV: optional,
  NO_COLOR: z.string().optional(),
  XDG_CACHE_HOME: optional,
  PATH: z.string().default(''),
});

/** Everything that a deployment sets from outside. Paths are absolute. */
export interface Config {
  readonly temporalAddress: string | undefined;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly temporalUiUrl: string | undefined;
  readonly temporalCliPath: string | undefined;
  readonly mongodbUri: string | undefined;
  readonly database: string;
  readonly mongodBinary: string | undefined;
  readonly mongoKind: 'auto' | 'mongod' | 'standin';
  /** Data, keys, mail and logs of a local deployment. */
  readonly home: string;
  /** Server binaries, shared between checkouts. */
  readonly cacheDir: string;
  readonly port: number;
  /** Where the command line finds the gateway, if somebody said so. */
  readonly gatewayUrl: string | undefined;
  /** Secrets of those who send events; mode 600. */
  readonly accessFile: string;
  /** The gateway's private keys; mode 600. */
  readonly proofKeysFile: string;
  /** Sessions of the command line; mode 600. */
  readonly sessionsFile: string;
  /** As whom the command line acts unless --as says otherwise. */
  readonly actAs: string | undefined;
  /** Key of a service or an agent that uses the command line. */
  readonly apiKey: string | undefined;
  /** How people read amounts and times unless their profile says otherwise. */
  readonly region: { readonly locale: string; readonly zone: string };
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly mailDir: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly production: boolean;
  readonly path: string;
}

/** A variable that does not fit; all problems at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the environment, once, here and nowhere else. Throws ConfigError listing every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = schema.safeParse(env);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  const set = parsed.data;
  const home = resolve(set.COUNTERSIGN_HOME);
  return Object.freeze({
    temporalAddress: set.TEMPORAL_ADDRESS,
    namespace: set.TEMPORAL_NAMESPACE,
    taskQueue: set.TEMPORAL_TASK_QUEUE,
    temporalUiUrl: set.TEMPORAL_UI_URL,
    temporalCliPath: set.TEMPORAL_CLI_PATH,
    mongodbUri: set.MONGODB_URI,
    database: set.MONGODB_DATABASE,
    mongodBinary: set.MONGOMS_SYSTEM_BINARY,
    mongoKind: set.COUNTERSIGN_MONGO,
    home,
    cacheDir: resolve(set.COUNTERSIGN_CACHE ?? join(set.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'countersign')),
    port: set.COUNTERSIGN_PORT,
    gatewayUrl: set.COUNTERSIGN_URL,
    accessFile: resolve(set.COUNTERSIGN_ACCESS ?? join(home, 'access.json')),
    proofKeysFile: resolve(set.COUNTERSIGN_PROOF_KEYS ?? join(home, 'proof-keys.json')),
    sessionsFile: join(home, 'sessions.json'),
    actAs: set.COUNTERSIGN_AS,
    apiKey: set.COUNTERSIGN_API_KEY,
    region: { locale: set.COUNTERSIGN_LOCALE, zone: set.COUNTERSIGN_ZONE },
    smtpUrl: set.SMTP_URL,
    mailFrom: set.MAIL_FROM,
    mailDir: join(home, 'mail'),
    logLevel: set.LOG_LEVEL,
    production: set.NODE_ENV === 'production',
    path: set.PATH,
  });
}
