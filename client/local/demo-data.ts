import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dayOf } from '../../domain/calendar.ts';
import { Refused } from '../../domain/errors.ts';
import type { Store } from '../../store/database.ts';
import { currentSettings } from '../../store/settings.ts';
import { bookFile } from '../commands/book-file.ts';
import { readImport } from '../commands/read-import.ts';
import { packageRoot } from '../package-root.ts';

/** The sample invoices of the repository: JSON with dates relative to today, and UBL. */
export async function demoFiles(): Promise<readonly string[]> {
  const folder = join(packageRoot, 'demo');
  const names = await readdir(folder);
  return names
    .filter((name) => /\.(json|xml)$/.test(name))
    .toSorted()
    .map((name) => join(folder, name));
}

/**
 * Books the sample invoices; answers how many are new. One that is there already stays as it is: its dates were relative to
 * the day on which it was imported. Throws Refused with the first refusal of another kind.
 */
export async function importDemoData(store: Store, now: Date): Promise<number> {
  const { settings } = await currentSettings(store);
  let imported = 0;
  for (const file of await demoFiles()) {
    const read = await readImport(file, { today: dayOf(now) });
    const booking = { store, journalEnabled: settings.journal.enabled, now, tick: () => undefined };
    const report = await bookFile(file, read, booking);
    imported += report.imported;
    const refused = report.refused.find(({ refusal }) => refusal.code !== 'DOCUMENT_EXISTS');
    if (refused)
      throw new Refused(refused.refusal.code, { detail: `${file} ${refused.place ?? ''}: ${refused.refusal.message}` });
  }
  return imported;
}
