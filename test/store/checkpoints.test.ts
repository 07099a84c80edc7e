import { beforeAll, describe, expect, test } from 'vitest';
import { chainEntry } from '../../domain/audit.ts';
import type { Checkpoint } from '../../domain/checkpoint.ts';
import { newPrivateKey, publicKeyOf, signerOf, verifyNatively } from '../../integrations/proof/signer.ts';
import { auditRecords } from '../../store/chain.ts';
import { checkpointPage, checkpointsNaming, whyCheckpointsBroken, writeCheckpoint } from '../../store/checkpoints.ts';
import { insertStored } from '../../store/database.ts';
import { keyRingOf, proofKeys, publishKeys, revokeProofKey, unrevoked, whyNotSwitch } from '../../store/proof-keys.ts';
import type { CheckpointRecord } from '../../store/approval-records.ts';
import { openWorld, type World } from '../support/world.ts';

const atMs = Date.parse('2026-06-01T12:00:00Z');
const at = (afterMs: number): Date => new Date(atMs + afterMs);
const minuteMs = 60_000;

describe('checkpoints', () => {
  const signer = signerOf(newPrivateKey());
  let world: World & { close(): Promise<void> };
  const chains = new Map<string, ReturnType<typeof chainEntry>>();
  beforeAll(async () => {
    world = await openWorld({ worker: false });
    return () => world.close();
  });
  async function grow(documentId: string, afterMs: number): Promise<void> {
    const entry = chainEntry(chains.get(documentId), { documentId, at: at(afterMs).toISOString(), deed: 'edited', actor: 'ana' }); // prettier-ignore
    chains.set(documentId, entry);
    await insertStored(world.store.collections.audit, auditRecords([entry]));
  }
  const write = (afterMs: number): Promise<CheckpointRecord | undefined> =>
    writeCheckpoint(world.store, signer, 'd_1', at(afterMs));
  const headsOf = (record: CheckpointRecord | undefined): readonly string[] =>
    (JSON.parse(record?.text ?? '{"heads":[]}') as Checkpoint).heads.map(({ documentId, seq }) => `${documentId}/${seq}`); // prettier-ignore
  const broken = (keys = [signer.key]): Promise<readonly string[]> =>
    whyCheckpointsBroken(world.store, keys, 'd_1', verifyNatively);

  test('name what has moved since the last one, once, and follow each other', async () => {
    expect(await write(0)).toBeUndefined();
    await grow('a', 0);
    await grow('a', 1);
    await grow('b', 2);
    const first = await write(minuteMs);
    expect(headsOf(first)).toEqual(['a/2', 'b/1']);
    expect(await write(2 * minuteMs)).toEqual(first);
    await grow('b', 2 * minuteMs);
    await grow('c', 30_000); // committed late: its time is before the first checkpoint
    expect(headsOf(await write(3 * minuteMs))).toEqual(['c/1', 'b/2']);
    expect((await checkpointsNaming(world.store, ['c'])).map(headsOf)).toEqual([['c/1', 'b/2']]);
    expect(await broken()).toEqual([]);
  });

  test('of two gateways at once are one', async () => {
    await grow('a', 4 * minuteMs);
    const both = await Promise.all([write(5 * minuteMs), write(5 * minuteMs + 1)]);
    expect(both[0]).toEqual(both[1]);
    expect(await checkpointPage(world.store, { limit: 10 })).toHaveLength(3);
    expect(await broken()).toEqual([]);
  });

  test('hold at most 1,000 heads; the rest waits for the next one', async () => {
    const entries = Array.from({ length: 1_500 }, (_none, n) =>
      chainEntry(undefined, { documentId: `many${n}`, at: at(6 * minuteMs + n).toISOString(), deed: 'imported', actor: 'ana' }),
    ); // prettier-ignore
    await insertStored(world.store.collections.audit, auditRecords(entries));
    const first = headsOf(await write(7 * minuteMs));
    const second = headsOf(await write(8 * minuteMs));
    expect([first.length, second.length]).toEqual([1_000, 500]);
    expect(new Set([...first, ...second]).size).toBe(1_500);
    expect(await broken()).toEqual([]);
  });

  test('find an entry that was changed, a checkpoint that is gone, and keys of others', async () => {
    const { audit, audit_checkpoints: checkpoints } = world.store.collections;
    await audit.updateOne({ _id: 'c/1' }, { $set: { hash: 'f'.repeat(64) } });
    expect(await broken()).toEqual(['c: entry 1 is not the one that checkpoint 000000000002 has signed']);
    expect(await broken([signerOf(newPrivateKey()).key])).toHaveLength(5);
    const gone = await checkpoints.findOneAndDelete({ _id: '000000000002' });
    expect(gone?._id).toBe('000000000002');
    expect(await broken()).toEqual(
      ['3', '4', '5'].map((n) => `checkpoint 00000000000${n} does not follow the one before it`),
    );
  });

  test('are found by the index', async () => {
    const { audit, audit_checkpoints: checkpoints } = world.store.collections;
    const plans = [
      await audit.find({ at: { $gte: at(0) } }).sort({ at: 1, _id: 1 }).explain('queryPlanner'),
      await checkpoints.find({ documentIds: { $in: ['a'] } }).explain('queryPlanner'),
    ]; // prettier-ignore
    for (const plan of plans) expect(JSON.stringify(plan['queryPlanner'])).not.toContain('COLLSCAN');
  });
});

describe('published keys', () => {
  let world: World & { close(): Promise<void> };
  const [first, second, third] = [newPrivateKey(), newPrivateKey(), newPrivateKey()].map(publicKeyOf);
  if (!first || !second || !third) throw new Error('three keys');
  beforeAll(async () => {
    world = await openWorld({ worker: false });
    await world.store.collections.proof_keys.deleteMany({});
    return () => world.close();
  });
  const states = async (): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries((await proofKeys(world.store)).map(({ _id, state }) => [_id, state]));

  test('are what the gateway signs with; one that is used no more is kept', async () => {
    await publishKeys(world.store, { current: first, next: second }, at(0));
    await publishKeys(world.store, { current: first, next: second }, at(1));
    expect(await states()).toEqual({ [first.kid]: 'current', [second.kid]: 'next' });
    await publishKeys(world.store, { current: second, next: third }, at(2));
    expect(await states()).toEqual({ [first.kid]: 'retired', [second.kid]: 'current', [third.kid]: 'next' });
    const keys = await proofKeys(world.store);
    expect(keyRingOf(keys).map(({ kid }) => kid)).toEqual([second.kid, third.kid]);
    expect(unrevoked(keys)).toHaveLength(3);
    expect(keys[0]?.createdAt).toEqual(at(0));
  });

  test('switch when no open request can be without the next one', async () => {
    const next = (await proofKeys(world.store)).find(({ state }) => state === 'next');
    expect(whyNotSwitch(next, 10 * minuteMs, at(2 + 10 * minuteMs - 1))).toContain('do not take the next key');
    expect(whyNotSwitch(next, 10 * minuteMs, at(2 + 10 * minuteMs))).toBeUndefined();
    expect(whyNotSwitch(undefined, 0, at(0))).toContain('never published');
  });

  test('that are revoked stay so, and keep a gateway from starting', async () => {
    const how = { by: 'otto', reason: 'copied', now: at(5) };
    expect(await revokeProofKey(world.store, second.kid, how)).toMatchObject({ state: 'revoked', revokedBy: 'otto', reason: 'copied' }); // prettier-ignore
    const again = await revokeProofKey(world.store, second.kid, { by: 'eve', reason: 'x', now: at(6) });
    expect(again).toMatchObject({ revokedBy: 'otto', revokedAt: at(5) });
    await expect(publishKeys(world.store, { current: second, next: third }, at(7))).rejects.toMatchObject({ refusal: { code: 'PROOF_KEY_REVOKED' } }); // prettier-ignore
    expect((await states())[second.kid]).toBe('revoked');
    expect(unrevoked(await proofKeys(world.store)).map(({ kid }) => kid)).not.toContain(second.kid);
    await revokeProofKey(world.store, third.kid, how);
    const next = (await proofKeys(world.store)).find(({ _id }) => _id === third.kid);
    expect(whyNotSwitch(next, 0, at(9))).toContain('is revoked');
    await expect(revokeProofKey(world.store, 'none', how)).rejects.toMatchObject({
      refusal: { code: 'KEY_NOT_FOUND' },
    });
  });
});
