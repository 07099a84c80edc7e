import { afterAll, describe, expect, test } from 'vitest';
import type { GatewayAnswer } from '../../client/gateway.ts';
import { paidMinor } from '../../domain/balance.ts';
import { putDraft, finalise } from '../../store/drafts.ts';
import { recordPayment } from '../../store/payments.ts';
import { customerAccounts, findInvoice } from '../../store/queries.ts';
import { aDocument, aRequest, grossOf, linesOfB, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld();
const by = { actor: 'billing', now: new Date() };
const counts: Record<string, number> = {};
afterAll(() => console.log('answers of the races for money:', counts));

const codeOf = (answer: GatewayAnswer): string => {
  if (answer.kind === 'unknown') return 'unknown';
  if (answer.kind === 'refused') return answer.refusal.code;
  return answer.view.state === 'refused' ? (answer.view.blockers[0]?.code ?? '') : answer.view.state;
};
const counted = (answer: GatewayAnswer): string => {
  const code = codeOf(answer);
  counts[code] = (counts[code] ?? 0) + 1;
  return code;
};

describe('races for money have one serial order, and the ledger balances', () => {
  test('50 parallel partial refunds never exceed what was paid (flexprice PRs 2460, 2485)', async () => {
    const invoiceId = await put(
      world.store,
      { number: 'R50', buyerId: 'R50', lines: grossOf('100.00') },
      { payments: [{ id: 'p', amountMinor: 10_000 }] },
    );
    const requests = Array.from({ length: 50 }, () =>
      aRequest(invoiceId, { kind: 'refund', input: { amount: '7.00' } }),
    );
    (await Promise.all(requests.map((request) => world.gateway.submit(request)))).forEach(counted);
    // Asked again one by one, until each has an end of its own: those that met another's run were told so.
    const codes: string[] = [];
    for (const request of requests) codes.push(codeOf(await world.gateway.submit(request)));
    expect(codes.filter((code) => code === 'applied')).toHaveLength(14); // 14 x 7.00 = 98.00 of 100.00
    expect(codes.filter((code) => code === 'EXCEEDS_REFUNDABLE')).toHaveLength(36);
    expect(await customerAccounts(world.store, 'DE100:R50', 'EUR')).toMatchObject({ payableMinor: 9_800 });
    expect((await findInvoice(world.store, invoiceId)).links.creditedBy).toHaveLength(14);
  });

  test('a payment races with a cancellation: one of two orders, no money lost', async () => {
    const ends = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const buyerId = `PC-${n}`;
        const invoiceId = await put(world.store, { number: buyerId, buyerId });
        const [answer] = await Promise.all([
          world.gateway.submit(aRequest(invoiceId)),
          recordPayment(world.store, invoiceId, { reference: 'bank', amountMinor: 14_569 }, by),
        ]);
        const code = counted(answer);
        const { status, rows } = await findInvoice(world.store, invoiceId);
        const account = await customerAccounts(world.store, `DE100:${buyerId}`, 'EUR');
        return `${code} ${status} linked ${paidMinor(rows)} free ${account?.freeMinor ?? 0}`;
      }),
    );
    const orders = new Set(['applied canceled linked 0 free 14569', 'HAS_PAYMENTS paid linked 14569 free 0']);
    expect(ends.filter((end) => !orders.has(end))).toEqual([]);
  });

  test('a finalisation races with a cancellation: too early it is a draft, later it is canceled', async () => {
    const ends = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const id = `FC-${n}`;
        await putDraft(world.store, id, { ...aDocument({ buyerId: id, lines: linesOfB }), number: '' }, by);
        const [answer] = await Promise.all([world.gateway.submit(aRequest(id)), finalise(world.store, id, by)]);
        return `${counted(answer)} ${(await findInvoice(world.store, id)).status}`;
      }),
    );
    expect(ends.filter((end) => end !== 'IS_DRAFT open' && end !== 'applied canceled')).toEqual([]);
  });

  test('two invoices of one customer are finalised at once: credit and free balance are used once', async () => {
    const customerId = 'DE100:SHARE';
    const paid = await put(
      world.store,
      { number: 'SHARE-0', buyerId: 'SHARE', lines: grossOf('100.00') },
      { payments: [{ id: 'p', amountMinor: 10_000 }] },
    );
    expect(counted(await world.gateway.submit(aRequest(paid, { kind: 'credit', input: { amount: '80.00' } })))).toBe(
      'applied',
    );
    const ids = ['SHARE-1', 'SHARE-2', 'SHARE-3'];
    for (const id of ids)
      await putDraft(world.store, id, { ...aDocument({ buyerId: 'SHARE', lines: linesOfB }), number: '' }, by);
    await Promise.all(ids.map((id) => finalise(world.store, id, by)));
    const balances = await Promise.all(ids.map(async (id) => (await findInvoice(world.store, id)).balanceMinor));
    expect(balances.toSorted((a, b) => a - b)).toEqual([0, 3_900, 5_950]);
    expect(await customerAccounts(world.store, customerId, 'EUR')).toMatchObject({ creditMinor: 0 });
  });

  test('two credits of one note at once: the money is given out once', async () => {
    await put(world.store, { number: 'DISP', buyerId: 'DISP' }, { payments: [{ id: 'p', amountMinor: 14_569 }] });
    const note = await put(world.store, {
      number: 'DISP-CN',
      buyerId: 'DISP',
      class: 'credit',
      preceding: { number: 'DISP' },
      lines: [{ quantity: '1', unitPrice: '-24.95', taxRate: '7' }],
    });
    const requests = [aRequest(note, { kind: 'credit' }), aRequest(note, { kind: 'refund' })];
    await Promise.all(requests.map((request) => world.gateway.submit(request)));
    const codes = [];
    for (const request of requests) codes.push(counted(await world.gateway.submit(request)));
    expect(codes.toSorted()).toEqual(['CREDIT_CONSUMED', 'applied']);
    const account = await customerAccounts(world.store, 'DE100:DISP', 'EUR');
    expect((account?.creditMinor ?? 0) + (account?.payableMinor ?? 0)).toBe(2_670);
  });
});
