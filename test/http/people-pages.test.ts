import { beforeEach, describe, expect, test } from 'vitest';
import { pagesOf } from '../../http/console/console.ts';
import { csrfField } from '../../http/console/forms.ts';
import type { Deps } from '../../http/context.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { personRecord, putOwnFields } from '../../store/people.ts';
import { seedDirectory } from '../support/directory.ts';
import { useWorld } from '../support/world.ts';
import { openPage, sendForm } from './support/forms.ts';
import { call, overWorld } from './support/gateway.ts';

const world = useWorld({ worker: false, policy: { ...defaultPolicy, version: '3500' } });
const open = (as: string | undefined, path: string) => openPage(overWorld(world), as, path);
const send = (as: string, path: string, fields?: Parameters<typeof sendForm>[3]) => sendForm(overWorld(world), as, path, fields); // prettier-ignore

/** What the form about ben holds when it is opened. */
const ofBen = { email: 'ben@example.com', unit: 'billing-south', 'grant.0.role': 'requester', 'grant.0.given': 'yes', 'grant.1.role': 'ar-approver', 'grant.1.given': 'yes', expectedVersion: '1' }; // prettier-ignore
const changeId = async (): Promise<string> =>
  (await world.store.collections.directory_changes.findOne({ state: 'waiting' }))?._id ?? '';

beforeEach(async () => {
  const { people, sessions, api_keys, directory_changes, directory_log, delegations } = world.store.collections;
  for (const all of [people, sessions, api_keys, directory_changes, directory_log, delegations]) await all.deleteMany({}); // prettier-ignore
  await seedDirectory(world.store);
});

describe('the directory', () => {
  test('is filtered by role, type, status and a part of the name', async () => {
    const { text } = await open('ben', '/people?role=controller');
    for (const id of ['nora', 'paul', 'ruth']) expect(text).toContain(`href="/people/${id}"`);
    expect(text).toContain('3 of the directory');
    expect((await open('ben', '/people?name=EXAMPLE.com&type=person&role=&status=')).text).toContain('17 of the directory'); // prettier-ignore
    expect((await open('ben', '/people?type=agent')).text).toContain('answered for by greta');
    expect((await open('ben', '/people?status=revoked')).text).toContain('Nobody is like this');
  });

  test('says plainly for which role there is nobody, what waits therefore, and what to do', async () => {
    expect((await open('dora', '/people')).text).not.toContain('What the directory lacks');
    const { people } = world.store.collections;
    await people.updateMany({ 'roles.role': 'controller' }, { $set: { status: 'suspended' } });
    const { text, status } = await open('ben', '/people');
    expect(status).toBe(200);
    expect(text).toContain(
      '<strong>Nobody is controller</strong>: large corrections and every change of the policy wait',
    );
    expect(text).toContain('A directory-admin gives the role to somebody');
    expect(text).toMatch(/0 of at least 2 people can sign step release[^<]*<\/strong> Give the role to more people/);
  });

  test('is paged by a cursor', async () => {
    const more = Array.from({ length: 60 }, (_, at) => ({ id: `zz-${String(at).padStart(2, '0')}`, type: 'service' as const, roles: [], status: 'active' as const })); // prettier-ignore
    await world.store.collections.people.insertMany(more.map(({ id: _id, ...rest }) => ({ _id, ...rest, version: 1 })));
    const first = await open('ben', '/people?type=service');
    const [, next = ''] = /href="(\/people\?type=service&amp;after=[^"]+)"/.exec(first.text) ?? [];
    const second = await open('ben', next.replaceAll('&amp;', '&'));
    const ids = [first, second].flatMap(({ text }) => [...text.matchAll(/href="\/people\/(zz-\d\d)"/g)].map(([, id]) => id));
    expect(ids).toEqual(more.map(({ id }) => id));
  }); // prettier-ignore

  test('shows script in every text as text', async () => {
    const bad = '<script>alert(1)</script>';
    const { people, directory_log } = world.store.collections;
    await people.updateOne({ _id: 'ben' }, { $set: { name: bad, unit: bad } });
    await directory_log.insertOne({ _id: 'x', at: new Date(), actor: bad, deed: 'principal_changed', principalId: 'ben', detail: bad }); // prettier-ignore
    for (const [as, path] of [['ben', '/people'], ['ben', '/people/ben'], ['dora', '/people/ben/change'], ['ben', '/me']] as const) {
      const { text } = await open(as, path);
      expect(text).toContain('&lt;script&gt;alert(1)');
      expect(text).not.toContain(bad);
    }
  }); // prettier-ignore
});

describe('a change by a form', () => {
  test('that only takes away is so at once', async () => {
    const { 'grant.1.given': _gone, ...rest } = ofBen;
    expect(await send('dora', '/people/ben/change', rest)).toMatchObject({ status: 303, goTo: '/people/ben?said=changed' });
    expect(await personRecord(world.store, 'ben')).toMatchObject({ roles: [{ role: 'requester' }], version: 2 });
    expect((await open('maria', '/people/ben')).text).toContain('roles: requester, ar-approver -&gt; requester');
  }); // prettier-ignore

  test('that gives a role waits for another admin, who is neither who asked nor whom it is about', async () => {
    const controller = { 'grant.2.role': 'controller', 'grant.2.given': 'yes', 'grant.2.kinds': ['refund', 'credit'], 'grant.2.ceiling': '5000.00' }; // prettier-ignore
    expect(await send('dora', '/people/ben/change', { ...ofBen, ...controller })).toMatchObject({ status: 303, goTo: '/people/ben?said=waits' }); // prettier-ignore
    const waits = await open('dora', '/people/ben?said=waits');
    expect(waits.text).toContain('It takes another admin');
    expect(waits.text).toContain('You asked for it: another directory-admin confirms it.');
    expect(waits.text).toContain('controller for refund and credit up to EUR 5,000.00');
    expect(waits.text).not.toContain('Confirm: change ben');
    const confirm = `/people/-/changes/${await changeId()}/confirm`;
    for (const [as, code] of [['dora', 'SECOND_ADMIN_REQUIRED'], ['ben', 'FORBIDDEN_PRINCIPAL']] as const) {
      const refused = await send(as, confirm);
      expect([refused.status, refused.text.includes(code)]).toEqual([403, true]);
    }
    expect(await personRecord(world.store, 'ben')).toMatchObject({ version: 1 });
    expect((await open('david', '/people')).text).toContain('Confirm: change ben');
    expect(await send('david', confirm)).toMatchObject({ status: 303, goTo: '/people/ben?said=confirmed' });
    expect((await personRecord(world.store, 'ben'))?.roles).toContainEqual({ role: 'controller', kinds: ['refund', 'credit'], ceilingMinor: 500_000 }); // prettier-ignore
    const again = await send('david', confirm);
    expect([again.status, again.text.includes('It is confirmed.')]).toEqual([404, true]);
  }); // prettier-ignore

  test('adds somebody, who waits where nobody is yet, and can be refused', async () => {
    const zoe = { id: 'zoe', name: 'Zoe', email: 'Zoe@Example.com', 'grant.0.role': 'cfo', 'grant.0.given': 'yes', expectedVersion: '0' }; // prettier-ignore
    expect(await send('dora', '/people/-/add?type=person', zoe)).toMatchObject({ status: 303, goTo: '/people?said=waits' });
    expect((await open('david', '/people?said=waits')).text).toContain('zoe (new)');
    expect(await send('david', `/people/-/changes/${await changeId()}/refuse`)).toMatchObject({ status: 303, goTo: '/people?said=refused' });
    expect(await personRecord(world.store, 'zoe')).toBeNull();
    const agent = { id: 'bot', owners: 'greta, nora', 'grant.0.role': 'requester', 'grant.0.given': 'yes', validUntil: '2099-01-01T00:00', expectedVersion: '0' }; // prettier-ignore
    expect(await send('dora', '/people/-/add?type=agent', agent)).toMatchObject({ status: 303, goTo: '/people/bot?said=changed' });
    expect(await personRecord(world.store, 'bot')).toMatchObject({ owners: ['greta', 'nora'], validUntil: new Date('2099-01-01T00:00:00Z') });
  }); // prettier-ignore

  test.each<[what: string, over: Record<string, string>, status: number, code: string, kept: string]>([
    ['an address of nobody', { email: 'not an address' }, 400, 'MALFORMED', 'value="not an address"'],
    ['a ceiling with a comma', { 'grant.1.ceiling': '5,000' }, 422, 'AMOUNT_FORMAT', 'value="5,000"'],
    ['a day that there is not', { validUntil: '2026-02-30T10:00' }, 400, 'MALFORMED', 'value="2026-02-30T10:00"'],
    ['roles that should be apart', { 'grant.9.role': 'directory-admin', 'grant.9.given': 'yes', name: 'Ben B' }, 422, 'DIRECTORY_INVALID', 'value="Ben B"'],
    ['an address of somebody else', { email: 'anna@example.com' }, 422, 'DIRECTORY_INVALID', 'value="anna@example.com"'],
    ['a version that is over', { expectedVersion: '7', name: 'Ben B' }, 409, 'STALE_VERSION', 'value="Ben B"'],
  ])('with %s is refused with its reason, and what was typed is kept', async (_what, over, status, code, kept) => {
    const refused = await send('dora', '/people/ben/change', { ...ofBen, ...over });
    expect(refused.status).toBe(status);
    for (const part of [code, kept, 'role="alert"']) expect(refused.text).toContain(part);
    expect(await personRecord(world.store, 'ben')).toMatchObject({ version: 1 });
  }); // prettier-ignore

  test('a stale form goes on from the version that is there now', async () => {
    await send('dora', '/people/ben/change', { ...ofBen, name: 'Benjamin' });
    const stale = await send('david', '/people/ben/change', { ...ofBen, unit: 'x', name: 'Ben B' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('name="expectedVersion" value="2"');
    expect((await send('dora', '/people/-/add?type=person', { id: 'ben', expectedVersion: '0' })).text).toContain('Somebody has this id already'); // prettier-ignore
  });

  test('leaves what somebody says for himself as it is', async () => {
    await putOwnFields(world.store, 'ben', { zone: 'Europe/Berlin', locale: 'de-DE' });
    await send('dora', '/people/ben/change', { ...ofBen, name: 'Ben B' });
    await call(overWorld(world), 'POST', '/v1/principals/ben/suspend', { as: 'dora' });
    expect(await personRecord(world.store, 'ben')).toMatchObject({ name: 'Ben B', zone: 'Europe/Berlin', locale: 'de-DE', version: 3 }); // prettier-ignore
    expect((await call(overWorld(world), 'GET', '/v1/principals/ben', { as: 'dora' })).body).not.toHaveProperty('zone');
  });

  test('does not shorten a validity that was not touched by its seconds', async () => {
    const validUntil = new Date('2099-05-05T05:05:55.123Z');
    await world.store.collections.people.updateOne({ _id: 'ben' }, { $set: { validUntil } });
    await send('dora', '/people/ben/change', { ...ofBen, validUntil: '2099-05-05T05:05', name: 'Ben B' });
    expect(await personRecord(world.store, 'ben')).toMatchObject({ name: 'Ben B', validUntil });
  });
});

describe('rights', () => {
  test('who may not hears why and who can; nothing is changed', async () => {
    for (const path of ['/people/ben/change', '/people/-/add?type=person'])
      expect(await open('ben', path)).toMatchObject({ status: 403, text: expect.stringContaining('It takes the role directory-admin, held by david, dora.') }); // prettier-ignore
    for (const [path, fields] of [['/people/anna/suspend', {}], ['/people/anna/revoke', {}], ['/people/ben/change', ofBen], ['/people/-/add', ofBen]] as const)
      expect(await send('ben', path, fields)).toMatchObject({ status: 403, text: expect.stringContaining('held by david, dora') }); // prettier-ignore
    expect((await open('ben', '/people/ben')).text).toContain('Directory-admins change people: david, dora.');
    expect(await world.store.collections.people.countDocuments({ version: { $ne: 1 } })).toBe(0);
    expect(await open('ben', '/people/nobody')).toMatchObject({ status: 404, text: expect.stringContaining('Nobody has this name.') }); // prettier-ignore
  });

  const mine = /^\/(people|delegations|audit|settings|me)(\/|$)/;
  const specs = pagesOf({} as Deps).map(({ spec }) => spec).filter(({ path }) => mine.test(path)); // prettier-ignore
  const at = (path: string): string => path.replaceAll(/:\w+/g, 'x');

  test('every page is for who is signed in, and every form for one of the session', async () => {
    const found: unknown[] = [];
    for (const { method, path } of specs) {
      const headers = { accept: 'text/html', origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' };
      const nobody = await overWorld(world).app.request(at(path), { method: method.toUpperCase(), headers, ...(method === 'post' ? { body: '' } : {}) });
      if (nobody.status !== 401) found.push([method, path, 'without a session', nobody.status]);
      for (const token of method === 'post' ? ['', 'forged'] : []) {
        const { status, text } = await send('dora', at(path), { [csrfField]: token });
        if (status !== 403 || !text.includes('CSRF')) found.push([method, path, `token "${token}"`, status]);
      }
    }
    expect(found).toEqual([]);
    expect(specs.length).toBeGreaterThan(30);
  }); // prettier-ignore

  test('a session of a removed person dies at once: nothing is done any more', async () => {
    expect((await open('anna', '/delegations')).status).toBe(200);
    expect(await send('dora', '/people/anna/revoke')).toMatchObject({ status: 303, goTo: '/people/anna?said=changed' });
    const lent = await send('anna', '/delegations', { to: 'ben', until: '2099-01-01T00:00' });
    expect([lent.status, lent.text.includes('Your session was over, so nothing was done.')]).toEqual([401, true]);
    expect((await open('anna', '/people')).status).toBe(401);
    expect(await world.store.collections.delegations.countDocuments()).toBe(0);
    await send('dora', '/people/carla/suspend');
    expect(await open('carla', '/people')).toMatchObject({ status: 403, text: expect.stringContaining('PRINCIPAL_SUSPENDED') }); // prettier-ignore
  });
});
