import { describe, expect, test } from 'vitest';
import { aGateway, anEvent, call, depot, sendEvent, shop } from './support/gateway.ts';

// An event that is unsigned, forged or malformed reaches no server: one that is used throws.

const minutes = (n: number): Date => new Date(Date.now() + n * 60_000);

describe('the signature', () => {
  test.each([
    ['none', { 'webhook-signature': '' }],
    ['one of nonsense', { 'webhook-signature': 'v1,AAAA' }],
    ['one without its version', { 'webhook-signature': 'nonsense' }],
    ['another version', { 'webhook-signature': 'v2,AAAA' }],
    ['no message id', { 'webhook-id': '' }],
    ['another message id', { 'webhook-id': 'msg_other' }],
    ['no time', { 'webhook-timestamp': '' }],
    ['another time', { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 60) }],
    ['a time that is none', { 'webhook-timestamp': 'now' }],
  ])('%s is 401', async (_what, headers) => {
    const reply = await sendEvent(aGateway(), anEvent(), { headers });
    expect([reply.status, reply.body['code']]).toEqual([401, 'SIGNATURE_INVALID']);
  });

  test('by an unknown secret is 401', async () => {
    const reply = await sendEvent(aGateway(), anEvent(), { secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}` });
    expect([reply.status, reply.body['code']]).toEqual([401, 'SIGNATURE_INVALID']);
  });

  test('more than five minutes old, or ahead, is 401', async () => {
    for (const at of [minutes(-5.1), minutes(5.1)])
      expect(await sendEvent(aGateway(), anEvent(), { at })).toMatchObject({
        status: 401,
        body: { code: 'SIGNATURE_INVALID' },
      });
  });

  test('over another body is 401', async () => {
    const { headers } = await signedHeaders();
    const reply = await call(aGateway(), 'POST', '/v1/events', { headers, body: anEvent() });
    expect(reply.status).toBe(401);
  });

  test("with another source's secret is 401, naming the field", async () => {
    for (const source of [depot.source, 'urn:example:nobody'])
      expect(await sendEvent(aGateway(), anEvent({ source }))).toMatchObject({
        status: 401,
        body: { code: 'SIGNATURE_INVALID', param: 'source' },
      });
    expect(await sendEvent(aGateway(), anEvent(), { secret: depot.secret })).toMatchObject({ status: 401 });
  });

  test('comes before anything that the body says', async () => {
    for (const body of ['{', '', anEvent({ type: 'nothing' })])
      expect((await sendEvent(aGateway(), body, { headers: { 'webhook-signature': 'v1,AAAA' } })).status).toBe(401);
  });

  async function signedHeaders() {
    let kept: Record<string, string> = {};
    const subject = aGateway();
    const request = subject.app.request.bind(subject.app);
    subject.app.request = (input, init, ...rest) => {
      kept = { ...(init?.headers as Record<string, string>) };
      return request(input, init, ...rest);
    };
    await sendEvent(subject, '{"a":1}');
    return { headers: kept };
  }
});

describe('the form', () => {
  test.each([
    ['no JSON', '{"specversion":', 'MALFORMED', undefined],
    ['a list (the batch form)', '[]', 'MALFORMED', '(root)'],
    ['another version', anEvent({ specversion: '0.3' }), 'MALFORMED', 'specversion'],
    ['no id', anEvent({ id: undefined }), 'MALFORMED', 'id'],
    ['an empty id', anEvent({ id: '' }), 'MALFORMED', 'id'],
    ['an id that is a number', anEvent({ id: 7 }), 'MALFORMED', 'id'],
    ['an id that is too long for a workflow id', anEvent({ id: '€'.repeat(120) }), 'MALFORMED', 'id'],
    ['no source', anEvent({ source: undefined }), 'MALFORMED', 'source'],
    ['no type', anEvent({ type: undefined }), 'MALFORMED', 'type'],
    ['a time that is none', anEvent({ time: 'yesterday' }), 'MALFORMED', 'time'],
    ['data that is no JSON', anEvent({ datacontenttype: 'text/xml' }), 'MALFORMED', 'datacontenttype'],
    ['data in base64', anEvent({ data_base64: 'e30=' }), 'UNKNOWN_FIELD', 'data_base64'],
    ['an attribute in camel case', anEvent({ traceParent: 'x' }), 'UNKNOWN_FIELD', 'traceParent'],
    ['an attribute that is an object', anEvent({ trace: {} }), 'MALFORMED', 'trace'],
    ['no data', anEvent({ data: undefined }), 'MALFORMED', 'data'],
    [
      'an unknown field in data',
      anEvent({ data: { orderId: 'O', reason: 'duplicate', amount: 1 } }),
      'UNKNOWN_FIELD',
      'data.amount',
    ],
    ['no order', anEvent({ data: { reason: 'duplicate' } }), 'MALFORMED', 'data.orderId'],
    [
      'an order that is a number',
      anEvent({ data: { orderId: 1e4, reason: 'duplicate' } }),
      'MALFORMED',
      'data.orderId',
    ],
  ])('with %s is 400', async (_what, event, code, param) => {
    const reply = await sendEvent(aGateway(), event);
    expect([reply.status, reply.body['code'], reply.body['param']]).toEqual([400, code, param]);
  });

  test('of an unknown type is 422 and names the known ones', async () => {
    const reply = await sendEvent(aGateway(), anEvent({ type: 'order.created' }));
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({
      code: 'EVENT_TYPE_UNKNOWN',
      param: 'type',
      detail: expect.stringContaining('order.canceled, cancellation.requested'),
    });
  });

  test('without a reason is 422 and names the catalogue', async () => {
    const reply = await sendEvent(aGateway(), anEvent({ data: { orderId: 'O' } }));
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({
      code: 'REASON_REQUIRED',
      param: 'data.reason',
      detail: expect.stringContaining('order_canceled'),
    });
  });

  test('that is no UTF-8 is 400 although it is signed', async () => {
    const subject = aGateway();
    const body = JSON.stringify(anEvent({ id: 'e\ufffd' }));
    const bytes = Buffer.from(body.replace('\ufffd', '\u0001'), 'utf8').map((byte) => (byte === 1 ? 0xff : byte));
    const request = subject.app.request.bind(subject.app);
    subject.app.request = (input, init, ...rest) => request(input, { ...init, body: Buffer.from(bytes) }, ...rest);
    expect(await sendEvent(subject, body)).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
  });

  test('announced as something else is 400, above 256 KB 413', async () => {
    expect(await sendEvent(aGateway(), anEvent(), { headers: { 'content-type': 'text/plain' } })).toMatchObject({
      status: 400,
      body: { param: 'Content-Type' },
    });
    expect(await sendEvent(aGateway(), anEvent({ subject: 'x'.repeat(262_144) }))).toMatchObject({
      status: 413,
      body: { code: 'BODY_TOO_LARGE' },
    });
  });

  test('that is good goes on to the servers', async () => {
    const event = anEvent({
      time: '2026-01-02T03:04:05.678+01:00', subject: 'O-1', datacontenttype: 'application/json', dataschema: 'urn:s', traceparent: '00-1', sampled: true, sequence: 3,
    }); // prettier-ignore
    for (const type of ['application/json', 'application/cloudevents+json; charset=utf-8']) {
      const subject = aGateway();
      expect((await sendEvent(subject, event, { headers: { 'content-type': type } })).body).toMatchObject({
        code: 'INTERNAL',
      });
      expect(subject.lines[0]?.facts['error']).toContain('store.collections.events was used');
    }
    expect(shop.source).toBe(event['source']);
  });
});
