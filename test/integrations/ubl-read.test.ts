import { describe, expect, test } from 'vitest';
import { bookDocument } from '../../domain/booking.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { fixture, fixtureText } from './files.ts';
import { changed, only, refusalOf } from './ubl-reading.ts';

const invoice = fixtureText('invoice.xml');
const creditNote = fixtureText('credit-note.xml');

describe('an invoice with allowances, charges, base quantity, return, prepaid and rounding', () => {
  const { content, warnings, place, history } = only(readUbl(fixture('invoice.xml')));

  test('has every field of the header', () => {
    expect(place).toBe('Invoice 2024/0117 A');
    expect(history).toEqual({ payments: [], creditUsedMinor: 0 });
    expect(content).toMatchObject({
      class: 'invoice',
      type: 'standard',
      typeCode: '380',
      number: '2024/0117 A',
      currency: 'EUR',
      issueDate: '2024-05-02',
      supplyDate: '2024-05-01',
      dueDate: '2024-06-01',
      paymentTerms: '30 days net',
      orderId: 'ORD-77',
      buyerReference: '04011000-12345-34',
      notes: ['Thank you & see you soon: 5 < 6 €', 'Second <note>'],
    });
    for (const name of ['preceding', 'delivery', 'costCenter']) expect(content).not.toHaveProperty(name);
  });

  test('identifies the seller by VAT id and the buyer by its own id', () => {
    expect(content.seller).toEqual({
      id: 'DE123456789',
      name: 'Muster Werkzeuge GmbH',
      vatId: 'DE123456789',
      legalId: 'HRB 12345',
      partyId: 'S-1',
      endpoint: { scheme: 'EM', id: 'billing@muster.example' },
      email: 'billing@muster.example',
      address: {
        lines: ['Werkstrasse 1', 'Tor 3', 'Halle B'],
        city: 'Köln',
        postalCode: '50667',
        region: 'NRW',
        country: 'DE',
      },
    });
    expect(content.buyer).toMatchObject({ id: 'K-4711', name: 'Beispiel Handel KG' });
  });

  test('keeps base quantity, unit code, allowances and charges; a return has its sign in the price', () => {
    expect(content.lines[0]).toEqual({
      id: '1',
      description: 'Washers M8',
      itemId: 'W-8',
      quantity: '250',
      unitCode: 'H87',
      unitPrice: '4.8000',
      baseQuantity: '100',
      allowancesCharges: [{ kind: 'allowance', amountMinor: 100, reason: 'Damaged box' }],
      taxCategory: 'S',
      taxRate: '19',
      netMinor: 1100,
    });
    expect(content.lines[3]).toMatchObject({ quantity: '1', unitPrice: '-5.00', netMinor: -500 });
    expect(content.allowancesCharges).toEqual([
      {
        kind: 'allowance', amountMinor: 1300, baseMinor: 13000, percent: '10', reason: 'Spring discount', reasonCode: '95',
        taxCategory: 'S', taxRate: '19',
      },
      { kind: 'charge', amountMinor: 800, reason: 'Freight', taxCategory: 'S', taxRate: '7' },
    ]); // prettier-ignore
  });

  test('has the stated groups and totals, and books to the payable amount', () => {
    expect(content.taxGroups).toEqual([
      { taxCategory: 'S', taxRate: '19', baseMinor: 10000, taxMinor: 1900 },
      { taxCategory: 'S', taxRate: '7', baseMinor: 2795, taxMinor: 196 },
    ]);
    expect(content.totals).toEqual({
      linesMinor: 13295,
      allowancesMinor: 1300,
      chargesMinor: 800,
      netMinor: 12795,
      taxMinor: 2096,
      grossMinor: 14891,
      prepaidMinor: 4890,
      roundingMinor: -1,
      payableMinor: 10000,
    });
    expect(bookDocument('a', content, history).balanceMinor).toBe(10000);
  });

  test('lists what the model does not hold, in one line', () => {
    expect(warnings).toEqual(['Not held: AccountingSupplierParty/Party/PartyTaxScheme, InvoiceLine/Note.']);
  });
});

describe('credits', () => {
  test('a CreditNote has every amount negated, quantity > 0 and the sign in the price, whatever its prefixes', () => {
    const { content } = only(readUbl(fixture('credit-note.xml')));
    expect(content).toMatchObject({
      class: 'credit',
      type: 'credit_note',
      typeCode: '381',
      dueDate: '2024-06-20',
      preceding: { number: '2024/0117 A', issueDate: '2024-05-02' },
      seller: { id: 'DE123456789' },
      buyer: { id: 'Beispiel Handel KG', name: 'Beispiel Handel KG' },
      allowancesCharges: [{ kind: 'charge', amountMinor: -100 }],
      taxGroups: [
        { baseMinor: -2000, taxMinor: -380 },
        { baseMinor: 200, taxMinor: 0, exemptionReason: 'Exempt', exemptionReasonCode: 'VATEX-EU-132' },
      ],
      totals: { grossMinor: -2180, roundingMinor: -20, payableMinor: -2200 },
    });
    expect(content.lines.map((line) => [line.quantity, line.unitPrice, line.netMinor])).toEqual([
      ['2', '-10.00', -1900],
      ['1', '2.00', 200],
    ]);
    expect(content.lines[0]?.allowancesCharges).toMatchObject([{ kind: 'allowance', amountMinor: -100 }]);
    expect(Object.is(content.taxGroups[1]?.taxMinor, 0)).toBe(true);
  });

  test('an Invoice with a negative total (380, national style) is a credit with its amounts as they are', () => {
    const { content } = only(readUbl(fixture('reversal-380.xml')));
    expect(content).toMatchObject({
      class: 'credit',
      type: 'credit_note',
      typeCode: '380',
      lines: [{ quantity: '3', unitPrice: '-33.33', netMinor: -9999 }],
      totals: { grossMinor: -11899 },
      seller: { id: 'HRB 12345' },
      preceding: { number: 'R-3' },
    });
  });

  test('an Invoice root with a credit note code is turned like a CreditNote', () => {
    const xml = changed(invoice, '>380<', '>381<');
    expect(only(readUbl(xml)).content).toMatchObject({ class: 'credit', totals: { grossMinor: -14891 } });
  });

  test('a CreditNote with a negative total is DOCUMENT_INVALID: it may mean either direction', () => {
    const xml = changed(creditNote, '>21.80<', '>-21.80<');
    expect(refusalOf(xml)).toMatchObject({ code: 'DOCUMENT_INVALID', param: 'LegalMonetaryTotal/TaxInclusiveAmount' });
  });
});

describe('what other writers do', () => {
  test('category O with a stated rate of 0 has no rate', () => {
    const xml = changed(
      fixtureText('credit-note.xml').replaceAll('<b:ID>E</b:ID>', '<b:ID>O</b:ID>'),
      '<b:Percent>0</b:Percent>',
      '<b:Percent>0.00</b:Percent>',
    );
    const { content } = only(readUbl(xml));
    expect(content.lines[1]).toMatchObject({ taxCategory: 'O' });
    expect(content.lines[1]).not.toHaveProperty('taxRate');
    expect(content.taxGroups[1]).not.toHaveProperty('taxRate');
  });

  test("of two tax totals in the document's currency the one with the breakdown counts", () => {
    const bare = '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">20.96</cbc:TaxAmount></cac:TaxTotal><cac:TaxTotal>';
    expect(only(readUbl(changed(invoice, '<cac:TaxTotal>', bare))).content.taxGroups).toHaveLength(2);
  });

  test('a day with a time zone is that day', () => {
    for (const zoned of ['>2024-05-02Z<', '>2024-05-02+02:00<'])
      expect(only(readUbl(changed(invoice, '>2024-05-02<', zoned))).content.issueDate).toBe('2024-05-02');
  });

  test('the creditor reference of SEPA is no party id', () => {
    const bank = '<cac:PartyIdentification><cbc:ID schemeID="SEPA">DE98ZZZ</cbc:ID></cac:PartyIdentification>';
    const xml = changed(invoice, '<cac:PartyIdentification>', `${bank}<cac:PartyIdentification>`);
    expect(only(readUbl(xml)).content.seller.partyId).toBe('S-1');
  });
});
