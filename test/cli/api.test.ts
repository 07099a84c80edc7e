import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi, type Api } from '../../client/api.ts';
import { RefusedFor } from '../../client/failure.ts';
import { Refused } from '../../domain/errors.ts';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers recorded from the gateway, by the number of the invoice or the id of the request; what came in is kept. */
const recorded: Readonly<Record<string, { readonly status: number; readonly type?: string; readonly body: string }>> = {
  applied: { status: 200, body: '{"state":"applied","requestId":"r_1","invoiceId":"S:1"}' },
  waits: { status: 202, body: '{"state":"open","requestId":"r_1","invoiceId":"S:1"}' },
  blocked: {
    status: 422,
    type: 'application/problem+json',
    body: JSON.stringify({
      type: 'urn:countersign:error:HAS_PAYMENTS',
      title: 'Money is linked.',
      status: 422,
      code: 'HAS_PAYMENTS',
      detail: 'Money is linked. EUR 10.00 is linked.',
      next: 'Unlink it.',
      alternatives: [],
      requestId: 'r_1',
      errors: [
        { code: 'HAS_PAYMENTS', message: 'Money is linked. EUR 10.00 is linked.', alternatives: [] },
        {
          code: 'HAS_CREDIT_NOTES',
          message: 'A credit note of this invoice exists. CN-1',
          alternatives: [{ kind: 'cancel', documentId: 'S:CN-1', text: 'cancel the open credit note CN-1 first' }],
        },
      ],
      outcome: { state: 'refused', requestId: 'r_1', invoiceId: 'S:1', blockers: [] },
    }),
  },
  newer: {
    status: 409,
    type: 'application/problem+json',
    body: '{"code":"OF_TOMORROW","detail":"The plan is old."}',
  },
  proxy: { status: 502, type: 'text/html', body: '<h1>Bad gateway</h1>' },
  blank: { status: 200, body: '' },
  moved: { status: 302, body: '' },
};

const seen: Seen[] = [];
let server: ReturnType<typeof serve>;
let api: Api;

beforeAll(async () => {
  const app = new Hono().all('*', async (c) => {
    const { method, url } = c.req;
    const path = new URL(url).pathname; // as it was sent: hono would decode it
    seen.push({ method, path, headers: c.req.header(), body: await c.req.text() });
    const name = decodeURIComponent(path).split('/')[3] ?? '';
    const answer = recorded[name] ?? {
      status: 404,
      body: '{"code":"REQUEST_NOT_FOUND","detail":"No request has this id."}',
    };
    return new Response(answer.body, {
      status: answer.status,
      headers: {
        'content-type': answer.type ?? 'application/json',
        ...(answer.status === 302 ? { location: '/v1' } : {}),
      },
    });
  });
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
  });
  api = createApi({ url: `http://127.0.0.1:${port}`, key: 'csk_test' });
});
afterAll(() => void server.close());

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expect.unreachable('it was answered'),
    (error: unknown) => error,
  );

describe('what is sent', () => {
  test('a request, with its key, its bearer and the id percent-encoded', async () => {
    await failureOf(api.request('DE 1/ä:INV 7', { kind: 'cancel', reason: 'duplicate' }, 'key-1'));
    expect(seen.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v1/invoices/DE%201%2F%C3%A4%3AINV%207/corrections',
      headers: { authorization: 'Bearer csk_test', 'idempotency-key': 'key-1', 'content-type': 'application/json' },
      body: '{"kind":"cancel","reason":"duplicate"}',
    });
  });

  test('a decision on exactly one plan', async () => {
    const decision = { command: 'approve', revision: 1, step: 0, planHash: 'abc', decisionId: 'd-1' } as const;
    await failureOf(api.decide('r_9', decision));
    expect(seen.at(-1)).toMatchObject({ path: '/v1/corrections/r_9/decisions', body: JSON.stringify(decision) });
  });
});

describe('what is answered', () => {
  const request = (name: string): Promise<unknown> => api.request(name, { kind: 'cancel', reason: 'duplicate' }, 'k');

  test.each([
    ['applied', 'applied'],
    ['waits', 'open'],
  ])('%s is a view', async (name, state) => {
    expect(await request(name)).toMatchObject({ state, requestId: 'r_1' });
  });

  test('a problem is its refusals, all of them, with their alternatives and the outcome', async () => {
    const error = await failureOf(request('blocked'));
    expect(error).toBeInstanceOf(RefusedFor);
    expect(error).toMatchObject({
      refusals: [
        { code: 'HAS_PAYMENTS', message: 'Money is linked. EUR 10.00 is linked.' },
        { code: 'HAS_CREDIT_NOTES', alternatives: [{ kind: 'cancel', documentId: 'S:CN-1' }] },
      ],
      facts: { requestId: 'r_1', outcome: { state: 'refused' } },
    });
  });

  test('an unknown request is REQUEST_NOT_FOUND', async () => {
    expect(await failureOf(api.read('r_9'))).toMatchObject({ refusals: [{ code: 'REQUEST_NOT_FOUND' }] });
  });

  test.each([
    ['a code of a newer gateway', 'newer', 'OF_TOMORROW: The plan is old.'],
    ['a page of something in between', 'proxy', 'answered 502'],
    ['nothing', 'blank', 'without JSON'],
  ])('%s is INTERNAL and says what came', async (_sentence, name, message) => {
    const error = await failureOf(request(name));
    expect(String(error)).toContain('INTERNAL: ');
    expect(String(error)).toContain(message);
  });

  test('a redirect is not followed: the key is for this address', async () => {
    expect(await failureOf(request('moved'))).toBeInstanceOf(Refused);
    expect(seen.at(-1)?.path).toContain('moved');
  });

  test('nobody there is UNAVAILABLE', async () => {
    const nobody = createApi({ url: 'http://127.0.0.1:9', key: 'k' });
    expect(await failureOf(nobody.inbox({}))).toMatchObject({ refusal: { code: 'UNAVAILABLE' } });
  });
});
