import { CsvError, parse } from 'csv-parse/sync';
import { Refused } from '../../domain/errors.ts';

/** One record; `row` is the line of the file on which it starts, so the header is row 1. */
export interface CsvRecord {
  readonly row: number;
  readonly cells: readonly string[];
}

/**
 * Splits CSV text (RFC 4180, with quoted separators and line breaks) into its header and records; blank lines are skipped.
 * Throws FILE_MALFORMED for an empty file or a quote that is out of place, with its line.
 */
export function readRecords(
  text: string,
  delimiter: string,
): { header: readonly string[]; records: readonly CsvRecord[] } {
  const found: CsvRecord[] = [];
  let linesBefore = 0;
  try {
    parse(text, {
      delimiter,
      relax_column_count: true, // a short row is reported by its number, it does not end the file
      on_record: (cells: string[], { lines }) => {
        if (cells.length > 1 || cells[0] !== '') found.push({ row: linesBefore + 1, cells });
        linesBefore = lines;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Refused('FILE_MALFORMED', { detail: error.message });
  }
  const [header, ...records] = found;
  if (header === undefined) throw new Refused('FILE_MALFORMED', { detail: 'The file is empty.' });
  return { header: header.cells.map((cell) => cell.trim()), records };
}
