import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { correctionCommand } from '../../client/render/correction-command.ts';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { signedInHome } from './signed-in.ts';
import { countersign, type Ran } from './run.ts';

/** A gateway that keeps what it is sent and answers nothing of use. */
const bodies: { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[] = [];
const home = signedInHome('maria');
const env = { COUNTERSIGN_HOME: home, COUNTERSIGN_URL: '', COUNTERSIGN_AS: 'maria' };
let server: ReturnType<typeof serve>;

beforeAll(async () => {
  const app = new Hono().post('*', async (c) => {
    bodies.push({ path: c.req.path, body: await c.req.json() });
    return c.json({ code: 'REQUEST_NOT_FOUND', detail: 'seen' }, 404);
  });
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
  });
  env.COUNTERSIGN_URL = `http://127.0.0.1:${port}`;
});
afterAll(() => void server.close());

const run = (...argv: readonly string[]): Promise<Ran> => countersign(argv, env);
const file = (name: string, value: unknown): string => {
  const path = join(home, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};
const added = { id: '9', description: 'x', quantity: '1', unitPrice: '5.00', taxCategory: 'S', taxRate: '19' };

/** Command lines with the body that they are; those that no file is needed for can be written back from the body. */
const table: readonly (readonly [line: string, kind: Kind, body: CorrectionInput])[] = [
  ['', 'cancel', {}],
  ['--payout', 'cancel', { payout: true }],
  ['--posting-date 2026-02-01 --currency EUR', 'cancel', { postingDate: '2026-02-01', currency: 'EUR' }],
  ['', 'refund', {}],
  ['--amount 39.66', 'refund', { amount: '39.66' }],
  ['--line 1=2 --line a=b=0.5', 'refund', { lines: [{ lineId: '1', quantity: '2' }, { lineId: 'a=b', quantity: '0.5' }] }],
  ['--line 1=2 --line-net 2=10.00', 'credit', { lines: [{ lineId: '1', quantity: '2' }, { lineId: '2', net: '10.00' }] }],
  ['--unused 18/30', 'credit', { unused: { days: 18, of: 30 } }],
  ['--amount 5.00', 'discount', { amount: '5.00' }],
  ['', 'correct-credit-note', {}],
  ['--set notes=a=b --set notes=c --set dueDate=2026-03-01', 'update', { set: { notes: ['a=b', 'c'], dueDate: '2026-03-01' } }],
  ['--set buyer.name=Ny --set buyer.vatId=NO1 --set contact.phone=1', 'update', { set: { buyer: { name: 'Ny', vatId: 'NO1' }, contact: { phone: '1' } } }],
  ['--set address.lines=A --set address.lines=B --set address.city=C', 'update', { set: { billingAddress: { lines: ['A', 'B'], city: 'C' } } }],
  ['--set delivery.name=W --set delivery.address.country=DE', 'update', { set: { delivery: { name: 'W', address: { country: 'DE' } } } }],
  ['--clear orderId --clear notes', 'update', { clear: ['orderId', 'notes'] }],
  ['--quantity 1=2 --price 1=30.00 --remove-line 2', 'update', { change: [{ lineId: '1', quantity: '2', unitPrice: '30.00' }, { lineId: '2', remove: true }] }],
  ['--price 1=-3.00 --disposition refund --method revise', 'update', { change: [{ lineId: '1', unitPrice: '-3.00' }], disposition: 'refund', method: 'revise' }],
  ['--counters r_1', 'update', { counters: 'r_1' }],
]; // prettier-ignore

describe('options become the body', () => {
  test.each(table)('%j of %s', async (line, kind, body) => {
    const words = line === '' ? [] : line.split(' ');
    expect(await run('plan', kind, 'S:1', ...words)).toMatchObject({ exit: 4, out: '' });
    expect(bodies.at(-1)).toEqual({ path: '/v1/invoices/S%3A1/plan', body: { kind, ...body } });
    await run('request', kind, 'S:1', ...words, '--reason', 'duplicate', '--expect-version', '2', '--evidence', 'T-1');
    expect(bodies.at(-1)).toEqual({
      path: '/v1/invoices/S%3A1/corrections',
      body: { kind, ...body, reason: 'duplicate', evidence: 'T-1', expectedVersion: 2 },
    });
  });

  test.each(table)('and back: %j of %s', async (_line, kind, body) => {
    const [, ...argv] = correctionCommand('plan', kind, 'S:1', body)?.split(' ') ?? [];
    await run(...argv);
    expect(bodies.at(-1)?.body).toEqual({ kind, ...body });
  });

  test('a file says everything else, beside options', async () => {
    const path = file('add.json', { add: [added], change: [{ lineId: '1', taxRate: '7' }] });
    await run('plan', 'update', 'S:1', '--input', path, '--method', 'revise', '--reason', 'wrong rate');
    expect(bodies.at(-1)?.body).toEqual({
      kind: 'update', add: [added], change: [{ lineId: '1', taxRate: '7' }], method: 'revise', reason: 'wrong rate',
    }); // prettier-ignore
    expect(correctionCommand('plan', 'update', 'S:1', { add: [added] })).toBeUndefined();
  });
});

describe('what does not go together names the option and exits 2', () => {
  test.each<[line: string, message: string]>([
    ['refund S:1 --payout', '--payout does not go with refund, only with cancel.'],
    ['cancel S:1 --amount 1.00', '--amount does not go with cancel, only with refund, credit, discount.'],
    ['discount S:1 --line-net 1=2.00', '--line-net does not go with discount'],
    ['credit S:1 --remove-line 1', '--remove-line does not go with credit, only with update.'],
    ['refund S:1 --amount 1.00 --line 1=1', '--amount and --line do not go together'],
    ['refund S:1 --unused 1/30 --line-net 1=1.00', '--unused and --line-net do not go together'],
    ['refund S:1 --line 1=1 --line-net 1=1.00', 'name line 1 more than once'],
    ['refund S:1 --line 1', "option '--line <id=quantity>' argument '1' is invalid"],
    ['refund S:1 --unused 18', 'Days are written as 18/30.'],
    ['refund S:1 --unused 18/0', 'Days are written as 18/30.'],
    ['refund S:1 --posting-date yesterday', 'A day is written as 2026-01-31.'],
    ['discount S:1', '--amount is missing'],
    ['update S:1', 'An update needs to know what is to be different'],
    ['update S:1 --set colour=red', '--set does not know the field colour.'],
    ['update S:1 --set orderId=1 --set orderId=2', '--set names orderId more than once.'],
    ['update S:1 --set orderId=1 --clear orderId', '--set and --clear both name orderId.'],
    ['update S:1 --clear buyer', 'Allowed choices are notes'],
    ['update S:1 --price 1=1.00 --price 1=2.00', '--price names line 1 more than once.'],
    ['update S:1 --quantity 1=1 --remove-line 1', '--remove-line and another option both name line 1.'],
    ['update S:1 --disposition keep', 'Allowed choices are credit, refund.'],
    ['update S:1 --method in_place', 'Allowed choices are revise.'],
    ['update S:1 --input /nowhere.json', 'There is no file /nowhere.json.'],
    ['update', "missing required argument 'id'"],
    ['', "missing required argument 'kind'"],
    ['cancel S:1 --counter r_1', '--counter stands alone, without cancel.'],
    ['--counter r_1 --amount 1.00', '--counter stands alone, without --amount.'],
    ['undo S:1', 'KIND_UNKNOWN'],
  ])('plan %s', async (line, message) => {
    const count = bodies.length;
    const { exit, out, err } = await run('plan', ...line.split(' ').filter((word) => word !== ''));
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(message);
    expect(bodies).toHaveLength(count);
  });

  test.each<[name: string, value: unknown, more: readonly string[], message: string]>([
    ['no JSON', '{', [], 'is no JSON object'],
    ['a list', [], [], 'is no JSON object'],
    ['the kind', { kind: 'cancel' }, [], 'names kind, which the command line says'],
    ['what an option says', { set: {} }, ['--set', 'notes=x'], 'and an option both name set'],
  ])('--input with %s', async (name, value, more, message) => {
    const path = file(`${name.replaceAll(' ', '-')}.json`, value);
    expect(await run('plan', 'update', 'S:1', '--input', path, ...more)).toMatchObject({
      exit: 2,
      err: expect.stringContaining(message),
    });
  });
});
