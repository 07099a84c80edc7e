import { describe, expect, test } from 'vitest';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import type { Ran } from './run.ts';
import { useServing } from './serving.ts';

const world = useWorld();
const run = useServing(world);

const large = (number: string): Promise<string> => put(world.store, { number, lines: grossOf('1250.00') });
const ask = (number: string, ...more: readonly string[]): Promise<Ran> =>
  run('request', 'cancel', number, '--reason', 'duplicate', '--as', 'maria', ...more);
async function pending(number: string): Promise<string> {
  await large(number);
  const { exit, out } = await ask(number, '--json');
  expect(exit).toBe(3);
  return (JSON.parse(out) as { readonly requestId: string }).requestId;
}

describe('a small invoice', () => {
  test('is cancelled at once; again it is refused, and the cancellation goes out as 381', async () => {
    await put(world.store, { number: 'S-1' });
    const { exit, out } = await ask('S-1');
    expect(exit).toBe(0);
    expect(out).toMatch(/^Applied at .*\n.*\n {2}S-1 +invoice +canceled +0\.00/);
    expect(await ask('S-1')).toMatchObject({ exit: 4, err: expect.stringMatching(/^ALREADY_CANCELED: /) });
    expect((await run('export', 'ubl', 'CXL-000001')).out).toContain(
      '<cbc:CreditNoteTypeCode name="credit cancellation">381</cbc:CreditNoteTypeCode>',
    );
  });

  test('is the same request under the same key', async () => {
    await put(world.store, { number: 'S-2' });
    const first = await ask('S-2', '--key', 'k-1', '--json');
    const second = await ask('S-2', '--key', 'k-1', '--json');
    expect(JSON.parse(second.out)).toEqual(JSON.parse(first.out));
    const other = await ask('S-2', '--key', 'k-1', '--evidence', 'T-1');
    expect(other).toMatchObject({ exit: 4, err: expect.stringMatching(/^REQUEST_ID_REUSED: /) });
  });
});

describe('a large invoice', () => {
  test('waits for another person, who sees what the signature brings about', async () => {
    const requestId = await pending('L-1');
    expect((await run('inbox', '--as', 'ben')).out).toContain(`${requestId}  cancel L-1  EUR 1,250.00  maria`);
    expect((await run('inbox', '--as', 'maria')).out).toBe('Nothing waits for maria.\n');
    expect((await run('invoice', 'L-1')).out).toContain(`Look at it: countersign show ${requestId}`);
    expect((await run('show', requestId)).out).toContain('/namespaces/default/workflows/correction%2FDE100%253AL-1');
    expect(await run('approve', requestId, '--as', 'maria')).toMatchObject({
      exit: 4,
      err: expect.stringMatching(/^SOD_CONFLICT: /),
    });

    const approved = await run('approve', requestId, '--as', 'ben');
    expect(approved.exit).toBe(0);
    expect(approved.out).toContain('cancel L-1: open to canceled, balance 1,250.00 to 0.00\n');
    expect(approved.out).toMatch(/CXL-\d{6} +cancellation \(credit\) +settled +0\.00/);

    const late = await run('approve', requestId, '--as', 'carla');
    expect(late.exit).toBe(5);
    expect(late.err).toMatch(/^GATE_CLOSED: .*It ended as applied\.\n[^]*Applied at /);
    expect(await run('audit', 'verify', 'L-1')).toMatchObject({ exit: 0, out: expect.stringContaining('1 plan') });
  });

  test('takes one request at a time', async () => {
    const requestId = await pending('L-2');
    expect(await ask('L-2')).toMatchObject({ exit: 5, err: expect.stringContaining(requestId) });
    expect(await run('reject', requestId, '--comment', 'keep it', '--as', 'ben')).toMatchObject({
      exit: 0,
      out: 'Rejected by ben: keep it. Nothing was changed.\n',
    });
  });

  test('is given up by its requester only', async () => {
    const requestId = await pending('L-3');
    const withdraw = (as: string): Promise<Ran> => run('withdraw', requestId, '--comment', 'not needed', '--as', as);
    expect(await withdraw('ben')).toMatchObject({ exit: 4, err: expect.stringMatching(/^NOT_REQUESTER: /) });
    expect((await withdraw('maria')).exit).toBe(0);
    expect((await run('show', requestId)).out).toContain('Withdrawn by maria: not needed.');
  });

  test('is waited for: until the end, or until the time is up', async () => {
    await large('L-4');
    const asked = ask('L-4', '--key', 'k-4', '--wait', '30');
    await expect.poll(async () => (await run('inbox', '--all')).out).toContain('cancel L-4');
    const inbox = JSON.parse((await run('inbox', '--all', '--json')).out) as {
      readonly items: readonly { readonly requestId: string }[];
    };
    await run('reject', inbox.items[0]?.requestId ?? '', '--comment', 'no', '--as', 'ben');
    expect(await asked).toMatchObject({ exit: 4, out: expect.stringContaining('Rejected by ben: no.') });

    await large('L-5');
    expect(await ask('L-5', '--wait', '1')).toMatchObject({
      exit: 3,
      out: expect.stringContaining('Waits for approval'),
    });
  });
});

test('a request that nobody knows is REQUEST_NOT_FOUND', async () => {
  expect(await run('show', 'r_nothing', '--json')).toMatchObject({ exit: 4, out: '' });
});
