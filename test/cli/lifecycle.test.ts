import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InvoiceAnswer, PaymentAnswer } from '../../client/views.ts';
import { put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { emptyHome, type Ran } from './run.ts';
import { useServing } from './serving.ts';

const world = useWorld({ worker: false });
const run = useServing(world);
const operate = (...argv: readonly string[]): Promise<Ran> => run(...argv, '--as', 'otto');

const content = (unitPrice = '50.00') => ({
  class: 'invoice',
  seller: { name: 'Seller', vatId: 'DE100' },
  customer: { name: 'Buyer', partyId: 'B1' },
  currency: 'EUR',
  lines: [{ description: 'Course', quantity: '1', unitPrice, tax: { category: 'S', rate: '19' } }],
});
const home = emptyHome();
const file = (name: string, value: unknown): string => {
  const path = join(home, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};
const invoice = async (id: string): Promise<InvoiceAnswer> =>
  JSON.parse((await run('invoice', id, '--json')).out) as InvoiceAnswer;

describe('a draft', () => {
  test('is written, written anew and finalised, each once', async () => {
    const first = file('d1.json', content());
    expect(await operate('draft', 'order-1', first)).toMatchObject({
      exit: 0,
      out: 'Written: gross EUR 59.50\norder-1  invoice, draft, balance EUR 0.00\nMake it an invoice: countersign finalise order-1\n',
    });
    expect((await operate('draft', 'order-1', first)).out).toMatch(/^Unchanged: /);
    expect((await operate('draft', 'order-1', file('d2.json', content('60.00')))).out).toMatch(/^Written anew; /);
    const { exit, out } = await operate('finalise', 'order-1');
    expect(exit).toBe(0);
    expect(out).toMatch(/^\S+ {2}invoice, open, unpaid, balance EUR 71\.40\nIts id stays order-1\.\n$/);
    expect((await operate('finalise', 'order-1')).out).toBe(out);
    expect(await operate('discard', 'order-1')).toMatchObject({ exit: 5, err: expect.stringMatching(/^NOT_A_DRAFT: /) });
  }); // prettier-ignore

  test('is given up', async () => {
    await operate('draft', 'order-2', file('d3.json', content()));
    expect(await operate('discard', 'order-2')).toMatchObject({
      exit: 0,
      out: 'order-2  invoice, discarded, balance EUR 0.00\n',
    });
  });

  test.each<[name: string, value: unknown, exit: number, said: string]>([
    ['no JSON', '{', 2, 'is no JSON object'],
    ['a field that is not known', { ...content(), colour: 'red' }, 2, 'UNKNOWN_FIELD'],
    ['an amount that is none', { ...content('1e4') }, 4, 'AMOUNT_FORMAT'],
  ])('with %s is refused', async (name, value, exit, said) => {
    const ran = await operate('draft', 'order-3', file(`${name.replaceAll(' ', '-')}.json`, value));
    expect({ exit: ran.exit, out: ran.out }).toEqual({ exit, out: '' });
    expect(ran.err).toContain(said);
  });

  test('asks for an operator', async () => {
    expect(await run('draft', 'order-4', file('d4.json', content()), '--as', 'ben')).toMatchObject({
      exit: 4,
      err: expect.stringMatching(/^FORBIDDEN_PRINCIPAL: /),
    });
  });
});

describe('a payment', () => {
  const pay = (number: string, ...more: readonly string[]): Promise<Ran> =>
    operate('pay', number, '--reference', 'BANK/1:a', ...more);

  test('is linked, unlinked by its id with slashes, and reversed', async () => {
    await put(world.store, { number: 'LM-1' });
    const paid = await pay('LM-1', '--amount', '145.69', '--on', '2026-01-20', '--json');
    expect(paid.exit).toBe(0);
    const { payment, document } = JSON.parse(paid.out) as PaymentAnswer;
    expect({ ...payment, status: document.status }).toMatchObject({ state: 'linked', on: '2026-01-20', status: 'paid' });
    expect((await pay('LM-1', '--amount', '145.69')).out).toContain('(known already)');
    expect(await pay('LM-1', '--amount', '1.00')).toMatchObject({ exit: 5, err: expect.stringMatching(/^PAYMENT_ID_REUSED: /) });
    const unlinked = await operate('unlink', payment.id);
    expect(unlinked.out).toMatch(/: free\nLM-1 {2}invoice, open, unpaid, balance EUR 145\.69\n$/);
    expect((await operate('reverse', payment.id)).out).toMatch(/: reversed\n/);
    expect(await operate('unlink', payment.id)).toMatchObject({ exit: 5, err: expect.stringMatching(/^PAYMENT_STATE: /) });
    expect((await run('invoice', 'LM-1')).out).toContain(`Payments\n  payment`);
  }); // prettier-ignore

  test('that is pending lets corrections wait until it is confirmed', async () => {
    await put(world.store, { number: 'LM-2' });
    expect((await pay('LM-2', '--amount', '100.00', '--pending')).out).toContain(': in flight\n');
    expect((await run('plan', 'cancel', 'LM-2')).err).toContain('PAYMENT_IN_FLIGHT');
    await pay('LM-2', '--amount', '100.00');
    expect((await invoice('LM-2')).document.balanceMinor).toBe(4569);
  });

  test.each<[argv: readonly string[], exit: number, said: string]>([
    [['pay', 'M-9', '--amount', '1.00', '--reference', 'x'], 4, 'INVOICE_NOT_FOUND'],
    [['pay', 'M-9', '--reference', 'x'], 2, "required option '--amount <amount>' not specified"],
    [['pay', 'M-9', '--amount', '1.00', '--reference', 'x', '--on', 'today'], 2, 'A day is written as 2026-01-31.'],
    [['unlink', 'S:1/no'], 4, 'PAYMENT_NOT_FOUND'],
    [['payout', 'fail', 'x'], 2, "required option '--reason <text>' not specified"],
    [['payouts', '--state', 'lost'], 2, 'Allowed choices are requested, confirmed, failed.'],
  ])('%j exits %i', async (argv, exit, said) => {
    const ran = await operate(...argv);
    expect({ exit: ran.exit, out: ran.out }).toEqual({ exit, out: '' });
    expect(ran.err).toContain(said);
  });
});

describe('settings', () => {
  test('are shown, changed with the version that was seen, and come back', async () => {
    expect((await run('settings', 'show', 'cancel.paid')).out).toBe('forbid\n');
    const set = await operate('settings', 'set', 'cancel.paid=unlink', 'typeCodes.correction=384');
    expect(set).toMatchObject({ exit: 0, out: expect.stringMatching(/^In force as version \d+:\n/) });
    expect(JSON.parse((await run('settings', 'show', '--json')).out)).toMatchObject({
      settings: { cancel: { paid: 'unlink' }, typeCodes: { correction: '384' } },
    });
    expect((await operate('settings', 'set', 'cancel.paid=unlink')).out).toMatch(/^Nothing is different; /);
    expect((await operate('settings', 'set', 'cancel.paid=null', 'typeCodes.correction=null')).exit).toBe(0);
    expect((await run('settings', 'show', 'cancel')).out).toContain('cancel.paid                  forbid\n');
  });

  test.each<[argv: readonly string[], exit: number, said: string]>([
    [['set', 'cancel.paid=maybe', '--as', 'otto'], 2, 'SETTINGS_INVALID'],
    [['set', 'cancel.colour=red', '--as', 'otto'], 2, 'UNKNOWN_FIELD'],
    [['set', 'cancel.paid', '--as', 'otto'], 2, 'cancel.paid is no path=value.'],
    [['set', 'cancel.paid=unlink', '--as', 'ben'], 4, 'FORBIDDEN_PRINCIPAL'],
    [['show', 'cancel.colour'], 2, 'UNKNOWN_FIELD'],
  ])('%j exits %i', async (argv, exit, said) => {
    const ran = await run('settings', ...argv);
    expect({ exit: ran.exit, out: ran.out }).toEqual({ exit, out: '' });
    expect(ran.err).toContain(said);
  });
});
