import type { Choice, FileChoice, ServerKind } from './choices.ts';
import { StackError, reasonOf } from './errors.ts';
import { startMongo, useMongo, withoutSecret } from './mongo.ts';
import type { MongoService } from './mongo.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';
import { resolveMongo, resolveTemporal } from './resolve.ts';
import type { ResolveOptions } from './resolve.ts';
import type { Resolution } from './routes.ts';
import type { RunningServer } from './server.ts';
import type { Log, MongoHooks, SearchAttributes, StackMode, StackSettings } from './settings.ts';
import { startTemporal, useTemporal } from './temporal.ts';
import type { TemporalService, TemporalVersions } from './temporal.ts';

export interface StackOptions {
  readonly settings: StackSettings;
  readonly searchAttributes: SearchAttributes;
  readonly mode: StackMode;
  /** Driver calls, from store/. */
  readonly mongo: MongoHooks;
  readonly log: Log;
  readonly downloadTemporalCli?: ResolveOptions['downloadTemporalCli'];
}

/** Two real servers, ready for use. `pid` is undefined while a server is down, and for an address that was given. */
export interface Stack {
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly uiUrl?: string | undefined;
    readonly source: string;
    readonly versions: TemporalVersions;
    readonly flags: readonly string[];
    readonly pid?: number | undefined;
  };
  readonly mongo: Omit<MongoService, 'server'> & { readonly pid?: number | undefined };
  /** Databases, logs and pids.json. */
  readonly dataDir: string;
  /** Which servers served, a line each; without passwords. */
  describe(): string;
  /** kill -9 by id, resolved when gone. Rejects with NOT_OURS for an address that was given, as do the next three. */
  killTemporal(): Promise<void>;
  /** Start again on the same port and data, killing first if need be; ready when resolved. Empty in `test` mode. */
  restartTemporal(): Promise<void>;
  killMongo(): Promise<void>;
  restartMongo(): Promise<void>;
  /** Ends what was started, nothing else; removes the directory of a test or fault run unless `keepData`. Repeatable. */
  stop(options?: { readonly keepData?: boolean }): Promise<void>;
}

/**
 * Finds or starts Temporal and MongoDB (guide 1.1) and resolves when both do their work. Servers are children in
 * groups of their own: on Ctrl-C the caller calls `stop()`; should the process just exit they are killed with it, and
 * should it be killed with -9 the next start on the data directory ends them.
 *
 * @throws StackError with what to type next in `help`
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { settings, mode, log } = options;
  // Given addresses first: one that is dead is told in seconds, before anything is fetched or started.
  const { temporalAddress, mongodbUri } = settings;
  const givenTemporal = temporalAddress === undefined ? undefined : await useTemporal(temporalAddress, options);
  const givenMongo = mongodbUri === undefined ? undefined : await useMongo(mongodbUri, options);

  const place = await openPlace(settings.dataDir, mode, log);
  const started = await Promise.allSettled([
    givenTemporal ?? findAndStartTemporal(options, place),
    givenMongo ?? findAndStartMongo(options, place),
  ]);
  const [temporal, mongo] = started;
  if (temporal.status === 'fulfilled' && mongo.status === 'fulfilled')
    return assemble(temporal.value, mongo.value, options, place);

  const servers = started.flatMap((one) => (one.status === 'fulfilled' && one.value.server ? [one.value.server] : []));
  await Promise.all(servers.map((server) => server.stop()));
  const reasons: readonly unknown[] = started.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  // Only a server that failed to start leaves something worth looking at.
  const keepData = reasons.some((reason) => reason instanceof StackError && reason.code === 'SERVER_NOT_READY');
  if (keepData) log(`Data and logs are kept in ${place.dir}`);
  place.leave({ keepData });
  for (const second of reasons.slice(1)) log(`Also: ${reasonOf(second)}`);
  throw reasons[0];
}

async function findAndStartTemporal(options: StackOptions, place: Place): Promise<TemporalService> {
  const choice = chosen(await resolveTemporal(options.settings, options));
  if (options.settings.production) options.log('Warning: the Temporal dev server is not for production.');
  return startTemporal(choice, options, place);
}

async function findAndStartMongo(options: StackOptions, place: Place): Promise<MongoService> {
  return startMongo(chosen(await resolveMongo(options.settings, options)), options, place);
}

function chosen<Kind extends ServerKind>({ outcome }: Resolution<Choice<Kind>>): FileChoice<Kind> {
  if (outcome.kind === 'failed') throw outcome.error;
  if (outcome.kind === 'use' && 'file' in outcome.use) return outcome.use;
  throw new Error('a given address is used before, and with fetching on nothing stays open');
}

function assemble(temporal: TemporalService, mongo: MongoService, options: StackOptions, place: Place): Stack {
  const servers = [temporal.server, mongo.server].filter((server) => server !== undefined);
  let stopped: Promise<void> | undefined;
  const { server: temporalServer, ...temporalFacts } = temporal;
  const { server: mongoServer, ...mongoFacts } = mongo;
  return {
    temporal: {
      ...temporalFacts,
      namespace: options.settings.namespace,
      get pid() {
        return temporalServer?.pid();
      },
    },
    mongo: {
      ...mongoFacts,
      get pid() {
        return mongoServer?.pid();
      },
    },
    dataDir: place.dir,
    describe: () => [temporalLine(temporal, options.settings.namespace), mongoLine(mongo)].join('\n'),
    killTemporal: async () => ours(temporalServer, 'Temporal').kill(),
    restartTemporal: async () => ours(temporalServer, 'Temporal').restart(),
    killMongo: async () => ours(mongoServer, 'MongoDB').kill(),
    restartMongo: async () => ours(mongoServer, 'MongoDB').restart(),
    stop({ keepData = false } = {}) {
      stopped ??= Promise.all(servers.map((server) => server.stop())).then(() => {
        if (keepData) options.log(`Data and logs are kept in ${place.dir}`);
        place.leave({ keepData });
      });
      return stopped;
    },
  };
}

function ours(server: RunningServer | undefined, name: string): RunningServer {
  if (server !== undefined) return server;
  throw new StackError('NOT_OURS', `${name} was running already; this stack neither kills nor restarts it.`);
}

function temporalLine({ address, source, versions, uiUrl, server }: TemporalService, namespace: string): string {
  const what = server ? 'dev server, one history shard, one SQLite connection, not for production' : 'given';
  return `Temporal ${versions.server} at ${address}, namespace ${namespace} (${source}: ${what})${uiUrl ? `, UI ${uiUrl}` : ''}`;
}

function mongoLine({ uri, source, kind, version, secantusVersion }: MongoService): string {
  if (secantusVersion === undefined) return `MongoDB ${version} at ${withoutSecret(uri)} (${source}: ${kind})`;
  return `Stand-in SecantusDB ${secantusVersion} at ${withoutSecret(uri)} (${source}: imitates MongoDB ${version}, is not MongoDB)`;
}
