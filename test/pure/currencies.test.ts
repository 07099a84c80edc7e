import { describe, expect, test } from 'vitest';
import type { AllowanceCharge } from '../../domain/document.ts';
import { creditableMinor } from '../../domain/left.ts';
import { decimal, plainAmount } from '../../domain/money.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { whyNotAddUp } from '../../domain/totals.ts';
import type { ContentInput, LineInput } from '../support/documents.ts';
import { aPaid, openScene, type Scene } from './scene.ts';

const { strict } = presets;
const settings: Settings = { ...strict, discount: { ...strict.discount, allowUnpaid: true } };

/** Figures that do not divide evenly, in the decimals of the currency. */
const priceIn = { JPY: ['3333', '2495'], EUR: ['33.33', '24.95'], KWD: ['3.333', '2.495'] } as const;
type Currency = keyof typeof priceIn;
const linesIn = (currency: Currency): readonly LineInput[] => [
  { quantity: '3', unitPrice: priceIn[currency][0], taxRate: '19' },
  { quantity: '1', unitPrice: priceIn[currency][1], taxRate: '7' },
];

function open(currency: Currency, input: Partial<ContentInput> = {}, paidPart = 1): Scene {
  const scene = openScene(settings);
  const payable = openScene(settings).add('A', { currency, lines: linesIn(currency), ...input }).totals.payableMinor;
  scene.add('A', { currency, lines: linesIn(currency), ...input }, aPaid(Math.trunc(payable * paidPart)));
  return scene;
}

const sumOf = (scene: Scene, of: 'grossMinor' | 'netMinor' | 'taxMinor'): number =>
  scene.facts('A').creditNotes.reduce((sum, note) => sum + note.totals[of], 0);
const expectAllCredited = (scene: Scene): void => {
  const { document, creditNotes } = scene.facts('A');
  expect(creditableMinor(document, creditNotes)).toBe(0);
  for (const of of ['grossMinor', 'netMinor', 'taxMinor'] as const) expect([of, sumOf(scene, of)]).toEqual([of, -document.totals[of]]); // prettier-ignore
  for (const note of creditNotes) expect(whyNotAddUp(note)).toBeUndefined();
};

describe.each<Currency>(['JPY', 'EUR', 'KWD'])('in %s (0, 2 and 3 decimals)', (currency) => {
  test('unit by unit, then the rest: the notes add up to the invoice, tax too', () => {
    const scene = open(currency);
    for (const lineId of ['1', '1', '2', '1']) scene.correct('refund', 'A', { lines: [{ lineId, quantity: '1' }] });
    expectAllCredited(scene);
  });

  test('by tenths of the amount, then the rest', () => {
    const scene = open(currency);
    const { grossMinor } = scene.document('A').totals;
    for (let step = 0; step < 9; step += 1) scene.correct('credit', 'A', { amount: plainAmount(Math.trunc(grossMinor / 10), currency) }); // prettier-ignore
    scene.correct('credit', 'A');
    expectAllCredited(scene);
  });

  test('by unused days, by net, by quantity and by amount in one invoice', () => {
    const scene = open(currency);
    scene.correct('credit', 'A', { unused: { days: 7, of: 30 } });
    scene.correct('refund', 'A', { lines: [{ lineId: '1', net: plainAmount(100, currency) }] });
    scene.correct('refund', 'A', { lines: [{ lineId: '1', quantity: '1' }] });
    scene.correct('credit', 'A', { amount: plainAmount(777, currency) });
    scene.correct('credit', 'A');
    expectAllCredited(scene);
  });

  test('a discount of the open amount, and of all of an unpaid invoice', () => {
    const scene = open(currency, {}, 0.5);
    const { balanceMinor } = scene.document('A');
    expect(scene.refused('discount', 'A', { amount: plainAmount(balanceMinor + 1, currency) })).toEqual(['EXCEEDS_OPEN']); // prettier-ignore
    scene.correct('discount', 'A', { amount: plainAmount(balanceMinor, currency) });
    expect(scene.document('A')).toMatchObject({ status: 'paid', balanceMinor: 0 });
    const whole = open(currency, {}, 0);
    whole.correct('discount', 'A', { amount: plainAmount(whole.document('A').balanceMinor, currency) });
    const [row] = whole.document('A').rows.filter(({ kind }) => kind === 'adjustment');
    expect(row?.split?.map(({ netMinor }) => netMinor).toReversed()).toEqual(whole.document('A').taxGroups.map(({ baseMinor }) => baseMinor)); // prettier-ignore
  });

  test('price down, price up, and back again: what is in force follows', () => {
    const scene = open(currency);
    const [price] = priceIn[currency];
    const to = (unitPrice: string) => scene.correct('update', 'A', { change: [{ lineId: '1', unitPrice }] });
    const lower = decimal(price).div(2).round(currency === 'JPY' ? 0 : 2, 0).toFixed();
    expect(to(lower).documents[0]?.type).toBe('credit_note');
    expect(to(price).documents[0]?.type).toBe('correction');
    expect(scene.refused('update', 'A', { change: [{ lineId: '1', unitPrice: price }] })).toEqual(['NOTHING_CHANGED']);
    for (const document of scene.books.documents.values()) expect(whyNotAddUp(document)).toBeUndefined();
  }); // prettier-ignore
});

describe('allowances, charges and negative lines', () => {
  const item = (kind: AllowanceCharge['kind'], amountMinor: number, taxRate?: string): AllowanceCharge => ({
    kind, amountMinor, ...(taxRate === undefined ? {} : { taxCategory: 'S', taxRate }),
  }); // prettier-ignore
  const documentLevel = [item('allowance', 1_000, '19'), item('charge', 250, '7')];
  const lineLevel: readonly LineInput[] = [
    { quantity: '3', unitPrice: '33.33', taxRate: '19', allowancesCharges: [item('allowance', 500), item('charge', 100)] },
    { quantity: '1', unitPrice: '24.95', taxRate: '7' },
  ]; // prettier-ignore
  const rebate: readonly LineInput[] = [
    { quantity: '2', unitPrice: '50.00', taxRate: '19' },
    { quantity: '1', unitPrice: '-20.00', taxRate: '19' },
  ];
  const otherRate: readonly LineInput[] = [
    { quantity: '2', unitPrice: '50.00', taxRate: '19' },
    { quantity: '1', unitPrice: '-20.00', taxRate: '7' },
  ];

  test.each<[what: string, input: Partial<ContentInput>]>([
    ['document level', { allowancesCharges: documentLevel }],
    ['line level', { lines: lineLevel }],
    ['both levels', { lines: lineLevel, allowancesCharges: documentLevel }],
  ])('%s: a unit takes its share, and all units take all', (_what, input) => {
    const scene = open('EUR', input);
    const first = scene.correct('refund', 'A', { lines: [{ lineId: '1', quantity: '1' }] }).documents[0];
    expect(first?.totals.netMinor).toBeLessThan(0);
    for (const one of [...(first?.lines.flatMap((line) => line.allowancesCharges) ?? []), ...(first?.allowancesCharges ?? [])]) expect(one.amountMinor).toBeLessThan(0); // prettier-ignore
    scene.correct('refund', 'A', { lines: [{ lineId: '1', quantity: '2' }, { lineId: '2', quantity: '1' }] }); // prettier-ignore
    expectAllCredited(scene);
  });

  test.each<[what: string, lines: readonly LineInput[]]>([['of the same rate', rebate], ['of another rate', otherRate]])(
    'a negative line %s: all at once, by amount, and the unused share of it',
    (_what, lines) => {
      const whole = open('EUR', { lines });
      whole.correct('credit', 'A', { lines: [{ lineId: '1', quantity: '2' }, { lineId: '2', quantity: '1' }] });
      expectAllCredited(whole);
      const split = open('EUR', { lines });
      split.correct('credit', 'A', { amount: '30.00' });
      split.correct('credit', 'A');
      expectAllCredited(split);
      const half = open('EUR', { lines });
      half.correct('credit', 'A', { unused: { days: 15, of: 30 } });
      expect(sumOf(half, 'netMinor')).toBe(-4_000); // half of 100.00 - 20.00, the rebate too
    },
  ); // prettier-ignore

  test('another tax rate for a line moves the tax alone', () => {
    const scene = open('EUR');
    const [note] = scene.correct('update', 'A', { change: [{ lineId: '1', taxRate: '7' }] }).documents;
    expect(note?.totals).toMatchObject({ netMinor: 0, taxMinor: -1_200 }); // 19.00 + 1.75 become 8.75 at 7 %
    scene.correct('credit', 'A');
    expectAllCredited(scene);
  });
});
