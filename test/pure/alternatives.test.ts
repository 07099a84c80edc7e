import { describe, expect, test } from 'vitest';
import { actionsFor } from '../../domain/actions.ts';
import { kinds, type CorrectionInput, type Kind } from '../../domain/input.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { refusalsOf, refusedWith } from './situations.ts';
import { factsIn, states, type State } from './states.ts';

const { strict } = presets;
const inPlace: Settings = { ...strict, update: { finalisedFiscal: 'in_place' } };
const reprice: CorrectionInput = { change: [{ lineId: '1', unitPrice: '30.00' }] };

const firstOf = (state: State, kind: Kind, input: CorrectionInput = {}, settings: Settings = strict) =>
  refusalsOf(factsIn(state, settings), { kind, input })[0];

describe('a refusal tells the ways that stay open, and what they cost (R42; "Must offer" of section 4)', () => {
  type Row = readonly [code: string, state: State, kind: Kind, input: CorrectionInput, offers: readonly string[]];
  const all = '145.69';
  test.each<Row>([
    ['HAS_PAYMENTS', 'paid, cash', 'cancel', {}, [
      `refund would pay out EUR ${all}`, `credit would add EUR ${all} to the customer's credit`,
      'update: a credit note or a correction invoice carries the difference; an open balance is cleared first',
    ]],
    ['HAS_PAYMENTS', 'open, partially paid', 'cancel', {}, [
      'refund would pay out EUR 100.00', `credit would add EUR ${all} to the customer's credit`,
      'update: a credit note or a correction invoice carries the difference; an open balance is cleared first',
      'discount would lower the open amount by at most EUR 45.69',
    ]],
    ['HAS_CREDIT_NOTES', 'unpaid, credit note open', 'cancel', {}, [
      'update: a credit note or a correction invoice carries the difference; an open balance is cleared first',
      'cancel the open credit note CN first',
    ]],
    ['HAS_CREDIT_NOTES', 'unpaid, credit note settled', 'cancel', {}, [
      'update: a credit note or a correction invoice carries the difference; an open balance is cleared first',
    ]],
    ['NOTHING_PAID', 'open, unpaid', 'refund', {}, [
      `takes back EUR ${all} by a cancellation document`, 'update: a cancellation and a replacement invoice carry the change',
    ]],
    ['NOTHING_PAID', 'open, unpaid, credit used', 'credit', {}, [
      `takes back EUR ${all} by a cancellation document, gives EUR 30.00 of customer credit back`,
      'update: a cancellation and a replacement invoice carry the change',
    ]],
    ['NOTHING_PAID', 'paid by credit alone', 'refund', {}, [
      `takes back EUR ${all} by a cancellation document, gives EUR ${all} of customer credit back`,
      'update: a cancellation and a replacement invoice carry the change', `credit would add EUR ${all} to the customer's credit`,
    ]],
    ['NOTHING_OPEN', 'paid, cash', 'discount', { amount: '1.00' }, [
      `credit would add EUR ${all} to the customer's credit`, `refund would pay out EUR ${all}`,
    ]],
    ['NOT_PARTIALLY_PAID', 'open, unpaid', 'discount', { amount: '1.00' }, [
      'update: a cancellation and a replacement invoice carry the change', `takes back EUR ${all} by a cancellation document`,
    ]],
    ['EXCEEDS_REFUNDABLE', 'open, partially paid', 'refund', { amount: all }, [
      'refund would pay out EUR 100.00', `credit would add EUR ${all} to the customer's credit`,
    ]],
    ['EXCEEDS_CREDITABLE', 'paid, cash', 'credit', { amount: '145.70' }, [
      `credit would add EUR ${all} to the customer's credit`, `refund would pay out EUR ${all}`,
    ]],
    ['ALREADY_CANCELED', 'Invoice canceled', 'cancel', {}, [
      'see its cancellation X', 'issue the original again: countersign plan --counter with the request that canceled it',
    ]],
    ['ALREADY_CANCELED', 'replaced by a revision', 'cancel', {}, ['see its cancellation X', "see its replacement A'"]],
    ['ALREADY_CANCELED', 'canceled, credit note open', 'refund', {}, [
      'a correction invoice offsets the credit note; nothing is paid out', 'see its cancellation X',
      'issue the original again: countersign plan --counter with the request that canceled it',
    ]],
    ['CANNOT_CANCEL_CANCELLATION', 'Credit/Cancellation settled', 'cancel', {}, [
      'see the original A', 'issue the original again: countersign plan --counter with the request that canceled it',
    ]],
    ['CANNOT_CANCEL_CANCELLATION', 'Invoice/Cancellation settled', 'cancel', {}, ['see the original CN']],
    ['ALREADY_SETTLED', 'Correction that offset a credit note', 'refund', {}, ['see the original CN']],
    ['CREDIT_CONSUMED', 'CreditNote settled', 'cancel', {}, [
      'see the invoice that it credits A',
      'update: a credit note or a correction invoice carries the difference; an open balance is cleared first',
    ]],
    ['NOT_AN_INVOICE', 'CreditNote open', 'discount', { amount: '1.00' }, ['see the invoice that it credits A']],
    ['NO_STRAY_CREDIT_NOTE', 'CreditNote open', 'correct-credit-note', {}, ['takes back EUR 26.70 by a cancellation document']],
    ['NO_STRAY_CREDIT_NOTE', 'unpaid, credit note open', 'correct-credit-note', {}, ['cancel the open credit note CN first']],
    ['NO_STRAY_CREDIT_NOTE', 'open, unpaid', 'correct-credit-note', {}, []],
    ['IS_DRAFT', 'draft invoice', 'cancel', {}, ['edit it, discard it or finalise it']],
    ['LINES_LOCKED', 'CreditNote draft', 'update', reprice, ['discard the draft and ask for the correction again']],
    ['FIELD_LOCKED', 'paid, cash', 'update', { set: { dueDate: '2026-03-01' } }, ['can be changed: notes, contact, email']],
    ['FIELD_LOCKED', 'Invoice canceled', 'update', { set: { dueDate: '2026-03-01' } }, ['can be changed: notes']],
  ])('%s: %s, %s', (code, state, kind, input, offers) => {
    const refusal = firstOf(state, kind, input);
    expect(refusal?.code).toBe(code);
    const named = (text: string): string => text.replaceAll('DE100:', '').replace(/r_\w+\.1$/, 'X').replace(/r_\w+\.2$/, "A'");
    expect(refusal?.alternatives.map(({ text }) => named(text))).toEqual(offers);
  }); // prettier-ignore

  test.each<[code: string, state: State, kind: Kind, input: CorrectionInput, detail: string]>([
    ['HAS_PAYMENTS', 'open, partially paid', 'cancel', {}, 'EUR 100.00 is linked'],
    ['HAS_CREDIT_NOTES', 'unpaid, credit note open', 'cancel', {}, 'CN'],
    ['EXCEEDS_OPEN', 'open, partially paid', 'discount', { amount: '45.70' }, 'EUR 45.69 is the most'],
    ['EXCEEDS_REFUNDABLE', 'open, partially paid', 'refund', { amount: '100.01' }, 'EUR 100.00 is left'],
    ['EXCEEDS_CREDITABLE', 'paid, cash', 'credit', { amount: '145.70' }, 'EUR 145.69 is left'],
    ['FIELD_LOCKED', 'paid, cash', 'update', { set: { dueDate: '2026-03-01' } }, 'dueDate'],
  ])('%s says which: %s', (code, state, kind, input, detail) => {
    const refusal = firstOf(state, kind, input);
    expect(refusal?.code).toBe(code);
    expect(refusal?.message).toContain(detail);
  });

  test('STALE_VERSION, PENDING_REQUEST_EXISTS and REASON_REQUIRED say which', () => {
    const facts = factsIn('open, unpaid', strict);
    const busy = { ...facts, document: { ...facts.document, openCorrectionId: 'r_1' } };
    expect(refusalsOf(facts, { expectedVersion: 7 })[0]?.message).toContain('at version 1');
    expect(refusalsOf(busy)[0]?.message).toContain('It is r_1');
    expect(refusalsOf(facts, { reason: { code: 'other' } })[0]?.message).toContain('order_canceled, duplicate');
  });
});

describe('a closed period or a transmission leaves a way on', () => {
  const closed = (base: Settings, closedThrough: string): Settings => ({ ...base, periods: { closedThrough } });
  const texts = (of: ReturnType<typeof firstOf>) => [of?.code, of?.param, ...(of?.alternatives.map(({ text }) => text) ?? [])]; // prettier-ignore

  test('an explicit date in the closed period: the same correction today', () => {
    const refusal = firstOf('open, unpaid', 'cancel', { postingDate: '2026-01-20' }, closed(strict, '2026-01-31'));
    expect(texts(refusal)).toEqual(['PERIOD_CLOSED', 'postingDate', 'the same correction dated 2026-02-01']);
  });
  test('today is closed itself: after it', () => {
    const refusal = firstOf('open, unpaid', 'cancel', {}, closed(strict, '2026-02-28'));
    expect(texts(refusal)).toEqual(['PERIOD_CLOSED', 'postingDate', 'the same correction dated after 2026-02-28']);
  });
  test('a day to come: today', () => {
    const refusal = firstOf('open, unpaid', 'cancel', { postingDate: '2026-02-02' });
    expect(texts(refusal)).toEqual(['PERIOD_CLOSED', 'postingDate', 'the same correction dated 2026-02-01']);
  });
  test('in place in a closed period: by revision', () => {
    const refusal = firstOf('open, unpaid', 'update', reprice, closed(inPlace, '2026-01-31'));
    const way = 'the same update with method "revise": new documents of the open period carry it';
    expect(texts(refusal)).toEqual(['PERIOD_CLOSED', undefined, way]);
  });
});

test('alternatives name only kinds that are possible now, on the document they name', () => {
  for (const [preset, settings] of Object.entries(presets))
    for (const state of Object.keys(states) as State[]) {
      const facts = factsIn(state, settings);
      for (const { blockers } of actionsFor(facts))
        for (const { kind, documentId, amountMinor } of blockers.flatMap(({ alternatives }) => alternatives)) {
          const asked = kinds.find((known) => known === kind);
          if (!asked || asked === 'update' || documentId !== facts.document.id) continue;
          const input = asked === 'discount' ? { amount: '0.01' } : {};
          expect([preset, state, asked, refusedWith(facts, { kind: asked, input })]).toEqual([
            preset,
            state,
            asked,
            [],
          ]);
          expect(amountMinor ?? 1).toBeGreaterThan(0);
        }
    }
});

test.each<[state: State, preset: Settings['preset'], effect: string]>([
  ['open, unpaid', 'strict', 'takes back EUR 145.69 by a cancellation document'],
  ['open, partially paid', 'juston', 'takes back EUR 145.69 by a cancellation document, frees EUR 100.00 of payments'],
  ['paid, credit and cash', 'juston', 'takes back EUR 145.69 by a cancellation document, gives EUR 45.69 of customer credit back, frees EUR 100.00 of payments'],
])('an action says what it would do: %s, %s', (state, preset, effect) => {
  expect(actionsFor(factsIn(state, presets[preset]))[0]?.effect).toBe(effect);
}); // prettier-ignore
