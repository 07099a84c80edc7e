import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, toMinor } from '../../domain/money.ts';
import { groupTax, lineNet, whyNotAddUp } from '../../domain/totals.ts';
import { aDocument, booked, type LineInput } from '../support/documents.ts';
import { seeded } from './seed.ts';
import { factsOf, planned } from './situations.ts';

const property = seeded('rounding');
const at19 = (quantity: string, unitPrice: string): LineInput => ({ quantity, unitPrice, taxRate: '19' });

describe('the vectors of E18', () => {
  test('two lines of 7.77 at 19 %: tax 2.95 of the document, not 2 x 1.48 of the lines (lago 2643)', () => {
    const { totals, taxGroups } = aDocument({ lines: [at19('1', '7.77'), at19('1', '7.77')] });
    expect(totals).toMatchObject({ netMinor: 1_554, taxMinor: 295, grossMinor: 1_849 });
    expect(taxGroups).toEqual([{ taxCategory: 'S', taxRate: '19', baseMinor: 1_554, taxMinor: 295 }]);
  });

  test.each<[of: string, baseMinor: number, rate: string, currency: string, taxMinor: number]>([
    ['1460.50 at 25 % is 365.125', 146_050, '25', 'EUR', 36_513],
    ['-1460.50 at 25 %: negative halves round the same way (india-compliance 4763)', -146_050, '25', 'EUR', -36_513],
    ['JPY 1005 at 10 % is 100.5', 1_005, '10', 'JPY', 101],
    ['JPY -1005 at 10 %', -1_005, '10', 'JPY', -101],
    ['KWD 10.125 at 5 % is 0.50625', 10_125, '5', 'KWD', 506],
    ['84.03 at 19 %', 8_403, '19', 'EUR', 1_597],
    ['a category without a rate', 8_403, '0', 'EUR', 0],
    ['nothing', 0, '19', 'EUR', 0],
  ])('tax of %s', (_of, baseMinor, rate, currency, taxMinor) => {
    expect(groupTax(baseMinor, rate, currency)).toBe(taxMinor);
  });

  test('a price with six places: 84.033613 at 19 % is 84.03 + 15.97 = 100.00', () => {
    expect(aDocument({ lines: [at19('1', '84.033613')] }).totals).toMatchObject({
      netMinor: 8_403,
      taxMinor: 1_597,
      grossMinor: 10_000,
    });
  });

  test.each<[of: string, line: Partial<LineInput>, currency: string, netMinor: number]>([
    ['1 x 1.005, which a float makes 1.00', { unitPrice: '1.005' }, 'EUR', 101],
    ['1 x -1.005', { unitPrice: '-1.005' }, 'EUR', -101],
    ['0.5 x 0.01', { quantity: '0.5', unitPrice: '0.01' }, 'EUR', 1],
    ['1 x 0.004999', { unitPrice: '0.004999' }, 'EUR', 0],
    ['1 x -0.004999, without a negative zero', { unitPrice: '-0.004999' }, 'EUR', 0],
    ['10 units of which 3 cost 1.00', { quantity: '10', unitPrice: '1.00', baseQuantity: '3' }, 'EUR', 333],
    ['1 unit of which 8 cost 0.04: half a cent', { unitPrice: '0.04', baseQuantity: '8' }, 'EUR', 1],
    ['3 x 0.5 yen', { quantity: '3', unitPrice: '0.5' }, 'JPY', 2],
    ['1 x 0.0005 dinar', { unitPrice: '0.0005' }, 'KWD', 1],
  ])('line net of %s', (_of, line, currency, netMinor) => {
    const full = { quantity: '1', unitPrice: '0', allowancesCharges: [], ...line };
    expect(lineNet(full, currency)).toBe(netMinor);
  });

  test('allowances and charges of a line are added after rounding', () => {
    const allowancesCharges = [
      { kind: 'allowance', amountMinor: 30 },
      { kind: 'charge', amountMinor: 5 },
    ] as const;
    expect(lineNet({ quantity: '1', unitPrice: '1.005', allowancesCharges }, 'EUR')).toBe(76);
  });

  test('19, 19.0 and 19.00 are one group; a category is not', () => {
    const lines = ['19', '19.0', '19.00'].map((taxRate) => ({ quantity: '1', unitPrice: '0.03', taxRate }));
    const exempt = { quantity: '1', unitPrice: '1.00', taxRate: '19', taxCategory: 'L' };
    expect(
      aDocument({ lines: [...lines, exempt] }).taxGroups.map(({ baseMinor, taxMinor }) => [baseMinor, taxMinor]),
    ).toEqual([
      [9, 2],
      [100, 19],
    ]);
  });
});

test('halves round away from zero on either side', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.constantFrom('EUR', 'JPY', 'KWD'),
      (whole, currency) => {
        const digits = { EUR: 2, JPY: 0, KWD: 3 }[currency] ?? 0;
        const half = decimal(`${whole}.5`).div(decimal('10').pow(digits));
        const isNegative = whole < 0; // -0.5 is not among them: `${-0}.5` is 0.5
        expect(toMinor(half, currency)).toBe(isNegative ? whole - 1 : whole + 1);
        expect(toMinor(half.times(-1), currency)).toBe(-toMinor(half, currency));
      },
    ),
    property,
  );
});

describe('a reversal copies and never recomputes (rule 3, PrestaShop 16879)', () => {
  // As an import may state it: line net and tax a cent beside what quantity x price and base x rate come to.
  const computed = aDocument({ lines: [at19('1', '10.00')] });
  const stated = booked({
    ...computed,
    lines: computed.lines.map((line) => ({ ...line, netMinor: 1_001 })),
    taxGroups: [{ taxCategory: 'S', taxRate: '19', baseMinor: 1_001, taxMinor: 191 }],
    totals: {
      ...computed.totals,
      linesMinor: 1_001,
      netMinor: 1_001,
      taxMinor: 191,
      grossMinor: 1_192,
      payableMinor: 1_192,
    },
  });
  const plan = planned(factsOf(stated));

  test('in the document', () => {
    const [made] = plan.documents;
    expect(made?.lines[0]).toMatchObject({ unitPrice: '-10.00', netMinor: -1_001 });
    expect(made?.taxGroups[0]).toMatchObject({ baseMinor: -1_001, taxMinor: -191 });
    expect(made?.totals).toMatchObject({ netMinor: -1_001, taxMinor: -191, grossMinor: -1_192 });
  });

  test('and in the journal', () => {
    const amounts = plan.journal.map(({ kind, postings }) => [kind, ...postings.map(({ amountMinor }) => amountMinor)]);
    expect(amounts).toEqual([
      ['reversal', 1_001, 191, 1_192],
      ['clearing', 1_192, 1_192],
    ]);
  });
});

describe('stated sums are held against each other, to the minor unit', () => {
  const right = aDocument({
    allowancesCharges: [
      { kind: 'allowance', amountMinor: 500, taxCategory: 'S', taxRate: '19' },
      { kind: 'charge', amountMinor: 300, taxCategory: 'S', taxRate: '7' },
    ],
    prepaidMinor: 1_000,
    roundingMinor: -4,
  });

  test('a document that adds up', () => expect(whyNotAddUp(right)).toBeUndefined());

  test.each<[rule: string, field: keyof typeof right.totals]>([
    ['BR-CO-10', 'linesMinor'],
    ['BR-CO-11', 'allowancesMinor'],
    ['BR-CO-12', 'chargesMinor'],
    ['BR-CO-13', 'netMinor'],
    ['BR-CO-14', 'taxMinor'],
    ['BR-CO-15', 'grossMinor'],
    ['BR-CO-16', 'payableMinor'],
  ])('%s: %s one cent off', (rule, field) => {
    const totals = { ...right.totals, [field]: right.totals[field] + 1 };
    expect(whyNotAddUp({ ...right, totals })?.rule).toBe(rule);
  });

  test('BR-CO-17: the tax of a group one cent off, though all else follows', () => {
    const taxGroups = right.taxGroups.map((group, index) =>
      index === 0 ? { ...group, taxMinor: group.taxMinor + 1 } : group,
    );
    const { taxMinor, grossMinor, payableMinor } = right.totals;
    const totals = {
      ...right.totals,
      taxMinor: taxMinor + 1,
      grossMinor: grossMinor + 1,
      payableMinor: payableMinor + 1,
    };
    expect(whyNotAddUp({ ...right, taxGroups, totals })).toMatchObject({ rule: 'BR-CO-17' });
  });
});
