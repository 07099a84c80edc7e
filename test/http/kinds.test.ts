import { describe, expect, test } from 'vitest';
import { kinds } from '../../domain/input.ts';
import { parseSettings } from '../../domain/settings.ts';
import { putSettings } from '../../store/settings.ts';
import { grossOf, put, type ContentInput } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { callsOf, invoicePath } from './support/books.ts';
import { aGateway, ask, call, overWorld } from './support/gateway.ts';
import { clientFor } from './support/generated-client.ts';

const world = useWorld({ settings: { preset: 'juston' } });
const send = callsOf(world);
const request = (id: string, body: object) =>
  send('maria', 'POST', invoicePath(id, 'corrections'), { reason: 'duplicate', ...body });

/** An invoice of gross 145.69 with so much of it paid. */
async function paid(number: string, amount?: string, input: ContentInput = {}): Promise<string> {
  const id = await put(world.store, { number, ...input });
  if (amount !== undefined) await send('bank', 'POST', invoicePath(id, 'payments'), { reference: 'A', amount });
  return id;
}

describe('each kind is asked for and says what it did', () => {
  test.each<[sentence: string, amount: string | undefined, body: object, outcome: object]>([
    ['a refund of a line', '145.69', { kind: 'refund', lines: [{ lineId: '1', quantity: '1' }] }, { payoutIds: [expect.any(String)], customers: [{ payableDeltaMinor: 3966 }] }],
    ['a refund of an amount', '145.69', { kind: 'refund', amount: '20.00', currency: 'EUR' }, { customers: [{ payableDeltaMinor: 2000 }] }],
    ['a credit of an unused share', '145.69', { kind: 'credit', unused: { days: 10, of: 20 } }, { customers: [{ creditDeltaMinor: expect.any(Number) }] }],
    ['a credit of a net', '145.69', { kind: 'credit', lines: [{ lineId: '2', net: '10.00' }] }, { customers: [{ creditDeltaMinor: 1070 }] }],
    ['a credit of all', '145.69', { kind: 'credit' }, { customers: [{ creditDeltaMinor: 14_569 }] }],
    ['a discount', '100.00', { kind: 'discount', amount: '5.69' }, { documents: [{ balanceMinor: 4000 }] }],
    ['a change of the head', undefined, { kind: 'update', set: { notes: ['late'], orderId: '4711' }, clear: [] }, { documents: [{ status: 'open' }] }],
    ['a change of lines', undefined, { kind: 'update', change: [{ lineId: '1', quantity: '2' }] }, { documents: [{ status: 'canceled' }, {}, { type: 'replacement' }] }],
    ['a line more', undefined, { kind: 'update', add: [{ id: '9', description: 'more', quantity: '1', unitPrice: '1.00', taxCategory: 'S', taxRate: '19' }] }, { documents: [{}, {}, { type: 'replacement' }] }],
  ])('%s', async (sentence, amount, body, outcome) => {
    const id = await paid(`K ${sentence}`, amount);
    const reply = await request(id, body);
    expect(reply).toMatchObject({ status: 200, body: { state: 'applied', ...outcome } });
    const { kind, ...said } = body as { readonly kind: string };
    const asked = { kind, ...(Object.keys(said).length === 0 ? {} : { input: said }) }; // nothing said is kept as nothing
    const read = await send('viewer', 'GET', `/v1/corrections/${String(reply.body['requestId'])}`);
    expect(read.body).toMatchObject({ request: asked, plan: asked });
  }); // prettier-ignore

  test('a cancellation with payout waits, is signed, and asks a bank', async () => {
    const id = await paid('K-1', '900.00', { lines: grossOf('900.00') });
    const asked = await request(id, { kind: 'cancel', payout: true, postingDate: new Date().toISOString().slice(0, 10) });
    expect(asked).toMatchObject({ status: 202, body: { waitingFor: { why: [expect.stringContaining('EUR 900.00')] } } });
    const { planHash, revision, step } = asked.body['waitingFor'] as { planHash: string; revision: number; step: number };
    const path = `/v1/corrections/${String(asked.body['requestId'])}/decisions`;
    const decided = await send('ben', 'POST', path, { command: 'approve', planHash, revision, step, decisionId: 'k1' });
    expect(decided).toMatchObject({ status: 200, body: { state: 'applied', payoutIds: [expect.any(String)] } });
    expect((await send('viewer', 'GET', invoicePath(id))).body).toMatchObject({
      payouts: [{ state: 'requested', amountMinor: 90_000 }],
      linked: [{ relation: 'canceled with' }],
    });
  }); // prettier-ignore

  test('a credit note that a cancellation left over is offset', async () => {
    await putSettings(world.store, parseSettings({ cancel: { whenCreditNotesExist: 'allow' } }));
    const id = await put(world.store, { number: 'K-2' });
    const lines = [{ quantity: '1', unitPrice: '-24.95', taxRate: '7' }];
    const note = await put(world.store, { number: 'K-2n', class: 'credit', preceding: { number: 'K-2' }, lines });
    expect((await request(id, { kind: 'cancel' })).body).toMatchObject({ state: 'applied' });
    const reply = await request(id, { kind: 'correct-credit-note' });
    expect(reply.body).toMatchObject({ state: 'applied', documents: [{ id: note, status: 'settled' }, { type: 'correction' }] });
    await putSettings(world.store, parseSettings({ preset: 'juston' }));
  }); // prettier-ignore

  test('the same key with another amount is another request', async () => {
    const id = await paid('K-3', '145.69');
    const key = 'kinds-3';
    const first = await ask(overWorld(world), id, { key, kind: 'refund', amount: '1.00' });
    const again = await ask(overWorld(world), id, { key, kind: 'refund', amount: '1.00' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await ask(overWorld(world), id, { key, kind: 'refund', amount: '2.00' })).toMatchObject({
      status: 422,
      body: { code: 'REQUEST_ID_REUSED' },
    });
  });

  test('a client that was made from the document asks for a refund', async () => {
    const maria = await clientFor(overWorld(world).app, 'maria');
    const id = await paid('K-4', '145.69');
    const body = { kind: 'refund', reason: 'goods_returned', lines: [{ lineId: '1', quantity: '1' }] };
    const asked = await maria('requestCorrection', { id, 'Idempotency-Key': 'kinds-4' }, body);
    expect(asked).toMatchObject({ status: 200, data: { state: 'applied' } });
    const { data } = await maria('getInvoice', { id });
    expect(data).toMatchObject({ returnedQuantity: { 1: '1' }, creditedAmountMinor: 3966, linked: [{ relation: 'credited by' }] }); // prettier-ignore
  });
});

describe('a body that is in no form is refused before any server is asked', () => {
  const line = { id: '9', description: 'x', quantity: '1', unitPrice: '1.00', taxCategory: 'S', taxRate: '19' };
  test.each<[body: object, code: string, param: string]>([
    [{ kind: 'refund', lines: [{ lineId: '1' }] }, 'MALFORMED', 'lines[0].quantity'],
    [{ kind: 'refund', lines: [{ lineId: '1', quantity: '1', net: '1.00' }] }, 'MALFORMED', 'lines[0].quantity'],
    [{ kind: 'refund', lines: [{ lineId: '1', quantity: 1 }] }, 'AMOUNT_FORMAT', 'lines[0].quantity'],
    [{ kind: 'refund', lines: [{ lineId: '1', qty: '1' }] }, 'UNKNOWN_FIELD', 'lines[0].qty'],
    [{ kind: 'refund', lines: [] }, 'MALFORMED', 'lines'],
    [{ kind: 'refund', amount: '1.00', unused: { days: 1, of: 2 } }, 'MALFORMED', '(root)'],
    [{ kind: 'refund', amount: 1 }, 'AMOUNT_FORMAT', 'amount'],
    [{ kind: 'refund', disposition: 'credit' }, 'UNKNOWN_FIELD', 'disposition'],
    [{ kind: 'credit', unused: { days: 3, of: 2 } }, 'MALFORMED', 'unused.days'],
    [{ kind: 'credit', unused: { days: 1.5, of: 2 } }, 'MALFORMED', 'unused.days'],
    [{ kind: 'discount' }, 'MALFORMED', 'amount'],
    [{ kind: 'discount', amount: '1.00', lines: [] }, 'UNKNOWN_FIELD', 'lines'],
    [{ kind: 'correct-credit-note', amount: '1.00' }, 'UNKNOWN_FIELD', 'amount'],
    [{ kind: 'cancel', payout: false }, 'MALFORMED', 'payout'],
    [{ kind: 'cancel', postingDate: '2026-02-30' }, 'MALFORMED', 'postingDate'],
    [{ kind: 'update' }, 'MALFORMED', 'set'],
    [{ kind: 'update', disposition: 'refund' }, 'MALFORMED', 'set'],
    [{ kind: 'update', counters: 'r_1', set: { notes: [] } }, 'MALFORMED', 'counters'],
    [{ kind: 'update', set: { buyer: { id: 'x' } } }, 'UNKNOWN_FIELD', 'set.buyer.id'],
    [{ kind: 'update', set: { dueDate: 'soon' } }, 'MALFORMED', 'set.dueDate'],
    [{ kind: 'update', set: { notes: ['a\u0001'] } }, 'MALFORMED', 'set.notes[0]'],
    [{ kind: 'update', clear: ['lines'] }, 'MALFORMED', 'clear[0]'],
    [{ kind: 'update', change: [{ lineId: '1', price: '1' }] }, 'UNKNOWN_FIELD', 'change[0].price'],
    [{ kind: 'update', add: [{ ...line, taxRate: undefined }] }, 'DOCUMENT_INVALID', 'add[0].taxRate'],
    [{ kind: 'update', add: [{ ...line, taxCategory: 'Q' }] }, 'DOCUMENT_INVALID', 'add[0].taxCategory'],
    [{ kind: 'update', add: [{ ...line, quantity: undefined }] }, 'MALFORMED', 'add[0].quantity'],
  ])('%j', async (body, code, param) => {
    const { body: asked } = await ask(aGateway(), 'A', { ...body });
    expect(asked).toMatchObject({ code, param });
    const look = await call(aGateway(), 'POST', invoicePath('A', 'plan'), { as: 'viewer', body });
    expect(look.body).toMatchObject({ code, param });
  });

  test('an unknown kind hears which there are', async () => {
    const { body } = await ask(aGateway(), 'A', { kind: 'erase' });
    for (const kind of kinds) expect(body['detail']).toContain(kind);
  });
});
