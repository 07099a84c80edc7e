import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText } from '../../integrations/csv/write-csv.ts';

const read = (text: string) => parse(text, { bom: true, relax_column_count: true }) as unknown as string[][];

test.each([
  ['=1+1', "'=1+1"],
  ['+49 30 123', "'+49 30 123"],
  ['-5', "'-5"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t'=1"],
  ['\r=1', "'\r'=1"],
  ['\n=1', "'\n'=1"],
  ['x;=1+1', "x;'=1+1"],
  ['a;b', 'a;b'],
  ['a=1', 'a=1'],
  ['', ''],
  ['say "hi", now', 'say "hi", now'],
])('%j is read as %j, and never run', (given, shown) => {
  expect(read(csvText([['x', given]]))).toEqual([['x', shown]]);
});

test('any rows are read back as they are, but for what a spreadsheet would run', () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const full = rows.map((row) => ['row', ...row]);
      expect(read(csvText(full))).toEqual(
        full.map((row) => row.map((one) => one.replaceAll(/^[=+\-@\t\r\n]|(?<=[;\t\r\n])[=+\-@]/g, "'$&"))),
      );
    }),
  );
});

test('it begins with a byte order mark, and lines end as RFC 4180 has them', () => {
  expect(csvText([['a', 'ü'], ['b', 'c']])).toBe('\uFEFFa,ü\r\nb,c\r\n'); // prettier-ignore
});
