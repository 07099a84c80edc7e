import { beforeEach, describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { testDirectory, seedDirectory } from '../support/directory.ts';
import { putPrincipal, recordFrom } from '../../store/people.ts';
import { useWorld } from '../support/world.ts';
import { aGateway, call, overWorld, type Reply, type Subject } from './support/gateway.ts';

const world = useWorld({ worker: false, policy: defaultPolicy });
const dayMs = 24 * 3_600_000;
const later = (ms: number): Subject => overWorld(world, { nowMs: () => Date.now() + ms });

const controller = {
  type: 'person',
  roles: [{ role: 'controller', ceilingMinor: 500 }],
  unit: 'x',
  email: 'Zoe@Example.com',
};
const requester = { type: 'person', roles: [{ role: 'requester' }] };

const put = (id: string, body: unknown, as = 'dora', over: Subject = overWorld(world)): Promise<Reply> =>
  call(over, 'PUT', `/v1/principals/${encodeURIComponent(id)}`, { as, body });
const post = (path: string, as = 'dora', over: Subject = overWorld(world)): Promise<Reply> =>
  call(over, 'POST', path, { as });
const get = (path: string, as = 'dora', over: Subject = overWorld(world)): Promise<Reply> =>
  call(over, 'GET', path, { as });
const answer = (changeId: string, deed: 'confirm' | 'refuse', as: string, over?: Subject): Promise<Reply> =>
  post(`/v1/directory/changes/${changeId}/${deed}`, as, over);
const changeOf = ({ body }: Reply): string => (body['change'] as { readonly id: string }).id;
const trailOf = async (principalId: string): Promise<readonly (readonly unknown[])[]> =>
  (await world.store.collections.directory_log.find({ principalId }, { sort: { _id: 1 } }).toArray()).map(
    ({ actor, deed, detail }) => [actor, deed, detail],
  );

const putPeople = async (ids: readonly string[]): Promise<void> => {
  for (const entry of testDirectory.filter(({ id }) => ids.includes(id)))
    await putPrincipal(world.store, recordFrom(entry, 1));
};

/** Each test has the directory to itself: what one takes away another would miss. */
beforeEach(async () => {
  const { people, sessions, api_keys, directory_changes, directory_log, outbox } = world.store.collections;
  for (const all of [people, sessions, api_keys, directory_changes, directory_log, outbox]) await all.deleteMany({});
  await seedDirectory(world.store);
});

describe('who there is', () => {
  test('is listed page by page, and read by id or address, with everything that counts', async () => {
    const first = await get('/v1/principals?limit=5', 'maria');
    const second = await get(`/v1/principals?limit=100&after=${String(first.body['next'])}`, 'maria');
    const ids = [first, second].flatMap(({ body }) => (body['items'] as { id: string }[]).map(({ id }) => id));
    expect(ids).toEqual(testDirectory.map(({ id }) => id).toSorted());
    expect(second.body).not.toHaveProperty('next');
    const read = await get('/v1/principals/GRETA@example.com', 'maria');
    expect(read).toMatchObject({
      status: 200,
      body: { id: 'greta', unit: 'finance', status: 'active', version: 1, roles: [{ role: 'finance-approver' }] },
    });
    expect(await get('/v1/principals/nobody')).toMatchObject({ status: 404, body: { code: 'PRINCIPAL_NOT_FOUND' } });
  });
});

describe('a change that one admin makes alone', () => {
  test('is so at once, with a line in the trail; the same again changes nothing', async () => {
    const added = await put('zoe', { ...requester, validUntil: '2099-01-01T00:00:00Z' });
    expect(added).toMatchObject({
      status: 200,
      body: {
        principal: { id: 'zoe', version: 1, status: 'active', validUntil: '2099-01-01T00:00:00.000Z' },
        warnings: [],
      },
    });
    expect((await put('zoe', { ...requester, name: 'Zoe', expectedVersion: 1 })).body).toMatchObject({
      principal: { version: 2 },
    });
    expect((await put('zoe', { ...requester, name: 'Zoe' })).body).toMatchObject({ principal: { version: 2 } });
    expect(await put('zoe', { ...requester, expectedVersion: 1 })).toMatchObject({
      status: 409,
      body: { code: 'STALE_VERSION' },
    });
    expect(await trailOf('zoe')).toEqual([
      [
        'dora',
        'principal_added',
        'status: none -> active; type: none -> person; roles: none -> requester; validUntil: none -> 2099-01-01T00:00:00.000Z',
      ],
      ['dora', 'principal_changed', 'name: none -> Zoe; validUntil: 2099-01-01T00:00:00.000Z -> none'],
    ]);
  });

  test('takes away at once: suspended, then let in again, then revoked with every session', async () => {
    expect((await get('/v1/settings', 'otto')).status).toBe(200);
    expect((await post('/v1/principals/OTTO/suspend')).body).toMatchObject({ principal: { status: 'suspended' } });
    expect(await get('/v1/settings', 'otto')).toMatchObject({ status: 403, body: { code: 'PRINCIPAL_SUSPENDED' } });
    expect((await post('/v1/principals/otto/activate')).status).toBe(200); // an operator signs nothing
    expect((await get('/v1/settings', 'otto')).status).toBe(200);
    expect((await post('/v1/principals/otto/revoke')).status).toBe(200);
    expect((await post('/v1/principals/otto/activate')).status).toBe(200);
    expect(await get('/v1/settings', 'otto')).toMatchObject({ status: 401, body: { code: 'LOGIN_REQUIRED' } });
    expect(await post('/v1/principals/nobody/revoke')).toMatchObject({
      status: 404,
      body: { code: 'PRINCIPAL_NOT_FOUND' },
    });
  });

  test('an agent whose owner is gone asks for nothing more', async () => {
    expect((await get('/v1/settings', 'assistant')).status).toBe(200);
    const gone = await post('/v1/principals/greta/suspend');
    expect(gone.body).toMatchObject({ warnings: [{ rule: 'owner_unknown', about: 'assistant' }] });
    expect(await get('/v1/settings', 'assistant')).toMatchObject({
      status: 403,
      body: { code: 'PRINCIPAL_SUSPENDED' },
    });
  });
});

describe('a change that takes two', () => {
  test('waits, is confirmed by another admin, and was never in force before', async () => {
    const asked = await put('zoe', controller);
    expect([asked.status, asked.headers.get('location')]).toEqual([202, '/v1/directory/changes']);
    expect(asked.body).toMatchObject({
      change: {
        principalId: 'zoe',
        askedBy: 'dora',
        state: 'waiting',
        fromVersion: 0,
        next: { email: 'zoe@example.com' },
      },
    });
    expect(asked.body['change']).not.toHaveProperty('takesEffectAt');
    expect((await get('/v1/principals/zoe')).status).toBe(404);
    const id = changeOf(asked);
    expect((await get('/v1/directory/changes', 'maria')).body).toMatchObject({
      items: [{ id, why: ['it gives the role controller'] }],
    });

    expect(await answer(id, 'confirm', 'dora')).toMatchObject({ status: 403, body: { code: 'SECOND_ADMIN_REQUIRED' } });
    const confirmed = await answer(id, 'confirm', 'david');
    expect(confirmed).toMatchObject({
      status: 200,
      body: { change: { state: 'confirmed', closedBy: 'david' }, principal: { id: 'zoe', roles: controller.roles } },
    });
    expect(await answer(id, 'confirm', 'david')).toMatchObject({ status: 404, body: { code: 'CHANGE_NOT_FOUND' } });
    expect((await trailOf('zoe')).map(([actor, deed]) => [actor, deed])).toEqual(
      expect.arrayContaining([
        ['dora', 'change_asked'],
        ['david', 'change_confirmed'],
        ['david', 'principal_added'],
      ]),
    );
    expect(await world.store.collections.outbox.countDocuments()).toBe(0); // two were there: nobody has to be told
  });

  test('is not confirmed by whom it is about', async () => {
    const id = changeOf(
      await put('david', { type: 'person', roles: [{ role: 'directory-admin' }], email: 'd@example.com', unit: 'hr' }),
    );
    expect(await answer(id, 'confirm', 'david')).toMatchObject({
      status: 403,
      body: { code: 'SECOND_ADMIN_REQUIRED' },
    });
  });

  test('is refused by another admin, or taken back by who asked', async () => {
    for (const as of ['dora', 'david']) {
      const id = changeOf(await put('zoe', controller));
      expect(await answer(id, 'refuse', as)).toMatchObject({
        status: 200,
        body: { change: { state: 'refused', closedBy: as } },
      });
      expect(await answer(id, 'confirm', 'david')).toMatchObject({ status: 404, body: { code: 'CHANGE_NOT_FOUND' } });
    }
    expect((await get('/v1/principals/zoe')).status).toBe(404);
    expect((await get('/v1/directory/changes')).body).toEqual({ items: [] });
  });

  test('is void when the principal has changed since, and stays void', async () => {
    await put('zoe', requester);
    const id = changeOf(await put('zoe', controller));
    await put('zoe', { ...requester, name: 'Zoe' });
    expect(await answer(id, 'confirm', 'david')).toMatchObject({ status: 409, body: { code: 'STALE_VERSION' } });
    expect(await answer(id, 'confirm', 'david')).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('void') },
    });
    expect((await get('/v1/principals/zoe')).body).toMatchObject({ roles: [{ role: 'requester' }] });
  });

  test('is judged again when it is confirmed', async () => {
    const id = changeOf(await put('zoe', controller));
    await put('eve', { ...requester, email: 'zoe@example.com' });
    expect(await answer(id, 'confirm', 'david')).toMatchObject({ status: 422, body: { code: 'DIRECTORY_INVALID' } });
    expect((await get('/v1/directory/changes')).body).toMatchObject({ items: [{ id, state: 'waiting' }] });
  });

  test('letting an approver act again is one', async () => {
    await post('/v1/principals/ben/suspend');
    expect((await post('/v1/principals/ben/activate')).status).toBe(202);
  });

  test('confirmed by two at once takes effect once', async () => {
    await put('eve', { ...requester });
    const eve = changeOf(await put('eve', { type: 'person', roles: [{ role: 'directory-admin' }] }));
    await answer(eve, 'confirm', 'david');
    await seedDirectory(world.store, [
      { id: 'eve', type: 'person', roles: [{ role: 'directory-admin' }], status: 'active' },
    ]);
    const id = changeOf(await put('zoe', controller));
    const replies = await Promise.all([answer(id, 'confirm', 'david'), answer(id, 'confirm', 'eve')]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404]);
    expect((await get('/v1/principals/zoe')).body).toMatchObject({ version: 1 });
  });
});

describe('with one admin alone', () => {
  const notices = () =>
    world.store.collections.outbox.find({ topic: 'directory.waiting' }, { sort: { _id: 1 } }).toArray();

  test('it takes effect after a day, and every controller is told', async () => {
    await post('/v1/principals/david/suspend');
    const asked = await put('zoe', controller);
    const { askedAt, takesEffectAt } = asked.body['change'] as { askedAt: string; takesEffectAt: string };
    expect(Date.parse(takesEffectAt) - Date.parse(askedAt)).toBe(dayMs);
    expect((await notices()).map(({ recipient }) => recipient)).toEqual(
      ['nora', 'paul', 'ruth'].map((id) => `${id}@example.com`),
    );
    expect((await notices())[0]?.facts).toMatchObject({ principal: 'zoe', askedBy: 'dora', takesEffectAt });

    expect(await answer(changeOf(asked), 'confirm', 'dora')).toMatchObject({ body: { code: 'SECOND_ADMIN_REQUIRED' } });
    expect((await get('/v1/principals/zoe', 'dora', later(dayMs - 60_000))).status).toBe(404);
    expect((await get('/v1/principals/zoe', 'dora', later(dayMs))).body).toMatchObject({ roles: controller.roles });
    expect((await get('/v1/directory/changes')).body).toEqual({ items: [] });
  });

  test('it is taken back before its time', async () => {
    await post('/v1/principals/david/suspend');
    const id = changeOf(await put('zoe', controller));
    expect((await answer(id, 'refuse', 'dora')).status).toBe(200);
    expect((await get('/v1/principals/zoe', 'dora', later(2 * dayMs))).status).toBe(404);
  });

  test('it is void when it would break a rule by then', async () => {
    await post('/v1/principals/david/suspend');
    await put('zoe', controller);
    await put('eve', { ...requester, email: 'zoe@example.com' });
    expect((await get('/v1/principals/zoe', 'dora', later(dayMs))).status).toBe(404);
    expect(await world.store.collections.directory_changes.countDocuments({ state: 'void' })).toBe(1);
  });

  test('the last admin stays', async () => {
    await post('/v1/principals/david/revoke');
    expect(await post('/v1/principals/dora/suspend')).toMatchObject({
      status: 422,
      body: { code: 'DIRECTORY_INVALID' },
    });
  });
});

describe('rules of the directory', () => {
  test.each<[what: string, id: string, body: object]>([
    ['a service that signs', 'erp', { type: 'service', roles: [{ role: 'cfo' }] }],
    ['an agent that operates', 'bot', { type: 'agent', roles: [{ role: 'operator' }], owners: ['ben'] }],
    ['an agent of nobody', 'bot', { type: 'agent', roles: [] }],
    ['an address that is bound', 'zoe', { ...requester, email: 'Ben@example.com' }],
    ['another type', 'billing', requester],
  ])('%s is refused, and nothing waits', async (_what, id, body) => {
    expect(await put(id, body)).toMatchObject({ status: 422, body: { code: 'DIRECTORY_INVALID' } });
    expect((await get('/v1/directory/changes')).body).toEqual({ items: [] });
  });

  test('two changes at once do not break together what each alone would not', async () => {
    const { people, directory_log } = world.store.collections;
    const without = (id: string, unit: string): Promise<Reply> =>
      put(id, { type: 'person', roles: [], email: `${id}@example.com`, unit });
    for (let round = 0; round < 8; round += 1) {
      await directory_log.deleteMany({});
      await people.deleteMany({ _id: { $in: ['nora', 'paul', 'ruth'] } });
      await putPeople(['paul', 'ruth', 'nora']); // three controllers; two are needed
      const replies = await Promise.all([without('ruth', 'controlling-eu'), without('paul', 'controlling-us')]);
      expect(replies.map(({ body }) => (typeof body['code'] === 'string' ? body['code'] : 'done')).toSorted()).toEqual([
        'DIRECTORY_INVALID',
        'done',
      ]);
    }
  });

  test.each<[body: object, code: string, param: string]>([
    [{}, 'MALFORMED', 'type'],
    [{ type: 'robot', roles: [] }, 'MALFORMED', 'type'],
    [{ type: 'person' }, 'MALFORMED', 'roles'],
    [{ type: 'person', roles: ['cfo'] }, 'MALFORMED', 'roles[0]'],
    [{ type: 'person', roles: [{ role: 'boss' }] }, 'MALFORMED', 'roles[0].role'],
    [{ type: 'person', roles: [{ role: 'cfo', kinds: [] }] }, 'MALFORMED', 'roles[0].kinds'],
    [{ type: 'person', roles: [{ role: 'cfo', kinds: ['erase'] }] }, 'MALFORMED', 'roles[0].kinds[0]'],
    [{ type: 'person', roles: [{ role: 'cfo', ceilingMinor: -1 }] }, 'MALFORMED', 'roles[0].ceilingMinor'],
    [{ type: 'person', roles: [{ role: 'cfo', ceilingMinor: 0.5 }] }, 'MALFORMED', 'roles[0].ceilingMinor'],
    [{ type: 'person', roles: [{ role: 'cfo', ceilingMinor: '5' }] }, 'MALFORMED', 'roles[0].ceilingMinor'],
    [{ ...requester, email: 'zoe' }, 'MALFORMED', 'email'],
    [{ ...requester, unit: '' }, 'MALFORMED', 'unit'],
    [{ ...requester, validUntil: 'soon' }, 'MALFORMED', 'validUntil'],
    [{ ...requester, status: 'active' }, 'UNKNOWN_FIELD', 'status'],
    [{ ...requester, version: 1 }, 'UNKNOWN_FIELD', 'version'],
  ])('%j is %s at %s', async (body, code, param) => {
    expect(await put('zoe', body, 'dora', aGateway())).toMatchObject({ status: 400, body: { code, param } });
  });

  test.each(['Zoe', 'mаria', 'a b', '.hidden', 'x'.repeat(65), 'zoe@example.com'])('%j is no id', async (id) => {
    expect(await put(id, requester, 'dora', aGateway())).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED', param: 'id' },
    });
  });
});

describe('who keeps the directory', () => {
  const writing = [
    ['PUT', '/v1/principals/zoe'],
    ['POST', '/v1/principals/zoe/suspend'],
    ['POST', '/v1/principals/zoe/revoke'],
    ['POST', '/v1/principals/zoe/activate'],
    ['POST', '/v1/directory/changes/1/confirm'],
    ['POST', '/v1/directory/changes/1/refuse'],
  ] as const;

  test.each(writing)('%s %s is for a person with the role directory-admin', async (method, path) => {
    expect((await call(aGateway(), method, path)).status).toBe(401);
    for (const as of ['maria', 'otto', 'edith', 'petra', 'billing', 'bank', 'assistant'])
      expect(await call(aGateway(), method, path, { as })).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN_PRINCIPAL' },
      });
  });

  test.each(['/v1/principals', '/v1/principals/ben', '/v1/directory/changes'])('%s is for persons', async (path) => {
    for (const as of ['billing', 'assistant'])
      expect(await get(path, as, aGateway())).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_PRINCIPAL' } });
  });
});
