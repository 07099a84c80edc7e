import { describe, expect, test } from 'vitest';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { ask, overWorld, statusesOf } from './support/gateway.ts';

const world = useWorld();
const large = grossOf('500.01');
const countRuns = async (invoiceId: string): Promise<number> => {
  let runs = 0;
  for await (const run of world.client.workflow.list({ query: `WorkflowId = '${correctionWorkflowId(invoiceId)}'` }))
    runs += run.workflowId === correctionWorkflowId(invoiceId) ? 1 : 0;
  return runs;
};

describe('the same key again', () => {
  test('gives the same answer, with one run and one effect', async () => {
    const id = await put(world.store, { number: 'http-K-1' });
    const first = await ask(overWorld(world), id, { key: 'k1' });
    const again = await ask(overWorld(world), id, { key: 'k1' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await countRuns(id)).toBe(1);
  });

  test('gives the same refusal, also when the invoice has changed since', async () => {
    const first = await ask(overWorld(world), 'http-K-2', { key: 'k2' });
    await put(world.store, { number: 'http-K-2' });
    const again = await ask(overWorld(world), 'http-K-2', { key: 'k2' });
    expect([again.status, again.body]).toEqual([404, first.body]);
    expect(await ask(overWorld(world), 'http-K-2', { key: 'k2-new' })).toMatchObject({ status: 200 });
  });

  test('with another body is 422, whatever became of the first', async () => {
    const [id, other] = [
      await put(world.store, { number: 'http-K-3', lines: large }),
      await put(world.store, { number: 'http-K-3b' }),
    ];
    expect((await ask(overWorld(world), id, { key: 'k3' })).status).toBe(202);
    const changed = [{ reason: 'wrong_amount' }, { evidence: 'mail' }, { expectedVersion: 1 }];
    for (const over of changed)
      expect(await ask(overWorld(world), id, { key: 'k3', ...over })).toMatchObject({
        status: 422,
        body: { code: 'REQUEST_ID_REUSED', param: 'Idempotency-Key' },
      });
    expect(await ask(overWorld(world), other, { key: 'k3' })).toMatchObject({
      status: 422,
      body: { code: 'REQUEST_ID_REUSED' },
    });
    expect((await ask(overWorld(world), id, { key: 'k3' })).status).toBe(202);
    expect(await countRuns(other)).toBe(0);
  });

  test("is another person's own request", async () => {
    const id = await put(world.store, { number: 'http-K-4', lines: large });
    const [mine, theirs] = [
      await ask(overWorld(world), id, { key: 'k4' }),
      await ask(overWorld(world), id, { key: 'k4', as: 'ben' }),
    ];
    expect([mine.status, theirs.body['code']]).toEqual([202, 'PENDING_REQUEST_EXISTS']);
    expect(theirs.body['requestId']).not.toBe(mine.body['requestId']);
  });

  test('20 times at once is one request; with two bodies at once one of them is refused', async () => {
    const id = await put(world.store, { number: 'http-K-5' });
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(overWorld(world), id, { key: 'k5' })));
    expect(new Set(replies.map(({ status, body }) => JSON.stringify([status, body['documents']]))).size).toBe(1);
    expect(await countRuns(id)).toBe(1);

    const two = await put(world.store, { number: 'http-K-6', lines: large });
    const both = await Promise.all(
      ['one', 'two'].map((evidence) => ask(overWorld(world), two, { key: 'k6', evidence })),
    );
    expect(statusesOf(both)).toEqual([202, 422]);
  });

  test('on two invoices at once does one of them', async () => {
    const ids = [await put(world.store, { number: 'http-K-7' }), await put(world.store, { number: 'http-K-8' })];
    const replies = await Promise.all(ids.map((id) => ask(overWorld(world), id, { key: 'k7' })));
    expect(statusesOf(replies)).toEqual([200, 422]);
  });

  test('takes a terminated run up again', async () => {
    const id = await put(world.store, { number: 'http-K-9', lines: large });
    const first = await ask(overWorld(world), id, { key: 'k9' });
    await world.client.workflow.getHandle(correctionWorkflowId(id)).terminate('by the test');
    const again = await ask(overWorld(world), id, { key: 'k9' });
    // The same plan waits for the same people; the gate's clock has started again with its run.
    const dueAt = expect.any(String) as string;
    expect([again.status, again.body['waitingFor']]).toEqual([202, { ...(first.body['waitingFor'] as object), dueAt }]);
    expect(await countRuns(id)).toBe(2);
  });
});
