import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../domain/proof.ts';
import { readKeyFile, writeKeyFile } from '../../integrations/proof/key-file.ts';
import { publicKeyOf } from '../../integrations/proof/signer.ts';
import { proofKeys, publishKey, publishKeys } from '../../store/proof-keys.ts';
import { put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { emptyHome, type Ran } from './run.ts';
import { useServing } from './serving.ts';

const world = useWorld({ worker: false });
const run = useServing(world);

describe('keys export and fingerprints', () => {
  const out = join(emptyHome(), 'keys.json');

  test('hand out public keys, and nothing else', async () => {
    const { kid, publicKey } = world.signer.key;
    expect(await run('keys', 'export', '--out', out)).toMatchObject({ exit: 0, err: '' });
    const file = JSON.parse(readFileSync(out, 'utf8')) as { readonly deployment: string; readonly keys: readonly object[] };
    expect(file.deployment).toBe(world.deployment);
    expect(file.keys).toContainEqual({ kid, publicKey, fingerprint: fingerprintOf(publicKey), state: 'current' });
    expect((await run('keys', 'export')).out).toBe(readFileSync(out, 'utf8'));
    const { out: screen } = await run('keys', 'fingerprints');
    expect(screen).toContain(`Keys of ${world.deployment}\n`);
    expect(screen).toContain(fingerprintOf(publicKey));
  }); // prettier-ignore

  test('verify what audit export wrote, with no server', async () => {
    const invoiceId = await put(world.store, { number: 'cli-audit' });
    const trail = join(emptyHome(), 'trail.json');
    expect(await run('audit', 'export', invoiceId, '--out', trail, '--as', 'otto')).toMatchObject({ exit: 0, err: '' });
    const offline = (...argv: readonly string[]): Promise<Ran> => run.with({ COUNTERSIGN_URL: 'http://127.0.0.1:9', MONGODB_URI: '' }, 'audit', 'verify', '--file', trail, ...argv); // prettier-ignore
    expect((await offline('--keys', out)).out).toMatch(/^Verified\n/);
    expect(await offline()).toMatchObject({ exit: 1, out: expect.stringMatching(/^Consistent, origin not proven\n/) });
    writeFileSync(trail, readFileSync(trail, 'utf8').replace('imported', 'exported'));
    expect(await offline('--keys', out)).toMatchObject({
      exit: 5,
      out: expect.stringContaining('entry 1 was changed'),
    });
    expect(await run('audit', 'export', invoiceId, '--as', 'ben')).toMatchObject({ exit: 4, out: '' });
    expect(await run('audit', 'verify', invoiceId, '--file', trail)).toMatchObject({ exit: 2 });
    expect(await run('audit', 'verify', '--keys', out)).toMatchObject({ exit: 2 });
  });
});

describe('keys revoke-proof', () => {
  test('marks a key as compromised, by an operator, with a reason, for good', async () => {
    const key = { kid: 'd'.repeat(16), publicKey: 'A'.repeat(43) };
    await publishKey(world.store, key, 'next', new Date());
    const revoke = (...argv: readonly string[]): Promise<Ran> => run('keys', 'revoke-proof', key.kid, ...argv);
    expect(await revoke('--as', 'otto')).toMatchObject({ exit: 2, err: expect.stringContaining('--reason') });
    expect(await revoke('--reason', 'copied', '--as', 'ben')).toMatchObject({ exit: 4, err: expect.stringContaining('operator, held by otto') }); // prettier-ignore
    expect(await revoke('--reason', 'copied', '--as', 'otto')).toMatchObject({ exit: 0, out: expect.stringContaining(`${key.kid} is revoked`) }); // prettier-ignore
    expect((await proofKeys(world.store)).find(({ _id }) => _id === key.kid)).toMatchObject({ state: 'revoked', revokedBy: 'otto', reason: 'copied' }); // prettier-ignore
    expect(await run('keys', 'revoke-proof', 'none', '--reason', 'x', '--as', 'otto')).toMatchObject({
      exit: 4,
      err: expect.stringContaining('KEY_NOT_FOUND'),
    });
  });
});

describe('keys rotate', () => {
  const home = emptyHome();
  const path = join(home, 'proof-keys.json');
  const rotate = (...argv: readonly string[]): Promise<Ran> => run.in(home, 'keys', 'rotate', ...argv);
  const states = async (): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries((await proofKeys(world.store)).map(({ _id, state }) => [_id, state]));

  test('waits for the next key to be in every ring, unless somebody says why not', async () => {
    await writeKeyFile(path);
    const before = await readKeyFile(path);
    const [current, next] = [publicKeyOf(before.current), publicKeyOf(before.next)];
    expect(await rotate()).toMatchObject({ exit: 2, err: expect.stringContaining('never published') });
    await publishKeys(world.store, { current, next }, new Date());
    const early = await rotate();
    expect(early).toMatchObject({ exit: 2, err: expect.stringContaining('do not take the next key') });
    expect(early.err).toContain('--reason');
    expect(await readKeyFile(path)).toEqual(before);

    const { exit, out } = await rotate('--reason', 'copied');
    expect(exit).toBe(0);
    expect(out).toContain(fingerprintOf(next.publicKey));
    expect(out).not.toContain(before.next.d);
    const after = await readKeyFile(path);
    expect(after.current).toEqual(before.next);
    expect(await states()).toMatchObject({ [current.kid]: 'retired', [next.kid]: 'current', [publicKeyOf(after.next).kid]: 'next' });
    expect((await proofKeys(world.store)).find(({ _id }) => _id === next.kid)).toMatchObject({ reason: 'copied' });
  }); // prettier-ignore

  test('needs no reason once every open request takes it', async () => {
    const { next } = await readKeyFile(path);
    const longAgo = new Date(Date.now() - 15 * 24 * 3_600_000);
    await world.store.collections.proof_keys.updateOne(
      { _id: publicKeyOf(next).kid },
      { $set: { createdAt: longAgo } },
    );
    expect(await rotate()).toMatchObject({ exit: 0 });
    expect((await readKeyFile(path)).current).toEqual(next);
  });
});
