import { readFile } from 'node:fs/promises';
import { UsageError } from '../failure.ts';

/** The text of a file. Throws UsageError. */
export const readText = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch(() => {
    throw new UsageError(`There is no file ${file}.`, 'Check the name. Nothing was sent.');
  });

/** A JSON object from a file that the command line names. Throws UsageError; `form` says what belongs into the file. */
export async function readJsonObject(file: string, form: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(file);
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // told below, together with JSON that is no object
  }
  throw new UsageError(`${file} is no JSON object.`, form);
}
