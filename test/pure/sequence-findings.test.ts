import { describe, expect, test } from 'vitest';
import { presets, type Settings } from '../../domain/settings.ts';
import { naturalOf } from './notation.ts';
import { aPaid, noteL, openScene } from './scene.ts';

// What the random sequences found (test/sequences/), each in its shortest form.

const strict = presets.strict;
const unpaidDiscounts: Settings['discount'] = { ...strict.discount, allowUnpaid: true };

describe('an update by difference', () => {
  test('of quantity and price of one line makes two lines, each with an id of its own', () => {
    const scene = openScene(strict);
    scene.add('A', {}, aPaid(145_69));
    const [made] = scene.correct('update', 'A', { change: [{ lineId: '1', quantity: '4', unitPrice: '35' }] }, 'D').documents;
    expect(made?.lines.map(({ id, netMinor }) => [id, netMinor])).toEqual([['1', 33_33], ['1-2', 6_68]]);
  }); // prettier-ignore

  test('downwards is refused when all was credited before: it is no correction invoice of nothing', () => {
    const scene = openScene(strict);
    scene.add('A', {}, aPaid(145_69));
    scene.correct('refund', 'A', {});
    expect(scene.refused('update', 'A', { change: [{ lineId: '1', remove: true }] })).toEqual(['EXCEEDS_CREDITABLE']);
  });

  test('finds nothing to change in a line of which more came back than is in force: no line has units below 0', () => {
    const scene = openScene(strict);
    scene.add('A', { lines: [{ quantity: '1', unitPrice: '33.33', taxRate: '19' }] }, aPaid(10_00));
    scene.correct('update', 'A', { change: [{ lineId: '1', quantity: '2', unitPrice: '36.663' }] }, 'D');
    scene.correct('update', 'A', { change: [{ lineId: '1', remove: true }] });
    scene.correct('cancel', 'D');
    expect(scene.refused('update', 'A', { change: [{ lineId: '1', unitPrice: '40' }] })).toEqual(['NOTHING_CHANGED']);
    expect(scene.refused('update', 'A', { change: [{ lineId: '1', remove: true }] })).toEqual(['NOTHING_CHANGED']);
  });
});

describe('an update in place', () => {
  test('of a discounted invoice is a revision: the group of the discount could go, and no more is discounted than is left', () => {
    const scene = openScene({ ...strict, update: { finalisedFiscal: 'in_place' }, discount: unpaidDiscounts });
    scene.add('A');
    scene.correct('discount', 'A', { amount: '100.00' });
    scene.correct('update', 'A', { change: [{ lineId: '2', remove: true }] }, "X A'");
    expect([scene.document('A').status, scene.document("A'").balanceMinor]).toEqual(['canceled', 118_99]);
  });

  test('of the notes of an open credit note leaves it what it is: its balance is below 0 anyway', () => {
    const scene = openScene(strict);
    scene.add('A');
    scene.addNote('CN', 'A', noteL);
    const plan = scene.correct('update', 'CN', { set: { notes: ['seen'] } });
    expect([plan.documents, scene.document('CN').status, scene.document('CN').notes]).toEqual([[], 'open', ['seen']]);
  });
});

describe('a counter-action', () => {
  test('of a discount is refused once a cancellation unwound it: it would be charged twice', () => {
    const scene = openScene({ ...strict, discount: unpaidDiscounts });
    scene.add('A');
    const { requestId } = scene.correct('discount', 'A', { amount: '5.00' });
    scene.correct('cancel', 'A');
    expect(scene.refused('update', 'A', { counters: requestId })).toEqual(['COUNTER_UNKNOWN']);
  });
});

test('a correction for more that a credit note of its own lowered is no closed pair: it is canceled or credited as any invoice', () => {
  const scene = openScene({ ...strict, refund: { partiallyPaid: 'offset_first' }, discount: { ...unpaidDiscounts, document: 'credit_note' } });
  scene.add('A', {}, aPaid(145_69));
  scene.correct('update', 'A', { change: [{ lineId: '1', unitPrice: '35' }] }, 'D');
  scene.correct('discount', 'D', { amount: '1.00' });
  expect(scene.refused('cancel', 'D')).toEqual(['HAS_CREDIT_NOTES']);
  expect(scene.refused('discount', 'D', { amount: '1.00' })).toEqual([]);
}); // prettier-ignore

test('a revision for the address alone moves no cent: the tax of a correction is copied, not computed (PrestaShop 16879)', () => {
  const scene = openScene(strict);
  scene.add('A', { lines: [{ quantity: '3', unitPrice: '33.33', taxRate: '19' }] }, aPaid(118_99));
  scene.correct('update', 'A', { change: [{ lineId: '1', quantity: '4', unitPrice: '36.663' }] }, 'D');
  const before = scene.document('D').totals;
  scene.correct('update', 'D', { set: { billingAddress: { city: 'Bonn' } } }, "X D'");
  expect(scene.document("D'").totals).toEqual(before);
});

test('a line with deferred revenue that falls in quantity and in price gives all of it once (R77)', () => {
  const scene = openScene(strict);
  const recognition = [{ on: '2026-03-31', amountMinor: 99_99, booked: false }];
  const line = { quantity: '3', unitPrice: '33.33', taxRate: '19', recognition };
  scene.add('A', { lines: [line] }, aPaid(118_99));
  const { journal } = scene.correct('update', 'A', { change: [{ lineId: '1', quantity: '2', unitPrice: '30' }] });
  expect(naturalOf(journal)['2300']).toBe(-(33_33 + 6_66));
  expect(scene.document('A').lines[0]?.recognition?.map(({ amountMinor }) => amountMinor)).toEqual([60_00]);
});
