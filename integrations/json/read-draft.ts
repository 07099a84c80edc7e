import type { DocumentContent } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { withinBounds } from '../read-document.ts';
import { readDraftContent } from './content.ts';
import { draftFields } from './fields.ts';
import { JsonObject } from './json-object.ts';
import type { JsonOptions } from './read-json.ts';

/**
 * Reads one document of our JSON form (docs/import-json.md) that is still to be finalised: its number is empty, its day the
 * one on which it is written. Throws as the import rejects: UNKNOWN_FIELD, DOCUMENT_INVALID, AMOUNT_FORMAT, TOTALS_MISMATCH,
 * CURRENCY_UNKNOWN, AMOUNT_RANGE, each with the field's path.
 */
export function readDraft(value: unknown, { today }: JsonOptions): DocumentContent {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused('MALFORMED', { param: '(root)', detail: 'An object is expected.' });
  const content = readDraftContent(new JsonObject(value, '', draftFields), today);
  return withinBounds({ ...content, number: '', issueDate: today });
}
