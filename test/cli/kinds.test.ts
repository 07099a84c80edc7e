import { describe, expect, test } from 'vitest';
import type { InvoiceAnswer, PayoutPage } from '../../client/views.ts';
import type { Outcome } from '../../domain/request.ts';
import { put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import type { Ran } from './run.ts';
import { useServing } from './serving.ts';

const world = useWorld();
const run = useServing(world);
type Applied = Extract<Outcome, { state: 'applied' }>;

const ask = (...words: readonly string[]): Promise<Ran> => run('request', ...words, '--reason', 'duplicate', '--as', 'maria'); // prettier-ignore
async function applied(...words: readonly string[]): Promise<Applied> {
  const { exit, out, err } = await ask(...words, '--json');
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  return JSON.parse(out) as Applied;
}
const invoice = async (id: string): Promise<InvoiceAnswer> =>
  JSON.parse((await run('invoice', id, '--json')).out) as InvoiceAnswer;
const paid = (number: string, amountMinor = 14_569, buyerId = number): Promise<string> =>
  put(world.store, { number, buyerId }, { payments: [{ id: 'BANK', amountMinor }] });

describe('plan', () => {
  test('shows any kind and writes nothing', async () => {
    await paid('P-1');
    const before = await world.store.collections.corrections.countDocuments();
    const { exit, out } = await run('plan', 'refund', 'P-1', '--line', '1=1', '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      preview: true,
      number: 'P-1',
      plan: { kind: 'refund', exposureMinor: 3966, payouts: [{ amountMinor: 3966 }] },
      need: { kind: 'auto' },
    });
    expect((await run('plan', 'refund', 'P-1', '--line', '1=1')).out).toContain('Pays out EUR 39.66');
    const header = await run('plan', 'update', 'P-1', '--set', 'notes=Thank you');
    expect(header.out).toContain('P-1 changes in place\n  field   now  after\n  note 1  -    Thank you\n');
    expect(await world.store.collections.corrections.countDocuments()).toBe(before);
  });

  test('of what is not possible exits as the request would, with ways to paste', async () => {
    await paid('KP-2');
    const { exit, out, err } = await run('plan', 'cancel', 'KP-2');
    expect({ exit, out }).toEqual({ exit: 4, out: '' });
    expect(err).toMatch(/^HAS_PAYMENTS: /);
    expect(err).toContain('countersign plan refund DE100:KP-2\n');
    expect(await ask('cancel', 'KP-2')).toMatchObject({ exit: 4, err: expect.stringMatching(/^HAS_PAYMENTS: /) });
    expect((await run('plan', 'refund', 'KP-2', '--amount', '145.70')).err).toMatch(/^EXCEEDS_REFUNDABLE: .*145\.69/);
    expect((await run('plan', 'refund', 'KP-2', '--line', '7=1')).err).toMatch(/^LINE_NOT_FOUND: /);
  });

  test('--counter shows the way back, and the command that it names takes it', async () => {
    await paid('KP-3');
    const { requestId } = await applied('refund', 'KP-3', '--line', '1=1');
    const { exit, out } = await run('plan', '--counter', requestId);
    expect(exit).toBe(0);
    expect(out).toContain(`request update DE100:KP-3 --counters ${requestId} --reason '...'`);
    const back = await applied('update', 'DE100:KP-3', '--counters', requestId);
    expect(back.documents.some(({ type }) => type === 'correction')).toBe(true);
    expect(await run('plan', '--counter', 'r_nothing')).toMatchObject({ exit: 4 });
  });
});

describe('actions', () => {
  test('says what is possible, and the commands', async () => {
    await paid('A-1');
    const { exit, out } = await run('actions', 'A-1');
    expect(exit).toBe(0);
    expect(out).toMatch(/ {2}cancel +HAS_PAYMENTS /);
    expect(out).toMatch(/ {2}refund +possible +refund would pay out EUR 145\.69\n/);
    expect(out).toContain('countersign plan refund DE100:A-1\n');
    const data = JSON.parse((await run('actions', 'A-1', '--json')).out) as { readonly actions: readonly unknown[] };
    expect(data.actions).toHaveLength(7);
  });
});

describe('request', () => {
  test('refund: a credit note, and a payout that the bank confirms', async () => {
    await paid('KR-1');
    const { out } = await ask('refund', 'KR-1', '--line', '1=1', '--key', 'r-1');
    expect(out).toContain('Refunds payable to the customer EUR +39.66\n');
    const [, payoutId = ''] = /countersign payout confirm (\S+)/.exec(out) ?? [];
    const waiting = JSON.parse((await run('payouts', '--json')).out) as PayoutPage;
    expect(waiting.items.map(({ id }) => id)).toContain(payoutId);
    expect(await run('payout', 'confirm', payoutId, '--as', 'maria')).toMatchObject({
      exit: 4,
      err: expect.stringMatching(/^FORBIDDEN_PRINCIPAL: /),
    });

    const failed = await run('payout', 'fail', payoutId, '--reason', 'account closed', '--as', 'otto');
    expect(failed).toMatchObject({ exit: 0, out: expect.stringContaining('is failed: account closed.\n') });
    expect((await run('payouts', '--state', 'failed')).out).toContain(payoutId);
    expect(await run('payout', 'confirm', payoutId, '--as', 'otto')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('is confirmed.'),
    });
    expect(await run('payout', 'fail', payoutId, '--reason', 'no', '--as', 'otto')).toMatchObject({ exit: 5 });
    expect(await run('payout', 'confirm', 'r_x.payout', '--as', 'otto')).toMatchObject({ exit: 4 });
    expect(await invoice('KR-1')).toMatchObject({ returnedQuantity: { 1: '1' }, creditedAmountMinor: 3966 });
  });

  test('discount, credit, update by difference, in place, with a look at the earlier version', async () => {
    await paid('KR-2', 10_000);
    await applied('discount', 'KR-2', '--amount', '5.00');
    expect((await invoice('KR-2')).document.balanceMinor).toBe(4069);
    const credit = await applied('credit', 'KR-2', '--unused', '1/30');
    expect(credit.customers).toMatchObject([{ creditDeltaMinor: expect.any(Number) }]);
    await applied('update', 'KR-2', '--set', 'notes=a', '--set', 'orderId=PO 1');
    const { exit, out } = await run('invoice', 'KR-2', '--versions');
    expect({ exit, rows: out.trimEnd().split('\n').length }).toEqual({ exit: 0, rows: 2 });
    await paid('R-3');
    const update = await applied('update', 'R-3', '--price', '1=30.00');
    expect(update.documents.map(({ type }) => type)).toContain('credit_note');
  });

  test('correct-credit-note offsets a stray one', async () => {
    await put(world.store, { number: 'R-4' });
    expect(await ask('correct-credit-note', 'R-4')).toMatchObject({ exit: 4 });
  });
});

describe('show and approve', () => {
  test('name old and new of an update in place', async () => {
    await put(world.store, { number: 'KS-1' });
    const asked = await ask('update', 'KS-1', '--set', 'dueDate=2027-03-01', '--json');
    expect(asked.exit).toBe(3);
    const { requestId } = JSON.parse(asked.out) as { readonly requestId: string };
    expect((await run('show', requestId)).out).toMatch(/KS-1 changes in place\n.*\n {2}due date +- +2027-03-01\n/);
    const approved = await run('approve', requestId, '--as', 'ben');
    expect(approved.exit).toBe(0);
    expect(approved.out).toContain('sets due date from - to 2027-03-01\n');
  });
});
