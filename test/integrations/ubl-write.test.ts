import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DocumentContent } from '../../domain/document.ts';
import { readJson } from '../../integrations/json/read-json.ts';
import { writeUbl } from '../../integrations/ubl/write-ubl.ts';
import { seeded } from '../pure/seed.ts';
import { demoFile, fixture } from './files.ts';
import { someContent } from './some-content.ts';
import { ublContent } from './ubl-reading.ts';

const reversals = ['credit_note', 'negative_invoice'] as const;
const jsonContents = (file: Uint8Array): readonly DocumentContent[] =>
  readJson(file, { today: '2026-03-01' }).documents.map(({ content }) => content);

describe('import(export(d)) = d', () => {
  test.each(['invoice.xml', 'credit-note.xml', 'reversal-380.xml'])('%s', (name) => {
    const content = ublContent(fixture(name));
    expect(ublContent(writeUbl(content))).toEqual(content);
  });

  test.each(['e1', 'e2', 'e3', 'e4', 'e5', 'inv-b'])('%s.json', (name) => {
    for (const content of jsonContents(fixture(`${name}.json`))) expect(ublContent(writeUbl(content))).toEqual(content);
  });

  test('the demo', () => {
    const demo = ublContent(demoFile('INV-1003.xml'));
    expect(ublContent(writeUbl(demo))).toEqual(demo);
  });

  test('any document of every class and type, under both conventions (property)', () => {
    fc.assert(
      fc.property(someContent('EUR', 'USD', 'JPY'), fc.constantFrom(...reversals), (content, reversal) => {
        const text = writeUbl(content, { reversal });
        expect(ublContent(text)).toEqual(content);
        expect(writeUbl(ublContent(text), { reversal })).toBe(text); // deterministic
        expect(text).not.toMatch(/PriceAmount currencyID="...">-/); // BR-27
      }),
      seeded('ubl-write'),
    );
  });

  test('in a currency of three decimals none leaves: BR-DEC (property)', () => {
    fc.assert(
      fc.property(someContent('KWD', 'BHD', 'TND'), fc.constantFrom(...reversals), (content, reversal) => {
        expect(() => writeUbl(content, { reversal })).toThrowError(/^TOTALS_MISMATCH: .*BR-DEC/);
      }),
      seeded('ubl-write', 50),
    );
  });
});

describe('a cancellation', () => {
  const [invoice] = jsonContents(fixture('e1.json'));
  const [, creditNote] = jsonContents(fixture('e5.json'));
  if (invoice === undefined || creditNote === undefined) throw new Error('fixtures');
  const original = { number: invoice.number, issueDate: invoice.issueDate };
  const text = writeUbl({ ...creditNote, type: 'cancellation' }, { original });

  test('is a CreditNote 381 with positive amounts that names its original', () => {
    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<CreditNote xmlns="urn:oasis:[^"]*:CreditNote-2"/);
    expect(text).toContain('<cbc:CreditNoteTypeCode name="credit cancellation">381</cbc:CreditNoteTypeCode>');
    expect(text).toContain('<cbc:CreditedQuantity unitCode="C62">1</cbc:CreditedQuantity>');
    expect(text).toContain('<cbc:PriceAmount currencyID="EUR">24.95</cbc:PriceAmount>');
    expect(text).toContain('<cbc:PayableAmount currencyID="EUR">26.70</cbc:PayableAmount>');
    expect(text).not.toMatch(/>-/);
    expect(text).toMatch(
      /<cac:InvoiceDocumentReference>\s*<cbc:ID>INV-A<\/cbc:ID>\s*<cbc:IssueDate>2026-01-15<\/cbc:IssueDate>/,
    );
  });

  test('always has payment terms (BR-CO-25), which come back as none', () => {
    expect(text).toMatch(/<cac:PaymentTerms>\s*<cbc:Note>[^<]+<\/cbc:Note>/);
    expect(ublContent(text)).not.toHaveProperty('paymentTerms');
  });

  test('with a due date has it in the payment means, behind a code (BR-49)', () => {
    expect(writeUbl({ ...creditNote, dueDate: '2026-02-01' })).toMatch(
      /<cac:PaymentMeans>\s*<cbc:PaymentMeansCode>1<\/cbc:PaymentMeansCode>\s*<cbc:PaymentDueDate>2026-02-01</,
    );
  });
});

describe('writing', () => {
  const invoice = ublContent(fixture('invoice.xml'));

  test('a negative price moves its sign to the quantity (BR-27)', () => {
    const text = writeUbl(invoice);
    expect(text).toContain('<cbc:InvoicedQuantity unitCode="C62">-1</cbc:InvoicedQuantity>');
    expect(text).not.toMatch(/PriceAmount currencyID="EUR">-/);
  });

  test('text is escaped', () => {
    const hostile = { ...invoice, notes: ['</cbc:Note><x a="1">&amp; ]]> \r\n 🧾'] };
    expect(ublContent(writeUbl(hostile)).notes).toEqual(hostile.notes);
  });
});
