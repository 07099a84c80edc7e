import { describe, expect, test } from 'vitest';
import { groupsLeft } from '../../domain/left.ts';
import { presets } from '../../domain/settings.ts';
import { aPaid, openScene } from './scene.ts';

// What the random corrections found (corrections.properties.test.ts), each in its shortest form.

describe('tax of more after less', () => {
  test('is 0 where rounding leaves less than nothing: 8 units have 2 of tax, 2 returned ones 0, 7 units would have 1', () => {
    const scene = openScene(presets.strict);
    scene.add('A', { currency: 'JPY', lines: [{ quantity: '8', unitPrice: '1', taxRate: '19' }] }, aPaid(10));
    scene.correct('credit', 'A', { lines: [{ lineId: '1', quantity: '2' }] }, 'CN');
    scene.correct('update', 'A', { change: [{ lineId: '1', quantity: '7' }] }, 'D');
    expect(scene.document('D').totals).toMatchObject({ netMinor: 1, taxMinor: 0, grossMinor: 1 });
  });

  test('follows the rate again with the next change', () => {
    const scene = openScene(presets.strict);
    scene.add('A', { currency: 'JPY', lines: [{ quantity: '8', unitPrice: '1', taxRate: '19' }] }, aPaid(10));
    scene.correct('credit', 'A', { lines: [{ lineId: '1', quantity: '2' }] }, 'CN');
    scene.correct('update', 'A', { change: [{ lineId: '1', quantity: '7' }] }, 'D');
    scene.correct('update', 'A', { change: [{ lineId: '1', quantity: '100' }] }, 'E');
    const taxes = ['A', 'CN', 'D', 'E'].map((name) => scene.document(name).totals.taxMinor);
    expect(taxes).toEqual([2, 0, 0, 17]); // 19 on 100
  });
});

describe('the credit note that leaves nothing of the gross', () => {
  const lines = [
    { quantity: '1', unitPrice: '100', taxRate: '19' },
    { quantity: '1', unitPrice: '-10', taxRate: '7' },
  ];
  test('takes the rest of every group with it, although the line alone is worth it: 91.01 + 17.29 is all of 108.30', () => {
    const scene = openScene(presets.strict);
    scene.add('A', { lines }, aPaid(108_30));
    scene.correct('credit', 'A', { lines: [{ lineId: '1', net: '91.01' }] }, 'CN');
    const { document, creditNotes } = scene.facts('A');
    expect(groupsLeft(document, creditNotes).map(({ netMinor, taxMinor }) => [netMinor, taxMinor])).toEqual([[0, 0], [0, 0]]);
    const { taxGroups, allowancesCharges, totals } = scene.document('CN');
    expect(taxGroups.map(({ taxRate, baseMinor, taxMinor }) => [taxRate, baseMinor, taxMinor])).toEqual([['19', -100_00, -19_00], ['7', 10_00, 70]]);
    expect(allowancesCharges.map(({ kind, amountMinor, reason }) => [kind, amountMinor, reason])).toEqual([['charge', -8_99, 'Rest of the invoice'], ['allowance', -10_00, 'Rest of the invoice']]);
    expect(totals.grossMinor).toBe(-108_30);
  }); // prettier-ignore

  test('takes the charge of a group without lines (KWD): 1190 - 21 + 3 is credited by amount and by time', () => {
    const scene = openScene(presets.strict);
    const charge = { kind: 'charge', amountMinor: 3, taxCategory: 'S', taxRate: '7' } as const;
    const kwd = [{ quantity: '1', unitPrice: '1', taxRate: '19' }, { quantity: '1', unitPrice: '-0.019', taxRate: '8.1' }];
    scene.add('A', { currency: 'KWD', lines: kwd, allowancesCharges: [charge] }, aPaid(1_172));
    scene.correct('refund', 'A', { amount: '0.131' }, 'CN');
    scene.correct('refund', 'A', { unused: { days: 890, of: 1_000 } }, 'CN2');
    const { document, creditNotes } = scene.facts('A');
    expect(groupsLeft(document, creditNotes).map(({ netMinor, taxMinor }) => [netMinor, taxMinor])).toEqual([[0, 0], [0, 0], [0, 0]]);
    expect(scene.refused('credit', 'A')).toEqual(['EXCEEDS_CREDITABLE']);
  }); // prettier-ignore
});
