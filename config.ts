import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const optional = z.string().trim().min(1).optional();
const port = z.coerce.number().int().min(0).max(65_535);

const isLocale = (text: string): boolean => doesNotThrow(() => Intl.getCanonicalLocales(text));
const isZone = (text: string): boolean => doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone: text }));

function doesNotThrow(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const isOrigin = ({ href, origin }: URL): boolean => href === `${origin}/`;
const isLoopback = ({ hostname }: URL): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
const address = (is: (url: URL) => boolean, what: string) =>
  z.string().refine((text) => URL.canParse(text) && is(new URL(text)), what);
/** An address without a path: `https://pay.example`. */
const publicUrl = address(
  (url) => url.protocol === 'https:' && isOrigin(url),
  'https and no path, as https://pay.example',
);
const issuer = address(
  (url) => url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)),
  'https, but for a provider on loopback',
);
/** Groups of the identity provider, each with the roles that it stands for. */
const roleMap = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('JSON such as {"finance": ["finance-approver"]}');
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().min(1), z.array(z.string())));

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
  COUNTERSIGN_LOCALE: z.string().refine(isLocale, 'a BCP 47 locale such as en-GB').default('en-GB'),
  COUNTERSIGN_ZONE: z.string().refine(isZone, 'an IANA time zone such as Europe/Berlin').default('UTC'),
  COUNTERSIGN_PUBLIC_URL: publicUrl.transform((text) => new URL(text).origin).optional(),
  COUNTERSIGN_SIGN_INS_PER_MINUTE: z.coerce.number().int().min(1).max(10_000).default(10),
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: optional,
  OIDC_CLIENT_SECRET: optional,
  OIDC_CLIENT_SECRET_FILE: optional,
  OIDC_CLIENT_AUTH: z.enum(['post', 'basic']).default('post'),
  OIDC_NAME: z.string().trim().min(1).max(60).default('single sign-on'),
  OIDC_SCOPE: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), 'a list with openid in it')
    .default('openid profile email'),
  OIDC_PERSON_CLAIM: z.enum(['email', 'preferred_username', 'sub']).default('email'),
  OIDC_ROLES_CLAIM: optional,
  OIDC_ROLES: roleMap.optional(),
  COUNTERSIGN_TEMPLATES: optional,
  SMTP_URL: z.url().optional(),
  MAIL_FROM: z.string().min(3).default('Countersign <countersign@localhost>'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  NODE_ENV: optional,
  NO_COLOR: z.string().optional(),
  XDG_CACHE_HOME: optional,
  PATH: z.string().default(''),
});

type Read = z.output<typeof schema>;

/** The identity provider that people sign in at (docs/sign-in.md). */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Holds the secret instead; mode 600. */
  readonly clientSecretFile: string | undefined;
  /** How the secret is sent: in the body or the header. */
  readonly clientAuth: 'post' | 'basic';
  /** What the button says: `Sign in with NAME`. */
  readonly name: string;
  readonly scope: string;
  /** What names a person of the directory. */
  readonly personClaim: 'email' | 'preferred_username' | 'sub';
  /** Where the provider says who has which roles; without it the directory alone does. */
  readonly roles: { readonly claim: string; readonly map: Readonly<Record<string, readonly string[]>> } | undefined;
}

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
  /** Where people reach the gateway through a proxy; loopback alone unless said otherwise. */
  readonly publicUrl: string | undefined;
  /** From one address. */
  readonly signInsPerMinute: number;
  /** Without it people sign in by name, in development. */
  readonly oidc: OidcConfig | undefined;
  /** A folder with templates of messages that take the place of those that ship. */
  readonly templatesDir: string | undefined;
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
  const problems = whyNotTogether(set);
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
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
    publicUrl: set.COUNTERSIGN_PUBLIC_URL,
    signInsPerMinute: set.COUNTERSIGN_SIGN_INS_PER_MINUTE,
    oidc: oidcIn(set),
    templatesDir: set.COUNTERSIGN_TEMPLATES === undefined ? undefined : resolve(set.COUNTERSIGN_TEMPLATES),
    smtpUrl: set.SMTP_URL,
    mailFrom: set.MAIL_FROM,
    mailDir: join(home, 'mail'),
    logLevel: set.LOG_LEVEL,
    production: set.NODE_ENV === 'production',
    path: set.PATH,
  });
}

/** What does not go together, though each variable is well-formed. */
function whyNotTogether(set: Read): readonly string[] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_CLIENT_SECRET_FILE, OIDC_ROLES_CLAIM, OIDC_ROLES } = set;
  const problems: readonly (string | false)[] = [
    OIDC_ISSUER === undefined && OIDC_CLIENT_ID !== undefined && 'OIDC_ISSUER: is missing beside OIDC_CLIENT_ID',
    OIDC_ISSUER !== undefined && OIDC_CLIENT_ID === undefined && 'OIDC_CLIENT_ID: is missing beside OIDC_ISSUER',
    OIDC_CLIENT_SECRET !== undefined && OIDC_CLIENT_SECRET_FILE !== undefined && 'OIDC_CLIENT_SECRET_FILE: the secret is in OIDC_CLIENT_SECRET, too',
    OIDC_ROLES_CLAIM !== undefined && OIDC_ROLES === undefined && 'OIDC_ROLES: is missing beside OIDC_ROLES_CLAIM',
    OIDC_ROLES_CLAIM === undefined && OIDC_ROLES !== undefined && 'OIDC_ROLES_CLAIM: is missing beside OIDC_ROLES',
  ];
  return problems.filter((problem) => problem !== false);
} // prettier-ignore

function oidcIn(set: Read): OidcConfig | undefined {
  if (set.OIDC_ISSUER === undefined || set.OIDC_CLIENT_ID === undefined) return undefined;
  const { OIDC_ROLES_CLAIM: claim, OIDC_ROLES: map, OIDC_CLIENT_SECRET_FILE: file } = set;
  return {
    issuer: set.OIDC_ISSUER,
    clientId: set.OIDC_CLIENT_ID,
    clientSecret: set.OIDC_CLIENT_SECRET,
    clientSecretFile: file === undefined ? undefined : resolve(file),
    clientAuth: set.OIDC_CLIENT_AUTH,
    name: set.OIDC_NAME,
    scope: set.OIDC_SCOPE,
    personClaim: set.OIDC_PERSON_CLAIM,
    roles: claim === undefined || map === undefined ? undefined : { claim, map },
  };
}
