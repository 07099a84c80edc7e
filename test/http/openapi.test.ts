import { Validator } from '@seriousme/openapi-schema-validator';
import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import { errors } from '../../domain/errors.ts';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { createSend, createValidate, operationsOf, type OpenApi } from './support/conformance.ts';
import { aGateway, anEvent, conforming, openApi, overWorld, signed } from './support/gateway.ts';
import { clientFor } from './support/generated-client.ts';

const world = useWorld();
const document = await openApi();
const operations = operationsOf(document);

describe('the document', () => {
  test('is OpenAPI 3.1', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(await new Validator().validate(document)).toEqual({ valid: true });
  });

  test('lists exactly the routes of the gateway; pages are for people', () => {
    const forPrograms = /^\/(v1\/|healthz$|readyz$|openapi\.json$)/;
    const routed = aGateway().app.routes.filter(({ method, path }) => method !== 'ALL' && forPrograms.test(path));
    const addresses = routed.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const documented = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect([...new Set(addresses)].sort()).toEqual([...documented].sort());
  });

  test('says of each operation what it is for, and names its address in full', () => {
    const ids = operations.map(({ spec }) => spec.operationId);
    expect(new Set(ids).size).toBe(operations.length);
    for (const { path, spec } of operations) {
      expect(spec).toMatchObject({ summary: expect.stringMatching(/^[^\n]{5,80}\.$/), tags: [expect.any(String)] });
      const named = (spec.parameters ?? []).flatMap((one) => ('in' in one && one.in === 'path' ? [one.name] : []));
      expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
  });

  test('has every code of the register, and examples that are what they stand for', () => {
    const { schemas = {} } = document.components ?? {};
    expect(schemas['ErrorCode']).toMatchObject({ enum: Object.keys(errors) });
    const validate = createValidate(document);
    for (const [name, { examples = [] }] of Object.entries(schemas))
      for (const example of examples) expect(validate(['components', 'schemas', name], example)).toEqual([]);
    for (const { path, method, spec } of operations) {
      if (!spec.requestBody || '$ref' in spec.requestBody) continue;
      for (const [type, { example }] of Object.entries(spec.requestBody.content))
        expect(validate(['paths', path, method, 'requestBody', 'content', type, 'schema'], example)).toEqual([]);
    }
  });
});

describe('a client made from the document', () => {
  test('asks, finds, approves and reads', async () => {
    const { app } = overWorld(world);
    const [maria, ben] = [await clientFor(app, 'maria'), await clientFor(app, 'ben')];
    const invoiceId = await put(world.store, { number: 'http-O/1 ü', lines: grossOf('900.00') });
    const asked = await maria(
      'requestCorrection',
      { id: invoiceId, 'Idempotency-Key': 'openapi-1' },
      { kind: 'cancel', reason: 'duplicate', expectedVersion: 1 },
    );
    expect([asked.status, asked.data.state]).toEqual([202, 'open']);
    const { requestId } = asked.data;
    expect(asked.headers).toMatchObject({ location: asked.data.links.self });

    const inbox = await ben('listInbox', { limit: 100 });
    const [found] = inbox.data.items.filter((item: { readonly requestId: string }) => item.requestId === requestId);
    const open = await maria('listCorrections', { state: 'open', limit: 1 });
    expect([found.invoiceId, open.data.items.length]).toEqual([invoiceId, 1]);

    const { revision, step, planHash } = found.waitingFor;
    const decision = { command: 'approve', revision, step, planHash, decisionId: ulid() };
    const decided = await ben('decide', { requestId }, decision);
    expect([decided.status, decided.data.state]).toEqual([200, 'applied']);
    const read = await maria('getCorrection', { requestId });
    expect(read.data).toMatchObject({ state: 'applied', plan: { documents: [{ type: 'cancellation' }] }, votes: [{}] });
    const late = await ben('decide', { requestId }, { ...decision, decisionId: ulid() });
    expect(late).toMatchObject({ status: 409, data: { code: 'GATE_CLOSED', outcome: { state: 'applied' } } });
  });

  test('is refused with the reason', async () => {
    const maria = await clientFor(overWorld(world).app, 'maria');
    const ask = (key: string, id: string, body: object) =>
      maria('requestCorrection', { id, 'Idempotency-Key': key }, { kind: 'cancel', reason: 'duplicate', ...body });
    const id = await put(world.store, { number: 'http-O-2' });
    expect((await ask('openapi-2', id, {})).data).toMatchObject({ state: 'applied' });
    expect((await ask('openapi-3', id, {})).data).toMatchObject({ code: 'ALREADY_CANCELED', status: 422 });
    expect((await ask('openapi-4', 'nobody', {})).data).toMatchObject({ code: 'INVOICE_NOT_FOUND', status: 404 });
    expect((await ask('openapi-5', id, { kind: 'erase' })).data).toMatchObject({ code: 'KIND_UNKNOWN', param: 'kind' });
    expect((await ask('openapi-6', id, { reason: ' ' })).data).toMatchObject({ code: 'REASON_REQUIRED' });
    expect((await ask('openapi-7', id, { amount: 1 })).data).toMatchObject({ code: 'UNKNOWN_FIELD', param: 'amount' });
    const nobody = await clientFor(overWorld(world).app);
    expect(await nobody('listInbox')).toMatchObject({ status: 401, data: { code: 'LOGIN_REQUIRED' } });
  });

  test('sends an event and reads what became of it; knows whether the gateway is ready', async () => {
    const client = await clientFor(overWorld(world).app, 'otto');
    const event = anEvent();
    const { headers } = signed(event);
    const sent = await client('sendEvent', headers, event);
    expect([sent.status, (await client('sendEvent', headers, event)).status]).toEqual([202, 200]);
    const read = await client('getEvent', { source: sent.data.source, id: sent.data.id });
    expect(read).toMatchObject({ status: 200, data: { source: sent.data.source } });
    expect((await client('getHealth')).data).toEqual({ status: 'ok' });
    expect((await client('getReadiness')).data).toMatchObject({ status: 'ready' });
    expect((await client('getOpenApi')).data).toEqual(document);
  });
});

describe('a lie is noticed', () => {
  const answering = (body: unknown, { status = 200, type = 'application/json' } = {}) => ({
    request: () => new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }),
  });
  const problem = { type: 'application/problem+json' };
  const healthz = { path: '/healthz', method: 'GET' };

  test.each([
    ['a field that is not declared', answering({ status: 'ok', more: 1 }), healthz, /must NOT have additional/],
    ['a field that is missing', answering({}), healthz, /must have required property 'status'/],
    ['another value', answering({ status: 'okay' }), healthz, /\/status must be equal to constant/],
    ['another status', answering({ status: 'ok' }, { status: 202 }), healthz, /202 as application\/json is not/],
    ['another media type', answering('ok', { type: 'text/plain' }), healthz, /200 as text\/plain is not/],
    [
      'a code of another route',
      answering({ code: 'GATE_CLOSED', status: 500 }, { status: 500, ...problem }),
      healthz,
      /\/code must be equal to one of/,
    ],
    ['an address that nobody knows', answering({}), { path: '/v2', method: 'GET' }, /is not in the document/],
  ])('%s', async (_what, app, { path, method }, message) => {
    const send = await conforming();
    await expect(send(app, path, { method })).rejects.toThrow(message);
  });

  test('a body that is taken in although the document does not allow it, and a 202 without its address', async () => {
    const stricter = structuredClone(document) as OpenApi;
    const body = stricter.components?.schemas?.['CancelBody'];
    Object.assign(body ?? {}, { required: ['kind', 'reason', 'evidence'] });
    const { app } = overWorld(world);
    const id = await put(world.store, { number: 'http-O-3' });
    const client = await clientFor(app, 'maria', createSend(stricter));
    await expect(
      client('requestCorrection', { id, 'Idempotency-Key': 'openapi-8' }, { kind: 'cancel', reason: 'duplicate' }),
    ).rejects.toThrow(/taken in: .*'evidence'/);
    const waiting = { state: 'evaluating', requestId: 'r', invoiceId: 'i', links: { self: '/' } };
    const decide = (await conforming())(answering(waiting, { status: 202 }), '/v1/corrections/r/decisions', {
      method: 'POST',
    });
    await expect(decide).rejects.toThrow('202 without Location');
  });
});
