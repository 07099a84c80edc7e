import { describe, expect, test } from 'vitest';
import type { DocumentContent } from '../../domain/document.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { writeUbl } from '../../integrations/ubl/write-ubl.ts';
import { fixtureText } from './files.ts';
import { changed, only, ublContent } from './ubl-reading.ts';

/** With every field that the fixture has not. */
const completed = (content: DocumentContent): DocumentContent => ({
  ...content,
  costCenter: 'CC-7',
  delivery: { name: 'Gate 4', address: { lines: ['Hafen 1'], city: 'Wien', country: 'AT' } },
  preceding: { number: 'R-1', issueDate: '2024-04-01' },
  seller: { ...content.seller, contact: { name: 'Eva', phone: '+49 221 1' } },
  lines: content.lines.map((line, at) =>
    at === 0 ? { ...line, corrects: { lineId: '7', quantityDelta: '-1.5', priceDelta: '0.333333' } } : line,
  ),
});
const xml = fixtureText('invoice.xml');
const invoice = completed(ublContent(xml));
const credit = completed(ublContent(changed(xml, '>380<', '>381<')));
const text = writeUbl(invoice);

const namesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/<(?:cbc|cac):(\w+)/g)].map(([, name]) => name ?? '')),
];
const childrenIn = (text: string): readonly string[] => namesIn((text.match(/^ {2}<c.*/gm) ?? []).join(''));
const first = (name: string, text: string): string =>
  new RegExp(`<cac:${name}>[^]*?</cac:${name}>`).exec(text)?.[0] ?? `no ${name}`;

describe('every field has its element', () => {
  test.each([
    ['Invoice', text],
    ['CreditNote', writeUbl(credit)],
  ])('on %s: the supply and where it went, whom to ask, the cost center, what a line corrects', (root, text) => {
    expect(only(readUbl(text)).warnings).toEqual([]);
    expect(text).toContain('<cbc:AccountingCost>CC-7</cbc:AccountingCost>');
    expect(namesIn(first('Delivery', text))).toEqual([
      'Delivery', 'ActualDeliveryDate', 'DeliveryLocation', 'Address', 'StreetName', 'CityName', 'Country',
      'IdentificationCode', 'DeliveryParty', 'PartyName', 'Name',
    ]);
    expect(namesIn(first('Contact', text))).toEqual(['Contact', 'Name', 'Telephone', 'ElectronicMail']);
    expect(namesIn(first(`${root}Line`, text))).toEqual([
      `${root}Line`, 'ID', root === 'Invoice' ? 'InvoicedQuantity' : 'CreditedQuantity', 'LineExtensionAmount',
      'AllowanceCharge', 'ChargeIndicator', 'AllowanceChargeReason', 'Amount', 'Item',
      'Name', 'SellersItemIdentification', 'ClassifiedTaxCategory', 'Percent', 'TaxScheme', 'AdditionalItemProperty', 'Value',
      'Price', 'PriceAmount', 'BaseQuantity',
    ]);
    expect(text).toMatch(/<cbc:Name>Corrected line<\/cbc:Name>\s*<cbc:Value>7</);
    expect(text).toMatch(/<cbc:Name>Quantity change<\/cbc:Name>\s*<cbc:Value>-1\.5</);
    expect(text).toMatch(/<cbc:Name>Price change<\/cbc:Name>\s*<cbc:Value>0\.333333</);
  }); // prettier-ignore

  test.each([invoice, credit])('and comes back under both conventions', (content) => {
    expect(ublContent(writeUbl(content))).toEqual(content);
    expect(ublContent(writeUbl(content, { reversal: 'negative_invoice' }))).toEqual(content);
  });

  test('the elements of an Invoice stand in the order of the schema', () => {
    expect(childrenIn(text)).toEqual([
      'CustomizationID', 'ID', 'IssueDate', 'DueDate', 'InvoiceTypeCode', 'Note', 'DocumentCurrencyCode', 'AccountingCost',
      'BuyerReference', 'OrderReference', 'BillingReference', 'AccountingSupplierParty', 'AccountingCustomerParty', 'Delivery',
      'PaymentTerms', 'AllowanceCharge', 'TaxTotal', 'LegalMonetaryTotal', 'InvoiceLine',
    ]);
  }); // prettier-ignore

  test('those of a CreditNote, with the due date in the payment means', () => {
    expect(childrenIn(writeUbl(credit))).toEqual([
      'CustomizationID', 'ID', 'IssueDate', 'CreditNoteTypeCode', 'Note', 'DocumentCurrencyCode', 'AccountingCost',
      'BuyerReference', 'OrderReference', 'BillingReference', 'AccountingSupplierParty', 'AccountingCustomerParty', 'Delivery',
      'PaymentMeans', 'PaymentTerms', 'AllowanceCharge', 'TaxTotal', 'LegalMonetaryTotal', 'CreditNoteLine',
    ]);
  }); // prettier-ignore
});

describe('what a line corrects', () => {
  test('is only the line when a change is no number: the attribute is listed, never refused', () => {
    const { content, warnings } = only(readUbl(changed(text, '>-1.5<', '>a lot<')));
    expect(content.lines[0]?.corrects).toEqual({ lineId: '7', priceDelta: '0.333333' });
    expect(warnings).toEqual(['Not held: InvoiceLine/Item/AdditionalItemProperty.']);
  });

  test('is nothing without the line: attributes of other people are listed', () => {
    const { content, warnings } = only(readUbl(changed(text, '>Corrected line<', '>Colour<')));
    expect(content.lines[0]).not.toHaveProperty('corrects');
    expect(warnings).toEqual(['Not held: InvoiceLine/Item/AdditionalItemProperty (3).']);
  });
});
