import { describe, expect, test } from 'vitest';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { aDraft, callsOf, everythingIn, invoicePath } from './support/books.ts';
import { aGateway, call, overWorld } from './support/gateway.ts';
import { clientFor } from './support/generated-client.ts';

const world = useWorld();
const send = callsOf(world);
const pay = (id: string, amount: string) =>
  send('bank', 'POST', invoicePath(id, 'payments'), { reference: 'A', amount });
const look = (id: string, body: object, as = 'viewer') => send(as, 'POST', invoicePath(id, 'plan'), body);
const request = (id: string, body: object) =>
  send('maria', 'POST', invoicePath(id, 'corrections'), { reason: 'duplicate', ...body });
const invoice = (number: string, gross = '100.00') => put(world.store, { number, lines: grossOf(gross) });

describe('a plan', () => {
  test('says what would happen and who must sign; nothing is written', async () => {
    const id = await invoice('PL-1', '900.00');
    const held = await everythingIn(world.store);
    const reply = await look('PL-1', { kind: 'cancel', evidence: 'a mail' });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        preview: true,
        number: 'PL-1',
        planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        plan: { invoiceId: id, kind: 'cancel', evidence: 'a mail', documents: [{ type: 'cancellation' }], exposureMinor: 90_000 },
        need: { kind: 'approval', steps: [{ name: 'review', quorum: 1 }], why: [expect.stringContaining('900.00')] },
      },
    }); // prettier-ignore
    expect((await look(id, { kind: 'cancel', evidence: 'a mail' })).body).toEqual(reply.body);
    expect((await look(id, { kind: 'cancel', reason: 'duplicate' }, 'maria')).body).toMatchObject({
      plan: { reason: { code: 'duplicate' }, requester: { id: 'maria' } },
    });
    expect(await everythingIn(world.store)).toEqual(held);
    expect(await world.store.collections.corrections.countDocuments({ invoiceId: id })).toBe(0);
  });

  test('of what would be applied at once needs nobody; what was asked is what is done', async () => {
    const id = await invoice('PL-2');
    const { body } = await look(id, { kind: 'update', set: { notes: ['x'] } });
    expect(body).toMatchObject({ need: { kind: 'auto' }, plan: { changes: [{ set: { notes: ['x'] } }] } });
    await request(id, { kind: 'update', set: { notes: ['x'] } });
    expect((await send('viewer', 'GET', invoicePath(id))).body).toMatchObject({
      document: { notes: ['x'], version: 2 },
    });
  });

  test('is refused while another request is open, and for an unknown invoice', async () => {
    const id = await invoice('PL-3', '900.00');
    await request(id, { kind: 'cancel' });
    expect(await look(id, { kind: 'cancel' })).toMatchObject({ status: 409, body: { code: 'PENDING_REQUEST_EXISTS' } });
    expect(await look('nowhere', { kind: 'cancel' })).toMatchObject({
      status: 404,
      body: { code: 'INVOICE_NOT_FOUND' },
    });
    expect((await send('viewer', 'GET', invoicePath(id))).body).toMatchObject({ openRequest: { requester: 'maria', reason: 'duplicate' } }); // prettier-ignore
  });

  test('takes a reason or none, but not an empty one, and a key', async () => {
    const nothing = aGateway();
    const path = invoicePath('A', 'plan');
    const empty = await call(nothing, 'POST', path, { as: 'viewer', body: { kind: 'cancel', reason: ' ' } });
    expect(empty).toMatchObject({ status: 422, body: { code: 'REASON_REQUIRED', param: 'reason' } });
    expect((await call(nothing, 'POST', path, { body: { kind: 'cancel' } })).status).toBe(401);
    for (const deed of ['', 'actions', 'versions'])
      expect((await call(nothing, 'GET', invoicePath('A', deed))).status).toBe(401);
    expect((await call(nothing, 'GET', '/v1/corrections/r_1/counter')).status).toBe(401);
  });
});

describe('the actions of a document', () => {
  const actionsOf = async (id: string) => {
    const { status, body } = await send('viewer', 'GET', invoicePath(id, 'actions'));
    const actions = body['actions'] as readonly { kind: string; available: boolean; maxMinor?: number; blockers: { code: string }[] }[];
    return { status, body, of: (kind: string) => actions.find((one) => one.kind === kind) };
  }; // prettier-ignore

  test('say what is possible, up to which amount, and why the rest is not', async () => {
    const id = await invoice('PL-4');
    await pay(id, '40.00');
    const { status, body, of } = await actionsOf('PL-4');
    expect([status, body]).toMatchObject([200, { invoiceId: id, number: 'PL-4', currency: 'EUR', version: 2 }]);
    expect(of('refund')).toMatchObject({ available: true, maxMinor: 4000, blockers: [] });
    expect(of('discount')).toMatchObject({ available: true, maxMinor: 6000 });
    expect(of('cancel')).toMatchObject({ available: false, blockers: [{ code: 'HAS_PAYMENTS' }] });
    expect((await actionsOf('nowhere')).status).toBe(404);
  });

  test('of a draft are to edit it', async () => {
    await send('otto', 'PUT', invoicePath('draft-l5'), aDraft());
    const { of } = await actionsOf('draft-l5');
    expect([of('cancel'), of('update')]).toMatchObject([{ blockers: [{ code: 'IS_DRAFT' }] }, { available: true }]);
  });
});

describe('the way back', () => {
  test.each<[sentence: string, paid: string | undefined, body: object, net: object, made: string]>([
    ['from a cancellation is a replacement', undefined, { kind: 'cancel' }, { payoutMinor: 0, creditMinor: 0, receivableMinor: 0 }, 'replacement'],
    ['from a refund charges it again', '100.00', { kind: 'refund', amount: '30.00' }, { payoutMinor: 3000, creditMinor: 0, receivableMinor: 3000 }, 'correction'],
    ['from a credit consumes it', '100.00', { kind: 'credit', amount: '30.00' }, { payoutMinor: 0, creditMinor: 0, receivableMinor: 0 }, 'correction'],
    ['from a discount charges it again', '40.00', { kind: 'discount', amount: '30.00' }, { payoutMinor: 0, creditMinor: 0, receivableMinor: 0 }, 'correction'],
  ])('%s', async (sentence, paid, body, net, made) => {
    const id = await put(world.store, { number: `B ${sentence}`, buyerId: sentence, lines: grossOf('100.00') });
    if (paid !== undefined) await pay(id, paid);
    const { requestId } = (await request(id, body)).body as { readonly requestId: string };
    const path = `/v1/corrections/${requestId}/counter`;
    const { kind } = body as { readonly kind: string };
    const back = await send('viewer', 'GET', path);
    expect(back).toMatchObject({
      status: 200,
      body: { requestId, invoiceId: id, kind, net, steps: [{ kind: 'update', input: { counters: requestId }, text: expect.any(String), planHash: expect.any(String), need: { kind: 'auto' }, plan: { documents: [{ type: made }] } }] },
    });
    const [step] = back.body['steps'] as readonly { readonly input: object }[];
    expect(await request(id, { kind: 'update', ...step?.input })).toMatchObject({ status: 200, body: { state: 'applied' } });
    const twice = await send('viewer', 'GET', path);
    expect(twice.body).toMatchObject({ steps: [], why: expect.stringContaining('already') });
  }); // prettier-ignore

  test('is none for an update, and for what was not applied', async () => {
    const id = await invoice('B-1');
    const update = await request(id, { kind: 'update', set: { notes: ['x'] } });
    const counter = (reply: typeof update) => send('viewer', 'GET', `/v1/corrections/${String(reply.body['requestId'])}/counter`); // prettier-ignore
    expect((await counter(update)).body).toMatchObject({
      steps: [],
      why: expect.stringContaining('no counter-action'),
    });
    const refused = await request(id, { kind: 'refund' });
    expect((await counter(refused)).body).toMatchObject({ steps: [], why: expect.stringContaining('refused') });
    expect(await send('viewer', 'GET', '/v1/corrections/r_none/counter')).toMatchObject({ status: 404, body: { code: 'REQUEST_NOT_FOUND' } }); // prettier-ignore
  });
});

test('a client that was made from the document looks at all of it', async () => {
  const viewer = await clientFor(overWorld(world).app, 'viewer');
  const id = await invoice('PL-6');
  expect((await viewer('planCorrection', { id }, { kind: 'cancel' })).data).toMatchObject({ preview: true });
  expect((await viewer('listActions', { id })).data).toMatchObject({ invoiceId: id });
  const { requestId } = (await request(id, { kind: 'cancel' })).body;
  expect((await viewer('getCounter', { requestId: String(requestId) })).data).toMatchObject({ steps: [{}] });
  expect((await viewer('getInvoice', { id })).data).toMatchObject({ document: { status: 'canceled' }, journal: expect.any(Array) }); // prettier-ignore
});
