import { describe, expect, test } from 'vitest';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { callsOf, everythingIn, invoicePath } from './support/books.ts';
import { aGateway, call, overWorld } from './support/gateway.ts';
import { clientFor } from './support/generated-client.ts';

const world = useWorld({ settings: { preset: 'juston' } });
const send = callsOf(world);
const pay = (id: string, body: object, as = 'bank') => send(as, 'POST', invoicePath(id, 'payments'), body);
const on = (paymentId: unknown, deed: string, as = 'bank') =>
  send(as, 'POST', `/v1/payments/${encodeURIComponent(String(paymentId))}/${deed}`);
const idOf = ({ body }: { readonly body: Readonly<Record<string, unknown>> }): unknown =>
  (body['payment'] as { readonly id: string }).id;
const invoice = (number: string, gross = '100.00') => put(world.store, { number, lines: grossOf(gross) });

describe('a payment', () => {
  test('is recorded once; what the invoice does not need is free', async () => {
    const id = await invoice('P/1 ü');
    const first = await pay(id, { reference: 'BANK/1 %', amount: '60.00', currency: 'EUR', on: '2026-01-31' });
    expect(first).toMatchObject({
      status: 200,
      body: {
        change: 'recorded',
        payment: { documentId: id, amountMinor: 6000, on: '2026-01-31', state: 'linked', reference: 'BANK/1 %', by: 'bank' },
        document: { balanceMinor: 4000, status: 'open' },
      },
    }); // prettier-ignore
    const again = await pay('P/1 ü', { reference: 'BANK/1 %', amount: '60.00' });
    expect(again.body).toEqual({ ...first.body, change: 'unchanged' });
    expect(await pay(id, { reference: 'BANK/1 %', amount: '61' })).toMatchObject({ status: 409, body: { code: 'PAYMENT_ID_REUSED', param: 'reference' } }); // prettier-ignore
    const rest = await pay(id, { reference: 'BANK-2', amount: '50' });
    expect(rest.body).toMatchObject({ document: { balanceMinor: 0, status: 'paid' } });
    const shown = await send('viewer', 'GET', invoicePath(id));
    expect(shown.body).toMatchObject({ paymentState: 'paid', isPaid: true, payments: [{ state: 'linked' }, { state: 'linked' }] }); // prettier-ignore
    const account = await world.store.collections.customers.findOne({ _id: 'DE100:B1/EUR' });
    expect(account).toMatchObject({ freeMinor: 1000 });
  });

  test('in flight holds corrections up until it is confirmed', async () => {
    const id = await invoice('P-2');
    const started = await pay(id, { reference: 'CARD', amount: '100.00', pending: true });
    expect(started.body).toMatchObject({ payment: { state: 'in_flight' }, document: { balanceMinor: 10_000 } });
    const cancel = { kind: 'cancel', reason: 'duplicate' };
    expect(await send('maria', 'POST', invoicePath(id, 'corrections'), cancel)).toMatchObject({
      status: 422,
      body: { code: 'PAYMENT_IN_FLIGHT', alternatives: [{ kind: 'repeat' }] },
    });
    expect((await pay(id, { reference: 'CARD', amount: '100.00' })).body).toMatchObject({
      change: 'recorded',
      payment: { state: 'linked' },
      document: { status: 'paid', paymentsInFlight: [] },
    });
  });

  test('is taken off, taken back, each once', async () => {
    const id = await invoice('P-3');
    const first = idOf(await pay(id, { reference: 'A', amount: '40.00' }));
    const second = idOf(await pay(id, { reference: 'B', amount: '60.00' }));
    const unlinked = await on(first, 'unlink');
    expect(unlinked).toMatchObject({ status: 200, body: { payment: { state: 'free' }, document: { status: 'open', balanceMinor: 4000 } } }); // prettier-ignore
    expect((await on(first, 'unlink')).body).toEqual(unlinked.body);
    const reversed = await on(second, 'reverse');
    expect(reversed).toMatchObject({ status: 200, body: { payment: { state: 'reversed' }, document: { balanceMinor: 10_000 } } }); // prettier-ignore
    expect((await on(second, 'reverse')).body).toEqual(reversed.body);
    expect(await on(second, 'unlink')).toMatchObject({ status: 409, body: { code: 'PAYMENT_STATE' } });
    expect(await on('nothing', 'unlink')).toMatchObject({ status: 404, body: { code: 'PAYMENT_NOT_FOUND' } });
  });

  test('of another currency, in another form or on a credit is refused, and nothing is written', async () => {
    const id = await invoice('P-4');
    const note = await put(world.store, { number: 'P-4n', class: 'credit', lines: grossOf('-10.00') });
    const before = await everythingIn(world.store);
    for (const [target, body, status, code, param] of [
      [id, { amount: '1.00', currency: 'USD' }, 422, 'CURRENCY_MISMATCH', 'currency'],
      [id, { amount: '1.0' }, 422, 'AMOUNT_FORMAT', 'amount'],
      [id, { amount: '0' }, 422, 'AMOUNT_FORMAT', 'amount'],
      [id, { amount: '-1.00' }, 422, 'AMOUNT_FORMAT', 'amount'],
      [note, { amount: '1.00' }, 422, 'NOT_AN_INVOICE', undefined],
      ['nowhere', { amount: '1.00' }, 404, 'INVOICE_NOT_FOUND', undefined],
    ] as const) {
      const { status: answered, body: problem } = await pay(target, { reference: 'X', ...body });
      expect([answered, problem['code'], problem['param']]).toEqual([status, code, param]);
    }
    expect(await everythingIn(world.store)).toEqual(before);
  });
});

test('a payout waits for a bank: it fails, goes through after all, and each is said once', async () => {
  const id = await invoice('P-5');
  await pay(id, { reference: 'A', amount: '100.00' });
  const refund = await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'refund', reason: 'goods_returned', amount: '30.00' }); // prettier-ignore
  expect(refund).toMatchObject({ status: 200, body: { state: 'applied', payoutIds: [expect.any(String)], customers: [{ payableDeltaMinor: 3000 }] } }); // prettier-ignore
  const [payoutId] = refund.body['payoutIds'] as readonly [string];
  const list = async (query: string) => (await send('viewer', 'GET', `/v1/payouts?${query}`)).body['items'];
  expect(await list('')).toMatchObject([{ id: payoutId, state: 'requested', amountMinor: 3000 }]);
  const path = (deed: string): string => `/v1/payouts/${payoutId}/${deed}`;
  const failed = await send('bank', 'POST', path('fail'), { reason: 'account closed' });
  expect(failed).toMatchObject({ status: 200, body: { payout: { state: 'failed', failure: 'account closed', by: 'bank' } } }); // prettier-ignore
  expect((await send('bank', 'POST', path('fail'), { reason: 'account closed' })).body).toEqual(failed.body);
  expect(await list('state=failed&limit=1')).toMatchObject([{ id: payoutId }]);
  const confirmed = await send('bank', 'POST', path('confirm'));
  expect(confirmed).toMatchObject({ status: 200, body: { payout: { state: 'confirmed' } } });
  expect((await send('otto', 'POST', path('confirm'))).body).toEqual(confirmed.body);
  expect(await send('bank', 'POST', path('fail'), { reason: 'late' })).toMatchObject({ status: 409, body: { code: 'PAYOUT_STATE' } }); // prettier-ignore
  expect(await send('bank', 'POST', '/v1/payouts/none/confirm')).toMatchObject({ status: 404, body: { code: 'PAYOUT_NOT_FOUND' } }); // prettier-ignore
  expect([await list('state=failed'), await list('state=confirmed')]).toMatchObject([[], [{ id: payoutId }]]);
});

test('a client that was made from the document does all of it', async () => {
  const bank = await clientFor(overWorld(world).app, 'bank');
  const id = await invoice('P-6');
  const paid = await bank('recordPayment', { id }, { reference: 'A', amount: '100.00' });
  const paymentId = paid.data.payment.id;
  expect((await bank('unlinkPayment', { id: paymentId })).data).toMatchObject({ payment: { state: 'free' } });
  expect((await bank('reversePayment', { id: paymentId })).data).toMatchObject({ payment: { state: 'reversed' } });
  expect((await bank('listPayouts', { state: 'requested' })).data).toMatchObject({ items: expect.any(Array) });
  expect(await bank('confirmPayout', { id: 'none' })).toMatchObject({ status: 404 });
  expect(await bank('failPayout', { id: 'none' }, { reason: 'x' })).toMatchObject({ status: 404 });
});

describe('no server is asked', () => {
  const nothing = aGateway();
  const good = { reference: 'A', amount: '1.00' };
  test.each<[body: unknown, code: string, param: string]>([
    [{ ...good, reference: undefined }, 'MALFORMED', 'reference'],
    [{ ...good, reference: '' }, 'MALFORMED', 'reference'],
    [{ ...good, amount: undefined }, 'MALFORMED', 'amount'],
    [{ ...good, amount: 1 }, 'AMOUNT_FORMAT', 'amount'],
    [{ ...good, on: '2026-02-30' }, 'MALFORMED', 'on'],
    [{ ...good, pending: 'yes' }, 'MALFORMED', 'pending'],
    [{ ...good, payer: 'me' }, 'UNKNOWN_FIELD', 'payer'],
  ])('for the payment %j', async (body, code, param) => {
    const reply = await call(nothing, 'POST', invoicePath('A', 'payments'), { as: 'bank', body });
    expect(reply.body).toMatchObject({ code, param });
  });

  test.each([
    ['/v1/payouts?state=open', 'MALFORMED', 'state'],
    ['/v1/payouts?limit=0', 'MALFORMED', 'limit'],
    ['/v1/payouts?all=1', 'UNKNOWN_FIELD', 'all'],
  ])('for %s', async (path, code, param) => {
    expect((await call(nothing, 'GET', path, { as: 'viewer' })).body).toMatchObject({ code, param });
  });

  test('when a payout fails for no reason', async () => {
    const reply = await call(nothing, 'POST', '/v1/payouts/p/fail', { as: 'bank', body: {} });
    expect(reply).toMatchObject({ status: 400, body: { code: 'MALFORMED', param: 'reason' } });
  });

  test.each([
    ['/v1/invoices/A/payments', good],
    ['/v1/payments/A/unlink', undefined],
    ['/v1/payments/A/reverse', undefined],
    ['/v1/payouts/A/confirm', undefined],
    ['/v1/payouts/A/fail', { reason: 'x' }],
  ])('to POST %s without the role operator', async (path, body) => {
    const over = body === undefined ? {} : { body };
    expect((await call(nothing, 'POST', path, over)).status).toBe(401);
    for (const as of ['maria', 'billing', 'viewer'])
      expect(await call(nothing, 'POST', path, { ...over, as })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } }); // prettier-ignore
  });
});
