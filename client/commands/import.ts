import { Option, type Command } from 'commander';
import { Refused } from '../../domain/errors.ts';
import { digitsOf } from '../../domain/money.ts';
import { parseColumnMap } from '../../integrations/csv/columns.ts';
import type { Store } from '../../store/database.ts';
import { whyNotCurrent } from '../../store/migrations.ts';
import { currentSettings } from '../../store/settings.ts';
import { answer } from '../answer.ts';
import { progressOf } from '../progress.ts';
import { exitOfImport, renderImport, type FileReport } from '../render/import.ts';
import { bookFile } from './book-file.ts';
import { addCommand, answering } from './command.ts';
import { withStore, type Context } from './context.ts';
import { formats, readImport, requireFiles, type ReadOptions } from './read-import.ts';

interface Options extends Omit<ReadOptions, 'today'> {
  readonly verbose?: true;
  readonly json?: true;
}

/** `import FILE...`: documents from outside into the books. */
export function register(program: Command, context: Context): void {
  addCommand(
    program,
    'import',
    'Read invoices and credit notes from UBL, CSV or JSON files and book them',
    'import invoices/*.xml',
    'import shop.csv --map number=Invoice,customer=Client --seller NO999 --currency NOK',
  )
    .argument('<files...>', 'files to read; each document enters the books once, the same again is unchanged')
    .addOption(new Option('--format <format>', 'instead of by name and content').choices(formats))
    .option('--map <a=B,...>', 'CSV: which column holds a field', (text) => parseColumnMap(text))
    .option('--seller <id>', 'CSV: who sells, where no column says so (default: self)')
    .option('--currency <code>', 'CSV: the currency, where no column says so', currencyCode)
    .option('--verbose', 'list every refusal, row and warning')
    .action(
      answering(context, async (files: readonly string[], options: Options) => {
        await requireFiles(files);
        const reports = await withStore(context, (store) => importFiles(context, store, files, options));
        const data = { files: reports };
        return answer(data, (shown, look) => renderImport(shown, look, options.verbose === true), exitOfImport(data));
      }),
    );
}

/** Throws CURRENCY_UNKNOWN here, once, instead of for each row. */
function currencyCode(text: string): string {
  digitsOf(text);
  return text;
}

async function importFiles(
  context: Context,
  store: Store,
  files: readonly string[],
  options: Options,
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
      const read = await readImport(file, { ...options, today: now.toISOString().slice(0, 10) });
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
