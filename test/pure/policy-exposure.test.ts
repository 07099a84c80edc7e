import { describe, expect, test } from 'vitest';
import type { InvoiceDocument } from '../../domain/document.ts';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { aPaid, openScene } from './scene.ts';
import { planned } from './situations.ts';

const { strict, juston } = presets;
const inPlace: Settings = { ...strict, update: { finalisedFiscal: 'in_place' } };
const gross = 14_569;
const address = { lines: ['New street 1'], city: 'Bonn', country: 'DE' };
const reprice = { change: [{ lineId: '1', unitPrice: '30.00' }] }; // net -9.99, tax -1.90

/** What a correction of INV-A (gross 145.69) moves. */
function exposure(kind: Kind, input: CorrectionInput = {}, settings = strict, history = {}, over: Partial<InvoiceDocument> = {}): number {
  const scene = openScene(settings);
  const document = scene.add('A', {}, history);
  scene.books.documents.set(document.id, { ...document, ...over });
  return planned(scene.facts('A'), { kind, input }).exposureMinor;
} // prettier-ignore

describe('what a correction moves (approvals.md section 2.3)', () => {
  test.each<[kind: Kind, input: CorrectionInput, history: object, exposureMinor: number]>([
    ['cancel', {}, {}, gross],
    ['cancel', {}, { creditUsedMinor: gross }, gross],
    ['cancel', { payout: true }, aPaid(10_000), gross],
    ['refund', { amount: '20.00' }, aPaid(gross), 2_000],
    ['refund', {}, aPaid(10_000), 10_000],
    ['credit', { amount: '20.00' }, aPaid(gross), 2_000],
    ['discount', { amount: '5.00' }, aPaid(10_000), 500],
    ['update', { set: { notes: ['x'], contact: { name: 'Ann' }, email: 'a@b.example' } }, {}, 0],
    ['update', { set: { orderId: 'PO-9', costCenter: 'c', delivery: { name: 'Dock' } } }, {}, 0],
    ['update', { set: { dueDate: '2026-03-01' } }, {}, gross],
    ['update', { set: { paymentTerms: '30 days' } }, aPaid(10_000), gross - 10_000],
    ['update', reprice, {}, 999 + 190],
    ['update', { ...reprice, set: { notes: ['x'] } }, {}, 999 + 190],
    ['update', { ...reprice, set: { paymentTerms: '30 days' } }, {}, gross],
    ['update', { ...reprice, set: { paymentTerms: '30 days' } }, aPaid(10_000), gross - 10_000],
    ['update', { set: { billingAddress: address } }, {}, gross],
    ['update', { set: { buyer: { name: 'Another' } } }, {}, gross],
    ['update', { set: { supplyDate: '2026-01-10' } }, {}, gross],
    ['update', { set: { currency: 'USD' } }, {}, gross],
  ])('%s %j with %j', (kind, input, history, exposureMinor) => {
    expect(exposure(kind, input, juston, history)).toBe(exposureMinor);
  });

  test.each<[input: CorrectionInput, exposureMinor: number]>([
    [reprice, 999 + 190],
    [{ set: { billingAddress: address } }, gross],
    [{ set: { supplyDate: '2026-01-10' } }, gross],
    [{ ...reprice, set: { supplyDate: '2026-01-10', notes: ['x'] } }, gross],
    [{ set: { dueDate: '2026-03-01' } }, gross],
  ])('in place it is the same: %j', (input, exposureMinor) => {
    expect(exposure('update', input, inPlace)).toBe(exposureMinor);
  });

  test('amounts that only move between lines count, whatever else changes', () => {
    const shuffle = { change: [{ lineId: '1', quantity: '1', unitPrice: '24.95' }, { lineId: '2', unitPrice: '99.99' }] };
    const moved = 2 * 7_504 + 1_426 + 525;
    expect(exposure('update', shuffle)).toBe(moved);
    expect(exposure('update', { ...shuffle, set: { billingAddress: address } })).toBe(moved); // more than the gross
  }); // prettier-ignore

  test('on a draft nothing is moved', () => {
    expect(exposure('update', { ...reprice, set: { dueDate: '2026-03-01' } }, strict, {}, { status: 'draft', number: '' })).toBe(0); // prettier-ignore
  });

  test('a stray credit note: its gross; a correction that is taken back: what it had moved', () => {
    const scene = openScene({ ...strict, cancel: { ...strict.cancel, whenCreditNotesExist: 'allow' } });
    scene.add('A');
    scene.addNote('CN', 'A');
    const note = scene.facts('CN').document;
    scene.correct('cancel', 'A', {}, 'C');
    expect(planned(scene.facts('CN'), { kind: 'correct-credit-note' }).exposureMinor).toBe(Math.abs(note.totals.grossMinor));
  }); // prettier-ignore
});
