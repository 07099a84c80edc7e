import type { Config } from '../../config.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Store } from '../../store/database.ts';
import { createApi, type Api } from '../api.ts';
import { createDirectoryApi, type DirectoryApi } from '../directory-api.ts';
import type { ExitCode } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { commandLine } from '../render/wording.ts';
import { readRunning } from '../running.ts';
import { readSessions } from '../session-file.ts';
import { visible, type Terminal } from '../terminal.ts';

/** What every command stands on; handed in by the composition root, so that commands run in tests as they do for people. */
export interface Context {
  readonly terminal: Terminal;
  /** Read late: --help and --version work with a broken environment too. */
  readonly config: () => Config;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** A fresh id for a request or a decision. */
  readonly newId: () => string;
  /** How the command ended, for the shell. */
  readonly finish: (exit: ExitCode) => void;
}

const notRunning = (what: string, variable: string, home: string): Refused =>
  new Refused('UNAVAILABLE', {
    detail: `No ${what} is known: nothing runs in ${home} and ${variable} is not set; type: countersign up`,
  });

/** Where MongoDB is: MONGODB_URI with MONGODB_DATABASE, else what `countersign up` started. Throws UNAVAILABLE. */
export async function databaseOf(context: Context): Promise<{ readonly uri: string; readonly database: string }> {
  const { mongodbUri, database, home } = context.config();
  if (mongodbUri !== undefined) return { uri: mongodbUri, database };
  const running = await readRunning(home);
  if (running === undefined || running.mongodbUri === '') throw notRunning('MongoDB', 'MONGODB_URI', home);
  return { uri: running.mongodbUri, database: running.database };
}

/** Opens the store for one command and closes it whatever happens. Throws UNAVAILABLE when MongoDB does not answer. */
export async function withStore<T>(context: Context, body: (store: Store) => Promise<T>): Promise<T> {
  const { uri, database } = await databaseOf(context);
  const address = uri.replace(/\/\/[^@/]*@/, '//'); // without the password
  // The driver takes longer to load than most commands to run.
  const [{ openStore }, { isStoreTrouble }] = await Promise.all([
    import('../../store/database.ts'),
    import('../../store/queries.ts'),
  ]);
  let store: Store | undefined;
  try {
    store = await openStore({ uri, database });
    return await body(store);
  } catch (error) {
    // The driver's parser of addresses has errors of its own kind.
    if (error instanceof Error && error.name === 'MongoParseError')
      throw new UsageError(
        `MONGODB_URI ${address}: ${error.message}`,
        'Set it as mongodb://HOST:PORT/?replicaSet=NAME',
      );
    if (!isStoreTrouble(error)) throw error;
    throw new Refused('UNAVAILABLE', { detail: `MongoDB at ${address}: ${textOf(error)}` });
  } finally {
    await store?.close();
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Where the gateway is: COUNTERSIGN_URL or COUNTERSIGN_PORT, else what `countersign up` started. Throws UNAVAILABLE. */
export async function gatewayUrlOf(context: Context): Promise<string> {
  const { gatewayUrl, home } = context.config();
  if (gatewayUrl !== undefined) return gatewayUrl;
  const running = await readRunning(home);
  if (running === undefined || running.gatewayUrl === '') throw notRunning('gateway', 'COUNTERSIGN_URL', home);
  return running.gatewayUrl;
}

export interface Who {
  /** Reading asks for somebody, no matter who: the first who is signed in serves when nobody is named. */
  readonly anybody?: boolean;
}

/** Who acts, and what proves it. */
export interface Caller {
  readonly id: string;
  readonly key: string;
}

/**
 * Who acts: --as, else COUNTERSIGN_AS, of those who are signed in here; with nobody named the service whose key is in
 * COUNTERSIGN_API_KEY, else the only one who is signed in. Throws LOGIN_REQUIRED with what to type.
 */
export async function callerOf(context: Context, as: string | undefined, who: Who = {}): Promise<Caller> {
  const { sessionsFile, actAs, apiKey } = context.config();
  const wanted = as ?? actAs;
  if (wanted === undefined && apiKey !== undefined) return { id: 'COUNTERSIGN_API_KEY', key: apiKey };
  const sessions = await readSessions(sessionsFile, context.nowMs());
  const name = wanted?.toLowerCase();
  const found =
    name === undefined
      ? sessions.slice(0, sessions.length === 1 || who.anybody === true ? 1 : 0)
      : sessions.filter(({ person, email }) => person === name || email === name);
  if (found[0]) return { id: found[0].person, key: found[0].token };
  const names = sessions.map(({ person }) => person).join(', ');
  const signedIn = names === '' ? 'nobody is signed in here' : `signed in here: ${names}`;
  throw new Refused('LOGIN_REQUIRED', {
    param: '--as',
    detail: `${wanted === undefined ? 'Nobody was named' : `${wanted} is not signed in`} (${signedIn}); type: ${commandLine('login', wanted ?? 'NAME')}`,
  });
}

/** The gateway as the person that --as names sees it. */
export async function apiOf(
  context: Context,
  as: string | undefined,
  who: Who = {},
): Promise<{ readonly api: Api; readonly holder: Caller }> {
  const [url, holder] = await Promise.all([gatewayUrlOf(context), callerOf(context, as, who)]);
  return { api: createApi({ url, key: holder.key }), holder };
}

/** The same for the routes about who there is. */
export async function directoryOf(
  context: Context,
  as: string | undefined,
  who: Who = {},
): Promise<{ readonly api: DirectoryApi; readonly holder: Caller }> {
  const [url, holder] = await Promise.all([gatewayUrlOf(context), callerOf(context, as, who)]);
  return { api: createDirectoryApi({ url, key: holder.key }), holder };
}

/**
 * The document as it reads now, for a plan that changes what it says: people see old and new. Undefined for other plans, and
 * when it has moved on since.
 */
export async function documentBefore(api: Api, plan: Plan | undefined): Promise<InvoiceDocument | undefined> {
  const isNews = plan?.changes.some((change) => (change.set ?? change.cleared ?? change.replacedBy) !== undefined);
  if (!plan || !isNews) return undefined;
  const { document } = await api.invoice(plan.invoiceId);
  return document.version === plan.invoiceVersion ? visible(document) : undefined;
}
