import { describe, expect, test } from 'vitest';
import { errors, isErrorCode } from '../../domain/errors.ts';
import { statusOf } from '../../http/problems.ts';
import { aGateway, ask, call, keyOf } from './support/gateway.ts';

// Of the store only who there is can be reached from here: anything else that is used, Temporal too, throws.

describe('who may call', () => {
  test.each([
    ['GET', '/v1/corrections'],
    ['GET', '/v1/inbox'],
    ['GET', '/v1/corrections/r_1'],
    ['POST', '/v1/corrections/r_1/decisions'],
    ['POST', '/v1/invoices/A/corrections'],
    ['GET', '/v1/events/s/1'],
  ])('%s %s needs a key', async (method, path) => {
    for (const authorization of ['', 'Bearer', 'Bearer nope', `Basic ${keyOf('maria')}`, `Bearer ${keyOf('maria')}x`]) {
      const reply = await call(aGateway(), method, path, { headers: { authorization } });
      expect(reply.status).toBe(401);
      expect(reply.body).toMatchObject({
        code: 'LOGIN_REQUIRED',
        status: 401,
        type: 'urn:countersign:error:LOGIN_REQUIRED',
      });
      expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('a key is asked for before the body is read', async () => {
    const reply = await call(aGateway(), 'POST', '/v1/invoices/A/corrections', { body: 'x'.repeat(100_000) });
    expect(reply.body).toMatchObject({ code: 'LOGIN_REQUIRED' });
  });

  test('only the role requester asks, and the answer names who has it', async () => {
    const reply = await ask(aGateway(), 'A', { as: 'carla' });
    expect(reply.status).toBe(403);
    expect(reply.body).toMatchObject({
      code: 'FORBIDDEN_PRINCIPAL',
      detail: expect.stringContaining('assistant, ben, billing, maria, shop'),
    });
  });
});

describe('loopback only', () => {
  test.each(['127.0.0.1', '127.0.0.1:8787', 'localhost:1', 'LOCALHOST', '[::1]', '[::1]:8787'])(
    '%s is let in',
    async (host) => {
      expect((await call(aGateway(), 'GET', '/healthz', { headers: { host } })).status).toBe(200);
    },
  );

  test.each(['evil.example', 'evil.example:8787', '127.0.0.1.evil.example', 'localhost.', '10.0.0.1', '', '[::2]:1'])(
    'Host "%s" is refused',
    async (host) => {
      const reply = await call(aGateway(), 'GET', '/healthz', { headers: { host } });
      expect(reply.status).toBe(403);
      expect(reply.body).toMatchObject({ code: 'HOST_REFUSED' });
    },
  );

  test.each(['Forwarded', 'X-Forwarded-For', 'x-forwarded-host', 'X-Forwarded-Anything'])(
    '%s is refused',
    async (name) => {
      const reply = await call(aGateway(), 'POST', '/v1/events', { headers: { [name]: 'for=1.2.3.4' } });
      expect(reply.body).toMatchObject({ code: 'HOST_REFUSED' });
    },
  );

  test('the address itself counts, not only the header', async () => {
    const reply = await call(aGateway(), 'GET', 'http://evil.example/healthz', { headers: { host: 'localhost' } });
    expect(reply.body).toMatchObject({ code: 'HOST_REFUSED' });
  });
});

describe('every answer', () => {
  test('is not kept and not sniffed', async () => {
    for (const path of ['/v1/healthz', '/v1/nowhere', '/v1/inbox']) {
      const { headers } = await call(aGateway(), 'GET', path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });

  test('unknown addresses and methods are 404 as problem+json', async () => {
    for (const [method, path] of [
      ['GET', '/nowhere'],
      ['DELETE', '/healthz'],
      ['GET', '/v1/invoices/A/corrections'],
      ['POST', '/v1/nothing'],
    ] as const) {
      const reply = await call(aGateway(), method, path, { as: 'maria' });
      expect([reply.status, reply.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
      expect(reply.body).toMatchObject({
        code: 'NOT_FOUND',
        title: errors.NOT_FOUND.summary,
        next: errors.NOT_FOUND.next,
        alternatives: [],
      });
    }
  });

  test('a bug is INTERNAL, 500, and tells nothing of the inside', async () => {
    const subject = aGateway();
    const reply = await call(subject, 'GET', '/v1/corrections/r_1', { as: 'maria' });
    expect(reply.status).toBe(500);
    expect(reply.body).toMatchObject({ code: 'INTERNAL', detail: errors.INTERNAL.summary });
    expect(subject.lines.find(({ level }) => level === 'error')?.facts['error']).toContain(
      'store.collections.corrections was used',
    );
  });

  test('is one log line, without keys and bodies', async () => {
    const subject = aGateway();
    await ask(subject, 'INV/7', { reason: '', key: 'secret-key' });
    expect(subject.lines).toEqual([
      {
        level: 'info',
        text: 'request',
        facts: {
          method: 'POST', path: '/v1/invoices/:id/corrections', status: 422, code: 'REASON_REQUIRED', ms: expect.any(Number), principal: 'maria',
        },
      },
    ]); // prettier-ignore
  });

  test('has a status for every code of the register', () => {
    for (const code of Object.keys(errors)) expect(isErrorCode(code) && statusOf(code)).toBeGreaterThanOrEqual(400);
    expect([statusOf('INTERNAL'), statusOf('UNAVAILABLE'), statusOf('BODY_TOO_LARGE')]).toEqual([500, 503, 413]);
  });
});

describe('health', () => {
  test('/healthz needs no server', async () => {
    expect(await call(aGateway(), 'GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });
});
