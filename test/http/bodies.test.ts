import { describe, expect, test } from 'vitest';
import { aGateway, ask, call, keyOf } from './support/gateway.ts';

// Malformed input is refused before any server is asked: one that is used throws.

const path = '/v1/invoices/A/corrections';
const keyed = { 'idempotency-key': 'k' };

describe('a request', () => {
  test.each([
    ['no reason', { reason: undefined }, 422, 'REASON_REQUIRED', 'reason'],
    ['an empty reason', { reason: '  ' }, 422, 'REASON_REQUIRED', 'reason'],
    ['a reason that is a list', { reason: ['duplicate'] }, 422, 'REASON_REQUIRED', 'reason'],
    ['"other" without words', { reason: 'other' }, 422, 'REASON_REQUIRED', 'reason'],
    ['a reason that is too long', { reason: 'x'.repeat(501) }, 422, 'REASON_REQUIRED', 'reason'],
    ['another kind', { kind: 'erase' }, 400, 'KIND_UNKNOWN', 'kind'],
    ['no kind', { kind: undefined }, 400, 'KIND_UNKNOWN', 'kind'],
    ['an unknown field', { amount: '1e4' }, 400, 'UNKNOWN_FIELD', 'amount'],
    ['a requester of its own', { requester: { id: 'ben' } }, 400, 'UNKNOWN_FIELD', 'requester'],
    ['a version that is text', { expectedVersion: '1' }, 400, 'MALFORMED', 'expectedVersion'],
    ['a version that is a fraction', { expectedVersion: 1.5 }, 400, 'MALFORMED', 'expectedVersion'],
    ['evidence that is null', { evidence: null }, 400, 'MALFORMED', 'evidence'],
    ['evidence with half a character', { evidence: 'a\ud800' }, 400, 'MALFORMED', 'evidence'],
  ])('with %s', async (_what, over, status, code, param) => {
    const reply = await ask(aGateway(), 'A', over);
    expect([reply.status, reply.body['code'], reply.body['param']]).toEqual([status, code, param]);
  });

  test('names the catalogue of reasons', async () => {
    expect((await ask(aGateway(), 'A', { reason: '' })).body['detail']).toContain(
      'order_canceled, duplicate, wrong_recipient',
    );
  });

  test.each([
    ['[]', 'a list'],
    ['null', 'null'],
    ['"cancel"', 'text'],
    ['{"kind":', 'half an object'],
    ['', 'nothing'],
    [`${'['.repeat(30_000)}`, 'deep nesting'],
  ])('that is %s (%s) is MALFORMED', async (body) => {
    const reply = await call(aGateway(), 'POST', path, {
      as: 'maria',
      headers: { ...keyed, 'content-type': 'application/json' },
      body,
    });
    expect([reply.status, reply.body['code']]).toEqual([400, 'MALFORMED']);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'as %s is MALFORMED',
    async (type) => {
      const reply = await call(aGateway(), 'POST', path, {
        as: 'maria',
        headers: { ...keyed, 'content-type': type },
        body: '{}',
      });
      expect(reply.body).toMatchObject({ code: 'MALFORMED', param: 'Content-Type' });
    },
  );

  test('a charset is let in', async () => {
    const reply = await call(aGateway(), 'POST', path, {
      as: 'maria',
      headers: { ...keyed, 'content-type': 'Application/JSON; charset=utf-8' },
      body: '{}',
    });
    expect(reply.body).toMatchObject({ code: 'KIND_UNKNOWN' });
  });

  test('needs an Idempotency-Key of at most 200 characters', async () => {
    for (const key of ['', '   ', 'x'.repeat(201)]) {
      const reply = await call(aGateway(), 'POST', path, {
        as: 'maria',
        headers: { 'idempotency-key': key },
        body: { kind: 'cancel', reason: 'duplicate' },
      });
      expect([reply.status, reply.body['code']]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
    }
  });

  test('names an invoice in at most 200 characters, and few enough bytes for a workflow id', async () => {
    for (const id of ['x'.repeat(201), '€'.repeat(150)]) {
      const reply = await ask(aGateway(), id);
      expect(reply.body).toMatchObject({ code: 'MALFORMED', param: 'id' });
    }
  });

  test('over 64 KB is BODY_TOO_LARGE, announced or not', async () => {
    const large = JSON.stringify({ kind: 'cancel', reason: 'duplicate', evidence: 'x'.repeat(65_536) });
    const reply = await call(aGateway(), 'POST', path, { as: 'maria', headers: keyed, body: large });
    expect([reply.status, reply.body['code']]).toEqual([413, 'BODY_TOO_LARGE']);
    const stream = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 70; n += 1) controller.enqueue(new Uint8Array(1_024));
        controller.close();
      },
    });
    const response = await aGateway().app.request(path, {
      method: 'POST', body: stream, duplex: 'half', headers: { ...keyed, authorization: `Bearer ${keyOf('maria')}` },
    } as RequestInit); // prettier-ignore
    expect(response.status).toBe(413);
  });
});

describe('a decision', () => {
  const good = { command: 'approve', revision: 1, step: 0, planHash: 'a'.repeat(64), decisionId: 'd1' };
  test.each([
    ['no command', { command: undefined }, 'MALFORMED', 'command'],
    ['an unknown command', { command: 'apply' }, 'MALFORMED', 'command'],
    ['a step below zero', { step: -1 }, 'MALFORMED', 'step'],
    ['a revision as text', { revision: '1' }, 'MALFORMED', 'revision'],
    ['no plan', { planHash: undefined }, 'MALFORMED', 'planHash'],
    ['no id', { decisionId: '' }, 'MALFORMED', 'decisionId'],
    ['a comment that is too long', { comment: 'x'.repeat(501) }, 'MALFORMED', 'comment'],
    [
      'an actor of its own',
      { actor: { id: 'carla', type: 'person', roles: ['ar-approver'] } },
      'UNKNOWN_FIELD',
      'actor',
    ],
    ['roles', { roles: ['ar-approver'] }, 'UNKNOWN_FIELD', 'roles'],
  ])('with %s', async (_what, over, code, param) => {
    const reply = await call(aGateway(), 'POST', '/v1/corrections/r_1/decisions', {
      as: 'ben',
      body: { ...good, ...over },
    });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ code, param });
  });
});

describe('a list', () => {
  test.each([
    ['/v1/corrections?limit=0', 'MALFORMED', 'limit'],
    ['/v1/corrections?limit=101', 'MALFORMED', 'limit'],
    ['/v1/corrections?limit=1&limit=2', 'MALFORMED', 'limit'],
    ['/v1/corrections?limit=1e1', 'MALFORMED', 'limit'],
    ['/v1/corrections?state=gone', 'MALFORMED', 'state'],
    ['/v1/corrections?after=x', 'MALFORMED', 'after'],
    ['/v1/inbox?after=1.', 'MALFORMED', 'after'],
    ['/v1/inbox?state=applied', 'MALFORMED', 'state'],
    ['/v1/inbox?stage=open', 'UNKNOWN_FIELD', 'stage'],
    ['/v1/corrections?all=1', 'UNKNOWN_FIELD', 'all'],
  ])('%s', async (url, code, param) => {
    const reply = await call(aGateway(), 'GET', url, { as: 'maria' });
    expect(reply.body).toMatchObject({ status: 400, code, param });
  });
});
