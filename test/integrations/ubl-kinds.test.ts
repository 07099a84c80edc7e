import { describe, expect, test } from 'vitest';
import type { DocumentContent } from '../../domain/document.ts';
import { computeTaxGroups, computeTotals } from '../../domain/totals.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { writeUbl } from '../../integrations/ubl/write-ubl.ts';
import { fixtureText } from './files.ts';
import { changed, only, refusalOf, ublContent } from './ubl-reading.ts';

const xml = fixtureText('invoice.xml');
const invoice = ublContent(xml);
const credit = ublContent(changed(xml, '>380<', '>381<'));
const contentOf = (kind: Pick<DocumentContent, 'class' | 'type' | 'typeCode'>): DocumentContent => ({
  ...(kind.class === 'credit' ? credit : invoice),
  ...kind,
});
const codeOf = (text: string): string | undefined => /<cbc:\w+TypeCode.*TypeCode>/.exec(text)?.[0];

describe('what the code element says', () => {
  const plain = (root: string, code: string): string => `<cbc:${root}TypeCode>${code}</cbc:${root}TypeCode>`;
  const named = (root: string, code: string, name: string): string =>
    `<cbc:${root}TypeCode name="${name}">${code}</cbc:${root}TypeCode>`;

  test.each<[DocumentContent['class'], DocumentContent['type'], code: string, creditNote: string, negative?: string]>([
    ['invoice', 'standard', '380', plain('Invoice', '380')],
    ['invoice', 'standard', '386', plain('Invoice', '386')],
    ['invoice', 'cancellation', '383', named('Invoice', '383', 'invoice cancellation')],
    ['invoice', 'correction', '383', named('Invoice', '383', 'invoice correction')],
    ['invoice', 'correction', '384', named('Invoice', '384', 'invoice correction')],
    ['invoice', 'replacement', '384', named('Invoice', '384', 'invoice replacement')],
    ['credit', 'credit_note', '381', plain('CreditNote', '381'), named('Invoice', '380', 'credit credit_note 381')],
    ['credit', 'cancellation', '381', named('CreditNote', '381', 'credit cancellation'), named('Invoice', '380', 'credit cancellation 381')],
    ['credit', 'cancellation', '380', named('Invoice', '380', 'credit cancellation'), named('Invoice', '380', 'credit cancellation')],
    ['credit', 'credit_note', '380', plain('Invoice', '380'), plain('Invoice', '380')],
    ['credit', 'credit_note', '396', plain('CreditNote', '396'), named('Invoice', '380', 'credit credit_note 396')],
  ])('%s / %s held as %s', (side, type, typeCode, creditNote, negative = creditNote) => {
    const content = contentOf({ class: side, type, typeCode });
    for (const [reversal, expected] of [['credit_note', creditNote], ['negative_invoice', negative]] as const) {
      const text = writeUbl(content, { reversal });
      expect(codeOf(text)).toBe(expected);
      expect(ublContent(text)).toEqual(content);
    }
  }); // prettier-ignore

  test('of others is read as before: our words only are taken, any other name is listed', () => {
    const { content, warnings } = only(readUbl(changed(xml, 'TypeCode>380', 'TypeCode name="Commercial invoice">380')));
    expect(content).toEqual(invoice);
    expect(warnings[0]).toContain('InvoiceTypeCode/@name');
    expect(ublContent(changed(xml, 'TypeCode>380', 'TypeCode name="invoice credit_note">380'))).toEqual(invoice);
  });
});

describe('a reversal as negative invoice', () => {
  const text = writeUbl(credit, { reversal: 'negative_invoice' });

  test('is an Invoice 380 with every amount as held, the price never negative (BR-27)', () => {
    expect(text).toContain('<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"');
    expect(text).toContain('<cbc:TaxInclusiveAmount currencyID="EUR">-148.91</cbc:TaxInclusiveAmount>');
    expect(text).toContain('<cbc:AllowanceTotalAmount currencyID="EUR">-13.00</cbc:AllowanceTotalAmount>');
    expect(text).toContain('<cbc:PrepaidAmount currencyID="EUR">-48.90</cbc:PrepaidAmount>');
    expect(text).toContain('<cbc:PayableRoundingAmount currencyID="EUR">0.01</cbc:PayableRoundingAmount>');
    expect(text).toContain('<cbc:InvoicedQuantity unitCode="H87">-250</cbc:InvoicedQuantity>');
    expect(text).toContain('<cbc:DueDate>2024-06-01</cbc:DueDate>');
    expect(text).not.toMatch(/(PriceAmount currencyID="EUR"|BaseQuantity unitCode="H87")>-/);
  });

  test('of a line that went the other way has its quantity above zero', () => {
    expect(text).toMatch(/<cbc:ID>4<\/cbc:ID>\s*<cbc:InvoicedQuantity unitCode="C62">1</);
  });

  test('touches credits only', () => {
    expect(writeUbl(invoice, { reversal: 'negative_invoice' })).toBe(writeUbl(invoice));
  });
});

test('a credit of zero, which no sign tells from an invoice, comes back as one', () => {
  const [line] = credit.lines;
  if (line === undefined) throw new Error('fixtures');
  const body = { currency: 'EUR', lines: [{ ...line, allowancesCharges: [], unitPrice: '0', netMinor: 0 }], allowancesCharges: [] };
  const taxGroups = computeTaxGroups(body);
  for (const typeCode of ['381', '380']) {
    const content: DocumentContent = { ...credit, typeCode, ...body, taxGroups, totals: computeTotals({ ...body, taxGroups }) };
    for (const reversal of ['credit_note', 'negative_invoice'] as const)
      expect(ublContent(writeUbl(content, { reversal }))).toEqual(content);
  }
}); // prettier-ignore

describe('what nobody could read as what it is: DOCUMENT_INVALID', () => {
  test.each<[string, DocumentContent, param: string]>([
    ["an invoice with a credit note's code", { ...invoice, typeCode: '381' }, 'typeCode'],
    ['a draft, which has no number yet', { ...invoice, number: '' }, 'number'],
    ['an invoice below zero', { ...credit, class: 'invoice', type: 'standard', typeCode: '380' }, 'totals.grossMinor'],
    ['a credit above zero', { ...invoice, class: 'credit', type: 'credit_note' }, 'totals.grossMinor'],
  ])('on the way out: %s', (_sentence, content, param) => {
    expect(() => writeUbl(content)).toThrowError(
      expect.objectContaining({ refusal: expect.objectContaining({ code: 'DOCUMENT_INVALID', param }) }),
    );
  });

  test.each([
    ['an invoice above zero that is named a credit', writeUbl(invoice), 'TypeCode>380', 'TypeCode name="credit cancellation">380'],
    ['a CreditNote that is named an invoice', writeUbl(credit), 'TypeCode>381', 'TypeCode name="invoice correction">381'],
    ["an invoice that is named with a credit note's code", writeUbl(invoice), 'TypeCode>380', 'TypeCode name="invoice standard 381">380'],
  ])('on the way in: %s', (_sentence, text, from, to) => {
    expect(refusalOf(changed(text, from, to))).toMatchObject({
      code: 'DOCUMENT_INVALID',
      param: expect.stringMatching(/TypeCode\/@name$/),
    });
  }); // prettier-ignore
});
