import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../domain/settings.ts';
import { putSettings } from '../../store/settings.ts';
import { put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { aDraft, callsOf, everythingIn, invoicePath } from './support/books.ts';

const world = useWorld();
const send = callsOf(world);
const today = new Date().toISOString().slice(0, 10);

/** An invoice of gross 145.69: line 1 three units at 19 %, line 2 one unit at 7 %; so much of it is paid. */
async function invoice(number: string, paid?: string): Promise<string> {
  const id = await put(world.store, { number });
  if (paid !== undefined) await send('bank', 'POST', invoicePath(id, 'payments'), { reference: 'A', amount: paid });
  return id;
}

interface Case {
  readonly paid?: string;
  readonly settings?: object;
  readonly before?: (id: string) => Promise<unknown>;
  readonly body: object;
  readonly status?: number;
  readonly code: string;
  readonly param?: string;
  /** Kinds of what stays open. */
  readonly open?: readonly string[];
}

const returned = (quantity: string) => ({ kind: 'refund', lines: [{ lineId: '1', quantity }] });
const transmitted = (_id: string) =>
  world.store.collections.invoices.updateOne({ _id }, { $set: { transmittedOn: today } });

const cases: Readonly<Record<string, Case>> = {
  'a refund of more than was paid': { paid: '100.00', body: { kind: 'refund', amount: '100.01' }, code: 'EXCEEDS_REFUNDABLE', param: 'amount', open: ['refund', 'credit'] },
  'a credit of more than is left': { paid: '145.69', body: { kind: 'credit', amount: '145.70' }, code: 'EXCEEDS_CREDITABLE', param: 'amount', open: ['credit', 'refund'] },
  'a discount above the open amount': { paid: '100.00', body: { kind: 'discount', amount: '45.70' }, code: 'EXCEEDS_OPEN', param: 'amount', open: ['discount', 'credit'] },
  'a discount on an unpaid invoice': { body: { kind: 'discount', amount: '1.00' }, code: 'NOT_PARTIALLY_PAID', open: ['update', 'cancel'] },
  'a cancellation of a paid invoice': { paid: '145.69', body: { kind: 'cancel' }, code: 'HAS_PAYMENTS', open: ['refund', 'credit', 'update'] },
  'a refund of an unpaid invoice': { body: { kind: 'refund' }, code: 'NOTHING_PAID', open: ['cancel', 'update'] },
  'an amount of another currency': { paid: '145.69', body: { kind: 'refund', amount: '1.00', currency: 'USD' }, code: 'CURRENCY_MISMATCH', param: 'currency', open: [] },
  'an amount with too many decimals': { paid: '145.69', body: { kind: 'refund', amount: '1.001' }, code: 'AMOUNT_FORMAT', param: 'amount', open: [] },
  'a quantity that is no number': { paid: '145.69', body: returned('one'), code: 'AMOUNT_FORMAT', param: 'lines[0].quantity', open: [] },
  'a quantity of zero': { paid: '145.69', body: returned('0'), code: 'AMOUNT_FORMAT', param: 'lines[0].quantity', open: [] },
  'an unknown line': { paid: '145.69', body: { kind: 'refund', lines: [{ lineId: '7', quantity: '1' }] }, code: 'LINE_NOT_FOUND', param: 'lines[0].lineId', open: [] },
  'more than is left of a line': { paid: '145.69', before: (id) => send('maria', 'POST', invoicePath(id, 'corrections'), { ...returned('2'), reason: 'goods_returned' }), body: returned('2'), code: 'EXCEEDS_CREDITABLE', param: 'lines[0].quantity', open: ['credit', 'refund'] },
  'an old version': { body: { kind: 'cancel', expectedVersion: 7 }, status: 409, code: 'STALE_VERSION', param: 'expectedVersion', open: [] },
  'a fiscal change in place of a transmitted invoice': { settings: { update: { finalisedFiscal: 'in_place' } }, before: transmitted, body: { kind: 'update', change: [{ lineId: '1', quantity: '2' }] }, code: 'TAX_AUTHORITY_ACCEPTED', open: ['update'] },
  'a closed period': { settings: { periods: { closedThrough: today } }, body: { kind: 'cancel' }, code: 'PERIOD_CLOSED', param: 'postingDate', open: ['repeat'] },
  'a posting date to come': { body: { kind: 'cancel', postingDate: '2999-01-01' }, code: 'PERIOD_CLOSED', param: 'postingDate', open: ['repeat'] },
  'a posting date in a closed period': { settings: { periods: { closedThrough: '2026-01-31' } }, body: { kind: 'cancel', postingDate: '2026-01-31' }, code: 'PERIOD_CLOSED', param: 'postingDate', open: ['repeat'] },
  'a unit price of seven decimals': { body: { kind: 'update', change: [{ lineId: '1', unitPrice: '1.1234567' }] }, code: 'PRICE_PRECISION', param: 'change[0].unitPrice', open: [] },
  'a line under an id that is taken': { body: { kind: 'update', add: [{ id: '1', description: 'x', quantity: '1', unitPrice: '1.00', taxCategory: 'S', taxRate: '19' }] }, code: 'LINE_EXISTS', param: 'add[0].id', open: [] },
  'an unknown currency': { body: { kind: 'update', set: { currency: 'EURO' } }, code: 'CURRENCY_UNKNOWN', param: 'set.currency', open: [] },
  'a change that changes nothing': { body: { kind: 'update', change: [{ lineId: '1', quantity: '3' }] }, code: 'NOTHING_CHANGED', open: [] },
  'a way back from nothing': { body: { kind: 'update', counters: 'r_none' }, code: 'COUNTER_UNKNOWN', param: 'counters', open: [] },
  'a credit note that is not stray': { body: { kind: 'correct-credit-note' }, code: 'NO_STRAY_CREDIT_NOTE', open: [] },
}; // prettier-ignore

describe('refused, with every way that stays open, and nothing is written but the refusal', () => {
  test.each(Object.entries(cases))('%s', async (name, { paid, settings, before, body, status = 422, code, param, open = [] }) => {
    const id = await invoice(`R ${name}`, paid);
    await before?.(id);
    if (settings) await putSettings(world.store, parseSettings(settings));
    const [held, requests] = [await everythingIn(world.store), await world.store.collections.corrections.countDocuments()];

    const reply = await send('maria', 'POST', invoicePath(id, 'corrections'), { reason: 'wrong_amount', ...body });
    expect(reply).toMatchObject({ status, body: { code, outcome: { state: 'refused' }, errors: [{ code }] } });
    const kindsOf = (problem: unknown) => (problem as { kind: string }[]).map(({ kind }) => kind);
    expect([reply.body['param'], kindsOf(reply.body['alternatives'])]).toEqual([param, open]);
    const _id = String(reply.body['requestId']);
    expect(await world.store.collections.corrections.findOne({ _id })).toMatchObject({ state: 'refused', outcome: { blockers: [{ code }] } });
    expect(await world.store.collections.corrections.countDocuments()).toBe(requests + 1);

    const look = await send('viewer', 'POST', invoicePath(id, 'plan'), body);
    expect(look).toMatchObject({ status, body: { code, errors: reply.body['errors'], alternatives: reply.body['alternatives'] } });
    expect(await everythingIn(world.store)).toEqual(held);
    expect(await world.store.collections.corrections.countDocuments()).toBe(requests + 1);
    if (settings) await putSettings(world.store, parseSettings({}));
  }); // prettier-ignore

  test('an unknown field is not even a request', async () => {
    const id = await invoice('R-1');
    const requests = await world.store.collections.corrections.countDocuments();
    const held = await everythingIn(world.store);
    const reply = await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'cancel', reason: 'duplicate', force: true });
    expect(reply).toMatchObject({ status: 400, body: { code: 'UNKNOWN_FIELD', param: 'force' } });
    expect(await everythingIn(world.store)).toEqual(held);
    expect(await world.store.collections.corrections.countDocuments()).toBe(requests);
  }); // prettier-ignore

  test('documents of different currencies do not meet', async () => {
    const id = await put(world.store, { number: 'R-2', currency: 'USD' });
    const held = await everythingIn(world.store);
    const note = await send('otto', 'PUT', invoicePath('note-r2'), aDraft({ class: 'credit_note', preceding: 'R-2' }));
    expect(note).toMatchObject({ status: 422, body: { code: 'CURRENCY_MISMATCH', param: 'currency' } });
    const payment = await send('bank', 'POST', invoicePath(id, 'payments'), { reference: 'A', amount: '1.00', currency: 'EUR' });
    expect(payment).toMatchObject({ status: 422, body: { code: 'CURRENCY_MISMATCH', param: 'currency' } });
    expect(await everythingIn(world.store)).toEqual(held);
  }); // prettier-ignore
});
