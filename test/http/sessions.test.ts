import { describe, expect, test } from 'vitest';
import { putPrincipal } from '../../store/people.ts';
import type { PersonRecord } from '../../store/directory-records.ts';
import { useWorld } from '../support/world.ts';
import { aGateway, call, overWorld, type Reply, type Subject } from './support/gateway.ts';

const world = useWorld({ worker: false });
const hourMs = 3_600_000;
const later = (ms: number): Subject => overWorld(world, { nowMs: () => Date.now() + ms });
const bearer = (token: unknown) => ({ headers: { authorization: `Bearer ${String(token)}` } });

const signIn = (person: string, over: Subject = overWorld(world)): Promise<Reply> =>
  call(over, 'POST', '/v1/sessions', { body: { person } });
const current = (token: unknown, over: Subject = overWorld(world)): Promise<Reply> =>
  call(over, 'GET', '/v1/sessions/current', bearer(token));

const zoe: PersonRecord = {
  _id: 'zoe',
  type: 'person',
  email: 'zoe@example.com',
  roles: [],
  status: 'active',
  version: 1,
};
async function zoeSignedIn(): Promise<unknown> {
  await putPrincipal(world.store, zoe);
  const { status, body } = await signIn('zoe');
  expect(status).toBe(201);
  return body['token'];
}

describe('signing in by name', () => {
  test('makes a session of eight hours, known by its token alone', async () => {
    const { status, body, headers } = await signIn('Maria@Example.com');
    expect([status, headers.get('location')]).toEqual([201, '/v1/sessions/current']);
    expect(body).toMatchObject({
      person: { id: 'maria', unit: 'billing-north' },
      token: expect.stringMatching(/^css_/),
    });
    expect(Date.parse(String(body['expiresAt'])) - Date.parse(String(body['authAt']))).toBe(8 * hourMs);
    const { token, ...facts } = body;
    expect(await current(token)).toMatchObject({ status: 200, body: facts });
    const stored = JSON.stringify(await world.store.collections.sessions.find().toArray());
    expect(stored).not.toContain(String(token).slice(4));
  });

  test.each<[person: string, status: number, code: string]>([
    ['nobody', 404, 'PRINCIPAL_NOT_FOUND'],
    ['', 400, 'MALFORMED'],
    ['billing', 403, 'FORBIDDEN_PRINCIPAL'],
    ['assistant', 403, 'FORBIDDEN_PRINCIPAL'],
  ])('%j is refused', async (person, status, code) => {
    expect(await signIn(person)).toMatchObject({ status, body: { code } });
  });

  test('is refused in production, and by any name but a loopback one', async () => {
    const off = overWorld(world, { developmentSignIn: false });
    expect(await signIn('maria', off)).toMatchObject({ status: 401, body: { code: 'LOGIN_REQUIRED' } });
    const open = overWorld(world, { publicUrl: 'https://pay.example' });
    const asked = { headers: { host: 'pay.example' }, body: { person: 'maria' } };
    expect(await call(open, 'POST', '/v1/sessions', asked)).toMatchObject({ body: { code: 'HOST_REFUSED' } });
    expect((await call(open, 'GET', '/healthz', { headers: { host: 'pay.example' } })).status).toBe(200);
    const form = { headers: { 'content-type': 'text/plain' }, body: '{"person":"maria"}' };
    expect(await call(overWorld(world), 'POST', '/v1/sessions', form)).toMatchObject({ body: { code: 'MALFORMED' } });
  });
});

describe('a session ends', () => {
  const refused = { status: 401, body: { code: 'LOGIN_REQUIRED' } };

  test('by itself, after eight hours', async () => {
    const token = await zoeSignedIn();
    expect((await current(token, later(8 * hourMs - 60_000))).status).toBe(200);
    expect(await current(token, later(8 * hourMs))).toMatchObject(refused);
  });

  test('by signing out, and no other with it', async () => {
    const [token, other] = [await zoeSignedIn(), await zoeSignedIn()];
    const out = await call(overWorld(world), 'DELETE', '/v1/sessions/current', bearer(token));
    expect(out).toMatchObject({ status: 200, body: { ended: true } });
    expect(await current(token)).toMatchObject(refused);
    expect((await current(other)).status).toBe(200);
  });

  test.each(['css_', 'css_short', `css_${'A'.repeat(43)}`])('%s is none', async (token) => {
    expect(await current(token)).toMatchObject(refused);
  });

  test.each<[what: string, now: Partial<PersonRecord>]>([
    ['suspended', { status: 'suspended' }],
    ['revoked', { status: 'revoked' }],
    ['not valid yet', { validFrom: new Date(Date.now() + hourMs) }],
    ['not valid any more', { validUntil: new Date() }],
  ])('at once when its person is %s, who does not sign in either', async (_what, now) => {
    const token = await zoeSignedIn();
    await putPrincipal(world.store, { ...zoe, ...now });
    const gone = { status: 403, body: { code: 'PRINCIPAL_SUSPENDED' } };
    expect(await current(token)).toMatchObject(gone);
    expect(await signIn('zoe')).toMatchObject(gone);
  });

  test('when the person is no person any more', async () => {
    const token = await zoeSignedIn();
    await putPrincipal(world.store, { ...zoe, type: 'service' });
    expect(await current(token)).toMatchObject(refused);
  });
});

test('services and agents have no session', async () => {
  for (const as of ['billing', 'assistant'])
    for (const method of ['GET', 'DELETE'])
      expect(await call(aGateway(), method, '/v1/sessions/current', { as })).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN_PRINCIPAL' },
      });
});
