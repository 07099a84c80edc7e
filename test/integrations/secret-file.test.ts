import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSecretFile } from '../../integrations/access/secret-file.ts';

let folder = '';
const path = (): string => join(folder, 'secret');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-secret-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a file holds one secret, for its owner only, with what to type when others can read it', async () => {
  await expect(readSecretFile(path())).rejects.toThrow(/is missing/);
  await writeFile(path(), ' \n', { mode: 0o600 });
  await expect(readSecretFile(path())).rejects.toThrow(/is empty/);
  await writeFile(path(), 'a secret\n');
  expect(await readSecretFile(path())).toBe('a secret');
  await chmod(path(), 0o640);
  await expect(readSecretFile(path())).rejects.toThrow(/chmod 600/);
});
