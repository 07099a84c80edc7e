import { describe, expect, test } from 'vitest';
import { put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { aDraft, callsOf, invoicePath } from './support/books.ts';
import { aGateway, call, overWorld } from './support/gateway.ts';
import { clientFor } from './support/generated-client.ts';

const world = useWorld();
const send = callsOf(world);
const putDraft = (id: string, body: unknown, as = 'otto') => send(as, 'PUT', invoicePath(id), body);
const deed = (id: string, name: string, as = 'otto') => send(as, 'POST', invoicePath(id, name));

describe('a draft', () => {
  test('is made once; the same again is unchanged; other content keeps the old version', async () => {
    const made = await putDraft('order-1', aDraft());
    expect(made).toMatchObject({
      status: 201,
      body: { change: 'created', document: { id: 'order-1', number: '', status: 'draft', version: 1, totals: { grossMinor: 5950 } } },
    }); // prettier-ignore
    expect(made.headers.get('location')).toBe('/v1/invoices/order-1');
    const later = overWorld(world, { nowMs: () => Date.now() + 3 * 24 * 3_600_000 });
    const again = await call(later, 'PUT', invoicePath('order-1'), { as: 'bank', body: aDraft() });
    expect(again).toMatchObject({ status: 200, body: { change: 'unchanged', document: { version: 1 } } });
    const other = await putDraft('order-1', aDraft({ orderId: '4711', notes: ['two'] }));
    expect(other).toMatchObject({
      status: 200,
      body: { change: 'replaced', document: { version: 2, orderId: '4711' } },
    });
    const gone = await putDraft('order-1', aDraft({ notes: ['two'] }));
    expect(gone.body).toMatchObject({ change: 'replaced', document: { version: 3 } });
    expect(gone.body['document']).not.toHaveProperty('orderId');

    const versions = await send('viewer', 'GET', invoicePath('order-1', 'versions?limit=1'));
    expect(versions.body).toMatchObject({ items: [{ version: 2, content: { orderId: '4711' }, replacedBy: 'otto' }], next: '2' }); // prettier-ignore
    const rest = await send('viewer', 'GET', invoicePath('order-1', 'versions?limit=5&after=2'));
    expect(rest.body).toMatchObject({ items: [{ version: 1, content: { totals: { grossMinor: 5950 } } }] });
    expect(rest.body).not.toHaveProperty('next');
    expect(await send('viewer', 'GET', invoicePath('order-1', 'versions?after=x'))).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED', param: 'after' },
    });
  });

  test('that a correction changed is not what was put', async () => {
    await putDraft('order-2', aDraft());
    const body = { kind: 'update', reason: 'duplicate', set: { orderId: '9' } };
    expect(await send('maria', 'POST', invoicePath('order-2', 'corrections'), body)).toMatchObject({ status: 200 });
    expect((await putDraft('order-2', aDraft())).body).toMatchObject({ change: 'replaced', document: { version: 3 } });
  });

  test('gets its number once; put again it is unchanged, and other content is refused', async () => {
    await putDraft('order-3', aDraft());
    const first = await deed('order-3', 'finalise');
    expect(first).toMatchObject({ status: 200, body: { document: { id: 'order-3', number: expect.stringMatching(/\d$/), status: 'open', balanceMinor: 5950 } } }); // prettier-ignore
    expect((await deed('order-3', 'finalise', 'bank')).body).toEqual(first.body);
    expect((await putDraft('order-3', aDraft())).body).toMatchObject({ change: 'unchanged' });
    const refused = { status: 409, body: { code: 'NOT_A_DRAFT' } };
    expect(await putDraft('order-3', aDraft({ orderId: '1' }))).toMatchObject(refused);
    expect(await deed('order-3', 'discard')).toMatchObject(refused);
  });

  test('that is given up burns no number', async () => {
    await putDraft('order-4', aDraft());
    const first = await deed('order-4', 'discard');
    expect(first).toMatchObject({ status: 200, body: { document: { number: '', status: 'discarded' } } });
    expect((await deed('order-4', 'discard')).body).toEqual(first.body);
    expect(await deed('order-4', 'finalise')).toMatchObject({ status: 409, body: { code: 'NOT_A_DRAFT' } });
    expect(await deed('nowhere', 'finalise')).toMatchObject({ status: 404, body: { code: 'INVOICE_NOT_FOUND' } });
  });

  test('may be called what another document has as its number', async () => {
    const other = await put(world.store, { number: 'D-4711' });
    await putDraft('D-4711', aDraft());
    expect((await putDraft('D-4711', aDraft())).body).toMatchObject({ change: 'unchanged' });
    const ambiguous = await send('viewer', 'GET', invoicePath('D-4711'));
    expect(ambiguous).toMatchObject({ status: 409, body: { code: 'INVOICE_AMBIGUOUS', detail: expect.stringContaining(other) } }); // prettier-ignore
    const { document } = (await deed('D-4711', 'finalise')).body as { document: { number: string } };
    const paid = await send('bank', 'POST', invoicePath(document.number, 'payments'), { reference: 'A', amount: '1.00' }); // prettier-ignore
    expect(paid.body).toMatchObject({ payment: { documentId: 'D-4711' }, document: { balanceMinor: 5850 } });
  });

  test('of a credit note names its invoice, and credits no more than is left', async () => {
    await put(world.store, { number: 'D-5' }); // gross 145.69
    const note = (over: object) => aDraft({ class: 'credit_note', preceding: 'D-5', ...over });
    for (const [over, code, param] of [
      [{ preceding: undefined }, 'DOCUMENT_INVALID', 'preceding'],
      [{ preceding: 'NOWHERE' }, 'INVOICE_NOT_FOUND', 'preceding'],
      [{ currency: 'USD' }, 'CURRENCY_MISMATCH', 'currency'],
    ] as const)
      expect((await putDraft('note-5', note(over))).body).toMatchObject({ code, param });
    expect(await putDraft('note-5', note({}))).toMatchObject({ status: 201, body: { document: { class: 'credit', totals: { grossMinor: -5950 }, links: { creditFor: 'DE100:D-5' } } } }); // prettier-ignore
    expect(await deed('note-5', 'finalise')).toMatchObject({ status: 200, body: { document: { status: 'open' } } });
    expect(await putDraft('note-6', note({ orderId: 'another' }))).toMatchObject({ status: 201 });
    await put(world.store, { number: 'D-55' });
    expect(await putDraft('note-6', note({ orderId: 'another', preceding: 'D-55' }))).toMatchObject({ status: 200 });
    expect((await send('viewer', 'GET', invoicePath('note-6'))).body).toMatchObject({ document: { links: { creditFor: 'DE100:D-55' } } }); // prettier-ignore
    const lines = [{ description: 'All', quantity: '3', unitPrice: '50.00', tax: { category: 'S', rate: '19' } }];
    await putDraft('note-7', note({ lines }));
    expect(await deed('note-7', 'finalise')).toMatchObject({ status: 422, body: { code: 'EXCEEDS_CREDITABLE' } });
    const { body } = await send('viewer', 'GET', invoicePath('D-5'));
    expect(body).toMatchObject({ creditedAmountMinor: 5950, linked: [{ relation: 'credited by', id: 'note-5' }] });
  });

  test('is found by a client that was made from the document', async () => {
    const otto = await clientFor(overWorld(world).app, 'otto');
    expect((await otto('putDraft', { id: 'order-8' }, aDraft())).status).toBe(201);
    expect((await otto('finaliseDraft', { id: 'order-8' })).data).toMatchObject({ document: { status: 'open' } });
    expect((await otto('getInvoice', { id: 'order-8' })).data).toMatchObject({ paymentState: 'unpaid', isPaid: false });
    expect((await otto('listInvoiceVersions', { id: 'order-8' })).data).toEqual({ items: [] });
    expect((await otto('putDraft', { id: 'order-9' }, aDraft())).status).toBe(201);
    expect((await otto('discardDraft', { id: 'order-9' })).data).toMatchObject({ document: { status: 'discarded' } });
  });
});

describe('no server is asked', () => {
  const nothing = aGateway();
  const tryPut = (id: string, body: unknown, as = 'otto') => call(nothing, 'PUT', invoicePath(id), { as, body });

  test.each(['r_1', 'DE100:1', 'a b', 'ü', 'x'.repeat(101)])('to put a draft under %j', async (id) => {
    expect(await tryPut(id, aDraft())).toMatchObject({ status: 400, body: { code: 'MALFORMED', param: 'id' } });
  });

  const [line] = aDraft()['lines'] as readonly object[];
  test.each<[over: Readonly<Record<string, unknown>>, status: number, code: string, param: string]>([
    [{ number: 'INV-1' }, 400, 'UNKNOWN_FIELD', 'number'],
    [{ payments: [] }, 400, 'UNKNOWN_FIELD', 'payments'],
    [{ lines: [{ ...line, qty: '1' }] }, 400, 'UNKNOWN_FIELD', 'lines[0].qty'],
    [{ class: 'receipt' }, 422, 'DOCUMENT_INVALID', 'class'],
    [{ lines: [] }, 422, 'DOCUMENT_INVALID', 'lines'],
    [{ customer: {} }, 422, 'DOCUMENT_INVALID', 'customer'],
    [{ lines: [{ ...line, quantity: 1 }] }, 422, 'AMOUNT_FORMAT', 'lines[0].quantity'],
    [{ lines: [{ ...line, unitPrice: '1.1234567' }] }, 422, 'AMOUNT_FORMAT', 'lines[0].unitPrice'],
    [{ totals: { gross: '60.00' } }, 422, 'TOTALS_MISMATCH', 'totals.gross'],
  ])('for a document with %j', async (over, status, code, param) => {
    expect(await tryPut('order-1', aDraft(over))).toMatchObject({ status, body: { code, param } });
  });

  test.each(['[]', 'null', '"x"', '{'])('for %s', async (body) => {
    const headers = { 'content-type': 'application/json' };
    const reply = await call(nothing, 'PUT', invoicePath('order-1'), { as: 'otto', body, headers });
    expect(reply).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
  });

  test.each([
    ['PUT', ''],
    ['POST', 'finalise'],
    ['POST', 'discard'],
  ])('to %s %s without the role operator', async (method, name) => {
    const over = method === 'PUT' ? { body: aDraft() } : {};
    expect((await call(nothing, method, invoicePath('order-1', name), over)).status).toBe(401);
    for (const as of ['maria', 'billing', 'viewer'])
      expect(await call(nothing, method, invoicePath('order-1', name), { ...over, as })).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN_PRINCIPAL', detail: expect.stringContaining('operator') },
      });
  });
});
