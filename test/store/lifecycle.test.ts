import { describe, expect, test } from 'vitest';
import type { DocumentContent } from '../../domain/document.ts';
import { checkBooks } from '../../store/check-books.ts';
import { discard, finalise, putDraft } from '../../store/drafts.ts';
import { recordPayment, reverse, unlink } from '../../store/payments.ts';
import { confirm, fail, payoutsOf } from '../../store/payouts.ts';
import { auditOf, customerAccounts, findInvoice } from '../../store/queries.ts';
import { recordOpeningCredit } from '../../store/record-credit.ts';
import { putSettings } from '../../store/settings.ts';
import { parseSettings } from '../../domain/settings.ts';
import { apply } from '../support/apply.ts';
import { aDocument, aRequest, grossOf, linesOfB, put, type ContentInput } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ worker: false, settings: { preset: 'juston' } });
const by = { actor: 'billing', now: new Date() };
const today = by.now.toISOString().slice(0, 10);

const draftOf = (input: ContentInput = {}): DocumentContent => ({ ...aDocument(input), number: '' });
const refusal = (code: string) => ({ refusal: expect.objectContaining({ code }) as unknown });

describe('a draft', () => {
  test('is put under an id of its own, the same again is unchanged, other content replaces it and the old version is kept', async () => {
    expect(await putDraft(world.store, 'ORDER-1', draftOf(), by)).toBe('created');
    expect(await putDraft(world.store, 'ORDER-1', draftOf(), by)).toBe('unchanged');
    const dearer = draftOf({ lines: linesOfB });
    expect(await putDraft(world.store, 'ORDER-1', dearer, by)).toBe('replaced');
    const stored = await findInvoice(world.store, 'ORDER-1');
    expect(stored).toMatchObject({
      status: 'draft',
      number: '',
      version: 2,
      balanceMinor: 0,
      rows: [],
      totals: { grossMinor: 5_950 },
    });
    const versions = await world.store.collections.invoice_versions.find({ documentId: 'ORDER-1' }).toArray();
    expect(versions).toMatchObject([{ version: 1, content: { totals: { grossMinor: 14_569 } } }]);
  });

  test('gets its number at finalisation alone; one that is discarded burns none (invoiceninja 1487)', async () => {
    const ids = ['N-1', 'N-2', 'N-3'];
    for (const id of ids) await putDraft(world.store, id, draftOf({ sellerId: 'DE200' }), by);
    await finalise(world.store, 'N-1', by);
    await discard(world.store, 'N-2', by);
    await finalise(world.store, 'N-3', by);
    const numbers = await Promise.all(ids.map(async (id) => (await findInvoice(world.store, id)).number));
    expect(numbers).toEqual(['CXS-000001', '', 'CXS-000002']);
    expect((await findInvoice(world.store, 'N-1')).issueDate).toBe(today);
    await expect(finalise(world.store, 'N-2', by)).rejects.toMatchObject(refusal('NOT_A_DRAFT'));
    await expect(discard(world.store, 'N-1', by)).rejects.toMatchObject(refusal('NOT_A_DRAFT'));
    await expect(
      putDraft(world.store, 'N-1', draftOf({ sellerId: 'DE200', lines: linesOfB }), by),
    ).rejects.toMatchObject(refusal('NOT_A_DRAFT'));
    expect((await finalise(world.store, 'N-1', by)).version).toBe(2); // again: left as it is
    expect((await auditOf(world.store, 'N-1')).map(({ text }) => (JSON.parse(text) as { deed: string }).deed)).toEqual([
      'drafted',
      'finalised',
    ]);
  });

  test('finalised by 40 at once: 40 numbers in a row', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `ROW-${n}`);
    await Promise.all(ids.map((id) => putDraft(world.store, id, draftOf({ sellerId: 'DE201', buyerId: id }), by)));
    const done = await Promise.all(ids.map((id) => finalise(world.store, id, by)));
    expect(done.map(({ number }) => number).sort()).toEqual(ids.map((_, n) => `CXS-${String(n + 1).padStart(6, '0')}`));
  });

  test('takes credit first, then free balance, when it is finalised (R46, E3, E7)', async () => {
    await recordOpeningCredit(
      world.store,
      { sellerId: 'DE100', buyerId: 'E7', currency: 'EUR', creditMinor: 3_966 },
      by.now,
      true,
    );
    const paid = await put(
      world.store,
      { number: 'E7-A', buyerId: 'E7' },
      { payments: [{ id: 'p', amountMinor: 14_569 }] },
    );
    await unlink(world.store, `${paid}/p`, by);
    await putDraft(world.store, 'E7-B', draftOf({ buyerId: 'E7', lines: linesOfB }), by);
    const b = await finalise(world.store, 'E7-B', by);
    expect(b).toMatchObject({ status: 'paid', balanceMinor: 0 });
    expect(b.rows.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['invoice', 5_950],
      ['credit_applied', -3_966],
      ['payment', -1_984],
    ]);
    expect(await customerAccounts(world.store, 'DE100:E7', 'EUR')).toMatchObject({ creditMinor: 0, freeMinor: 12_585 });
  });

  test('closed books take nothing: PERIOD_CLOSED', async () => {
    await putDraft(world.store, 'CLOSED-1', draftOf(), by);
    await putSettings(world.store, parseSettings({ preset: 'juston', periods: { closedThrough: today } }));
    await expect(finalise(world.store, 'CLOSED-1', by)).rejects.toMatchObject(refusal('PERIOD_CLOSED'));
    await putSettings(world.store, parseSettings({ preset: 'juston' }));
    expect(await finalise(world.store, 'CLOSED-1', by)).toMatchObject({ status: 'open' });
  });

  test('two drafts of one credit note: one is finalised, the other is more than is left (lago-api PR 5015)', async () => {
    await put(world.store, { number: 'TWICE', buyerId: 'TW' });
    const note = draftOf({
      class: 'credit',
      buyerId: 'TW',
      preceding: { number: 'TWICE' },
      lines: [{ quantity: '3', unitPrice: '-33.33', taxRate: '19' }],
    });
    await putDraft(world.store, 'CN-1', note, by);
    await putDraft(world.store, 'CN-2', note, by);
    const ended = await Promise.allSettled([finalise(world.store, 'CN-1', by), finalise(world.store, 'CN-2', by)]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refusal('EXCEEDS_CREDITABLE') });
    expect((await findInvoice(world.store, 'TWICE')).links.creditedBy).toHaveLength(1);
    expect(await checkBooks(world.store)).toEqual([]);
  });
});

describe('payments', () => {
  test('in parts: partially paid, then paid; what is too much is free balance', async () => {
    const id = await put(world.store, { number: 'PARTS', buyerId: 'PARTS' });
    const first = await recordPayment(world.store, id, { reference: 'bank 1', amountMinor: 10_000 }, by);
    expect(first).toMatchObject({ change: 'recorded', payment: { state: 'linked', amountMinor: 10_000 } });
    expect(await findInvoice(world.store, id)).toMatchObject({ status: 'open', balanceMinor: 4_569 });
    expect(await recordPayment(world.store, id, { reference: 'bank 1', amountMinor: 10_000 }, by)).toMatchObject({
      change: 'unchanged',
    });
    await expect(
      recordPayment(world.store, id, { reference: 'bank 1', amountMinor: 10_001 }, by),
    ).rejects.toMatchObject(refusal('PAYMENT_ID_REUSED'));
    await recordPayment(world.store, id, { reference: 'bank 2', amountMinor: 6_000 }, by);
    expect(await findInvoice(world.store, id)).toMatchObject({ status: 'paid', balanceMinor: 0 });
    expect(await customerAccounts(world.store, 'DE100:PARTS', 'EUR')).toMatchObject({ freeMinor: 1_431 });
  });

  test('unlinked: open again, the money is free; twice changes nothing', async () => {
    const id = await put(
      world.store,
      { number: 'UNLINK', buyerId: 'UN' },
      { payments: [{ id: 'p', amountMinor: 14_569 }] },
    );
    await unlink(world.store, `${id}/p`, by);
    const version = (await findInvoice(world.store, id)).version;
    expect(await unlink(world.store, `${id}/p`, by)).toMatchObject({ state: 'free' });
    expect(await findInvoice(world.store, id)).toMatchObject({ status: 'open', balanceMinor: 14_569, version });
    expect(await customerAccounts(world.store, 'DE100:UN', 'EUR')).toMatchObject({ freeMinor: 14_569 });
  });

  test('charged back: a linked one opens the invoice, a free one leaves the free balance (R5, R81)', async () => {
    const id = await put(
      world.store,
      { number: 'BACK', buyerId: 'BACK' },
      { payments: [{ id: 'p', amountMinor: 14_569 }] },
    );
    await reverse(world.store, `${id}/p`, by);
    expect(await findInvoice(world.store, id)).toMatchObject({ status: 'open', balanceMinor: 14_569 });
    expect(await reverse(world.store, `${id}/p`, by)).toMatchObject({ state: 'reversed' });
    await recordPayment(world.store, id, { reference: 'q', amountMinor: 20_000 }, by);
    await reverse(world.store, `${id}/q`, by);
    expect(await findInvoice(world.store, id)).toMatchObject({ status: 'open', balanceMinor: 14_569 });
    expect(await customerAccounts(world.store, 'DE100:BACK', 'EUR')).toMatchObject({ freeMinor: 0 });
  });

  test('charged back after it was used elsewhere: FREE_BALANCE_USED, until it is unlinked there', async () => {
    const id = await put(
      world.store,
      { number: 'USED', buyerId: 'USED' },
      { payments: [{ id: 'p', amountMinor: 14_569 }] },
    );
    await unlink(world.store, `${id}/p`, by);
    await putDraft(world.store, 'USED-B', draftOf({ buyerId: 'USED', lines: linesOfB }), by);
    await finalise(world.store, 'USED-B', by);
    await expect(reverse(world.store, `${id}/p`, by)).rejects.toMatchObject(refusal('FREE_BALANCE_USED'));
    await unlink(world.store, 'USED-B/+free', by);
    await reverse(world.store, `${id}/p`, by);
    expect(await customerAccounts(world.store, 'DE100:USED', 'EUR')).toMatchObject({ freeMinor: 0 });
  });

  test('in flight: no money yet, corrections wait (PAYMENT_IN_FLIGHT); confirmed by sending it again', async () => {
    const id = await put(world.store, { number: 'FLIGHT', buyerId: 'FL' });
    await recordPayment(world.store, id, { reference: 'card', amountMinor: 14_569, pending: true }, by);
    expect(await findInvoice(world.store, id)).toMatchObject({ status: 'open', balanceMinor: 14_569 });
    expect(await apply(world.store, aRequest(id))).toMatchObject({
      state: 'refused',
      blockers: [{ code: 'PAYMENT_IN_FLIGHT' }],
    });
    await recordPayment(world.store, id, { reference: 'card', amountMinor: 14_569 }, by);
    expect(await findInvoice(world.store, id)).toMatchObject({ status: 'paid', paymentsInFlight: [] });
    const other = await put(world.store, { number: 'FAILED', buyerId: 'FL' });
    await recordPayment(world.store, other, { reference: 'card', amountMinor: 100, pending: true }, by);
    await reverse(world.store, `${other}/card`, by);
    expect(await apply(world.store, aRequest(other))).toMatchObject({ state: 'applied' });
  });

  test('on a canceled invoice: the money is free balance, never lost', async () => {
    const id = await put(world.store, { number: 'LATE', buyerId: 'LATE' });
    await apply(world.store, aRequest(id));
    expect(await recordPayment(world.store, id, { reference: 'late', amountMinor: 14_569 }, by)).toMatchObject({
      payment: { state: 'free' },
    });
    expect(await customerAccounts(world.store, 'DE100:LATE', 'EUR')).toMatchObject({ freeMinor: 14_569 });
  });
});

describe('payouts', () => {
  const refunded = async (number: string) => {
    const id = await put(world.store, { number, buyerId: number }, { payments: [{ id: 'p', amountMinor: 14_569 }] });
    const outcome = await apply(
      world.store,
      aRequest(id, { kind: 'refund', input: { lines: [{ lineId: '1', quantity: '1' }] } }),
    );
    if (outcome.state !== 'applied') throw new Error(JSON.stringify(outcome));
    return { id, outcome, payoutId: outcome.payoutIds[0] ?? '' };
  };

  test('E6: 2160 at the commit, 1000 only when the bank confirms; twice changes nothing', async () => {
    const { payoutId, outcome } = await refunded('E6');
    expect(outcome.documents).toMatchObject([
      { status: 'paid', balanceMinor: 0 },
      { class: 'credit', status: 'settled', balanceMinor: 0, number: 'CXN-000002' },
    ]);
    expect(await customerAccounts(world.store, 'DE100:E6', 'EUR')).toMatchObject({ payableMinor: 3_966 });
    await confirm(world.store, payoutId, by);
    expect(await confirm(world.store, payoutId, by)).toMatchObject({ state: 'confirmed', by: 'billing' });
    expect(await customerAccounts(world.store, 'DE100:E6', 'EUR')).toMatchObject({ payableMinor: 0 });
    await expect(fail(world.store, payoutId, 'no account', by)).rejects.toMatchObject(refusal('PAYOUT_STATE'));
  });

  test('failed: 2160 stays and it can be confirmed after all (rule 8)', async () => {
    const { payoutId, outcome } = await refunded('E6-FAIL');
    expect(await fail(world.store, payoutId, 'account closed', by)).toMatchObject({
      state: 'failed',
      failure: 'account closed',
    });
    expect(await customerAccounts(world.store, 'DE100:E6-FAIL', 'EUR')).toMatchObject({ payableMinor: 3_966 });
    const note = outcome.documents.find((one) => one.class === 'credit');
    expect(await payoutsOf(world.store, note?.id ?? '')).toMatchObject([{ state: 'failed' }]);
    await confirm(world.store, payoutId, by);
    expect(await customerAccounts(world.store, 'DE100:E6-FAIL', 'EUR')).toMatchObject({ payableMinor: 0 });
  });

  test('a payout or payment that nobody knows is not found', async () => {
    await expect(confirm(world.store, 'nope', by)).rejects.toMatchObject(refusal('PAYOUT_NOT_FOUND'));
    await expect(unlink(world.store, 'nope', by)).rejects.toMatchObject(refusal('PAYMENT_NOT_FOUND'));
  });

  test('cash that was refunded cannot be unlinked', async () => {
    const { id } = await refunded('KEPT');
    await expect(unlink(world.store, `${id}/p`, by)).rejects.toMatchObject(refusal('PAYMENT_STATE'));
  });
});

test('currencies with 0 and 3 decimals keep to their minor units', async () => {
  for (const [currency, amount, minor] of [
    ['JPY', '1005', 1_005],
    ['KWD', '10.125', 10_125],
  ] as const) {
    await putDraft(
      world.store,
      `CUR-${currency}`,
      draftOf({ currency, buyerId: currency, lines: grossOf(amount) }),
      by,
    );
    const { totals } = await finalise(world.store, `CUR-${currency}`, by);
    expect(totals.grossMinor).toBe(minor);
    await recordPayment(world.store, `CUR-${currency}`, { reference: 'p', amountMinor: minor }, by);
    expect(await apply(world.store, aRequest(`CUR-${currency}`, { kind: 'credit', input: { amount } }))).toMatchObject({
      state: 'applied',
      customers: [{ creditDeltaMinor: minor }],
    });
  }
});
