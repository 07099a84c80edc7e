import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAccessFile, readSlackChannels, writeSampleAccess } from '../../integrations/access/access-file.ts';

let folder = '';
const path = (): string => join(folder, 'access.json');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-access-'));
});
afterEach(() => rm(folder, { recursive: true }));

const channel = (...over: readonly object[]): string =>
  JSON.stringify({
    webhooks: [],
    slack: over.map((one) => ({ name: 'finance', url: 'https://hooks.example/x', ...one })),
  });

describe('the access file', () => {
  test('names channels of Slack; a worker without the file has none', async () => {
    expect(await readSlackChannels(path())).toEqual([]);
    const local = { name: 'local', url: 'http://127.0.0.1:9/x' };
    await writeFile(path(), channel({}, local), { mode: 0o600 });
    expect(await readSlackChannels(path())).toEqual([{ name: 'finance', url: 'https://hooks.example/x' }, local]);
  });

  test('is written once, for its owner only, with a shop that signs', async () => {
    expect(await writeSampleAccess(path())).toBe(true);
    const first = await readFile(path(), 'utf8');
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await writeSampleAccess(path())).toBe(false);
    expect(await readFile(path(), 'utf8')).toBe(first);
    expect(await readAccessFile(path())).toEqual({
      webhooks: [{ source: 'urn:example:shop', secret: expect.stringMatching(/^whsec_/) }],
      slack: [],
    });
  });

  test('that others can read is refused, with what to type', async () => {
    await writeSampleAccess(path());
    await chmod(path(), 0o640);
    await expect(readAccessFile(path())).rejects.toThrow(/chmod 600/);
  });

  test.each<[what: string, text: string, says: RegExp]>([
    ['no JSON', '{', /no JSON/],
    ['an unknown field', '{"webhooks":[],"admins":[]}', /admins/],
    ['no list of sources', '{}', /webhooks/],
    [
      'people, as before the directory',
      '{"principals":[],"webhooks":[]}',
      /countersign people.*countersign keys create/,
    ],
    ['a short secret', '{"webhooks":[{"source":"a","secret":"whsec_short"}]}', /webhooks\.0\.secret/],
    [
      'one source twice',
      JSON.stringify({ webhooks: ['a', 'a'].map((source) => ({ source, secret: `whsec_${'a'.repeat(32)}` })) }),
      /twice/,
    ],
    ['a channel without https', channel({ url: 'http://hooks.example/x' }), /slack\.0\.url.*https/],
    ['a channel with a password in its address', channel({ url: 'https://a:b@hooks.example/x' }), /slack\.0\.url/],
    ['a channel whose address is none', channel({ url: 'hooks' }), /slack\.0\.url/],
    ['a channel with a strange name', channel({ name: '#Finance' }), /slack\.0\.name/],
    ['one channel twice', channel({}, {}), /finance twice/],
  ])('with %s is refused', async (_what, text, says) => {
    await writeFile(path(), text, { mode: 0o600 });
    await expect(readAccessFile(path())).rejects.toThrow(says);
  });
});
