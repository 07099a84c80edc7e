import { describe, expect, test } from 'vitest';
import type { DocumentContent, TaxGroup } from '../../domain/document.ts';
import { writeUbl } from '../../integrations/ubl/write-ubl.ts';
import { fixtureText } from './files.ts';
import { changed, refusalOf, ublContent } from './ubl-reading.ts';

const xml = fixtureText('invoice.xml');
const invoice = ublContent(xml);
const credit = ublContent(changed(xml, '>380<', '>381<'));

/** The same figures in the three forms in which they leave. */
const forms: readonly (readonly [form: string, text: string])[] = [
  ['Invoice', writeUbl(invoice)],
  ['CreditNote', writeUbl(credit)],
  ['negative Invoice', writeUbl(credit, { reversal: 'negative_invoice' })],
];

const total = (name: string): readonly [place: RegExp, param: string] => [
  new RegExp(`(LegalMonetaryTotal>[^]*<cbc:${name} currencyID="EUR">-?[0-9.]+)(?=<)`),
  `LegalMonetaryTotal/${name}`,
];

/** By rule: where a cent goes wrong. The figures end in a digit that takes one more without a carry. */
const rules: readonly (readonly [rule: string, place: RegExp, param: string])[] = [
  ['BR-CO-10', ...total('LineExtensionAmount')],
  ['BR-CO-11', ...total('AllowanceTotalAmount')],
  ['BR-CO-12', ...total('ChargeTotalAmount')],
  ['BR-CO-13', ...total('TaxExclusiveAmount')],
  ['BR-CO-14', /(<cac:TaxTotal>\s*<cbc:TaxAmount currencyID="EUR">-?20\.96)(?=<)/, 'TaxTotal/TaxAmount'],
  ['BR-CO-15', ...total('TaxInclusiveAmount')],
  ['BR-CO-16', ...total('PayableAmount')],
];

describe.each(forms)('on import of a %s', (_form, text) => {
  const offByACent = (figure: string): string => {
    const digit = Number(figure.at(-1));
    return `${figure.slice(0, -1)}${digit === 0 ? 1 : digit - 1}`;
  };

  test.each(rules)('%s off by a cent is refused', (rule, place, param) => {
    const refusal = refusalOf(changed(text, place, offByACent(place.exec(text)?.[1] ?? '')));
    expect(refusal).toMatchObject({ code: 'TOTALS_MISMATCH', param });
    expect(refusal?.message).toContain(`${rule}: stated`);
  });

  // One cent is within what cumulative tax may differ by on a credit note (domain/totals.ts).
  test('BR-CO-17: two cents of tax that moved between groups are refused', () => {
    const moved = changed(changed(text, />(-?)19\.00</, '>$119.02<'), />(-?)1\.96</, '>$11.94<');
    const refusal = refusalOf(moved);
    expect(refusal).toMatchObject({ code: 'TOTALS_MISMATCH', param: 'TaxTotal/TaxSubtotal/TaxAmount' });
    expect(refusal?.message).toContain('BR-CO-17: stated');
  });

  test('BR-DEC: every amount with a third decimal is refused, whatever level it is on', () => {
    const amounts = [...text.matchAll(/<cbc:(\w+) currencyID="EUR">[^<]*/g)].filter(
      ([, name]) => name !== 'PriceAmount',
    );
    expect(amounts).toHaveLength(22);
    for (const { 0: element, 1: name = '', index } of amounts) {
      const refusal = refusalOf(`${text.slice(0, index)}${element}0${text.slice(index + element.length)}`);
      expect(refusal).toMatchObject({ code: 'TOTALS_MISMATCH', param: expect.stringContaining(name) });
      expect(refusal?.message).toContain('BR-DEC: ');
    }
  });
});

const cent = (
  totals: DocumentContent['totals'],
  field: keyof DocumentContent['totals'],
): DocumentContent['totals'] => ({
  ...totals,
  [field]: totals[field] + 1,
});

describe.each([
  ['invoice', invoice, 'credit_note'],
  ['credit note', credit, 'credit_note'],
  ['negative invoice', credit, 'negative_invoice'],
] as const)('on export of a document as %s', (_form, content, reversal) => {
  const refused = (document: DocumentContent, rule: string, param: string): void => {
    expect(() => writeUbl(document, { reversal })).toThrowError(
      expect.objectContaining({ refusal: expect.objectContaining({ code: 'TOTALS_MISMATCH', param }) }),
    );
    expect(() => writeUbl(document, { reversal })).toThrowError(`${rule}: stated`);
  };

  test.each([
    ['BR-CO-10', 'linesMinor'],
    ['BR-CO-11', 'allowancesMinor'],
    ['BR-CO-12', 'chargesMinor'],
    ['BR-CO-13', 'netMinor'],
    ['BR-CO-14', 'taxMinor'],
    ['BR-CO-15', 'grossMinor'],
    ['BR-CO-16', 'payableMinor'],
  ] as const)('%s off by a cent is refused', (rule, field) => {
    refused({ ...content, totals: cent(content.totals, field) }, rule, `totals.${field}`);
  });

  test('BR-CO-10, -11 and -12 look at what the figures are made of, not only at the sums', () => {
    const [line, ...lines] = content.lines;
    const [allowance, charge] = content.allowancesCharges;
    if (line === undefined || allowance === undefined || charge === undefined) throw new Error('fixtures');
    const more = <T extends { amountMinor: number }>(item: T): T => ({ ...item, amountMinor: item.amountMinor + 1 });
    refused({ ...content, lines: [{ ...line, netMinor: line.netMinor + 1 }, ...lines] }, 'BR-CO-10', 'totals.linesMinor');
    refused({ ...content, allowancesCharges: [more(allowance), charge] }, 'BR-CO-11', 'totals.allowancesMinor');
    refused({ ...content, allowancesCharges: [allowance, more(charge)] }, 'BR-CO-12', 'totals.chargesMinor');
  }); // prettier-ignore

  // One cent is within what cumulative tax may differ by on a credit note (domain/totals.ts).
  test('BR-CO-17: two cents of tax that moved between groups are refused', () => {
    const taxGroups = content.taxGroups.map((group, at): TaxGroup => ({
      ...group,
      taxMinor: group.taxMinor + (at === 0 ? 2 : -2),
    }));
    refused({ ...content, taxGroups }, 'BR-CO-17', 'taxGroups');
  });
});
