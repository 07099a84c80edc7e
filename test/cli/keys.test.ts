import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageRows } from '../../client/api.ts';
import { renderKeys, renderNewKey } from '../../client/render/keys.ts';
import { plainLook } from '../../client/terminal.ts';
import type { NewServiceKey, ServiceKey } from '../../domain/api-key.ts';
import { newServiceKey } from '../../integrations/access/service-key.ts';
import { createKey } from '../../store/api-keys.ts';
import { keyOf } from '../support/directory.ts';
import { overWorld } from '../http/support/gateway.ts';
import { useWorld } from '../support/world.ts';
import { countersign, type Ran } from './run.ts';
import { signedInHome } from './signed-in.ts';

const world = useWorld({ worker: false });
const home = signedInHome();
let server: ReturnType<typeof serve>;
let url: string;

beforeAll(async () => {
  const { app } = overWorld(world);
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
  });
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => void server.close());

const keys = (...argv: readonly string[]): Promise<Ran> =>
  countersign(['keys', ...argv], { COUNTERSIGN_URL: url, COUNTERSIGN_HOME: home, COUNTERSIGN_AS: 'otto' });
async function created(...argv: readonly string[]): Promise<NewServiceKey> {
  const { exit, out } = await keys('create', ...argv, '--json');
  expect(exit).toBe(0);
  return JSON.parse(out) as NewServiceKey;
}

describe('keys', () => {
  test('create shows the key once, and says to keep it', async () => {
    const { exit, out } = await keys('create', 'shop', '--roles', 'requester,operator', '--name', 'checkout');
    expect(exit).toBe(0);
    const [key = ''] = /csk_[0-9a-f]{22}_[\w-]{43}/.exec(out) ?? [];
    expect(out).toContain('of shop (requester, operator), until ');
    expect(out).toContain('Keep it now');
    const list = await keys('list', 'SHOP');
    expect(list.out).toMatch(/^2 keys, oldest first\n.*\n.* shop +requester, operator +active .* never +checkout\n/);
    expect(list.out).not.toContain(key.slice(-43));
  });

  test.each<[expires: string | undefined, endsAt: (createdMs: number) => string]>([
    [undefined, (createdMs) => new Date(createdMs + 90 * 24 * 3_600_000).toISOString()],
    ['30d', (createdMs) => new Date(createdMs + 30 * 24 * 3_600_000).toISOString()],
  ])('create --expires %s', async (expires, endsAt) => {
    const argv = expires === undefined ? [] : ['--expires', expires];
    const { createdAt, expiresAt } = await created('viewer', '--roles', 'reader', ...argv);
    expect(expiresAt).toBe(endsAt(Date.parse(createdAt)));
  });

  test('create --expires with a day ends as that day begins', async () => {
    const day = new Date(Date.now() + 40 * 24 * 3_600_000).toISOString().slice(0, 10);
    const { expiresAt } = await created('viewer', '--roles', 'reader', '--expires', day);
    expect(expiresAt).toBe(`${day}T00:00:00.000Z`);
  });

  test('revoke ends a key; again says who did it', async () => {
    const { keyId } = await created('viewer', '--roles', 'reader');
    const ended = await keys('revoke', keyId);
    expect(ended).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^Key \w+ of viewer is revoked, at .* by otto\.\n$/),
    });
    expect(await keys('revoke', keyId)).toEqual(ended);
    const { out } = await keys('list', 'viewer', '--json');
    const revoked = expect.objectContaining({ keyId, state: 'revoked', revokedBy: 'otto' });
    expect(JSON.parse(out)).toMatchObject({ items: expect.arrayContaining([revoked]), more: false });
  });

  test('list goes on to the last page', async () => {
    for (let n = 0; n <= pageRows; n += 1) {
      const { keyId: _id, hash } = newServiceKey(n);
      const [createdAt, expiresAt] = [new Date(n), new Date(n + 1)];
      await createKey(world.store, { _id, principalId: 'many', hash, roles: ['reader'], createdAt, createdBy: 'otto', expiresAt }); // prettier-ignore
    }
    expect((await keys('list', 'many')).out).toMatch(/^101 keys, oldest first\n/);
  });

  test('list without a service has all', async () => {
    await created('assistant', '--roles', 'reader');
    expect((await keys('list')).out).toContain(' assistant ');
    expect((await keys('list', 'nobody')).out).toBe('There are no keys.\n');
  });
});

describe('what does not fit', () => {
  test.each<[argv: readonly string[], exit: number, said: string]>([
    [['create', 'shop'], 2, "required option '--roles <roles>' not specified"],
    [['create', 'shop', '--roles', 'reader', '--expires', 'soon'], 2, 'Days are written as 30d'],
    [['create', 'shop', '--roles', 'reader', '--expires', '91d'], 2, 'expiresInDays'],
    [['create', 'shop', '--roles', 'reader', '--expires', '2099-01-01'], 2, 'expiresAt'],
    [['create', 'shop', '--roles', 'reader,boss'], 2, 'ROLE_UNKNOWN'],
    [['create', 'maria', '--roles', 'reader'], 4, 'NOT_A_SERVICE'],
    [['create', 'shop', '--roles', 'reader', '--as', 'ben'], 4, 'FORBIDDEN_PRINCIPAL'],
    [['revoke', 'nothing'], 4, 'KEY_NOT_FOUND'],
    [['create', 'billing', '--roles', 'operator'], 2, 'ROLE_UNKNOWN'],
    [['create', 'nobody', '--roles', 'reader'], 4, 'PRINCIPAL_NOT_FOUND'],
  ])('%j exits %i', async (argv, exit, said) => {
    const ran = await keys(...argv);
    expect({ exit: ran.exit, out: ran.out }).toEqual({ exit, out: '' });
    expect(ran.err).toContain(said);
  });

  test('a service does not keep keys, its own neither', async () => {
    const env = { COUNTERSIGN_URL: url, COUNTERSIGN_API_KEY: keyOf('bank') };
    expect(await countersign(['keys', 'list'], env)).toMatchObject({
      exit: 4,
      err: expect.stringContaining('Only a person keeps the keys of services and agents'),
    });
  });

  test('a gateway that does not answer may have made a key: the way to it is told', async () => {
    const env = { COUNTERSIGN_URL: 'http://127.0.0.1:9', COUNTERSIGN_HOME: home, COUNTERSIGN_AS: 'otto' };
    const { exit, err } = await countersign(['keys', 'create', 'shop', '--roles', 'reader'], env);
    expect(exit).toBe(1);
    expect(err).toContain('countersign keys list shop');
  });
});

describe('on screen', () => {
  const key: ServiceKey = {
    keyId: '019b', principalId: 'shop', roles: ['reader'], state: 'active', createdAt: '2026-01-05T10:00:00Z', createdBy: 'otto',
    expiresAt: '2026-04-05T10:00:00Z', lastUsedAt: '2026-01-06T09:30:10Z',
  }; // prettier-ignore

  test('a new key', () => {
    expect(renderNewKey({ ...key, key: 'csk_019b_s' }, plainLook)).toBe(
      [
        'Key 019b of shop (reader), until 2026-04-05 10:00 UTC:',
        '',
        '  csk_019b_s',
        '',
        'Keep it now, where the service keeps its secrets: it is not shown again, and nobody can find it out.',
        'End it: countersign keys revoke 019b',
      ].join('\n'),
    );
  });

  test('a list that goes on', () => {
    expect(renderKeys({ items: [key], more: true }, plainLook)).toBe(
      [
        '1 key and more, oldest first',
        '  key   service  roles   state   until                 last used             name',
        '  019b  shop     reader  active  2026-04-05 10:00 UTC  2026-01-06 09:30 UTC',
      ].join('\n'),
    );
  });
});
