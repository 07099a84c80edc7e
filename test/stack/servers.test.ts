import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { commandLineOf } from '../../stack/processes.ts';
import { startStack } from '../../stack/start.ts';
import type { Stack } from '../../stack/start.ts';
import type { SearchAttributes, StackMode, StackSettings } from '../../stack/settings.ts';
import { mongoHooks, onAdmin } from './support/hooks.ts';
import { REAL_PATH, SHARED_CACHE, emptySettings } from './support/settings.ts';
import { inTemporal, inTransaction, openRun } from './support/work.ts';

// The first run on a machine fetches 66 MB.
vi.setConfig({ testTimeout: 400_000 });

const attributes: SearchAttributes = { InvoiceId: 'Keyword', Approvers: 'KeywordList', DueAt: 'Datetime' };
const real = { path: REAL_PATH, cacheDir: SHARED_CACHE } as const;
const lines: string[] = [];

async function start(mode: StackMode, settings: StackSettings, searchAttributes = attributes): Promise<Stack> {
  const stack = await startStack({
    settings,
    searchAttributes,
    mode,
    mongo: mongoHooks,
    log: (line) => lines.push(line),
  });
  onTestFinished(() => stack.stop());
  return stack;
}

test('test mode: both servers work, stop leaves no process and no data', async () => {
  const stack = await start('test', emptySettings({ ...real, namespace: 'ledger' }));
  const pids = [stack.temporal.pid ?? 0, stack.mongo.pid ?? 0];
  expect(pids.map((pid) => commandLineOf(pid))).toEqual([
    expect.stringContaining('start-dev --ip 127.0.0.1'),
    expect.stringContaining(stack.dataDir),
  ]);

  await openRun(stack, 'INV 1/2026');
  const described = await inTemporal(stack, (client) => client.workflow.getHandle('INV 1/2026').describe());
  expect(described.status.name).toBe('RUNNING');
  expect(stack.temporal).toMatchObject({ namespace: 'ledger', versions: { server: expect.stringMatching(/^\d/) } });

  await inTransaction(stack.mongo.uri, 'a');
  expect(stack.describe().split('\n')).toHaveLength(2);
  expect(stack.mongo.secantusVersion === undefined).toBe(stack.mongo.kind === 'mongod');

  await Promise.all([stack.stop(), stack.stop()]);
  expect(pids.map((pid) => commandLineOf(pid))).toEqual([undefined, undefined]);
  expect(existsSync(stack.dataDir)).toBe(false);
  expect([stack.temporal.pid, stack.mongo.pid]).toEqual([undefined, undefined]);
});

test('fault mode: both servers killed with -9 and started again keep port and data', async () => {
  const stack = await start('fault', emptySettings(real));
  const before = { address: stack.temporal.address, uri: stack.mongo.uri, pids: [stack.temporal.pid, stack.mongo.pid] };
  await openRun(stack, 'kept');
  await inTransaction(stack.mongo.uri, 'kept');

  await Promise.all([stack.killTemporal(), stack.killMongo()]);
  expect([stack.temporal.pid, stack.mongo.pid]).toEqual([undefined, undefined]);
  await Promise.all([stack.restartTemporal(), stack.restartMongo()]);

  expect({ address: stack.temporal.address, uri: stack.mongo.uri }).toMatchObject({
    address: before.address,
    uri: before.uri,
  });
  expect(before.pids).not.toContain(stack.temporal.pid);
  const described = await inTemporal(stack, (client) => client.workflow.getHandle('kept').describe());
  expect(described.status.name).toBe('RUNNING');
  expect(await onAdmin(stack.mongo.uri, (client) => client.db('t').collection('c').countDocuments())).toBe(1);
  await stack.restartMongo(); // without a kill before
  await stack.stop({ keepData: true });
  expect(readdirSync(stack.dataDir)).toEqual(expect.arrayContaining(['logs', 'temporal.db']));
  expect(lines.some((line) => line.includes(stack.dataDir))).toBe(true);
  expect(lines.filter((line) => line.includes('ended by itself'))).toEqual([]);
});

test('up mode: data, retention and UI; attributes added later appear on the old file; taken ports are avoided', async () => {
  const settings = emptySettings(real);
  const taken = await occupy(7233);
  const first = await start('up', settings, { InvoiceId: 'Keyword' });
  if (taken) expect(first.temporal.address).not.toBe('127.0.0.1:7233');
  await openRun(first, 'kept');
  await first.stop();

  const second = await start('up', settings);
  await inTemporal(second, async ({ workflowService, connection, workflow }) => {
    expect((await workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
    const { config } = await workflowService.describeNamespace({ namespace: 'default' });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(720 * 3_600);
    if (!(connection instanceof Connection)) throw new Error('a native connection');
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(Object.keys(attributes)));
  });
  const ui = await fetch(second.temporal.uiUrl ?? '');
  expect(ui.status).toBe(200);
  await ui.text();
  expect(readFileSync(join(settings.dataDir, 'pids.json'), 'utf8')).toContain(String(second.mongo.pid));
  await expect(start('up', settings)).rejects.toMatchObject({ code: 'STACK_LOCKED' });

  // The first stack's servers, given by address: used, described, not touched.
  const given = await start('test', {
    ...settings,
    temporalAddress: second.temporal.address,
    mongodbUri: second.mongo.uri,
  });
  expect(given.mongo.kind).toBe('given');
  await expect(given.killMongo()).rejects.toMatchObject({ code: 'NOT_OURS' });
  await given.stop();
  if (second.mongo.kind === 'standin') {
    const elsewhere = { ...emptySettings(), mongodbUri: second.mongo.uri };
    await expect(start('test', { ...elsewhere, production: true })).rejects.toMatchObject({
      code: 'STANDIN_IN_PRODUCTION',
    });
    await expect(start('test', { ...elsewhere, mongoKind: 'mongod' })).rejects.toMatchObject({
      code: 'WRONG_MONGO_KIND',
    });
  }
  expect(commandLineOf(second.mongo.pid ?? 0)).toBeDefined();
});

test('a given address that is dead is told within 6 s, with its variable and without its password', async () => {
  const port = await closedPort();
  const startedMs = Date.now();
  await expect(start('test', emptySettings({ temporalAddress: `127.0.0.1:${port}` }))).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining(`TEMPORAL_ADDRESS is 127.0.0.1:${port}`),
  });
  expect(Date.now() - startedMs).toBeLessThan(6_000);
  const mongodbUri = `mongodb://me:secret@127.0.0.1:${port}/?replicaSet=rs0`;
  const failure: unknown = await start('test', emptySettings({ mongodbUri })).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining('MONGODB_URI is mongodb://***@'),
  });
  expect(String(failure)).not.toContain('secret');
});

test('a server that cannot start says why and keeps its log', async () => {
  const settings = emptySettings({ ...real, temporalCliPath: '/bin/echo' });
  const failure: unknown = await start('test', settings).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'SERVER_NOT_READY', message: expect.stringContaining('start-dev') });
  const [run = ''] = readdirSync(join(settings.dataDir, 'runs'));
  expect(readFileSync(join(settings.dataDir, 'runs', run, 'logs', 'temporal.log'), 'utf8')).toContain('start-dev');
  expect(JSON.parse(readFileSync(join(settings.dataDir, 'runs', run, 'pids.json'), 'utf8'))).toEqual([]);
});

async function occupy(port: number): Promise<boolean> {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve) => {
    server.once('error', () => resolve(true)); // taken by somebody else: as good
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
