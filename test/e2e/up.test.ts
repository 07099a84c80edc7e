import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { until } from '../../stack/wait.ts';
import {
  childIds,
  countersign,
  ctrlC,
  freshHome,
  processesOf,
  removeHome,
  up,
  type UpProcess,
} from './support/product.ts';

const home = freshHome();
const files = freshHome(); // beside it: what carries the home in its arguments is counted below
const started: UpProcess[] = [];
const start = async (...words: readonly string[]): Promise<UpProcess> => {
  const product = await up(home, words);
  started.push(product);
  return product;
};
afterAll(async () => {
  for (const product of started) await ctrlC(product);
  removeHome(home);
  removeHome(files);
});

const settingsFile = (settings: object): string => {
  const file = join(files, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  return file;
};

describe('countersign up', () => {
  test('refuses settings with an unknown field and an address that does not answer, before it starts anything', async () => {
    const settings = await countersign(home, ['up', '--settings', settingsFile({ approvals: {} })]);
    expect(settings.err).toContain('UNKNOWN_FIELD');
    expect(settings.exit).toBe(2);
    const address = await countersign(home, ['up'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(address.err).toContain('UNREACHABLE: TEMPORAL_ADDRESS is 127.0.0.1:1');
    expect(address.exit).toBe(1);
    expect(await processesOf(home)).toEqual([]);
  });

  test('brings everything up with the demo data and its settings; a second one on the same home is refused', async () => {
    const first = await start('--demo', '--settings', settingsFile({ cancel: { paid: 'unlink' } }));
    expect(first.output()).toMatch(/Temporal UI\s+http:\/\/127\.0\.0\.1:\d+/);
    expect(statSync(join(home, 'access.json')).mode & 0o777).toBe(0o600);
    expect(await processesOf(home)).toHaveLength(4);
    expect(statSync(join(home, 'proof-keys.json')).mode & 0o777).toBe(0o600);
    for (const name of ['maria', 'ben']) expect(await countersign(home, ['login', name])).toMatchObject({ exit: 0 });
    // It is paid: under the preset it would be refused, by the file it waits for a signature.
    const paid = ['request', 'cancel', 'INV-1004', '--reason', 'duplicate', '--as', 'maria'];
    expect(await countersign(home, paid)).toMatchObject({ exit: 3 });

    const second = await countersign(home, ['up', '--json']);
    expect(JSON.parse(second.err)).toMatchObject({ code: 'STACK_LOCKED', exitCode: 1 });
    expect(second.exit).toBe(1);
  });

  test('starts a worker again that was killed, and a server too; what was asked meanwhile is done', async () => {
    const [product] = started;
    const before = childIds(home).get('worker') ?? 0;
    process.kill(before, 'SIGKILL');
    await until('the next worker', async () => (childIds(home).get('worker') ?? before) !== before);
    await until('its line', async () => /worker runs again/.test(product?.output() ?? ''));
    expect(product?.output()).toContain('The worker ended by itself (SIGKILL)');
    const [temporal] = await processesOf(join(home, 'temporal.db'));
    process.kill(temporal ?? 0, 'SIGKILL');
    await until('the next Temporal', async () => /Temporal runs again/.test(product?.output() ?? ''));
    const key = ['--key', 'same-key'];
    const ask = () =>
      countersign(home, ['request', 'cancel', 'INV-1001', '--reason', 'duplicate', '--as', 'maria', ...key]);
    await until('the cancellation', async () => (await ask()).exit === 0, { everyMs: 500 });
  });

  test('killed with -9 it leaves nothing that runs on beside the next one, and nothing is lost', async () => {
    const [first] = started;
    const old = await processesOf(home);
    first?.process.kill('SIGKILL');
    expect(await first?.ended()).toBe('SIGKILL');
    expect(await countersign(home, ['inbox', '--as', 'ben'])).toMatchObject({ exit: 1 }); // nothing is believed to run

    await start();
    const now = await processesOf(home);
    expect(now).toHaveLength(4);
    expect(now.filter((pid) => old.includes(pid))).toEqual([]);
    const { out } = await countersign(home, ['invoice', 'INV-1001', '--json']);
    expect(JSON.parse(out)).toMatchObject({ document: { status: 'canceled' } });
  });

  test('Ctrl-C ends everything in order: exit code 0, no process, no running.json', async () => {
    const second = started.at(-1);
    expect(existsSync(join(home, 'running.json'))).toBe(true);
    second?.process.kill('SIGINT');
    expect(await second?.ended()).toBe(0);
    expect(second?.output()).toContain('Stopped.');
    expect(await processesOf(home)).toEqual([]);
    expect(existsSync(join(home, 'running.json'))).toBe(false);
  });
});
