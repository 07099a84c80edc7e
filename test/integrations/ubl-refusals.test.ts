import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../domain/errors.ts';
import { fileMaxBytes } from '../../integrations/read-document.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { fixtureText } from './files.ts';
import { changed, only, refusalOf } from './ubl-reading.ts';

const invoice = fixtureText('invoice.xml');
const creditNote = fixtureText('credit-note.xml');

describe('sums that do not add up are TOTALS_MISMATCH with the rule, both figures and the element', () => {
  test.each([
    ['br-co-10', 'BR-CO-10: stated EUR 132.96, computed EUR 132.95', 'LegalMonetaryTotal/LineExtensionAmount'],
    ['br-co-11', 'BR-CO-11: stated EUR 13.01, computed EUR 13.00', 'LegalMonetaryTotal/AllowanceTotalAmount'],
    ['br-co-12', 'BR-CO-12: stated EUR 8.01, computed EUR 8.00', 'LegalMonetaryTotal/ChargeTotalAmount'],
    ['br-co-13', 'BR-CO-13: stated EUR 127.96, computed EUR 127.95', 'LegalMonetaryTotal/TaxExclusiveAmount'],
    ['br-co-14', 'BR-CO-14: stated EUR 20.97, computed EUR 20.96', 'TaxTotal/TaxAmount'],
    ['br-co-15', 'BR-CO-15: stated EUR 148.92, computed EUR 148.91', 'LegalMonetaryTotal/TaxInclusiveAmount'],
    ['br-co-16', 'BR-CO-16: stated EUR 100.01, computed EUR 100.00', 'LegalMonetaryTotal/PayableAmount'],
    ['br-co-17', 'BR-CO-17: stated EUR 1.97, computed EUR 1.96', 'TaxTotal/TaxSubtotal/TaxAmount'],
    ['br-dec', 'BR-DEC: "48.900" has 3 decimals', 'LegalMonetaryTotal/PrepaidAmount'],
  ])('%s.xml: %s', (name, message, param) => {
    const refusal = refusalOf(fixtureText(`bad/${name}.xml`));
    expect(refusal).toMatchObject({ code: 'TOTALS_MISMATCH', param });
    expect(refusal?.message).toContain(message);
  });

  test('the figures of a CreditNote are shown as it writes them', () => {
    const refusal = refusalOf(changed(creditNote, '>22.00<', '>22.01<'));
    expect(refusal?.message).toContain('BR-CO-16: stated EUR 22.01, computed EUR 22.00');
  });
});

describe('single values', () => {
  const payable = '>100.00</cbc:PayableAmount>';
  test.each<[string, ErrorCode]>([
    ['1e4', 'AMOUNT_FORMAT'],
    ['NaN', 'AMOUNT_FORMAT'],
    ['10,000.00', 'AMOUNT_FORMAT'],
    ['1 000.00', 'AMOUNT_FORMAT'],
    ['0x10', 'AMOUNT_FORMAT'],
    ['', 'AMOUNT_FORMAT'],
    ['Infinity', 'AMOUNT_FORMAT'],
    ['١٠٠', 'AMOUNT_FORMAT'],
    ['99999999999999999999.00', 'AMOUNT_RANGE'],
    ['9'.repeat(40), 'AMOUNT_FORMAT'],
    ['100.001', 'TOTALS_MISMATCH'],
  ])('the amount "%s" is %s', (text, code) => {
    const xml = changed(invoice, payable, `>${text}</cbc:PayableAmount>`);
    expect(refusalOf(xml)?.code).toBe(code);
  });

  test.each(['+100.00', '0100.00', '100.', ' 100 '])('the xsd:decimal "%s" is 100.00', (text) => {
    const xml = changed(invoice, payable, `>${text}</cbc:PayableAmount>`);
    expect(only(readUbl(xml)).content.totals.payableMinor).toBe(10000);
  });

  test('JPY 100.50 does not fit the currency: AMOUNT_FORMAT; 100.00 does', () => {
    const yen = invoice.replaceAll('"EUR"', '"JPY"').replace('>EUR<', '>JPY<');
    expect(refusalOf(yen)).toMatchObject({ code: 'AMOUNT_FORMAT' });
    const whole = fixtureText('reversal-380.xml').replaceAll('EUR', 'JPY').replaceAll('99.99', '100.00');
    const adds = whole.replaceAll('118.99', '119.00').replaceAll('33.33', '33.3334');
    expect(only(readUbl(adds)).content.totals.grossMinor).toBe(-119);
  });

  test.each<[sentence: string, from: string, to: string, code: ErrorCode, param?: string]>([
    ['an amount in another currency', '"EUR">8.00</cbc:Amount', '"USD">8.00</cbc:Amount', 'CURRENCY_MISMATCH', 'AllowanceCharge[2]/Amount'],
    ['an amount without a currency', ' currencyID="EUR">4.8000', '>4.8000', 'CURRENCY_MISMATCH', 'InvoiceLine[1]/Price/PriceAmount'],
    ['a currency that is none', '>EUR<', '>EUX<', 'CURRENCY_UNKNOWN'],
    ['a quantity of zero', '>250<', '>0<', 'DOCUMENT_INVALID', 'InvoiceLine[1]/InvoicedQuantity'],
    ['a quantity with an exponent', '>250<', '>2.5e2<', 'AMOUNT_FORMAT', 'InvoiceLine[1]/InvoicedQuantity'],
    ['a base quantity of zero', '>100</cbc:BaseQuantity', '>0</cbc:BaseQuantity', 'DOCUMENT_INVALID', 'InvoiceLine[1]/Price/BaseQuantity'],
    ['no number', '<cbc:ID>2024/0117 A</cbc:ID>', '', 'DOCUMENT_INVALID', 'ID'],
    ['a date that is none', '>2024-05-02<', '>2024-02-30<', 'DOCUMENT_INVALID', 'IssueDate'],
    ['no tax total in its currency', '<cbc:TaxAmount currencyID="EUR">20.96</cbc:TaxAmount>', '', 'DOCUMENT_INVALID', 'TaxTotal/TaxAmount'],
    ['a charge indicator that is neither', '>false<', '>maybe<', 'DOCUMENT_INVALID', 'AllowanceCharge[1]/ChargeIndicator'],
    ['a control character', 'Washers M8', 'Washers &#1; M8', 'DOCUMENT_INVALID', 'InvoiceLine[1]/Item/Name'],
  ])('%s is refused', (_sentence, from, to, code, param) => {
    expect(refusalOf(changed(invoice, from, to))).toMatchObject(param === undefined ? { code } : { code, param });
  }); // prettier-ignore

  test("an amount that is not even held must be in the document's currency: CURRENCY_MISMATCH", () => {
    const discount =
      '<cac:AllowanceCharge><cbc:Amount currencyID="USD">1.00</cbc:Amount></cac:AllowanceCharge></cac:Price>';
    expect(refusalOf(changed(invoice, '</cac:Price>', discount))).toMatchObject({
      code: 'CURRENCY_MISMATCH',
      param: 'InvoiceLine[1]/Price/AllowanceCharge/Amount',
    });
  });

  test('a party is known by VAT id, else legal id, else its own id, else its name', () => {
    const seller = (xml: string): string => only(readUbl(xml)).content.seller.id;
    const withoutVat = changed(invoice, '>VAT<', '>GST<');
    const withoutLegal = changed(withoutVat, '<cbc:CompanyID>HRB 12345</cbc:CompanyID>', '');
    const withoutOwn = changed(withoutLegal, '<cbc:ID>S-1</cbc:ID>', '');
    expect([invoice, withoutVat, withoutLegal, withoutOwn].map(seller)).toEqual([
      'DE123456789',
      'HRB 12345',
      'S-1',
      'Muster Werkzeuge GmbH',
    ]);
  });

  test('a seller that nothing identifies is DOCUMENT_INVALID', () => {
    const xml = changed(fixtureText('reversal-380.xml'), /<cac:PartyLegalEntity>.*<\/cac:PartyLegalEntity>/, '');
    expect(refusalOf(xml)).toMatchObject({ code: 'DOCUMENT_INVALID', param: 'AccountingSupplierParty' });
  });

  test("the same tax total in the tax currency is not the document's", () => {
    const xml = changed(
      changed(invoice, '<cbc:BuyerReference>', '<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode><cbc:BuyerReference>'),
      '<cac:TaxTotal>',
      '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">240.10</cbc:TaxAmount></cac:TaxTotal><cac:TaxTotal>',
    );
    const { content, warnings } = only(readUbl(xml));
    expect(content.totals.taxMinor).toBe(2096);
    expect(warnings.at(-1)).toContain('TaxTotal in the tax currency');
  });

  test('a line whose net is not quantity x price imports with a warning; the stated net counts', () => {
    const xml = changed(invoice, '>33.33<', '>33.34<');
    const { content, warnings } = only(readUbl(xml));
    expect(content.lines[1]?.netMinor).toBe(10200);
    expect(warnings[0]).toBe('Line 2: stated net EUR 102.00, by quantity and price EUR 102.03; the stated net counts.');
  });
});

describe('files that cannot be read throw', () => {
  test.each<[sentence: string, xml: string, code: ErrorCode, place: string]>([
    ['a DOCTYPE with entities, internal and external', fixtureText('bad/doctype.xml'), 'FILE_MALFORMED', 'Line 3'],
    ['500 levels', fixtureText('bad/deep.xml'), 'FILE_MALFORMED', 'deeper than 64'],
    ['an unclosed element', invoice.replace('</cbc:ID>', ''), 'FILE_MALFORMED', 'Line'],
    ['an undeclared entity', invoice.replace('Washers', '&bomb;'), 'FILE_MALFORMED', 'bomb'],
    ['two roots', `${invoice}<Invoice/>`, 'FILE_MALFORMED', 'one root'],
    ['no XML at all', 'hello', 'FILE_MALFORMED', 'Line 1'],
    ['an empty file', '', 'FILE_MALFORMED', 'Line 1'],
    ['another encoding', invoice.replace('UTF-8', 'ISO-8859-1'), 'FILE_MALFORMED', 'ISO-8859-1'],
    ['another root', invoice.replaceAll('Invoice', 'Order'), 'FILE_MALFORMED', 'Order'],
    ['another vocabulary', invoice.replace(':Invoice-2', ':Invoice-3'), 'FILE_MALFORMED', 'Invoice-3'],
  ])('%s: FILE_MALFORMED with the place', (_sentence, xml, code, place) => {
    expect(() => readUbl(xml)).toThrowError(new RegExp(`^${code}: .*${place}`));
  });

  test('bytes that are not UTF-8: FILE_MALFORMED', () => {
    expect(() => readUbl(Buffer.from([0x3c, 0xff, 0xfe]))).toThrowError(/^FILE_MALFORMED: .*UTF-8/);
  });

  test('more than a million tags: FILE_TOO_LARGE', () => {
    expect(() => readUbl(invoice.replace('<cac:Delivery>', `${'<a/>'.repeat(1_000_001)}<cac:Delivery>`))).toThrowError(
      /^FILE_TOO_LARGE: .*tags/,
    );
  });

  test('50 MB: FILE_TOO_LARGE, before anything is parsed', () => {
    const startedMs = performance.now();
    expect(() => readUbl(Buffer.alloc(50 * 1024 * 1024, 'x'))).toThrowError(/^FILE_TOO_LARGE/);
    expect(() => readUbl('x'.repeat(fileMaxBytes + 1))).toThrowError(/^FILE_TOO_LARGE/);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
