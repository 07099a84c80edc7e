import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { sampleDirectory } from '../../domain/directory-sample.ts';
import type { Settings } from '../../domain/settings.ts';
import { readAccessFile, writeSampleAccess } from '../../integrations/access/access-file.ts';
import { reasonOf } from '../../stack/errors.ts';
import { killOrphans, openRoster } from '../../stack/roster.ts';
import { startStack, type Stack } from '../../stack/start.ts';
import { openStore } from '../../store/database.ts';
import { migrate } from '../../store/migrations.ts';
import { probeStore } from '../../store/probe.ts';
import { mongoHooks } from '../../store/server-hooks.ts';
import { isEmpty } from '../../store/set-up.ts';
import { putSettings } from '../../store/settings.ts';
import { searchAttributeTypes } from '../../workflows/contract.ts';
import { downloadTemporalCli } from './download-temporal-cli.ts';
import { removeRunning, writeRunning } from '../running.ts';
import { provideKeys, setUp } from './set-up.ts';
import { stackSettings } from './stack-settings.ts';
import { startChildren } from './start-children.ts';
import type { Supervised } from './supervise.ts';
import { watchServers } from './watch-servers.ts';

export interface UpOptions {
  /** To be put in force; without them those in the store stay. */
  readonly settings?: Settings | undefined;
  /** A line for the person who watches. */
  readonly log: (line: string) => void;
  /** Aborted: what has been started so far is ended in order, and the start rejects. */
  readonly signal: AbortSignal;
}

/** Everything that runs: servers, worker and gateway. */
export interface Up {
  readonly stack: Stack;
  readonly worker: Supervised;
  readonly gateway: Supervised;
  readonly gatewayUrl: string;
  /** The configuration with the addresses of what was started. */
  readonly config: Config;
  /** Ends it all in order: gateway, worker with what it has in hand, servers. Repeatable. */
  stop(): Promise<void>;
}

/**
 * Starts the servers, proves the store before anything is written to it, brings it up to date, and starts worker and gateway
 * as processes of their own that are started again when they die. Resolves when all of it does its work.
 *
 * @throws StackError, StoreUnfit, AccessFileError, KeyFileError, ChildFailed; nothing runs on then
 */
export async function startUp(config: Config, options: UpOptions): Promise<Up> {
  const { log, signal } = options;
  const started: (() => Promise<unknown>)[] = [];
  const stop = once(async () => {
    for (const end of started.toReversed())
      await end().catch((error: unknown) => log(`While stopping: ${reasonOf(error)}`));
  });
  try {
    await mkdir(config.home, { recursive: true });
    const stack = await startServers(config, log);
    started.push(() => stack.stop());
    signal.throwIfAborted();
    const found: Config = {
      ...config,
      temporalAddress: stack.temporal.address,
      temporalUiUrl: stack.temporal.uiUrl ?? config.temporalUiUrl,
      mongodbUri: stack.mongo.uri,
    };
    if (await prepareStore(stack.mongo.uri, config, options.settings))
      log('The sample directory is set up: sign in by countersign login NAME.');
    if (await writeSampleAccess(config.accessFile)) log(`The secret of a sample shop is in ${config.accessFile}.`);
    await readAccessFile(config.accessFile); // worker and gateway would both end over a file that they cannot use
    signal.throwIfAborted();

    const processes = join(config.home, 'processes'); // the stack's own list is in the home itself
    await killOrphans(processes, log);
    const { worker, gateway } = await startChildren(
      found,
      { roster: openRoster(processes), log, signal },
      (end) => void started.push(end),
    );
    signal.throwIfAborted();

    const watch = watchServers(stack, log);
    started.push(() => watch.stop());
    await writeRunning(config.home, {
      temporalAddress: stack.temporal.address,
      temporalUiUrl: found.temporalUiUrl ?? '',
      mongodbUri: stack.mongo.uri,
      gatewayUrl: gateway.url,
      database: config.database,
      pid: process.pid,
    });
    started.push(() => removeRunning(config.home, process.pid));
    return { stack, worker, gateway: gateway.child, gatewayUrl: gateway.url, config: found, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The MongoDB server lacks what the correction transaction stands on: nothing was written to it. */
export class StoreUnfit extends Error {
  override readonly name = 'StoreUnfit';
}

const startServers = (config: Config, log: (line: string) => void): Promise<Stack> =>
  startStack({
    settings: stackSettings(config),
    searchAttributes: searchAttributeTypes,
    mode: 'up',
    mongo: mongoHooks,
    log,
    downloadTemporalCli,
  });

/** Answers whether it set the sample directory up, because nobody was in the store. */
async function prepareStore(uri: string, config: Config, settings: Settings | undefined): Promise<boolean> {
  const store = await openStore({ uri, database: config.database });
  try {
    const missed = await probeStore(store);
    if (missed.length > 0) throw new StoreUnfit(missed.map((miss) => `the MongoDB server fails: ${miss}`).join('\n'));
    await migrate(store, new Date());
    if (settings !== undefined) await putSettings(store, settings);
    const sampled = !config.production && (await isEmpty(store));
    if (sampled) await setUp(store, config, sampleDirectory, new Date());
    else await provideKeys(store, config, new Date());
    return sampled;
  } finally {
    await store.close();
  }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= run());
}
