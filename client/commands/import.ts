import { Option, type Command } from 'commander';
import { digitsOf } from '../../domain/money.ts';
import { parseColumnMap } from '../../integrations/csv/columns.ts';
import { answer } from '../answer.ts';
import { exitOfImport, renderImport } from '../render/import.ts';
import { addCommand, answering } from './command.ts';
import { withStore, type Context } from './context.ts';
import type { ImportOptions } from './import-files.ts';
import { formats, requireFiles } from './read-import.ts';

interface Options extends ImportOptions {
  readonly verbose?: true;
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
        const { importFiles } = await import('./import-files.ts');
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
