import { describe, expect, test } from 'vitest';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { lend } from '../http/support/waiting.ts';
import { useServing } from './serving.ts';

const world = useWorld({ settings: { cancel: { finalise: 'manual' } } });
const run = useServing(world);

async function pending(number: string, ...more: readonly string[]): Promise<string> {
  await put(world.store, { number, lines: grossOf('1250.00') });
  const argv = more.length > 0 ? more : ['cancel', number];
  const { exit, out } = await run('request', ...argv, '--reason', 'duplicate', '--as', 'maria', '--json');
  expect(exit).toBe(3);
  return (JSON.parse(out) as { readonly requestId: string }).requestId;
}

describe('a request of two steps', () => {
  test('tells after each deed what was done and what comes next', async () => {
    const id = await pending('AP-1');
    const first = await run('approve', id, '--as', 'ben', '--comment', 'seen');
    expect(first.exit).toBe(3);
    expect(first.out).toContain('Signed. It takes more than this signature.\n');
    expect(first.out).toMatch(/step 2 of 2, finalise: 1 signature of .*\n +Signed by ben\n +Approve: countersign approve r_/);
    expect(await run('retract', id, '--as', 'ben')).toMatchObject({ exit: 5, err: expect.stringMatching(/^STEP_COMPLETE: /) });
    expect(await run('approve', id, '--as', 'ben')).toMatchObject({ exit: 5, err: expect.stringMatching(/^ALREADY_VOTED: /) });
    const shown = (await run('show', id, '--as', 'aude')).out;
    expect(shown).toMatch(/Decisions\n.*\n +ben +approve +1 +.* +seen\n/);
    expect(shown).toMatch(/Attempts to decide\n.*\n +ben +approve +accepted/);
    expect((await run('approve', id, '--as', 'carla')).out).toContain('Applied at ');
  }); // prettier-ignore

  test('is signed by a right that was lent', async () => {
    const id = await pending('AP-2');
    expect(await run('approve', id, '--as', 'otto', '--for', 'carla')).toMatchObject({
      exit: 4,
      err: expect.stringMatching(/^DELEGATE_NOT_IN_FORCE: /),
    });
    await lend(world, 'carla', 'otto');
    expect((await run('inbox', '--as', 'otto', '--delegated')).out).toMatch(
      /\(for carla\)[^]*Signed for carla: add --for NAME/,
    );
    expect((await run('show', id, '--as', 'otto')).out).toContain(
      `Approve for carla: countersign approve ${id} --as NAME --for carla`,
    );
    expect((await run('approve', id, '--as', 'otto', '--for', 'carla')).out).toContain('Signed by otto for carla');
    await world.store.collections.delegations.deleteMany({});
  });
});

describe('who asked', () => {
  test('revises it with the options of its kind, and withdraws it', async () => {
    const id = await pending('AP-3', 'update', 'AP-3', '--set', 'dueDate=2027-01-31');
    expect(await run('revise', id, '--amount', '1.00', '--as', 'maria')).toMatchObject({ exit: 2, err: expect.stringContaining('--amount does not go with update') }); // prettier-ignore
    const revised = await run('revise', id, '--set', 'dueDate=2027-02-28', '--comment', 'later', '--as', 'maria');
    expect(revised).toMatchObject({ exit: 3, out: expect.stringContaining('Asked for anew: signatures on the earlier plan are void.') }); // prettier-ignore
    expect((await run('show', id, '--as', 'maria')).out).toMatch(
      /Plan 1, replaced\n.*\n +maria +revise +1 +.* +later\n/,
    );
    expect((await run('revise', id, '--as', 'maria')).exit).toBe(3);
    expect(await run('revise', id, '--as', 'ben')).toMatchObject({ exit: 4, err: expect.stringMatching(/^NOT_REQUESTER: /) }); // prettier-ignore
    expect((await run('inbox', '--mine', '--as', 'maria')).out).toContain(id);
    expect((await run('withdraw', id, '--comment', 'mistake', '--as', 'maria')).exit).toBe(0);
  });

  test('asks again for the same after the end', async () => {
    const id = await pending('AP-4');
    expect(await run('request', '--resubmits', id, '--as', 'maria')).toMatchObject({ exit: 5, err: expect.stringMatching(/^PENDING_REQUEST_EXISTS: /) }); // prettier-ignore
    await run('reject', id, '--comment', 'not now', '--as', 'ben');
    expect((await run('show', id, '--as', 'maria')).out).toContain(`Ask again: countersign request --resubmits ${id} --as NAME`); // prettier-ignore
    const again = await run('request', '--resubmits', id, '--evidence', 'mail', '--as', 'maria', '--json');
    expect(again.exit).toBe(3);
    const { requestId } = JSON.parse(again.out) as { readonly requestId: string };
    expect((await run('show', requestId, '--as', 'maria')).out).toMatch(new RegExp(`again after +${id}\n`));
    expect(await run('request', 'cancel', 'AP-4', '--resubmits', id, '--as', 'maria')).toMatchObject({ exit: 2, err: expect.stringContaining('without cancel') }); // prettier-ignore
    expect(await run('request', '--resubmits', id, '--payout', '--as', 'maria')).toMatchObject({ exit: 2, err: expect.stringContaining('without --payout') }); // prettier-ignore
    expect(await run('request', 'cancel', 'AP-4', '--as', 'maria')).toMatchObject({ exit: 2, err: expect.stringContaining('--reason') }); // prettier-ignore
  });
});

test('an operator has it judged again, and starts again only what is stuck', async () => {
  const id = await pending('AP-5');
  expect(await run('reevaluate', id, '--comment', 'new policy', '--as', 'otto')).toMatchObject({ exit: 3, out: expect.stringContaining("judged by today's rules") }); // prettier-ignore
  expect(await run('reevaluate', id, '--comment', 'why not', '--as', 'ben')).toMatchObject({ exit: 4, err: expect.stringMatching(/^NOT_OPERATOR: /) }); // prettier-ignore
  expect(await run('retry', id, '--as', 'otto')).toMatchObject({ exit: 5, err: expect.stringMatching(/^NOT_STUCK: /) });
  expect(await run('retry', id, '--as', 'ben')).toMatchObject({ exit: 4, err: expect.stringMatching(/^FORBIDDEN_PRINCIPAL: /) }); // prettier-ignore
});

test('a comment is said and read, and decides nothing', async () => {
  const id = await pending('AP-6');
  expect(await run('comment', id, 'Which order is it?', '--as', 'nora')).toMatchObject({ exit: 0, out: `Said by nora; who decides reads it: countersign show ${id}\n` }); // prettier-ignore
  expect((await run('show', id, '--as', 'ben')).out).toMatch(/Comments\n +nora \(.*\): Which order is it\?\n/);
  expect(await run('comment', id, 'x'.repeat(501), '--as', 'nora')).toMatchObject({ exit: 2, err: expect.stringMatching(/^MALFORMED: /) }); // prettier-ignore
  expect(await run('comment', id, 'hello', '--as', 'edith')).toMatchObject({ exit: 4, err: expect.stringMatching(/^REQUEST_NOT_FOUND: /) }); // prettier-ignore
});

test('the inbox is asked by its filters', async () => {
  const cancel = await pending('AP-7');
  const update = await pending('AP-8', 'update', 'AP-8', '--set', 'dueDate=2027-01-31');
  const inbox = async (...argv: readonly string[]): Promise<string> => (await run('inbox', ...argv, '--as', 'ben')).out;
  expect(await inbox('--kind', 'update')).toContain(update);
  expect(await inbox('--kind', 'update')).not.toContain(cancel);
  expect(await inbox('--currency', 'EUR', '--min', '1250.01')).toBe('Nothing waits for ben.\n');
  expect(await inbox('--currency', 'EUR', '--min', '1250.00', '--max', '1250.00', '--requester', 'maria', '--role', 'ar-approver', '--customer', 'DE100:B1')).toContain(cancel); // prettier-ignore
  expect(await inbox('--overdue')).toBe('Nothing waits for ben.\n');
  expect(await inbox('--state', 'outdated')).toBe('Nothing waits for ben.\n');
  expect(await run('inbox', '--min', '5.00', '--as', 'ben')).toMatchObject({ exit: 2, err: expect.stringMatching(/^MALFORMED: /) }); // prettier-ignore
  expect(await run('inbox', '--role', 'king', '--as', 'ben')).toMatchObject({ exit: 2 });
});
