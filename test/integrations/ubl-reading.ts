import { expect } from 'vitest';
import type { DocumentContent } from '../../domain/document.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { ReadDocument, ReadFile } from '../../integrations/read-document.ts';
import { readUbl } from '../../integrations/ubl/read-ubl.ts';

/** The one document of a file that has no other and rejects nothing. */
export function only(file: ReadFile): ReadDocument {
  expect(file.rejected).toEqual([]);
  const [document, ...others] = file.documents;
  expect(others).toEqual([]);
  if (document === undefined) throw new Error('nothing was read');
  return document;
}

export const ublContent = (file: string | Uint8Array): DocumentContent => only(readUbl(file)).content;

/** The fixture with one place changed; a place that is not there would test nothing. */
export function changed(text: string, from: string | RegExp, to: string): string {
  const result = text.replace(from, to);
  expect(result, `nothing to change: ${from}`).not.toBe(text);
  return result;
}

export const refusalOf = (
  xml: string,
): { code: ErrorCode; param?: string | undefined; message: string } | undefined => {
  const file = readUbl(xml);
  expect(file.documents).toEqual([]);
  return file.rejected[0]?.refusal;
};
