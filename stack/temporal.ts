import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { StackError, reasonOf } from './errors.ts';
import type { Place } from './place.ts';
import { LOCALHOST } from './ports.ts';
import type { FileChoice } from './choices.ts';
import { ensureSearchAttributes } from './search-attributes.ts';
import { launch } from './server.ts';
import type { RunningServer, ServerPlan } from './server.ts';
import type { Log, SearchAttributes, StackMode, StackSettings } from './settings.ts';
import { answersOn, until, within } from './wait.ts';
import type { Wait } from './wait.ts';

/** What a report says about Temporal, read from the live server; `cli` and `ui` only when this stack started it. */
export interface TemporalVersions {
  readonly server: string;
  readonly cli?: string | undefined;
  readonly ui?: string | undefined;
}

export interface TemporalService {
  readonly address: string;
  readonly source: string;
  readonly uiUrl?: string | undefined;
  readonly versions: TemporalVersions;
  /** The arguments after the file's name, for reports. */
  readonly flags: readonly string[];
  /** Undefined when the address was given. */
  readonly server?: RunningServer | undefined;
}

interface TemporalWish {
  readonly settings: StackSettings;
  readonly mode: StackMode;
  readonly searchAttributes: SearchAttributes;
  readonly log: Log;
}

const run = promisify(execFile);
const USUAL_PORT = 7233;
const UI_OFFSET = 1_000;
const CONNECT_LIMIT_MS = 5_000;
const RETENTION_HOURS = 720; // a dev server forgets closed runs, and with them stored answers, after 24

/** Starts the dev server. Ready: namespace described, search attributes there, in `up` also retention and UI. */
export async function startTemporal(
  choice: FileChoice<'temporal'>,
  wish: TemporalWish,
  place: Place,
): Promise<TemporalService> {
  const { settings, mode, log } = wish;
  const up = mode === 'up';
  const argsFor = (port: number) => devServerArgs(port, wish, place.dir);
  const plan: ServerPlan = {
    name: 'temporal',
    file: choice.file,
    path: settings.path,
    preferredPort: up ? USUAL_PORT : undefined,
    portOffsets: up ? [0, UI_OFFSET] : [0],
    argsFor,
    async ready(port, giveUp) {
      await until('Temporal port', () => answersOn(LOCALHOST, port), { giveUp });
      await prepare(`${LOCALHOST}:${port}`, wish, { giveUp });
      if (!up) return;
      await keepLonger(choice.file, `${LOCALHOST}:${port}`, settings);
      await until('Temporal UI', async () => (await get(uiUrl(port))) === 200, { giveUp });
    },
  };
  const server = await launch(plan, place, log);
  const address = `${LOCALHOST}:${server.port}`;
  // "temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)"
  const [, cli, , ui] = /version (\S+)(?: \(Server (\S+), UI (\S+)\))?/.exec(choice.version) ?? [];
  return {
    address,
    source: choice.source,
    uiUrl: up ? uiUrl(server.port) : undefined,
    versions: { server: await serverVersion(address), cli, ui },
    flags: argsFor(server.port),
    server,
  };
}

/** Checks a Temporal that runs already. @throws StackError UNREACHABLE after 5 s, naming address and variable */
export async function useTemporal(address: string, wish: TemporalWish): Promise<TemporalService> {
  try {
    const version = await serverVersion(address);
    await prepare(address, wish, { limitMs: 2_000 });
    return { address, source: 'TEMPORAL_ADDRESS', versions: { server: version }, flags: [] };
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw new StackError(
      'UNREACHABLE',
      `TEMPORAL_ADDRESS is ${address}, but no Temporal answers there: ${reasonOf(error)}.`,
      [
        `temporal operator cluster health --address ${address}`,
        'unset TEMPORAL_ADDRESS (to start a dev server instead)',
      ],
      error,
    );
  }
}

function devServerArgs(port: number, { settings, mode, searchAttributes }: TemporalWish, dir: string): string[] {
  const { namespace } = settings;
  const file = ['-f', join(dir, 'temporal.db'), '--sqlite-pragma', 'journal_mode=WAL'];
  // Timers under 1 s are exact with it (temporal.md trap 13); never on a server that keeps data.
  const exactTimers = ['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="10ms"'];
  return [
    ['server', 'start-dev', '--ip', LOCALHOST, '--port', String(port)],
    mode === 'up' ? ['--ui-port', String(port + UI_OFFSET), '--ui-disable-news-fetch'] : ['--headless'],
    mode === 'test' ? [] : [...file, '--sqlite-pragma', 'synchronous=NORMAL'],
    ['--log-level', 'error', '--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
    mode === 'up' ? [] : exactTimers,
    namespace === 'default' ? [] : ['--namespace', namespace],
    Object.entries(searchAttributes).flatMap(([name, kind]) => ['--search-attribute', `${name}=${kind}`]),
  ].flat();
}

async function prepare(address: string, wish: TemporalWish, wait: Wait): Promise<void> {
  const { namespace, production } = wish.settings;
  await connected(address, async ({ workflowService, operatorService }) => {
    const isThere = async () => Boolean(await workflowService.describeNamespace({ namespace }));
    await until(`namespace ${namespace}`, isThere, wait);
    await ensureSearchAttributes(operatorService, namespace, wish.searchAttributes, { create: !production });
  });
}

async function serverVersion(address: string): Promise<string> {
  return connected(address, async ({ workflowService }) => (await workflowService.getSystemInfo({})).serverVersion);
}

async function connected<T>(address: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = Connection.lazy({ address, connectTimeout: CONNECT_LIMIT_MS });
  try {
    await within(CONNECT_LIMIT_MS, address, connection.ensureConnected());
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function keepLonger(file: string, address: string, { namespace, path }: StackSettings): Promise<void> {
  const args = ['--namespace', namespace, '--retention', `${RETENTION_HOURS}h`, '--address', address];
  await run(file, ['operator', 'namespace', 'update', ...args], { env: { PATH: path }, timeout: 10_000 });
}

function uiUrl(port: number): string {
  return `http://${LOCALHOST}:${port + UI_OFFSET}`;
}

async function get(url: string): Promise<number> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  return response.status;
}
