import type { Config } from '../../config.ts';
import type { InvoiceDocument } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import type { Plan } from '../../domain/plan.ts';
import { AccessFileError, readAccessFile, type KeyHolder } from '../../integrations/access/access-file.ts';
import type { Store } from '../../store/database.ts';
import { createApi, type Api } from '../api.ts';
import type { ExitCode } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { readRunning } from '../running.ts';
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
  /** Reading asks for a key, no matter whose: the first one serves when nobody is named. */
  readonly anybody?: boolean;
}

/** Whose key is used: --as, else COUNTERSIGN_AS, else the only person that the access file has. Throws LOGIN_REQUIRED. */
export async function keyHolderOf(context: Context, as: string | undefined, who: Who = {}): Promise<KeyHolder> {
  const { accessFile, actAs } = context.config();
  const { principals } = await readAccessFile(accessFile).catch((error: unknown) => {
    throw error instanceof AccessFileError ? new Refused('LOGIN_REQUIRED', { detail: `${error.message}.` }) : error;
  });
  const name = (as ?? actAs)?.toLowerCase();
  const people = principals.filter(({ type }) => type === 'person');
  const found =
    name === undefined
      ? people.slice(0, people.length === 1 || who.anybody === true ? 1 : 0)
      : principals.filter(({ id, email }) => id.toLowerCase() === name || email?.toLowerCase() === name);
  if (found[0]) return found[0];
  const names = (name === undefined ? people : principals).map(({ id }) => id).join(', ');
  throw new Refused('LOGIN_REQUIRED', {
    param: '--as',
    detail: `${name === undefined ? 'Nobody was named' : `${as ?? actAs} has no key`}; ${accessFile} has ${names}.`,
  });
}

/** The gateway as the person that --as names sees it. */
export async function apiOf(
  context: Context,
  as: string | undefined,
  who: Who = {},
): Promise<{ readonly api: Api; readonly holder: KeyHolder }> {
  const [url, holder] = await Promise.all([gatewayUrlOf(context), keyHolderOf(context, as, who)]);
  return { api: createApi({ url, key: holder.key }), holder };
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
