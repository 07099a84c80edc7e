import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../domain/errors.ts';
import { parseColumnMap } from '../../integrations/csv/columns.ts';
import { readCsv, type CsvOptions } from '../../integrations/csv/read-csv.ts';
import { fileMaxBytes } from '../../integrations/read-document.ts';

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const good = '1,A,Thing,2,2024-01-02 08:00:00,3.50,C1,France';
const csv = (...rows: string[]): string => `${[header, ...rows].join('\n')}\n`;

describe('a bad row is reported with its code and row, and its document is left out', () => {
  test.each<[sentence: string, row: string, code: ErrorCode, param: string]>([
    ['a quantity of zero', '1,A,Thing,0,2024-01-02,3.50,C1,France', 'DOCUMENT_INVALID', 'quantity'],
    ['a price of zero', '1,A,Thing,1,2024-01-02,0.000,C1,France', 'DOCUMENT_INVALID', 'unitPrice'],
    ['the price 1e4', '1,A,Thing,1,2024-01-02,1e4,C1,France', 'AMOUNT_FORMAT', 'unitPrice'],
    ['the price "10,000.00"', '1,A,Thing,1,2024-01-02,"10,000.00",C1,France', 'AMOUNT_FORMAT', 'unitPrice'],
    ['the price NaN', '1,A,Thing,1,2024-01-02,NaN,C1,France', 'AMOUNT_FORMAT', 'unitPrice'],
    ['a price of seven places', '1,A,Thing,1,2024-01-02,1.0000001,C1,France', 'AMOUNT_FORMAT', 'unitPrice'],
    ['the quantity 1e4', '1,A,Thing,1e4,2024-01-02,3.50,C1,France', 'AMOUNT_FORMAT', 'quantity'],
    ['the quantity NaN', '1,A,Thing,NaN,2024-01-02,3.50,C1,France', 'AMOUNT_FORMAT', 'quantity'],
    ['no price', '1,A,Thing,1,2024-01-02,,C1,France', 'DOCUMENT_INVALID', 'unitPrice'],
    ['a date that is none', '1,A,Thing,1,2024-02-30,3.50,C1,France', 'DOCUMENT_INVALID', 'issueDate'],
    ['a date in another order', '1,A,Thing,1,02.01.2024,3.50,C1,France', 'DOCUMENT_INVALID', 'issueDate'],
    ['a column too few', '1,A,Thing,1,2024-01-02,3.50,C1', 'DOCUMENT_INVALID', 'row'],
    ['a column too many', '1,A,Thing,1,2024-01-02,3.50,C1,France,x', 'DOCUMENT_INVALID', 'row'],
    ['another customer', '1,A,Thing,1,2024-01-02,3.50,C2,France', 'DOCUMENT_INVALID', 'customer'],
    ['an amount out of range', '1,A,Thing,999999999,2024-01-02,99999999999.5,C1,France', 'AMOUNT_RANGE', 'number'],
  ])('%s', (_sentence, row, code, param) => {
    const { documents, rejected } = readCsv(csv(good, row, good.replace('1,A', '2,A')));
    expect(documents.map(({ content }) => content.number)).toEqual(['2']);
    expect(rejected).toHaveLength(1);
    expect(rejected[0]).toMatchObject({ number: '1', refusal: { code } });
    expect(rejected[0]?.rows).toContain(3);
    if (code !== 'AMOUNT_RANGE') expect(rejected[0]?.refusal.param).toBe(param);
  });

  test('a row without a number', () => {
    const { documents, rejected } = readCsv(csv(',A,Thing,1,2024-01-02,3.50,C1,France', good));
    expect(documents).toHaveLength(1);
    expect(rejected).toMatchObject([{ rows: [2], refusal: { code: 'DOCUMENT_INVALID', param: 'number' } }]);
    expect(rejected[0]).not.toHaveProperty('number');
  });

  test('a C number whose total is not negative', () => {
    const { documents, rejected } = readCsv(csv(good.replace('1,A', 'C1,A')));
    expect(documents).toEqual([]);
    expect(rejected).toMatchObject([
      { rows: [2], number: 'C1', refusal: { code: 'DOCUMENT_INVALID', param: 'number' } },
    ]);
  });

  test('a bad row with line breaks in it, by the line where it starts', () => {
    const { rejected } = readCsv(
      csv(good, '2,A,"Thing\n\nbroken",0,2024-01-02,3.50,C1,France', '3,A,Thing,0,2024-01-02,1,C,F'),
    );
    expect(rejected.map(({ rows }) => rows)).toEqual([[3], [6]]);
  });

  test('every bad row of a document', () => {
    const bad = good.replace('3.50', '0');
    expect(readCsv(csv(bad, good, bad)).rejected.map(({ rows }) => rows)).toEqual([[2], [4]]);
  });
});

describe('columns and options', () => {
  const own = `no;sku;text;qty;day;price;who;land;cur;cat;vat;po;due;firm;extra
A-1;S;Thing;1;2024-01-02;100.00;Kim;DE;EUR;S;19;PO-1;2024-02-01;DE999;x
A-2;S;Thing;2;2024-01-02;10;Kim;DE;EUR;;0;;;DE999;x
A-1;S;Thing;1;2024-01-02;5;Lee;DE;EUR;AE;0;;;DE998;x
`;
  const map = parseColumnMap(
    'number=no, itemId=sku,description=text,quantity=qty,issueDate=day,unitPrice=price,customer=who,country=land,currency=cur,taxCategory=cat,taxRate=vat,orderId=po,dueDate=due,seller=firm',
  );

  test('every column can be mapped; columns that are not mapped are ignored; a number is one document per seller', () => {
    const { documents, rejected } = readCsv(own, { map, delimiter: ';' });
    expect(rejected).toEqual([]);
    expect(documents.map(({ content }) => content)).toMatchObject([
      {
        number: 'A-1', seller: { id: 'DE999' }, buyer: { id: 'Kim' }, currency: 'EUR', orderId: 'PO-1', dueDate: '2024-02-01',
        taxGroups: [{ taxCategory: 'S', taxRate: '19', baseMinor: 10000, taxMinor: 1900 }],
        totals: { grossMinor: 11900 },
      },
      { number: 'A-2', taxGroups: [{ taxCategory: 'Z', taxRate: '0' }], totals: { grossMinor: 2000 } },
      { number: 'A-1', seller: { id: 'DE998' }, buyer: { id: 'Lee' } },
    ]); // prettier-ignore
  });

  test('a byte order mark and CRLF line ends are read', () => {
    expect(readCsv(`\uFEFF${csv(good).replaceAll('\n', '\r\n')}`).documents).toHaveLength(1);
    expect(readCsv(Buffer.from(`\uFEFF${csv(good)}`)).documents).toHaveLength(1);
  });

  test('the seller and the currency can be given', () => {
    const { documents } = readCsv(csv(good), { sellerId: 'GB1', currency: 'EUR' });
    expect(documents[0]?.content).toMatchObject({ currency: 'EUR', seller: { id: 'GB1' } });
  });

  test('with a map of its own a file must say its currency: DOCUMENT_INVALID', () => {
    expect(() => readCsv(csv(good), { map: { itemId: 'StockCode' } })).toThrowError(/^DOCUMENT_INVALID: .*currency/);
  });

  test.each<[sentence: string, text: string, options: CsvOptions, error: RegExp]>([
    ['an empty file: FILE_MALFORMED', '', {}, /^FILE_MALFORMED: .*empty/],
    ['only blank lines: FILE_MALFORMED', '\n\n', {}, /^FILE_MALFORMED: .*empty/],
    ['a header without a needed column: FILE_MALFORMED', csv(good).replace('UnitPrice', 'Price'), {}, /^FILE_MALFORMED: .*Row 1.*UnitPrice/],
    ['a header with a column twice: FILE_MALFORMED', csv(good).replace('Country', 'Quantity'), {}, /^FILE_MALFORMED: .*more than one/],
    ['a map that names no column of the file: FILE_MALFORMED', csv(good), { map: { number: 'Nr' }, currency: 'EUR' }, /^FILE_MALFORMED: .*"Nr"/],
    ['the wrong delimiter: FILE_MALFORMED', csv(good), { delimiter: ';' }, /^FILE_MALFORMED/],
    ['a quote that stays open: FILE_MALFORMED with the line', csv('1,"A'), {}, /^FILE_MALFORMED: .*line 2/],
    ['a file of more than 20 MB: FILE_TOO_LARGE', 'x'.repeat(fileMaxBytes + 1), {}, /^FILE_TOO_LARGE/],
  ])('%s', (_sentence, text, options, error) => {
    expect(() => readCsv(text, options)).toThrowError(error);
  }); // prettier-ignore

  test('a currency that is none is reported: CURRENCY_UNKNOWN', () => {
    expect(readCsv(csv(good), { currency: 'XXX' }).rejected).toMatchObject([{ refusal: { code: 'CURRENCY_UNKNOWN' } }]);
  });

  test('a map with an unknown field: UNKNOWN_FIELD; without a column or with a field twice: MALFORMED', () => {
    expect(() => parseColumnMap('numbr=No')).toThrowError(/^UNKNOWN_FIELD: .*numbr/);
    expect(() => parseColumnMap('number')).toThrowError(/^MALFORMED/);
    expect(() => parseColumnMap('number=a,number=b')).toThrowError(/^MALFORMED/);
  });
});
