import { dayOf } from '../../domain/calendar.ts';
import { Refused } from '../../domain/errors.ts';
import type { Store } from '../../store/database.ts';
import { whyNotCurrent } from '../../store/migrations.ts';
import { currentSettings } from '../../store/settings.ts';
import { progressOf } from '../progress.ts';
import type { FileReport } from '../render/import.ts';
import { bookFile } from './book-file.ts';
import type { Context } from './context.ts';
import { readImport, type ReadOptions } from './read-import.ts';

export interface ImportOptions extends Omit<ReadOptions, 'today'> {
  readonly json?: true;
}

/** Books each file; one that cannot be read is a report of its own. Throws UNAVAILABLE when the database is not ready. */
export async function importFiles(
  context: Context,
  store: Store,
  files: readonly string[],
  options: ImportOptions,
): Promise<readonly FileReport[]> {
  const [problem] = await whyNotCurrent(store);
  if (problem !== undefined)
    throw new Refused('UNAVAILABLE', { detail: `The database is not ready: ${problem}; type: countersign migrate` });
  const { settings } = await currentSettings(store);
  const now = new Date(context.nowMs());
  const reports: FileReport[] = [];
  for (const file of files) reports.push(await importFile(file));
  return reports;

  async function importFile(file: string): Promise<FileReport> {
    try {
      const read = await readImport(file, { ...options, today: dayOf(now) });
      const stream = options.json === true ? undefined : context.terminal.progress;
      const progress = progressOf(stream, read.documents.length, file);
      try {
        const { tick } = progress;
        return await bookFile(file, read, { store, journalEnabled: settings.journal.enabled, now, tick });
      } finally {
        progress.stop();
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const refused = [{ refusal: error.refusal }];
      return { file, imported: 0, unchanged: 0, customers: 0, refused, reportedRows: [], warnings: [] };
    }
  }
}
