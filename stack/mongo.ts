import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StackError, reasonOf } from './errors.ts';
import type { Place } from './place.ts';
import { LOCALHOST } from './ports.ts';
import type { FileChoice } from './choices.ts';
import { launch } from './server.ts';
import type { RunningServer, ServerPlan } from './server.ts';
import type { Log, MongoHooks, StackMode, StackSettings } from './settings.ts';
import { answersOn, until, within } from './wait.ts';

export interface MongoService {
  readonly uri: string;
  readonly kind: 'mongod' | 'standin' | 'given';
  readonly source: string;
  /** From `buildInfo`; of a stand-in it is the version it imitates. */
  readonly version: string;
  readonly secantusVersion?: string | undefined;
  readonly flags: readonly string[];
  readonly server?: RunningServer | undefined;
}

interface MongoWish {
  readonly settings: StackSettings;
  readonly mode: StackMode;
  readonly mongo: MongoHooks;
  readonly log: Log;
}

const USUAL_PORT = 27_017;
const HOOK_LIMIT_MS = 5_000;
const START_LIMIT_MS = 60_000; // the first start of a real mongod on a slow disk

// The names under which both kinds present themselves as the one-node replica set that transactions need.
const REPLICA_SETS = { mongod: 'rs0', standin: 'secantus' } as const;
const FOLDERS = { mongod: 'mongo', standin: 'standin' } as const;

/** Starts a one-node replica set. Ready: `hello.isWritablePrimary`. */
export async function startMongo(
  choice: FileChoice<'mongod' | 'standin'>,
  { settings, mode, mongo, log }: MongoWish,
  place: Place,
): Promise<MongoService> {
  const { kind } = choice;
  const replicaSet = REPLICA_SETS[kind];
  const dataDir = join(place.dir, FOLDERS[kind]);
  if (!existsSync(dataDir)) tellOfOtherData(kind, place, log);
  mkdirSync(dataDir, { recursive: true });

  const argsFor = (port: number) => (kind === 'mongod' ? mongodArgs(port, dataDir) : standinArgs(port, dataDir));
  const plan: ServerPlan = {
    name: 'mongo',
    file: choice.file,
    path: settings.path,
    preferredPort: mode === 'up' ? USUAL_PORT : undefined,
    portOffsets: [0],
    argsFor,
    async ready(port, giveUp) {
      const host = `${LOCALHOST}:${port}`;
      // Direct: before the set is initiated a driver that looks for its primary finds none.
      const direct = `mongodb://${host}/?directConnection=true`;
      const wait = { giveUp, limitMs: START_LIMIT_MS };
      await until('MongoDB port', () => answersOn(LOCALHOST, port), wait);
      if (kind === 'mongod')
        await within(START_LIMIT_MS, 'replSetInitiate', mongo.initiateReplicaSet(direct, replicaSet, host));
      const isPrimary = () => within(HOOK_LIMIT_MS, 'hello', mongo.isWritablePrimary(direct));
      await until('primary', isPrimary, wait);
    },
  };
  const server = await launch(plan, place, log);
  const uri = `mongodb://${LOCALHOST}:${server.port}/?replicaSet=${replicaSet}`;
  const { version, secantusVersion } = await mongo.buildInfo(uri);
  return { uri, kind, source: choice.source, version, secantusVersion, flags: argsFor(server.port), server };
}

/**
 * Checks a MongoDB that runs already.
 *
 * @throws StackError UNREACHABLE after 5 s naming address and variable, STANDIN_IN_PRODUCTION, WRONG_MONGO_KIND
 */
export async function useMongo(uri: string, { settings, mongo }: MongoWish): Promise<MongoService> {
  const shown = withoutSecret(uri);
  const info = await within(HOOK_LIMIT_MS, 'buildInfo', mongo.buildInfo(uri)).catch((error: unknown) => {
    // The driver's message may repeat the address with its password.
    const why = reasonOf(error).replaceAll(uri, shown);
    throw new StackError('UNREACHABLE', `MONGODB_URI is ${shown}, but no MongoDB answers there: ${why}.`, [
      'check host, port, user and password of MONGODB_URI',
      'unset MONGODB_URI (to start a server instead)',
    ]);
  });
  const { version, secantusVersion } = info;
  const standin = secantusVersion !== undefined;
  if (standin && settings.production)
    throw new StackError(
      'STANDIN_IN_PRODUCTION',
      `MONGODB_URI is ${shown}, a stand-in (SecantusDB ${secantusVersion}).`,
      ["export MONGODB_URI='mongodb://HOST:27017/?replicaSet=rs0' (a real MongoDB)"],
    );
  if (settings.mongoKind !== 'auto' && standin !== (settings.mongoKind === 'standin'))
    throw new StackError(
      'WRONG_MONGO_KIND',
      `COUNTERSIGN_MONGO=${settings.mongoKind}, but ${shown} is a ${standin ? 'stand-in' : 'mongod'}.`,
      ['unset COUNTERSIGN_MONGO', 'unset MONGODB_URI'],
    );
  return { uri, kind: 'given', source: 'MONGODB_URI', version, secantusVersion, flags: [] };
}

/** An address without its password, fit for messages. */
export function withoutSecret(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//***@');
}

function mongodArgs(port: number, dataDir: string): string[] {
  return ['--replSet', REPLICA_SETS.mongod, '--bind_ip', LOCALHOST, '--port', String(port), '--dbpath', dataDir];
}

function standinArgs(port: number, dataDir: string): string[] {
  return [
    ['--host', LOCALHOST, '--port', String(port), '--storage-path', dataDir, '--cache-size', '256M'],
    // Without the first a restart takes 5 to 10 s, without the second kill -9 lost about 1 % of acknowledged writes.
    ['--log-file-max', '64MB', '--sync-on-commit', '--log-level', 'WARNING'],
  ].flat();
}

/** A machine that gains (or loses) its mongod starts with an empty one: that must not look like lost data. */
function tellOfOtherData(kind: 'mongod' | 'standin', place: Place, log: Log): void {
  const other = kind === 'mongod' ? 'standin' : 'mongod';
  if (!existsSync(join(place.dir, FOLDERS[other]))) return;
  log(`Starting an empty ${kind}; the data of the ${other} is untouched (COUNTERSIGN_MONGO=${other} brings it back).`);
}
