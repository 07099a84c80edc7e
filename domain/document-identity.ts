import type { History } from './booking.ts';
import { hashValue } from './canonical.ts';
import type { DocumentContent } from './document.ts';

/**
 * What a number stands for, for ever: sha256 in hex over content and history. The same again is `unchanged`, anything else
 * under a seller's known number is DOCUMENT_EXISTS (spec/domain.md section 4). Where a document was read from and what was
 * warned about are no part of it.
 */
export const contentHashOf = (content: DocumentContent, history: History): string =>
  hashValue('countersign/document/v1', { content, history });
