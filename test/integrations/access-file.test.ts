import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { holderOf, readAccessFile, writeSampleAccess } from '../../integrations/access/access-file.ts';

let folder = '';
const path = (): string => join(folder, 'access.json');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-access-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the access file', () => {
  test('is written once, for its owner only, with people who ask and people who sign', async () => {
    expect(await writeSampleAccess(path())).toBe(true);
    const first = await readFile(path(), 'utf8');
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await writeSampleAccess(path())).toBe(false);
    expect(await readFile(path(), 'utf8')).toBe(first);
    const access = await readAccessFile(path());
    const maria = access.principals.find(({ id }) => id === 'maria');
    expect(holderOf(access, maria?.key ?? '')).toEqual({
      id: 'maria',
      type: 'person',
      roles: ['requester', 'ar-approver'],
      email: 'maria@example.com',
    });
    expect(holderOf(access, 'csk_unknown-key-of-nobody')).toBeUndefined();
  });

  test('that others can read is refused, with what to type', async () => {
    await writeSampleAccess(path());
    await chmod(path(), 0o640);
    await expect(readAccessFile(path())).rejects.toThrow(/chmod 600/);
  });

  test.each<[what: string, text: string, says: RegExp]>([
    ['no JSON', '{', /no JSON/],
    ['an unknown field', '{"principals":[],"webhooks":[],"admins":[]}', /admins/],
    [
      'a short key',
      '{"principals":[{"id":"a","type":"person","roles":[],"key":"short"}],"webhooks":[]}',
      /principals\.0\.key/,
    ],
    [
      'one name twice, in another case',
      JSON.stringify({
        principals: ['ana', 'ANA'].map((id) => ({ id, type: 'person', roles: [], key: 'k'.repeat(20) })),
        webhooks: [],
      }),
      /twice/,
    ],
  ])('with %s is refused', async (_what, text, says) => {
    await writeFile(path(), text, { mode: 0o600 });
    await expect(readAccessFile(path())).rejects.toThrow(says);
  });
});
