import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openStore, toStored, type Store } from '../../store/database.ts';
import { identityOf, probeStore } from '../../store/probe.ts';

let opened: Store | undefined;
const store = (): Store => {
  if (!opened) throw new Error('opens in beforeAll');
  return opened;
};
beforeAll(async () => {
  opened = await openStore({ uri: inject('mongodbUri'), database: `contract-${process.pid}` });
});
afterAll(async () => {
  await store().collections.invoices.db.dropDatabase();
  await store().close();
});

/** What the correction transaction stands on, on whichever server is in use (guides/stack.md sections 1.6 and 2). */
describe(`the contract with the MongoDB server`, () => {
  test('says which server it is', async () => {
    const identity = await identityOf(store().client);
    console.log(
      `contract suite ran on: ${identity.secantusVersion ? `stand-in ${identity.secantusVersion} (not MongoDB)` : 'MongoDB'} ${identity.version}, replica set ${identity.replicaSet}`,
    );
    expect(identity.version).toMatch(/^\d+\.\d+/);
  });

  test('the probe finds nothing missing and leaves nothing behind', async () => {
    expect(await probeStore(store())).toEqual([]);
    expect(await store().collections.invoices.db.collection('countersign_probe').countDocuments()).toBe(0);
  });

  test('amounts are 64-bit integers in the store and safe integers for us, also beyond 2^31', async () => {
    const amounts = store().collections.invoices.db.collection<{ _id: string; minor: number }>('amounts');
    for (const minor of [0, 1, -1, 2 ** 31, -(2 ** 40), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      await amounts.insertOne(toStored({ _id: `a${minor}`, minor }));
      expect(await amounts.findOne({ _id: `a${minor}`, minor: { $type: 'long' } })).toEqual({
        _id: `a${minor}`,
        minor,
      });
    }
    await amounts.updateOne({ _id: 'a1' }, { $inc: toStored({ minor: 2 ** 40 }) });
    expect(await amounts.findOne({ _id: 'a1', minor: { $type: 'long' } })).toMatchObject({ minor: 2 ** 40 + 1 });
    expect(() => toStored({ minor: 0.5 })).toThrow(TypeError);
  });

  test('a write outside waits for the transaction that holds the document, and sees what it wrote', async () => {
    const held = store().collections.invoices.db.collection<{ _id: string; v: number }>('held');
    await held.insertOne({ _id: 'one', v: 0 });
    const order: string[] = [];
    await store().client.withSession(async (session) => {
      session.startTransaction();
      await held.updateOne({ _id: 'one' }, { $inc: { v: 1 } }, { session });
      const outside = held.updateOne({ _id: 'one' }, { $inc: { v: 10 } }).then(() => order.push('outside'));
      await held.findOne({ _id: 'one' }, { session });
      order.push('inside');
      await session.commitTransaction();
      await outside;
    });
    expect(order).toEqual(['inside', 'outside']);
    expect(await held.findOne({ _id: 'one' })).toMatchObject({ v: 11 });
  });

  test('after a duplicate key nothing of the transaction stays', async () => {
    const pairs = store().collections.invoices.db.collection<{ _id: string }>('pairs');
    await pairs.insertOne({ _id: 'taken' });
    await expect(
      store().transact(async (session) => {
        await pairs.insertOne({ _id: 'first' }, { session });
        await pairs.insertOne({ _id: 'taken' }, { session });
      }),
    ).rejects.toMatchObject({ code: 11000 });
    expect(await pairs.countDocuments({ _id: 'first' })).toBe(0);
  });

  test('a range finds what a prefix means, on an indexed field', async () => {
    const named = store().collections.invoices.db.collection<{ _id: string; k: string }>('named');
    await named.createIndex({ k: 1 });
    await named.insertMany(['INV-1', 'INV-2', 'JNV-1'].map((k) => ({ _id: k, k })));
    expect(await named.countDocuments({ k: { $gte: 'INV', $lt: 'INV\uffff' } })).toBe(2);
  });
});
