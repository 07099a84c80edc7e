import { Refused } from '../../domain/errors.ts';
import {
  fileText,
  orRejected,
  withinBounds,
  type ReadDocument,
  type ReadFile,
  type Rejection,
} from '../read-document.ts';
import { cellsBy, type ColumnMap } from './columns.ts';
import { readRecords, type CsvRecord } from './records.ts';
import { documentOf } from './document.ts';
import { readRow, type Row } from './rows.ts';

export interface CsvOptions {
  readonly map?: ColumnMap;
  /** Who sells, where no column says so. Default `self`. */
  readonly sellerId?: string;
  /** Currency where no column says so. Default GBP, but only for the retail columns as they are. */
  readonly currency?: string;
  /** One character; default `,`. */
  readonly delimiter?: string;
}

interface Group {
  readonly number: string;
  readonly records: CsvRecord[];
  readonly rows: Row[];
}

/**
 * Reads rows of invoice lines; rows of one number (and seller) are one document, wherever they stand. A bad row is in
 * `rejected` with its line of the file, and its document is left out. Throws FILE_TOO_LARGE, FILE_MALFORMED (empty, header,
 * quotes) and DOCUMENT_INVALID or CURRENCY_UNKNOWN for options. docs/import-csv.md has the rules.
 */
export function readCsv(file: string | Uint8Array, options: CsvOptions = {}): ReadFile {
  const { map = {}, sellerId = 'self', delimiter = ',' } = options;
  const currency = options.currency ?? (options.map === undefined ? 'GBP' : undefined);
  const { header, records } = readRecords(fileText(file), delimiter);
  const cellOf = cellsBy(header, map);
  if (currency === undefined && map.currency === undefined)
    throw new Refused('DOCUMENT_INVALID', {
      param: 'currency',
      detail: 'Name the currency, or the column that has it.',
    });

  const rejected: Rejection[] = [];
  const groups = new Map<string, Group>();
  const keyed = (record: CsvRecord): Group => {
    const number = cellOf(record.cells, 'number') ?? '';
    const key = JSON.stringify([cellOf(record.cells, 'seller') ?? sellerId, number]);
    const group = groups.get(key) ?? { number, records: [], rows: [] };
    groups.set(key, group);
    group.records.push(record);
    return group;
  };
  for (const record of records) {
    const group = keyed(record);
    const row = orRejected(
      () => readRow(record, { cellOf, columns: header.length, first: group.rows[0], defaults: { sellerId, currency } }),
      whereOf(group.number, [record]),
      rejected,
    );
    if (row !== undefined) group.rows.push(row);
  }
  return {
    documents: [...groups.values()].flatMap((group) => documentOrNothing(group, rejected)),
    customers: [],
    rejected,
  };
}

function documentOrNothing({ number, records, rows }: Group, rejected: Rejection[]): readonly ReadDocument[] {
  // A document with a row missing would be another document: left out whole.
  if (rows.length < records.length) return [];
  const read = orRejected(
    (): ReadDocument => ({
      content: withinBounds(documentOf(number, rows)),
      history: { payments: [], creditUsedMinor: 0 },
      warnings: [],
      place: `row ${rows[0]?.row}`,
    }),
    whereOf(number, records),
    rejected,
  );
  return read === undefined ? [] : [read];
}

const whereOf = (number: string, records: readonly CsvRecord[]): Omit<Rejection, 'refusal'> => ({
  place: `row ${records[0]?.row}`,
  rows: records.map(({ row }) => row),
  ...(number === '' ? {} : { number }),
});
