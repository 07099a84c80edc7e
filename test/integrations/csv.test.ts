import { describe, expect, test } from 'vitest';
import { readCsv } from '../../integrations/csv/read-csv.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { writeUbl } from '../../integrations/ubl/write-ubl.ts';
import { fixture } from './files.ts';

describe('the retail shape', () => {
  const { documents, rejected, customers } = readCsv(fixture('retail.csv'));
  const byNumber = new Map(documents.map((document) => [document.content.number, document]));
  const content = (number: string) => byNumber.get(number)?.content;

  test('is one document a number, though its rows are apart; identical rows stay separate lines', () => {
    expect([...byNumber.keys()]).toEqual(['700001', '700002', '700003', '700004', 'C700005', '700007']);
    expect(customers).toEqual([]);
    expect(content('700001')?.lines.map((line) => [line.id, line.quantity, line.unitPrice, line.netMinor])).toEqual([
      ['1', '6', '2.55', 1530],
      ['2', '3', '3.39', 1017],
      ['3', '3', '3.39', 1017],
    ]);
    expect(byNumber.get('700001')?.place).toBe('row 2');
  });

  test('is in GBP without tax (category O, no rate), sold by self, dated by its earliest row', () => {
    expect(content('700001')).toMatchObject({
      class: 'invoice',
      type: 'standard',
      typeCode: '380',
      currency: 'GBP',
      issueDate: '2010-11-30',
      seller: { id: 'self' },
      buyer: { id: '17850.0', address: { country: 'United Kingdom' } },
      taxGroups: [{ taxCategory: 'O', baseMinor: 3564, taxMinor: 0, exemptionReasonCode: 'VATEX-EU-O' }],
      totals: { netMinor: 3564, taxMinor: 0, grossMinor: 3564, payableMinor: 3564 },
    });
    expect(content('700001')?.lines[0]).not.toHaveProperty('taxRate');
  });

  test('reads quoted separators, quotes and line breaks', () => {
    expect(content('700002')?.lines[0]?.description).toBe('HAND WARMER, "UNION JACK"');
    expect(content('700003')?.lines[0]?.description).toBe('RETRO MUG\nTWO LINES');
  });

  test('gives a document without a customer one of its own', () => {
    const [a, b] = [content('700003')?.buyer.id, content('700004')?.buyer.id];
    expect(a).toBe('no-customer-700003');
    expect(b).not.toBe(a);
  });

  test('reads a C number as an open credit note without an original', () => {
    expect(content('C700005')).toMatchObject({
      class: 'credit',
      type: 'credit_note',
      typeCode: '381',
      lines: [{ quantity: '1', unitPrice: '-27.5', netMinor: -2750 }],
      totals: { grossMinor: -2750 },
    });
    expect(content('C700005')).not.toHaveProperty('preceding');
  });

  test('moves the sign of a negative quantity to the price', () => {
    expect(content('700007')?.lines[1]).toMatchObject({ quantity: '1', unitPrice: '-1.45', netMinor: -145 });
  });

  test('reports a price of zero by its line of the file (after a line break in quotes and a blank line) and leaves the document out', () => {
    expect(rejected).toMatchObject([
      { place: 'row 12', rows: [12], number: '700006', refusal: { code: 'DOCUMENT_INVALID', param: 'unitPrice' } },
    ]);
  });

  test('goes out as UBL and comes back the same', () => {
    for (const document of documents)
      expect(readUbl(writeUbl(document.content)).documents[0]?.content).toEqual(document.content);
  });
});
