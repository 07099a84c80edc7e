import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KeyFileError, readKeyFile, switchKeyFile, writeKeyFile } from '../../integrations/proof/key-file.ts';
import { newPrivateKey } from '../../integrations/proof/signer.ts';

const place = (): string => join(mkdtempSync(join(tmpdir(), 'countersign-keys-')), 'proof-keys.json');

describe('the file of private keys', () => {
  test('is written once, for its owner only', async () => {
    const path = place();
    expect(await writeKeyFile(path)).toBe(true);
    const first = await readKeyFile(path);
    expect(await writeKeyFile(path)).toBe(false);
    expect(await readKeyFile(path)).toEqual(first);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('switches to the next key, whole at every moment, and leaves nothing beside it', async () => {
    const path = place();
    await writeKeyFile(path);
    const { current, next } = await readKeyFile(path);
    const switched = await switchKeyFile(path);
    expect(switched.current).toEqual(next);
    expect([current.x, next.x]).not.toContain(switched.next.x);
    expect(await readKeyFile(path)).toEqual(switched);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['proof-keys.json']);
  });

  test.each([0o640, 0o604, 0o660, 0o644])('that others may read is refused: %o', async (mode) => {
    const path = place();
    await writeKeyFile(path);
    chmodSync(path, mode);
    await expect(readKeyFile(path)).rejects.toThrow('chmod 600');
    await expect(switchKeyFile(path)).rejects.toBeInstanceOf(KeyFileError);
  });

  const [one, other] = [newPrivateKey(), newPrivateKey()];
  test.each<[what: string, text: string]>([
    ['no JSON', 'x'],
    ['one key only', JSON.stringify({ current: one })],
    ['the same key twice', JSON.stringify({ current: one, next: one })],
    ['halves of two keys', JSON.stringify({ current: { d: one.d, x: other.x }, next: other })],
    ['another field', JSON.stringify({ current: one, next: other, old: one })],
  ])('that has %s is refused, without telling its keys', async (_what, text) => {
    const path = place();
    writeFileSync(path, text, { mode: 0o600 });
    const error: unknown = await readKeyFile(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KeyFileError);
    expect(String(error)).not.toContain(one.d);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('that is missing is told', async () => {
    await expect(readKeyFile(place())).rejects.toThrow('is missing');
  });
});
