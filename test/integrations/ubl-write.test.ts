import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DocumentContent } from '../../domain/document.ts';
import { readJson } from '../../integrations/json/read-json.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { writeUbl } from '../../integrations/ubl/write-ubl.ts';
import { demoFile, fixture } from './files.ts';
import { someContent } from './some-content.ts';

const seed = Date.now();
console.log(`fast-check seed ${seed}`);

const ublContent = (file: string | Uint8Array): DocumentContent => {
  const { documents, rejected } = readUbl(file);
  expect(rejected).toEqual([]);
  const [first] = documents;
  if (first === undefined) throw new Error('nothing was read');
  return first.content;
};
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

  test('any invoice or credit (property)', () => {
    fc.assert(
      fc.property(someContent, (content) => {
        const text = writeUbl(content);
        expect(ublContent(text)).toEqual(content);
        expect(writeUbl(ublContent(text))).toBe(text); // deterministic
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('a cancellation', () => {
  const [invoice] = jsonContents(fixture('e1.json'));
  const [, creditNote] = jsonContents(fixture('e5.json'));
  if (invoice === undefined || creditNote === undefined) throw new Error('fixtures');
  const text = writeUbl(
    { ...creditNote, type: 'cancellation' },
    { number: invoice.number, issueDate: invoice.issueDate },
  );

  test('is a CreditNote 381 with positive amounts that names its original', () => {
    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<CreditNote xmlns="urn:oasis:[^"]*:CreditNote-2"/);
    expect(text).toContain('<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>');
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

  test('its elements stand in the order of the schema', () => {
    const content = ublContent(fixture('invoice.xml'));
    const names = [...writeUbl(content).matchAll(/^ {2}<(?:cbc|cac):(\w+)/gm)].map(([, name]) => name);
    expect([...new Set(names)]).toEqual([
      'CustomizationID', 'ID', 'IssueDate', 'DueDate', 'InvoiceTypeCode', 'Note', 'DocumentCurrencyCode', 'BuyerReference',
      'OrderReference', 'AccountingSupplierParty', 'AccountingCustomerParty', 'PaymentTerms', 'AllowanceCharge', 'TaxTotal',
      'LegalMonetaryTotal', 'InvoiceLine',
    ]); // prettier-ignore
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

  test('a currency of three decimals is TOTALS_MISMATCH naming BR-DEC', () => {
    expect(() => writeUbl({ ...invoice, currency: 'KWD' })).toThrowError(/^TOTALS_MISMATCH: .*BR-DEC/);
  });

  test.each([
    ['linesMinor', 'BR-CO-10'],
    ['allowancesMinor', 'BR-CO-11'],
    ['chargesMinor', 'BR-CO-12'],
    ['netMinor', 'BR-CO-13'],
    ['taxMinor', 'BR-CO-14'],
    ['grossMinor', 'BR-CO-15'],
    ['payableMinor', 'BR-CO-16'],
  ] as const)('%s off by a cent is TOTALS_MISMATCH naming %s', (field, rule) => {
    const totals = { ...invoice.totals, [field]: invoice.totals[field] + 1 };
    expect(() => writeUbl({ ...invoice, totals })).toThrowError(new RegExp(`^TOTALS_MISMATCH: .*${rule}:`));
  });
});
