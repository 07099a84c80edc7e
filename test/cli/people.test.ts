import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import type { ChangeAnswer, DelegationView } from '../../client/directory-api.ts';
import { openStore } from '../../store/database.ts';
import { migrate } from '../../store/migrations.ts';
import { keyOf } from '../support/directory.ts';
import { useWorld } from '../support/world.ts';
import { countersign, emptyHome, type Ran } from './run.ts';
import { useServing } from './serving.ts';

const world = useWorld({ worker: false });
const run = useServing(world);
const changeOf = ({ out }: Ran): string => {
  const answer = JSON.parse(out) as ChangeAnswer;
  return 'change' in answer ? answer.change.id : 'none';
};

describe('login and logout', () => {
  const home = emptyHome();
  const here = (...argv: readonly string[]): Promise<Ran> => run.in(home, ...argv);
  const file = join(home, 'sessions.json');

  test('a person signs in, is the one who acts, and signs out', async () => {
    const { exit, out } = await here('login', 'Ben@example.com');
    expect(exit).toBe(0);
    expect(out).toMatch(/^ben is signed in until .* UTC \(requester, ar-approver\)\.\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(out).not.toContain('css_');
    expect((await here('login', 'carla', '--json')).out).not.toContain('css_');
    expect((await here('people', 'show', 'ben')).exit).toBe(0);
    expect((await here('delegations', 'list', '--as', 'carla')).out).toBe('Nobody signs for anybody.\n');

    expect(await here('logout')).toMatchObject({ exit: 4, err: expect.stringContaining('Nobody was named') });
    const token = /css_[\w-]{43}/.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
    expect(await here('logout', 'ben')).toMatchObject({ exit: 0, out: 'ben is signed out.\n' });
    expect(readFileSync(file, 'utf8')).not.toContain(token);
    expect(await here('inbox', '--as', 'ben')).toMatchObject({ exit: 4, err: expect.stringContaining('login ben') });
    expect(
      (await world.store.collections.sessions.find({ personId: 'ben', endedAt: { $exists: true } }).toArray()).length,
    ).toBe(1);
  });

  test('a session that the gateway ended is forgotten all the same', async () => {
    await here('login', 'fred');
    await world.store.collections.sessions.updateMany({ personId: 'fred' }, { $set: { endedAt: new Date() } });
    expect(await here('people', 'list', '--as', 'fred')).toMatchObject({
      exit: 4,
      err: expect.stringContaining('LOGIN_REQUIRED'),
    });
    expect((await here('logout', 'fred')).exit).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('fred');
  });

  test.each([
    ['nobody', 'PRINCIPAL_NOT_FOUND'],
    ['billing', 'Only a person signs in'],
  ])('%s does not sign in', async (name, said) => {
    expect(await here('login', name)).toMatchObject({ exit: 4, out: '', err: expect.stringContaining(said) });
  });
});

describe('people', () => {
  test('list and show everybody', async () => {
    const { out } = await run('people', 'list');
    expect(out).toMatch(/^22 principals\n/);
    expect(out).toMatch(/ assistant +agent +requester, reader /);
    expect((await run('people', 'show', 'MARIA@example.com')).out).toMatch(/roles +requester, ar-approver/);
    expect(await run('people', 'show', 'nobody')).toMatchObject({
      exit: 4,
      err: expect.stringContaining('PRINCIPAL_NOT_FOUND'),
    });
  });

  test('put adds, and changes what is named alone', async () => {
    const put = (...argv: readonly string[]): Promise<Ran> => run('people', 'put', 'zoe', ...argv, '--as', 'dora');
    expect(await put('--role', 'requester')).toMatchObject({ exit: 2, err: expect.stringContaining('needs a type') });
    expect(
      (await put('--type', 'person', '--email', 'zoe@example.com', '--unit', 'it', '--until', '2099-01-01T00:00:00Z'))
        .exit,
    ).toBe(0);
    const { out } = await put(
      '--role',
      'requester',
      '--role',
      'operator',
      '--name',
      'Zoe',
      '--clear',
      'unit',
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({
      principal: {
        name: 'Zoe',
        email: 'zoe@example.com',
        roles: [{ role: 'requester' }, { role: 'operator' }],
        validUntil: '2099-01-01T00:00:00.000Z',
        version: 2,
      },
    });
    expect(out).not.toContain('unit');
  });

  test('what takes two is confirmed by another admin, and refused to who asked', async () => {
    const asked = await run(
      'people',
      'put',
      'yan',
      '--type',
      'person',
      '--role',
      'controller:refund,credit<=5000',
      '--as',
      'dora',
      '--json',
    );
    const id = changeOf(asked);
    expect((await run('people', 'changes')).out).toContain('controller (refund, credit; up to 5000)');
    expect(await run('people', 'confirm', id, '--as', 'dora')).toMatchObject({
      exit: 4,
      err: expect.stringContaining('SECOND_ADMIN_REQUIRED'),
    });
    expect((await run('people', 'confirm', id, '--as', 'david')).out).toContain(
      'The change of yan that dora has asked for is confirmed.',
    );
    expect((await run('people', 'changes')).out).toBe('No change waits.\n');
    const other = await run('people', 'put', 'yan', '--role', 'controller', '--as', 'dora');
    expect(other.out).toMatch(/yan stays as it is for now: it widens the kinds of controller\.\n.*people confirm /);
    const refused = /confirm (\w+)/.exec(other.out)?.[1] ?? '';
    expect((await run('people', 'refuse', refused, '--as', 'dora')).out).toContain('is refused.');
  });

  test('suspend, activate and revoke', async () => {
    await run('people', 'put', 'tim', '--type', 'person', '--as', 'dora');
    for (const [deed, now] of [
      ['suspend', 'suspended'],
      ['activate', 'active'],
      ['revoke', 'revoked'],
    ] as const)
      expect((await run('people', deed, 'tim', '--as', 'dora')).out).toMatch(new RegExp(`status +${now}`));
  });

  test.each<[argv: readonly string[], exit: number, said: string]>([
    [['put', 'zed', '--type', 'robot', '--as', 'dora'], 2, 'type'],
    [['put', 'zed', '--type', 'person', '--role', 'boss', '--as', 'dora'], 2, 'Known: requester'],
    [['put', 'zed', '--type', 'person', '--role', 'cfo:erase', '--as', 'dora'], 2, 'erase is none of'],
    [['put', 'zed', '--type', 'person', '--role', 'cfo<=1.5', '--as', 'dora'], 2, 'Known: requester'],
    [['put', 'Zed', '--type', 'person', '--as', 'dora'], 2, 'An id is'],
    [['put', 'zed', '--type', 'service', '--role', 'cfo', '--as', 'dora'], 4, 'DIRECTORY_INVALID'],
    [['put', 'zed', '--type', 'person', '--as', 'otto'], 4, 'FORBIDDEN_PRINCIPAL'],
    [['suspend', 'nobody', '--as', 'dora'], 4, 'PRINCIPAL_NOT_FOUND'],
    [['confirm', 'nothing', '--as', 'dora'], 4, 'CHANGE_NOT_FOUND'],
  ])('%j exits %i', async (argv, exit, said) => {
    const ran = await run('people', ...argv);
    expect({ exit: ran.exit, out: ran.out }).toEqual({ exit, out: '' });
    expect(ran.err).toContain(said);
  });
});

describe('delegations', () => {
  const day = (days: number): string => new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);

  test('are added, listed and ended by who lends', async () => {
    const added = await run(
      'delegations',
      'add',
      'anna',
      '--until',
      day(9),
      '--kind',
      'refund',
      '--ceiling',
      '500',
      '--as',
      'ben',
    );
    expect(added.out).toMatch(/^anna signs for ben \(refund, up to 500\), .* to .*: in force \(\w+\)\.\n$/);
    const list = await run('delegations', 'list', '--json', '--as', 'aude');
    const [{ id, state } = { id: '', state: '' }] = JSON.parse(list.out) as readonly DelegationView[];
    expect([list.exit, state]).toEqual([0, 'in_force']);
    expect(await run('delegations', 'end', id, '--as', 'carla')).toMatchObject({
      exit: 4,
      err: expect.stringContaining('FORBIDDEN_PRINCIPAL'),
    });
    const ended = await run('delegations', 'end', id, '--as', 'ben');
    expect(ended.out).toContain(': ended (');
    expect(await run('delegations', 'end', id, '--as', 'ben')).toEqual(ended);
    expect((await run('delegations', 'list')).out).toBe('Nobody signs for anybody.\n');
  });

  test.each<[argv: readonly string[], exit: number, said: string]>([
    [['add', 'anna', '--as', 'ben'], 2, 'Say until when'],
    [['add', 'anna', '--until', 'soon', '--as', 'ben'], 2, 'Write a day as'],
    [['add', 'anna', '--until', '2026-01-01T00:00', '--as', 'ben'], 2, 'Write a day as'],
    [['add', 'anna', '--until', day(1), '--ceiling', '1.50', '--as', 'ben'], 2, 'minor units'],
    [['add', 'ben', '--until', day(1), '--as', 'ben'], 4, 'DELEGATE_SELF'],
    [['add', 'anna', '--until', '2020-01-01', '--as', 'ben'], 4, 'DELEGATE_SCOPE'],
    [['add', 'nobody', '--until', day(1), '--as', 'ben'], 4, 'PRINCIPAL_NOT_FOUND'],
    [['add', 'anna', '--request', 'r_none', '--as', 'ben'], 4, 'REQUEST_NOT_FOUND'],
    [['end', 'nothing', '--as', 'ben'], 4, 'DELEGATION_NOT_FOUND'],
  ])('%j exits %i', async (argv, exit, said) => {
    const ran = await run('delegations', ...argv);
    expect({ exit: ran.exit, out: ran.out }).toEqual({ exit, out: '' });
    expect(ran.err).toContain(said);
  });
});

describe('init', () => {
  const init = (database: string, home: string, ...argv: readonly string[]): Promise<Ran> =>
    countersign(['init', ...argv], {
      COUNTERSIGN_HOME: home,
      MONGODB_URI: inject('mongodbUri'),
      MONGODB_DATABASE: database,
    });
  const twoAdmins = ['--admin', 'ada=ada@example.com', '--admin', 'bob=Bob@example.com'];

  test('makes two admins, a name and keys, once, whoever comes second', async () => {
    const [database, home] = [`init-${process.pid}-${Date.now().toString(36)}`, emptyHome()];
    const empty = await openStore({ uri: inject('mongodbUri'), database });
    await migrate(empty, new Date()); // two that come at once to a store that is ready
    await empty.close();
    const both = await Promise.all([init(database, home, ...twoAdmins), init(database, home, ...twoAdmins)]);
    expect(both.map(({ exit }) => exit).toSorted((a, b) => a - b)).toEqual([0, 5]);
    expect(both.find(({ exit }) => exit === 5)?.err).toContain('ALREADY_INITIALISED');
    expect(await init(database, home, '--sample')).toMatchObject({
      exit: 5,
      err: expect.stringContaining('ALREADY_INITIALISED'),
    });
    expect(statSync(join(home, 'proof-keys.json')).mode & 0o777).toBe(0o600);
    const { d } = (JSON.parse(readFileSync(join(home, 'proof-keys.json'), 'utf8')) as { current: { d: string } })
      .current;
    expect(both.map(({ out }) => out).join('')).not.toContain(d);

    const store = await openStore({ uri: inject('mongodbUri'), database });
    const { people, directory_log, proof_keys, deployment, policies } = store.collections;
    expect(await policies.find().toArray()).toMatchObject([{ _id: '1', state: 'active' }]);
    expect(await people.find({}, { sort: { _id: 1 } }).toArray()).toMatchObject([
      { _id: 'ada', roles: [{ role: 'directory-admin' }], status: 'active', version: 1 },
      { _id: 'bob', email: 'bob@example.com' },
    ]);
    expect((await directory_log.find().toArray()).map(({ deed }) => deed)).toEqual(['initialised', 'initialised']);
    expect((await proof_keys.find().toArray()).map(({ state }) => state).toSorted()).toEqual(['current', 'next']);
    expect(await deployment.findOne({ _id: 'deployment' })).toMatchObject({ id: expect.stringMatching(/^d_/) });
    await people.db.dropDatabase();
    await store.close();
  });

  test.each<[argv: readonly string[], said: string]>([
    [[], 'Two admins are needed'],
    [['--admin', 'ada=ada@example.com'], 'Two admins are needed'],
    [['--sample', ...twoAdmins], 'Two admins are needed'],
    [['--admin', 'ada=ada@example.com', '--admin', 'ada=b@example.com'], 'must be two people'],
    [['--admin', 'ada=ada@example.com', '--admin', 'bob=ada@example.com'], 'must be two people'],
    [['--admin', 'ada', '--admin', 'bob=b@example.com'], 'It is written as'],
  ])('%j is a usage error', async (argv, said) => {
    const { exit, err } = await init('never-made', emptyHome(), ...argv);
    expect(exit).toBe(2);
    expect(err).toContain(said);
  });
});

test('an agent with its key neither keeps people, nor lends, nor decides', async () => {
  const env = { COUNTERSIGN_API_KEY: keyOf('assistant') };
  for (const argv of [
    ['people', 'list'],
    ['people', 'put', 'x', '--type', 'person'],
    ['people', 'changes'],
    ['delegations', 'list'],
  ])
    expect(await run.with(env, ...argv)).toMatchObject({
      exit: 4,
      out: '',
      err: expect.stringContaining('FORBIDDEN_PRINCIPAL'),
    });
});
