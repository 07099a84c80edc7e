import { describe, expect, test } from 'vitest';
import type { InvoiceDocument, Party } from '../../domain/document.ts';
import type { CorrectionInput, HeaderChange, Kind } from '../../domain/input.ts';
import { otherAccountOf } from '../../domain/plan-update.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { naturalOf } from './notation.ts';
import { aPaid, aUsed, openScene, type Scene } from './scene.ts';
import { planned, refusedWith } from './situations.ts';
import { verdictOf } from './verdict.ts';

const { strict, juston } = presets;
const inPlace: Settings = { ...strict, update: { finalisedFiscal: 'in_place' } };
const reprice: CorrectionInput = { change: [{ lineId: '1', unitPrice: '30.00' }] };
const address = { lines: ['New street 1'], city: 'Bonn', country: 'DE' };
const buyer: Party = { id: 'DE555', vatId: 'DE555', name: 'Buyer' };

const sceneOf = (settings: Settings, history = {}, over: Partial<InvoiceDocument> = {}): Scene => {
  const scene = openScene(settings);
  const document = scene.add('A', {}, history);
  scene.books.documents.set(document.id, { ...document, ...over });
  return scene;
};
const codes = (scene: Scene, kind: Kind, input: CorrectionInput = {}) => refusedWith(scene.facts('A'), { kind, input });
const whyOf = (scene: Scene, kind: Kind, input: CorrectionInput = {}) => {
  const facts = scene.facts('A');
  const need = verdictOf(facts, planned(facts, { kind, input }));
  return need.kind === 'auto' ? [] : need.why;
};

describe('revisions move more than lines', () => {
  test('a billing address: cancellation and replacement, approved; strict refuses it once money is linked', () => {
    const scene = sceneOf(strict);
    expect(whyOf(scene, 'update', { set: { billingAddress: address } })).toEqual(['a bank mismatch, another buyer or billing address']);
    scene.correct('update', 'A', { set: { billingAddress: address } }, "X A'");
    expect(scene.document("A'").buyer).toEqual({ ...scene.document('A').buyer, address });
    expect(codes(sceneOf(strict, aPaid(5_000)), 'update', { set: { billingAddress: address } })).toEqual(['HAS_PAYMENTS']);
  });
  test('juston: the payments reach the replacement through the free balance', () => {
    const scene = sceneOf(juston, aPaid(5_000));
    scene.correct('update', 'A', { set: { billingAddress: address } }, "X A'");
    expect(scene.document("A'")).toMatchObject({ status: 'open', balanceMinor: 9_569 });
    expect(naturalOf(scene.books.journal)).toEqual({ '1000': 5_000, '4000': 12_494, '2200': 2_075 });
  });
  test('another buyer is another customer: credit and payments stay with the first (002 wrong recipient)', () => {
    const scene = sceneOf(juston, aUsed(3_000, 5_000), { buyer });
    const first = scene.document('A').customerId;
    const plan = scene.correct('update', 'A', { set: { buyer: { name: 'Other', vatId: 'DE999' } } }, "X A'");
    const made = scene.document("A'");
    expect([made.customerId === first, made.balanceMinor, made.status]).toEqual([false, 14_569, 'open']);
    expect(scene.books.accounts.get(`${first}/EUR`)).toMatchObject({ creditMinor: 3_000, freeMinor: 5_000 });
    expect(plan.journal.filter(({ customerId }) => customerId === made.customerId)).toHaveLength(1);
  });
  test.each<[what: string, before: Party, set: HeaderChange['buyer'], moves: boolean]>([
    ['another VAT id', buyer, { vatId: 'DE999' }, true],
    ['another name of the same VAT id', buyer, { name: 'Buyer AG' }, false],
    ['a VAT id that was missing', { id: 'B1', name: 'Buyer' }, { vatId: 'DE999' }, false],
    ['another VAT id of a customer with an id of its own', { id: 'B1', vatId: 'DE555' }, { vatId: 'DE999' }, true],
    ['another name, where the name is all there is', { id: 'Buyer', name: 'Buyer' }, { name: 'Other' }, true],
  ])('who is another customer: %s', (_what, before, set, moves) => {
    const document = sceneOf(strict, {}, { buyer: before }).document('A');
    expect(otherAccountOf(document, { set: set ? { buyer: set } : {} }) !== undefined).toBe(moves);
  });
  test('another currency: the same figures in it, no amounts of two currencies meet (R55)', () => {
    const scene = sceneOf(strict, aUsed(3_000));
    scene.correct('update', 'A', { set: { currency: 'JPY' } }, "X A'");
    const { currency, totals, customerId } = scene.document("A'");
    expect([currency, totals.netMinor, totals.grossMinor]).toEqual(['JPY', 125, 146]);
    expect(scene.books.accounts.get(`${customerId}/EUR`)).toMatchObject({ creditMinor: 3_000 });
  });
  test('in place with credit used beyond the new total: by revision, the credit goes back', () => {
    const scene = sceneOf(inPlace, aUsed(14_000));
    scene.correct('update', 'A', reprice, "X A'");
    expect(scene.document("A'")).toMatchObject({ balanceMinor: 0, status: 'paid' });
    expect(scene.books.accounts.get(`${scene.document('A').customerId}/EUR`)).toMatchObject({ creditMinor: 620 });
    expect(scene.document('A').status).toBe('canceled');
  });
  test('in place, all that is left is paid by credit: paid', () => {
    const scene = sceneOf(inPlace, aUsed(13_380));
    scene.correct('update', 'A', reprice);
    expect(scene.document('A')).toMatchObject({ status: 'paid', balanceMinor: 0, version: 2 });
  });
  test('a draft with another buyer belongs to that customer', () => {
    const scene = sceneOf(strict, {}, { buyer, status: 'draft', rows: [], balanceMinor: 0 });
    const before = scene.document('A').customerId;
    scene.correct('update', 'A', { set: { buyer: { vatId: 'DE999' } } });
    expect(scene.document('A').customerId).not.toBe(before);
    expect(scene.document('A').buyer.id).toBe('DE999');
  });
}); // prettier-ignore
