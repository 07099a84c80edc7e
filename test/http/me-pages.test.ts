import { describe, expect, test } from 'vitest';
import { keyOf } from '../support/directory.ts';
import { personRecord, putOwnFields } from '../../store/people.ts';
import { lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { openPage, sendForm } from './support/forms.ts';
import { call, overWorld } from './support/gateway.ts';

const world = useWorld({ worker: false, policy: lenientPolicy({ over: { version: '3540' } }) });
const open = (as: string, path = '/me') => openPage(overWorld(world), as, path);
const say = (as: string, fields: Readonly<Record<string, string>>) =>
  sendForm(overWorld(world), as, '/me/region', fields);

describe('the profile', () => {
  test('says who somebody is here', async () => {
    const { text } = await open('ben');
    for (const part of ['ben@example.com', 'billing-south', 'ar-approver', 'Command line', '(this one)', 'href="/delegations"'])
      expect(text).toContain(part);
  }); // prettier-ignore

  test('zone and locale are his own to say: no admin is asked, and no version is taken', async () => {
    expect(await say('ben', { zone: 'America/New_York', locale: 'de-DE' })).toMatchObject({ status: 303, goTo: '/me?said=changed' }); // prettier-ignore
    expect(await personRecord(world.store, 'ben')).toMatchObject({
      zone: 'America/New_York',
      locale: 'de-DE',
      version: 1,
    });
    const { text } = await open('ben');
    expect(text).toContain('Times are in America/New_York, amounts as in de-DE.');
    expect(text).toMatch(/<option value="America\/New_York" selected/);
    expect(text).toMatch(/GMT-[45]|E[SD]T/);
    expect(await world.store.collections.directory_log.countDocuments()).toBe(0);
    await say('ben', { zone: 'Asia/Kathmandu' });
    expect(await personRecord(world.store, 'ben')).not.toHaveProperty('locale');
    await say('ben', {});
    expect((await open('ben')).text).toContain('Times are in UTC, amounts as in en-GB.');
  });

  test('what he says counts more than what the identity provider says', async () => {
    await world.store.collections.sessions.updateMany({ personId: 'nora' }, { $set: { zone: 'Asia/Tokyo', locale: 'en-US' } }); // prettier-ignore
    expect((await open('nora')).text).toContain('Times are in Asia/Tokyo, amounts as in en-US.');
    await putOwnFields(world.store, 'nora', { zone: 'Europe/Oslo' });
    expect((await open('nora')).text).toContain('Times are in Europe/Oslo, amounts as in en-US.');
  });

  test.each([[{ zone: 'Mars/Olympus' }], [{ locale: 'xx' }], [{ zone: ['UTC', 'UTC'] as never }], [{ other: 'x' }]])(
    'nothing else than what is offered is kept: %j',
    async (fields) => {
      const before = await personRecord(world.store, 'carla');
      expect((await say('carla', fields)).status).toBe(400);
      expect(await personRecord(world.store, 'carla')).toEqual(before);
    },
  );
});

test('sign out everywhere ends the browser and the command line at once', async () => {
  expect((await call(overWorld(world), 'GET', '/v1/settings', { as: 'fred' })).status).toBe(200);
  const out = await sendForm(overWorld(world), 'fred', '/me/sign-out-everywhere');
  expect(out).toMatchObject({ status: 303, goTo: '/sign-in' });
  expect(out.headers.get('set-cookie')).toMatch(/^__Host-countersign=;/);
  expect((await open('fred')).status).toBe(401);
  const headers = { authorization: `Bearer ${keyOf('fred')}` };
  expect((await call(overWorld(world), 'GET', '/v1/settings', { headers })).status).toBe(401);
  expect((await open('greta')).status).toBe(200);
});
