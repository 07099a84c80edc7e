import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { until } from '../support/decisions.ts';
import { put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { newPrivateKey } from '../../integrations/proof/signer.ts';
import { keyOf, webhooks } from './support/gateway.ts';

const world = useWorld();
let directory = '';
const started: Started[] = [];

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-http-'));
  await writeFile(join(directory, 'access.json'), JSON.stringify({ webhooks }), { mode: 0o600 });
  await writeFile(
    join(directory, 'proof-keys.json'),
    JSON.stringify({ current: newPrivateKey(), next: newPrivateKey() }),
    { mode: 0o600 },
  );
  await writeFile(
    join(directory, 'open-keys.json'),
    JSON.stringify({ current: newPrivateKey(), next: newPrivateKey() }),
    { mode: 0o644 },
  );
  await writeFile(join(directory, 'open.json'), JSON.stringify({ webhooks }), { mode: 0o644 });
});
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** The gateway as its own process, as `countersign up` starts it. */
function start(over: Readonly<Record<string, string>> = {}): Started {
  const env = {
    PATH: process.env['PATH'],
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_TASK_QUEUE: world.taskQueue,
    MONGODB_URI: inject('mongodbUri'),
    MONGODB_DATABASE: world.database,
    COUNTERSIGN_HOME: directory,
    COUNTERSIGN_PORT: '0',
    ...over,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', 'http/main.ts'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const one = { child, output: () => text };
  started.push(one);
  return one;
}

const urlOf = ({ output }: Started): Promise<string> =>
  until(async () => /^gateway listening on (http:\/\/127\.0\.0\.1:\d+)$/m.exec(output())?.[1], 'the gateway');

/** The status for a request with this Host; `fetch` would not send another one. */
const statusFor = (url: string, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const call = request(url, { headers: { host } }, (reply) => resolve(reply.resume().statusCode ?? 0));
    call.on('error', reject).end();
  });

describe('the gateway process', () => {
  test('answers on loopback, logs a line of JSON per request, and ends on SIGTERM', async () => {
    const gateway = start();
    const url = await urlOf(gateway);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await statusFor(`${url}/healthz`, 'evil.example')).toBe(403);
    expect(await statusFor(`${url}/healthz`, 'localhost:1')).toBe(200);
    expect((await fetch(`${url}/healthz`, { headers: { 'x-forwarded-for': '1.2.3.4' } })).status).toBe(403);

    const id = await put(world.store, { number: 'http/proc 1%' });
    const address = `${url}/v1/invoices/${encodeURIComponent(id)}/corrections`;
    const headers = {
      authorization: `Bearer ${keyOf('maria')}`,
      'idempotency-key': 'p1',
      'content-type': 'application/json',
    };
    const reply = await fetch(address, {
      method: 'POST',
      headers,
      body: JSON.stringify({ kind: 'cancel', reason: 'duplicate' }),
    });
    expect([reply.status, await reply.json()]).toMatchObject([200, { state: 'applied', invoiceId: id }]);
    const chunks = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new Uint8Array(70_000));
        controller.close();
      },
    });
    const large = await fetch(address, { method: 'POST', headers, body: chunks, duplex: 'half' } as RequestInit);
    expect(large.status).toBe(413);

    gateway.child.kill('SIGTERM');
    expect(await once(gateway.child, 'exit')).toEqual([0, null]);
    const lines = gateway
      .output()
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    const requests = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request');
    expect(requests).toContainEqual(
      expect.objectContaining({
        method: 'POST',
        path: '/v1/invoices/:id/corrections',
        status: 200,
        principal: 'maria',
      }),
    );
    expect(gateway.output()).not.toContain(keyOf('maria'));
  });

  test.each([
    ['no servers are named', { MONGODB_URI: '' }, 'MONGODB_URI'],
    ['others can read the secrets', { COUNTERSIGN_ACCESS: 'open.json' }, 'chmod 600'],
    ['others can read the private keys', { COUNTERSIGN_PROOF_KEYS: 'open-keys.json' }, 'chmod 600'],
    ['it has no private key', { COUNTERSIGN_PROOF_KEYS: 'none.json' }, 'countersign init'],
    ['the store is not migrated', { MONGODB_DATABASE: 'http-nothing-here' }, 'countersign migrate'],
  ])('does not start when %s, and says what to do', async (_what, over: Readonly<Record<string, string>>, text) => {
    const files = ['COUNTERSIGN_ACCESS', 'COUNTERSIGN_PROOF_KEYS'].filter((name) => Object.hasOwn(over, name));
    const gateway = start({
      ...over,
      ...Object.fromEntries(files.map((name) => [name, join(directory, over[name] ?? '')])),
    });
    expect(await once(gateway.child, 'exit')).toEqual([1, null]);
    expect(gateway.output()).toContain(text);
  });

  test('does not start on a port that is taken', async () => {
    const first = start();
    const { port } = new URL(await urlOf(first));
    const second = start({ COUNTERSIGN_PORT: port });
    expect(await once(second.child, 'exit')).toEqual([1, null]);
    expect(second.output()).toContain('EADDRINUSE');
    first.child.kill('SIGINT');
    expect(await once(first.child, 'exit')).toEqual([0, null]);
  });
});
