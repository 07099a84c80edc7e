import type { Refusal } from '../../domain/errors.ts';
import { exitCodes, exitOfRefusals, type ExitCode } from '../exit-codes.ts';
import { renderRefusal } from './refusal.ts';
import type { Look } from '../terminal.ts';
import { countText } from './wording.ts';

/** A document, customer or whole file that did not enter the books. */
export interface RefusedItem {
  /** Where in the file; absent for the file as a whole. */
  readonly place?: string;
  readonly number?: string;
  readonly refusal: Refusal;
}

/** Rows of a CSV that are bad by themselves: their documents are left out, the others of the file are imported. */
export interface ReportedRow {
  readonly row: number;
  readonly number?: string;
  readonly refusal: Refusal;
}

/** What became of one file. */
export interface FileReport {
  readonly file: string;
  readonly imported: number;
  readonly unchanged: number;
  /** Opening credits of customers, of which this is the number that were booked or known. */
  readonly customers: number;
  readonly refused: readonly RefusedItem[];
  readonly reportedRows: readonly ReportedRow[];
  readonly warnings: readonly { readonly place: string; readonly text: string }[];
}

export interface ImportAnswer {
  readonly files: readonly FileReport[];
}

/** Refused items first; reported rows count only when they left nothing of their file (docs/cli.md). */
export function exitOfImport({ files }: ImportAnswer): ExitCode {
  const [refused] = files.flatMap((file) => file.refused);
  if (refused) return exitOfRefusals([refused.refusal]);
  const empty = files.find(({ imported, unchanged, reportedRows }) => imported + unchanged === 0 && reportedRows[0]);
  return empty ? exitOfRefusals(empty.reportedRows.map(({ refusal }) => refusal)) : exitCodes.done;
}

/** How many of a kind are written out without --verbose. */
export const listedMax = 5;

export const renderImport = ({ files }: ImportAnswer, look: Look, verbose: boolean): string =>
  files.map((file) => renderFile(file, look, verbose ? Infinity : listedMax)).join('\n');

function renderFile(report: FileReport, look: Look, max: number): string {
  const { file, imported, unchanged, customers, refused, reportedRows, warnings } = report;
  const counts = [
    look.paint(imported > 0 ? 'green' : 'dim', `${imported} imported`),
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(refused.length > 0 ? [look.paint('red', `${refused.length} refused`)] : []),
    ...(reportedRows.length > 0 ? [look.paint('yellow', `${countText(reportedRows.length, 'row')} reported`)] : []),
    ...(customers > 0 ? [countText(customers, 'opening credit')] : []),
    ...(warnings.length > 0 ? [countText(warnings.length, 'warning')] : []),
  ];
  return [
    `${look.paint('bold', file)}  ${counts.join(', ')}`,
    ...bounded(refused, max, (item) => indented(`${placeOf(item)}${renderRefusal(item.refusal, look)}`)),
    ...bounded(reportedRows, max, ({ row, number, refusal }) => `  row ${row}${number === undefined ? '' : ` (${number})`}: ${refusal.code}: ${refusal.message}${refusal.param === undefined ? '' : ` [${refusal.param}]`}`), // prettier-ignore
    ...bounded(warnings, max, ({ place, text }) => `  ${look.paint('yellow', 'Warning')} ${place}: ${text}`),
  ].join('\n');
}

const placeOf = ({ place, number }: RefusedItem): string => {
  const named = [place, number !== undefined && !place?.includes(number) ? number : undefined];
  const text = named.filter((part) => part !== undefined).join(', ');
  return text === '' ? '' : `${text}: `;
};

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');

function bounded<T>(items: readonly T[], max: number, line: (item: T) => string): readonly string[] {
  const shown = items.slice(0, max).map(line);
  return items.length > max ? [...shown, `  … and ${items.length - max} more; --verbose lists all`] : shown;
}
