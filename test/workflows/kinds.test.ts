import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../domain/settings.ts';
import { putDraft } from '../../store/drafts.ts';
import { customerAccounts, findInvoice } from '../../store/queries.ts';
import { putSettings } from '../../store/settings.ts';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { decide, eventsOfCorrection } from '../support/decisions.ts';
import { aDocument, aRequest, grossOf, linesOfA, put } from '../support/documents.ts';
import { keepHistory } from '../support/histories.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld();
const paid = (number: string) =>
  put(world.store, { number, buyerId: number }, { payments: [{ id: 'p', amountMinor: 14_569 }] });
const submit = (invoiceId: string, over: Parameters<typeof aRequest>[1]) =>
  world.gateway.submit(aRequest(invoiceId, over));

describe('every kind through the workflow, applied at once in at most 9 events (R14)', () => {
  test.each<[kind: string, over: Parameters<typeof aRequest>[1], prepare: () => Promise<string>, documents: readonly object[]]>([
    ['refund by line (E6)', { kind: 'refund', input: { lines: [{ lineId: '1', quantity: '1' }] } }, () => paid('K-refund'), [{ status: 'paid' }, { type: 'credit_note', status: 'settled' }]],
    ['credit (E7)', { kind: 'credit', input: { amount: '39.66' } }, () => paid('K-credit'), [{ status: 'paid' }, { type: 'credit_note', status: 'settled' }]],
    ['discount (E8)', { kind: 'discount', input: { amount: '5.00' } },
      () => put(world.store, { number: 'K-discount' }, { payments: [{ id: 'p', amountMinor: 10_000 }] }), [{ status: 'open', balanceMinor: 4_069 }]],
    ['update by revision (E12)', { kind: 'update', input: { change: [{ lineId: '1', unitPrice: '30.00' }] } },
      () => put(world.store, { number: 'K-revise', buyerId: 'K-revise' }), [{ status: 'canceled' }, { type: 'cancellation' }, { type: 'replacement', status: 'open', balanceMinor: 13_380 }]],
    ['update by difference, down (E13)', { kind: 'update', input: { change: [{ lineId: '1', unitPrice: '30.00' }] } }, () => paid('K-down'), [{ status: 'paid' }, { type: 'credit_note', status: 'settled' }]],
    ['update by difference, up (E14)', { kind: 'update', input: { change: [{ lineId: '1', unitPrice: '35.00' }] } }, () => paid('K-up'), [{ status: 'paid' }, { type: 'correction', status: 'open', balanceMinor: 596 }]],
    ['update of notes in place', { kind: 'update', input: { set: { notes: ['call first'] } } }, () => paid('K-notes'), [{ status: 'paid' }]],
  ])('%s', async (name, over, prepare, documents) => {
    const invoiceId = await prepare();
    const answer = await submit(invoiceId, over);
    expect(answer).toMatchObject({ view: { state: 'applied', documents } });
    const events = await eventsOfCorrection(world, invoiceId);
    expect(events.length).toBeLessThanOrEqual(9);
    if (name.startsWith('refund')) await keepHistory(world, 'refund', correctionWorkflowId(invoiceId));
  }); // prettier-ignore

  test('a stray credit note is corrected (E9): canceled, offset, nothing paid out (R49, R50)', async () => {
    await putSettings(world.store, parseSettings({ cancel: { whenCreditNotesExist: 'allow' } }));
    const invoiceId = await put(world.store, { number: 'K-stray', buyerId: 'K-stray' });
    const noteId = await put(world.store, { number: 'K-stray-CN', buyerId: 'K-stray', class: 'credit', preceding: { number: 'K-stray' }, lines: [{ quantity: '1', unitPrice: '-24.95', taxRate: '7' }] }); // prettier-ignore
    expect(await submit(invoiceId, { kind: 'cancel' })).toMatchObject({ view: { state: 'applied' } });
    expect(await submit(invoiceId, { kind: 'correct-credit-note' })).toMatchObject({ view: { state: 'applied', documents: [{ id: noteId, status: 'settled' }, { type: 'correction', status: 'paid' }] } }); // prettier-ignore
    await putSettings(world.store, parseSettings({}));
  });

  test('a draft is updated in place (E10); no number, no journal', async () => {
    await putDraft(world.store, 'K-draft', { ...aDocument(), number: '' }, { actor: 'billing', now: new Date() });
    expect(await submit('K-draft', { kind: 'update', input: { change: [{ lineId: '1', unitPrice: '30.00' }] } })).toMatchObject({ view: { state: 'applied', journalIds: [], documents: [{ status: 'draft', number: '' }] } }); // prettier-ignore
    expect(await findInvoice(world.store, 'K-draft')).toMatchObject({ version: 2, totals: { grossMinor: 13_380 } });
  });

  test('counter-action of a credit (R52): a correction invoice that uses that credit, net 0', async () => {
    const invoiceId = await paid('K-counter');
    const request = aRequest(invoiceId, { kind: 'credit', input: { amount: '39.66' } });
    await world.gateway.submit(request);
    const back = await submit(invoiceId, { kind: 'update', input: { counters: request.requestId } });
    expect(back).toMatchObject({ view: { state: 'applied', documents: [{ status: 'paid' }, { type: 'correction', status: 'paid', balanceMinor: 0 }] } }); // prettier-ignore
    expect(await customerAccounts(world.store, `DE100:K-counter`, 'EUR')).toMatchObject({
      creditMinor: 0,
      freeMinor: 0,
    });
    expect(await submit(invoiceId, { kind: 'update', input: { counters: request.requestId } })).toMatchObject({ view: { state: 'refused', blockers: [{ code: 'COUNTER_UNKNOWN' }] } }); // prettier-ignore
  });
});

describe('what people sign is applied (R13)', () => {
  test('a large refund waits, and is applied as it was shown', async () => {
    const invoiceId = await put(
      world.store,
      { number: 'K-large', lines: grossOf('900.00') },
      { payments: [{ id: 'p', amountMinor: 90_000 }] },
    );
    const request = aRequest(invoiceId, { kind: 'refund', input: { amount: '600.00' } });
    expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'open' } });
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({
      view: { state: 'applied', customers: [{ payableDeltaMinor: 60_000 }] },
    });
    await keepHistory(world, 'refund-approved', correctionWorkflowId(invoiceId));
  });

  test('longer terms wait for a signature however small the invoice (R23, E15)', async () => {
    const invoiceId = await put(world.store, { number: 'K-terms' });
    const request = aRequest(invoiceId, { kind: 'update', input: { set: { dueDate: '2026-12-31' } } });
    expect(await world.gateway.submit(request)).toMatchObject({
      view: { state: 'open', waitingFor: { why: ['payment terms change'] } },
    });
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({ view: { state: 'applied', journalIds: [] } });
    expect(await findInvoice(world.store, invoiceId)).toMatchObject({ dueDate: '2026-12-31', version: 2 });
  });
});

describe('cancel.finalise "manual" (X3): the draft is stored, and a last signature finalises it', () => {
  const manual = { cancel: { finalise: 'manual' } };
  const draftsOf = (requestId: string) => world.store.collections.invoices.findOne({ _id: `${requestId}.1` });

  test('one signature: the draft gets its number then', async () => {
    await putSettings(world.store, parseSettings(manual));
    const invoiceId = await put(world.store, { number: 'M-1', lines: linesOfA });
    const request = aRequest(invoiceId);
    expect(await world.gateway.submit(request)).toMatchObject({
      view: { state: 'open', waitingFor: { stepName: 'finalise' } },
    });
    expect(await draftsOf(request.requestId)).toMatchObject({ status: 'draft', number: '', balanceMinor: 0 });
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({ view: { state: 'applied' } });
    expect(await draftsOf(request.requestId)).toMatchObject({ status: 'settled', version: 2 });
  });

  test('a large one takes two people: review, then finalise; nobody fills both steps', async () => {
    const invoiceId = await put(world.store, { number: 'M-2', lines: grossOf('900.00') });
    const request = aRequest(invoiceId);
    await world.gateway.submit(request);
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({
      view: { state: 'open', waitingFor: { stepName: 'finalise', step: 1 } },
    });
    expect(await decide(world, request, { by: 'ben', step: 1 })).toMatchObject({ refusal: { code: 'ALREADY_VOTED' } });
    expect(await decide(world, request, { by: 'carla', step: 1 })).toMatchObject({ view: { state: 'applied' } });
    await keepHistory(world, 'two-steps-finalise', correctionWorkflowId(invoiceId));
  });

  test('rejected: the draft is discarded and no number is burnt', async () => {
    const invoiceId = await put(world.store, { number: 'M-3' });
    const request = aRequest(invoiceId);
    await world.gateway.submit(request);
    await decide(world, request, { by: 'ben', command: 'reject', comment: 'no' });
    expect(await draftsOf(request.requestId)).toMatchObject({ status: 'discarded', number: '' });
    await putSettings(world.store, parseSettings({}));
  });
});
