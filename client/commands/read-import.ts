import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Refused } from '../../domain/errors.ts';
import type { ColumnMap } from '../../integrations/csv/columns.ts';
import { readCsv } from '../../integrations/csv/read-csv.ts';
import { readJson } from '../../integrations/json/read-json.ts';
import { fileMaxBytes, type ReadFile } from '../../integrations/read-document.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';
import { UsageError } from '../failure.ts';

export const formats = ['ubl', 'csv', 'json'] as const;
export type Format = (typeof formats)[number];

export interface ReadOptions {
  readonly format?: Format;
  /** Columns of a CSV. */
  readonly map?: ColumnMap;
  readonly seller?: string;
  readonly currency?: string;
  /** The day that relative dates of a JSON file count from, `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * What can be known without reading is known before anything is booked: a mistyped name, a file that is too large and must
 * not be in memory first. Throws UsageError, FILE_TOO_LARGE.
 */
export async function requireFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const info = await stat(file).catch(() => undefined);
    if (!info) throw new UsageError(`There is no file ${file}.`, 'Check the name. Nothing was imported.');
    if (!info.isFile()) throw new UsageError(`${file} is no plain file.`, 'Name files. Nothing was imported.');
    if (info.size > fileMaxBytes)
      throw new Refused('FILE_TOO_LARGE', {
        param: file,
        detail: `It has ${info.size} bytes, at most ${fileMaxBytes} are read. Nothing was imported.`,
      });
  }
}

/** Reads one file that `requireFiles` has seen. Throws FILE_MALFORMED and what the format's reader throws. */
export async function readImport(file: string, options: ReadOptions): Promise<ReadFile> {
  const bytes = await readFile(file);
  const { map, seller, currency } = options;
  switch (options.format ?? formatOf(file, bytes)) {
    case 'ubl':
      return readUbl(bytes);
    case 'json':
      return readJson(bytes, { today: options.today });
    case 'csv':
      return readCsv(bytes, {
        ...(map === undefined ? {} : { map }),
        ...(seller === undefined ? {} : { sellerId: seller }),
        ...(currency === undefined ? {} : { currency }),
      });
  }
}

const extensions: Readonly<Record<string, Format>> = { '.xml': 'ubl', '.csv': 'csv', '.json': 'json' };

/** By the name, else by the first sign: XML starts with `<`, our JSON with `{`. */
export function formatOf(file: string, bytes: Uint8Array): Format {
  const named = extensions[extname(file).toLowerCase()];
  if (named !== undefined) return named;
  const start = new TextDecoder().decode(bytes.subarray(0, 200)).trimStart(); // takes a byte order mark away
  if (start.startsWith('<')) return 'ubl';
  return start.startsWith('{') || start.startsWith('[') ? 'json' : 'csv';
}
