import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import { createGateway } from '../../client/gateway.ts';
import type { AppOptions } from '../../http/app.ts';
import { cookieOf } from '../support/directory.ts';
import { aDocument, grossOf, put, type ContentInput } from '../support/documents.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { callsOf, everythingIn, invoicePath } from './support/books.ts';
import { call, overWorld } from './support/gateway.ts';
import { clientFor } from './support/generated-client.ts';

const world = useWorld({ policy: lenientPolicy({ over: { version: '3310' } }) });
const send = callsOf(world);
const invoice = (number: string, gross = '100.00', over: ContentInput = {}) =>
  put(world.store, { number, lines: grossOf(gross), ...over });
const pay = (id: string, amount: string) =>
  send('bank', 'POST', invoicePath(id, 'payments'), { reference: 'A', amount });
const requestsOf = (invoiceId: string) => world.store.collections.corrections.find({ invoiceId }).toArray();

/** Nobody is called by the empty name. */
const cookie = (as: string) => (as === '' ? {} : { cookie: `__Host-countersign=${cookieOf(as)}` });
const shown = async (answer: Response) => ({
  status: answer.status, location: answer.headers.get('location'), html: await answer.text(),
}); // prettier-ignore

/** Opens a page as a browser does. */
const open = async (path: string, as = 'maria') =>
  shown(await overWorld(world).app.request(path, { headers: { accept: 'text/html', ...cookie(as) } }));

interface Sending {
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly over?: Partial<AppOptions>;
}

/** Sends a form as a browser does. */
const post = async (path: string, fields: Readonly<Record<string, string>>, { as = 'maria', headers = {}, over = {} }: Sending = {}) =>
  shown(await overWorld(world, over).app.request(path, {
    method: 'POST',
    headers: { accept: 'text/html', origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded', ...cookie(as), ...headers },
    body: new URLSearchParams(fields).toString(),
  })); // prettier-ignore

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/** The hidden fields of the form that asks, as the page has them. */
function hiddenIn(html: string): Readonly<Record<string, string>> {
  const [, form = ''] = /<form method="post" action="\/invoices\/(.*?)<\/form>/s.exec(html) ?? [];
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [unescaped(name), unescaped(value)]));
}
const correctPath = (id: string, kind = '', query: Readonly<Record<string, string>> = {}): string =>
  `/invoices/${encodeURIComponent(id)}/correct${kind && '/'}${kind}${Object.keys(query).length > 0 ? '?' : ''}${new URLSearchParams(query).toString()}`;

describe('GET /v1/invoices', () => {
  test('finds documents page by page, and the page of people shows the same', async () => {
    for (const [number, gross] of [['CV-L-1', '10.00'], ['CV-L-2', '20.00'], ['CV-L-3', '20.00']] as const) await invoice(number, gross);
    await pay('DE100:CV-L-3', '5.00');
    const viewer = await clientFor(overWorld(world).app, 'viewer');
    const first = await viewer('listInvoices', { number: 'CV-L-', limit: 2 });
    expect(first.data.items).toMatchObject([
      { number: 'CV-L-3', paymentState: 'partially_paid', grossMinor: 2000, balanceMinor: 1500, customerId: 'DE100:B1', customerName: 'Buyer' },
      { number: 'CV-L-2', paymentState: 'unpaid' },
    ]);
    const second = await viewer('listInvoices', { number: 'CV-L-', limit: 2, after: first.data.next });
    expect([second.data.items.map(({ id }: { id: string }) => id), second.data.next]).toEqual([['DE100:CV-L-1'], undefined]);
    const some = await viewer('listInvoices', { number: 'CV-L-', currency: 'EUR', minAmount: '20.00', maxAmount: '20.00', status: 'open' });
    expect(some.data.items).toHaveLength(2);

    const page = await open('/invoices?number=CV-L-&limit=2');
    expect(page.html.match(/CV-L-\d/g)).toEqual(['CV-L-3', 'CV-L-3', 'CV-L-2', 'CV-L-2']);
    expect(page.html).toContain(`after=${first.data.next}`);
  }); // prettier-ignore

  test.each([
    ['limit=0', 400, 'MALFORMED'],
    ['after=x', 400, 'MALFORMED'],
    [`after=${Buffer.from('["a",1]').toString('base64url')}`, 400, 'MALFORMED'],
    ['minAmount=1.00', 400, 'MALFORMED'],
    ['currency=EUR&minAmount=1,00', 400, 'AMOUNT_FORMAT'],
    ['currency=XXX&minAmount=1.00', 422, 'CURRENCY_UNKNOWN'],
    ['issuedFrom=2026-02-30', 400, 'MALFORMED'],
    ['status=gone', 400, 'MALFORMED'],
    ['colour=red', 400, 'UNKNOWN_FIELD'],
  ])('%s is refused to programs and to people alike, who find it in the form again', async (query, _status, code) => {
    const reply = await call(overWorld(world), 'GET', `/v1/invoices?${query}`, { as: 'viewer' });
    expect(reply.body).toMatchObject({ code });
    const page = await open(`/invoices?${query}`);
    expect(page).toMatchObject({ status: reply.status, html: expect.stringContaining(code) });
    const [, typed = ''] = /minAmount=([^&]*)/.exec(query) ?? [];
    if (typed !== '') expect(page.html).toContain(`value="${typed}"`);
  });

  test('is for who is known', async () => {
    expect((await call(overWorld(world), 'GET', '/v1/invoices')).status).toBe(401);
    expect(await open('/invoices', '')).toMatchObject({ status: 401, html: expect.stringContaining('Sign in') });
  });
});

const script = '<script>alert(1)</script>';

describe('the page of an invoice', () => {
  test('opens by id and by number; an unknown one is told so', async () => {
    const id = await invoice('CV-P/1 ü');
    for (const name of [id, 'CV-P/1 ü']) {
      const page = await open(`/invoices/${encodeURIComponent(name)}`);
      expect(page).toMatchObject({ status: 200, html: expect.stringContaining('CV-P/1 ü</h1>') });
    }
    expect(await open('/invoices/nowhere')).toMatchObject({ status: 404, html: expect.stringContaining('INVOICE_NOT_FOUND') }); // prettier-ignore
    expect(await open(`/invoices/${encodeURIComponent(id)}`, '')).toMatchObject({ status: 401 });
    expect((await open(`/invoices/${encodeURIComponent(id)}?lines=0`)).status).toBe(400);
  });

  test('of a number that two sellers have is one of both, which are linked', async () => {
    const ids = [await invoice('CV-P-2'), await invoice('CV-P-2', '100.00', { sellerId: 'DE200' })];
    const page = await open('/invoices/CV-P-2');
    expect(page).toMatchObject({ status: 409, html: expect.stringContaining('INVOICE_AMBIGUOUS') });
    for (const id of ids) expect(page.html).toContain(`<a href="/invoices/${encodeURIComponent(id)}">see ${id}</a>`);
  });

  test('shows a script in any of its texts as text', async () => {
    const made = aDocument({ number: script, orderId: script, buyerId: script });
    const id = await put(world.store, { ...made, sellerId: 'DE100', lines: [{ quantity: '1', unitPrice: '1.00', taxRate: '19', id: script, description: script }], allowancesCharges: [{ kind: 'charge', amountMinor: 100, reason: script, taxCategory: 'S', taxRate: '19' }] });
    await send('bank', 'POST', invoicePath(id, 'payments'), { reference: script, amount: '0.50' });
    await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'update', reason: script, evidence: script, set: { notes: [script], contact: { name: script } } });
    await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'credit', reason: script, amount: '0.10' });
    const paths = [
      `/invoices?number=${encodeURIComponent(script)}`,
      `/invoices/${encodeURIComponent(id)}`,
      ...['', 'refund', 'credit', 'update', 'cancel'].map((kind) => correctPath(id, kind)),
      correctPath(id, 'refund', { amount: script, words: script, evidence: script }),
      correctPath(id, 'update', { notes: script, words: script, 'add:1:id': script }),
      correctPath(id, 'refund', { [`quantity:${script}`]: '1', words: script, evidence: script }),
      correctPath(id, 'update', { [script]: script }),
    ];
    for (const path of paths) {
      const { html } = await open(path);
      expect({ path, isText: html.includes('&lt;script&gt;'), isScript: html.includes(script) }).toEqual({ path, isText: true, isScript: false });
    }
  }); // prettier-ignore

  test('has a hundred lines at a time, its histories in parts, and the picture of what it is linked with', async () => {
    const lines = Array.from({ length: 250 }, () => ({ quantity: '1', unitPrice: '1.00', taxRate: '19' }));
    const id = await invoice('CV-P-250', '', { lines });
    await pay(id, '297.50');
    for (let at = 0; at < 22; at += 1) await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'credit', reason: 'duplicate', amount: '1.00' });
    for (let at = 0; at < 7; at += 1) await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'update', reason: 'duplicate', set: { notes: [`note ${at}`] } });
    const path = `/invoices/${encodeURIComponent(id)}`;
    const first = await open(path);
    expect(first.html).toContain('>item 100<');
    expect(first.html).not.toContain('>item 101<');
    const last = await open(`${path}?lines=3`);
    expect(last.html).toContain('>item 250<');
    expect((await open(`${path}?lines=9`)).html).toContain('>item 250<');
    expect(first.html.match(/<a class="node"/g)).toHaveLength(20);
    expect(first.html).toContain('The picture shows 20 of 22.');
    expect(first.html.match(/is credited by/g)).toHaveLength(22);

    const versions = [...first.html.matchAll(/<h3>Version (\d+)/g)].map(([, version]) => version);
    expect(versions).toHaveLength(5);
    const [, href = ''] = /href="([^"]*\?versions=[^"]*)"/.exec(first.html) ?? [];
    const older = await open(href.replaceAll('&amp;', '&'));
    expect([...older.html.matchAll(/<h3>Version (\d+)/g)]).toHaveLength(2);
    expect(older.html).toContain('<del>note 0</del>'); // by what followed on the page before
    const [, rest = ''] = /href="([^"]*\?history=[^"]*)"/.exec(first.html) ?? [];
    expect((await open(rest)).html).toContain('Imported');
    for (const { html } of [first, last, older]) expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    for (const kind of ['credit', 'update']) {
      const form = await open(correctPath(id, kind, { typed: 'yes', page: '7', 'quantity:1': '1' }));
      expect(form.html).toContain('name="quantity:250"');
      expect(form.html).toContain('<input type="hidden" name="quantity:1" value="1"/>');
      expect(Buffer.byteLength(form.html)).toBeLessThan(100_000);
    }
  }); // prettier-ignore
});

describe('the way to a correction (R41, R42)', () => {
  test('shows what the plan of programs says, and writes nothing', async () => {
    const id = await invoice('CV-C-1', '900.00');
    const held = await everythingIn(world.store);
    const asked = { kind: 'cancel', reason: 'duplicate', evidence: 'a mail' };
    const { body } = await send('maria', 'POST', invoicePath(id, 'plan'), asked);
    const page = await open(correctPath(id, 'cancel', { reason: 'duplicate', evidence: 'a mail' }));
    expect(page.html).toContain(String(body['planHash']).slice(0, 12));
    expect(page.html).toContain('It waits for review by ar-approver or finance-approver.');
    await open(correctPath(id));
    const { sessions: _seen, ...now } = await everythingIn(world.store);
    const { sessions: _before, ...before } = held;
    expect([now, await requestsOf(id)]).toEqual([before, []]);
  });

  test('a form that is sent ten times at once is one request', async () => {
    const id = await invoice('CV-C-2', '900.00');
    const fields = hiddenIn((await open(correctPath(id, 'cancel', { reason: 'duplicate' }))).html);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(correctPath(id, 'cancel'), fields)));
    const [request, ...more] = await requestsOf(id);
    expect(more).toEqual([]);
    expect(new Set(answers.map(({ status, location }) => `${status} ${location}`))).toEqual(new Set([`303 /corrections/${request?._id}`])); // prettier-ignore
    expect(request).toMatchObject({ state: 'open', request: { kind: 'cancel', expectedVersion: 1, requester: { id: 'maria' } } }); // prettier-ignore
    expect(await post(correctPath(id, 'cancel'), { ...fields, evidence: 'another' })).toMatchObject({ status: 422, html: expect.stringContaining('REQUEST_ID_REUSED') }); // prettier-ignore
    const waiting = await open(correctPath(id, 'refund'));
    expect(waiting.html).toContain(`href="/corrections/${request?._id}"`);
  });

  test('what nobody has to sign is applied', async () => {
    const id = await invoice('CV-C-3');
    await pay(id, '100.00');
    const fields = hiddenIn((await open(correctPath(id, 'refund', { amount: '30.00', words: 'broken' }))).html);
    const { status, location } = await post(correctPath(id, 'refund'), fields);
    const [request] = await requestsOf(id);
    expect([status, location, request?.state]).toEqual([303, `/corrections/${request?._id}`, 'applied']);
    expect(request?.request).toMatchObject({ input: { amount: '30.00' }, reason: { code: 'other', text: 'broken' } });
  });

  test('an invoice that has moved since is refused at the form, with everything that was typed', async () => {
    const id = await invoice('CV-C-4');
    const fields = hiddenIn((await open(correctPath(id, 'cancel', { reason: 'duplicate', evidence: 'mail of May' }))).html); // prettier-ignore
    await send('maria', 'POST', invoicePath(id, 'corrections'), { kind: 'update', reason: 'duplicate', set: { notes: ['x'] } }); // prettier-ignore
    const again = await post(correctPath(id, 'cancel'), fields);
    expect(again).toMatchObject({ status: 409, html: expect.stringContaining('STALE_VERSION') });
    expect(again.html).toContain('value="mail of May"');
    expect(again.html).toContain('<option value="duplicate" selected="">');
    expect(hiddenIn(again.html)['key']).toBeUndefined(); // it is looked at again first
  });

  test.each<[what: string, kind: string, typed: Readonly<Record<string, string>>, status: number, code: string]>([
    ['too much', 'refund', { amount: '500.00', reason: 'duplicate' }, 422, 'EXCEEDS_REFUNDABLE'],
    ['no amount', 'refund', { amount: '1,00', reason: 'duplicate' }, 422, 'AMOUNT_FORMAT'],
    ['a line that is not there', 'credit', { 'quantity:9': '1', reason: 'duplicate' }, 422, 'LINE_NOT_FOUND'],
    ['a paid invoice', 'cancel', { look: 'plan', reason: 'duplicate' }, 422, 'HAS_PAYMENTS'],
    ['no discount', 'discount', { look: 'plan' }, 400, 'MALFORMED'],
    ['a field of another kind', 'cancel', { amount: '5.00' }, 400, 'UNKNOWN_FIELD'],
    ['an unknown request', 'update', { counters: 'r_none' }, 422, 'COUNTER_UNKNOWN'],
  ])('%s is refused where it was typed, and when it is sent', async (what, kind, typed, status, code) => {
    const id = await invoice(`CV-R ${what}`);
    await pay(id, '40.00');
    const page = await open(correctPath(id, kind, typed));
    expect(page).toMatchObject({ html: expect.stringContaining(code) });
    expect(page.status).toBe(status);
    const { look: _look, ...sent } = typed;
    const csrf = hiddenIn((await open(correctPath(id, 'update', { notes: 'x', reason: 'duplicate' }))).html)['_csrf'] ?? ''; // prettier-ignore
    const refused = await post(correctPath(id, kind), { reason: 'duplicate', ...sent, _csrf: csrf, key: ulid(), version: '2' }); // prettier-ignore
    expect(refused).toMatchObject({ status, html: expect.stringContaining(code) });
    if (code.startsWith('EXCEEDS') || code === 'AMOUNT_FORMAT') expect(refused.html).toContain(`name="amount" value="${sent['amount']}"`); // prettier-ignore
    const states = (await requestsOf(id)).map((one) => one.state);
    expect(states.filter((state) => state !== 'refused')).toEqual([]);
  });

  test('of which nobody knows whether it was taken in goes again under its own key, and is done once', async () => {
    const id = await invoice('CV-C-8', '900.00');
    const fields = hiddenIn((await open(correctPath(id, 'cancel', { reason: 'duplicate' }))).html);
    const silent = {
      gateway: createGateway({ client: world.client, taskQueue: world.taskQueue, answerWithinMs: 0 }),
      pingTemporal: () => Promise.reject(new Error('silent')),
    };
    const unknown = await post(correctPath(id, 'cancel'), fields, { over: silent });
    expect(unknown).toMatchObject({ status: 503, html: expect.stringContaining('Send it again; it is done once') });
    expect(hiddenIn(unknown.html)).toEqual(fields);
    expect((await post(correctPath(id, 'cancel'), hiddenIn(unknown.html))).status).toBe(303);
    expect(await requestsOf(id)).toHaveLength(1);
  });

  test('what is impossible names its reason and links to what is possible', async () => {
    const id = await invoice('CV-C-5');
    await pay(id, '100.00');
    const { html } = await open(correctPath(id));
    expect(html).toContain('HAS_PAYMENTS');
    expect(html).toContain(`<a href="${correctPath(id, 'refund')}">refund would pay out EUR 100.00</a>`);
    const { html: refused } = await open(correctPath(id, 'cancel'));
    expect(refused).toContain('HAS_PAYMENTS');
    expect(refused).not.toContain('See what would happen');
  });

  test('is for who may ask: others see who does', async () => {
    const id = await invoice('CV-C-6');
    const page = await open(correctPath(id, 'cancel', { reason: 'duplicate' }), 'carla');
    expect(page.html).toContain('It takes the role requester, held by');
    expect(hiddenIn(page.html)).toEqual({});
    const csrf = /name="_csrf" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const sent = { _csrf: csrf, key: ulid(), version: '1', reason: 'duplicate' };
    const refused = await post(correctPath(id, 'cancel'), sent, { as: 'carla' });
    expect(refused).toMatchObject({ status: 403, html: expect.stringContaining('FORBIDDEN_PRINCIPAL') });
    expect(await requestsOf(id)).toEqual([]);
  });

  test.each<[what: string, over: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>, status: number, code: string]>([
    ['forged', { _csrf: 'x' }, {}, 403, 'CSRF'],
    ['without its token', { _csrf: '' }, {}, 403, 'CSRF'],
    ['from another site', {}, { origin: 'https://evil.example' }, 403, 'CSRF'],
    ['cross-site, as the browser says', {}, { 'sec-fetch-site': 'cross-site' }, 403, 'CSRF'],
    ['without its token and of no kind', { _csrf: '', kind: 'erase' }, {}, 403, 'CSRF'],
    ['without its key', { key: '' }, {}, 400, 'IDEMPOTENCY_KEY_REQUIRED'],
    ['without the version that was seen', { version: '' }, {}, 400, 'MALFORMED'],
    ['of a megabyte', { words: 'x'.repeat(1_000_000) }, {}, 413, 'BODY_TOO_LARGE'],
  ])('a form %s changes nothing', async (what, over, headers, status, code) => {
    const id = await invoice(`CV-F ${what}`, '900.00');
    const fields = hiddenIn((await open(correctPath(id, 'cancel', { reason: 'duplicate' }))).html);
    const { kind = 'cancel', ...changed } = over;
    const refused = await post(correctPath(id, kind), { ...fields, ...changed }, { headers });
    expect(refused).toMatchObject({ status, html: expect.stringContaining(code) });
    expect(await requestsOf(id)).toEqual([]);
  }); // prettier-ignore

  test('an unknown kind or invoice is a page that says so', async () => {
    const id = await invoice('CV-C-7');
    expect(await open(correctPath(id, 'erase'))).toMatchObject({ status: 400, html: expect.stringContaining('KIND_UNKNOWN') }); // prettier-ignore
    expect(await open(correctPath('nowhere', 'cancel'))).toMatchObject({ status: 404 });
    expect(await open(correctPath('nowhere'))).toMatchObject({ status: 404 });
  });
});
