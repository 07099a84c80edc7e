import { describe, expect, test } from 'vitest';
import { useWorld } from '../support/world.ts';
import { callsOf } from './support/books.ts';
import { aGateway, call, overWorld } from './support/gateway.ts';
import { clientFor } from './support/generated-client.ts';

const world = useWorld();
const send = callsOf(world);
const path = '/v1/settings';
const put = (settings: unknown, expectedVersion: number, as = 'otto') =>
  send(as, 'PUT', path, { settings, expectedVersion });
const inForce = async () =>
  (await send('viewer', 'GET', path)).body as { readonly version: number; readonly settings: object };

test('settings are changed from the version that was seen; the same again changes nothing', async () => {
  const { version, settings } = await inForce();
  expect(settings).toMatchObject({ preset: 'strict', cancel: { paid: 'forbid' } });
  const wanted = { ...settings, cancel: { ...(settings as { cancel: object }).cancel, paid: 'unlink' } };
  const changed = await put(wanted, version);
  expect(changed).toMatchObject({
    status: 200,
    body: { version: version + 1, settings: { cancel: { paid: 'unlink' } } },
  });
  expect((await put(wanted, version)).body).toEqual(changed.body);
  expect(await inForce()).toEqual(changed.body);
  expect(await put({ preset: 'juston' }, version)).toMatchObject({ status: 409, body: { code: 'STALE_VERSION', param: 'expectedVersion' } }); // prettier-ignore
  const trail = await world.store.collections.settings_versions.find().sort({ _id: 1 }).toArray();
  expect(trail).toMatchObject([{ _id: 1, actor: 'countersign' }, { _id: 2, actor: 'otto', settings: { cancel: { paid: 'unlink' } }, at: expect.any(Date) }]); // prettier-ignore
});

test('of several who change them at once one is heard', async () => {
  const { version } = await inForce();
  const replies = await Promise.all([1, 2, 3, 4].map((day) => put({ periods: { closedThrough: `2020-01-0${day}` } }, version)));
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  const { version: now } = await inForce();
  expect(now).toBe(version + 1);
  expect(await world.store.collections.settings_versions.countDocuments()).toBe(now);
}); // prettier-ignore

test('a client that was made from the document reads and puts them', async () => {
  const otto = await clientFor(overWorld(world).app, 'otto');
  const { data } = await otto('getSettings');
  expect((await otto('putSettings', {}, { settings: data.settings, expectedVersion: data.version })).data).toEqual(
    data,
  );
});

describe('no server is asked', () => {
  const nothing = aGateway();
  const tryPut = (body: unknown, as = 'otto') => call(nothing, 'PUT', path, { as, body });

  test.each<[body: unknown, code: string, param: string]>([
    [{ settings: {} }, 'MALFORMED', 'expectedVersion'],
    [{ settings: {}, expectedVersion: '1' }, 'MALFORMED', 'expectedVersion'],
    [{ expectedVersion: 1 }, 'MALFORMED', 'settings'],
    [{ settings: [], expectedVersion: 1 }, 'MALFORMED', 'settings'],
    [{ settings: {}, expectedVersion: 1, force: true }, 'UNKNOWN_FIELD', 'force'],
    [{ settings: { cancel: { payed: 'forbid' } }, expectedVersion: 1 }, 'UNKNOWN_FIELD', 'cancel.payed'],
    [{ settings: { cancel: { paid: 'maybe' } }, expectedVersion: 1 }, 'SETTINGS_INVALID', 'cancel.paid'],
    [{ settings: { breaker: { on: 1 } }, expectedVersion: 1 }, 'SETTINGS_INVALID', 'breaker.on'],
    [{ settings: { periods: { closedThrough: '2026-02-30' } }, expectedVersion: 1 }, 'SETTINGS_INVALID', 'periods.closedThrough'],
  ])('for %j', async (body, code, param) => {
    expect(await tryPut(body)).toMatchObject({ status: 400, body: { code, param } });
  }); // prettier-ignore

  test('by anybody but a person with the role operator', async () => {
    const body = { settings: {}, expectedVersion: 1 };
    expect((await call(nothing, 'PUT', path, { body })).status).toBe(401);
    expect((await call(nothing, 'GET', path)).status).toBe(401);
    expect(await tryPut(body, 'maria')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL', detail: expect.stringContaining('operator, held by otto') } }); // prettier-ignore
    expect(await tryPut(body, 'bank')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL', detail: expect.stringContaining('Only a person changes the settings') } }); // prettier-ignore
  });
});
