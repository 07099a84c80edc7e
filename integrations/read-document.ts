import type { History } from '../domain/booking.ts';
import { customerIdOf, documentIdOf, type DocumentContent, type Party } from '../domain/document.ts';
import { sameGroup } from '../domain/tax-group.ts';
import { Refused, type Refusal } from '../domain/errors.ts';
import { formatMoney } from '../domain/money.ts';
import { computeTaxGroups, lineNet } from '../domain/totals.ts';

/** One document read from a file, ready to be booked (`bookDocument`). */
export interface ReadDocument {
  readonly content: DocumentContent;
  readonly history: History;
  /** Day on which it went to a tax authority before (X2). What a number stands for is the content: a later day is no other document. */
  readonly transmittedOn?: string;
  /** What a person should know though nothing is refused: a line that does not multiply out, elements that are not held. */
  readonly warnings: readonly string[];
  /** Where in the file: `Invoice INV-7`, `documents[2]`, `row 17`. */
  readonly place: string;
}

/** Credit that a customer brings along, per seller and currency; booked before the file's documents use it (macro OC). */
export interface ReadCustomer {
  readonly sellerId: string;
  readonly customerId: string;
  readonly currency: string;
  /** More than 0, minor units. */
  readonly creditMinor: number;
  readonly place: string;
}

/** Something in a file that is left out. In a CSV each bad row is one; its whole document is left out with it. */
export interface Rejection {
  readonly place: string;
  /** CSV: lines of the file, the header is 1. */
  readonly rows?: readonly number[];
  /** Number of the document that is left out, when it is known. */
  readonly number?: string;
  readonly refusal: Refusal;
}

/** What every parser gives. A file that cannot be read at all throws FILE_TOO_LARGE or FILE_MALFORMED instead. */
export interface ReadFile {
  readonly documents: readonly ReadDocument[];
  readonly customers: readonly ReadCustomer[];
  readonly rejected: readonly Rejection[];
}

/** Bytes of a file that an import reads; checked before anything is parsed. */
export const fileMaxBytes = 20 * 1024 * 1024;
export const linesMaxPerDocument = 5_000;
export const textMaxChars = 10_000;
/** Documents are workflow ids (`correction/{invoiceId}`), of which Temporal holds 1000 bytes; the prefix takes the rest. */
const encodedIdMaxChars = 900;

/**
 * The text of a file. UTF-8 with or without a byte order mark.
 * Throws FILE_TOO_LARGE beyond `fileMaxBytes` (a string counts its UTF-16 units), FILE_MALFORMED for other encodings.
 */
export function fileText(file: string | Uint8Array): string {
  if (file.length > fileMaxBytes)
    throw new Refused('FILE_TOO_LARGE', { detail: `${file.length} bytes; at most ${fileMaxBytes} are read.` });
  if (typeof file === 'string') return file.replace(/^\uFEFF/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    throw new Refused('FILE_MALFORMED', { detail: 'It is not UTF-8.' });
  }
}

/**
 * Text from outside, trimmed; empty text is no text. Throws DOCUMENT_INVALID for what XML cannot carry out again or the
 * canonical JSON of a hash cannot hold (control characters, lone surrogates), and beyond `textMaxChars`.
 */
export function plainText(text: string, param: string): string | undefined {
  const trimmed = text.trim();
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(trimmed) || !trimmed.isWellFormed())
    throw new Refused('DOCUMENT_INVALID', { param, detail: 'The text has control characters or broken Unicode.' });
  if (trimmed.length > textMaxChars)
    throw new Refused('DOCUMENT_INVALID', { param, detail: `The text is longer than ${textMaxChars} characters.` });
  return trimmed === '' ? undefined : trimmed;
}

/**
 * A party with its id: VAT id, else legal id, else the party's own id, else its name. Without a name the id stands for it,
 * because an exported document must name both parties (BR-06, BR-07). Throws DOCUMENT_INVALID when nothing identifies it.
 */
export function identified(party: Omit<Party, 'id'>, param: string): Party {
  const id = party.vatId ?? party.legalId ?? party.partyId ?? party.name;
  if (id === undefined)
    throw new Refused('DOCUMENT_INVALID', {
      param,
      detail: 'The party has no VAT id, legal id, party id or name.',
    });
  return { id, ...party, name: party.name ?? id };
}

/** The bounds that hold for a document of any format. Throws DOCUMENT_INVALID. */
export function withinBounds(content: DocumentContent): DocumentContent {
  const invalid = (param: string, detail: string): Refused => new Refused('DOCUMENT_INVALID', { param, detail });
  if (content.lines.length === 0) throw invalid('lines', 'The document has no lines.');
  if (content.lines.length > linesMaxPerDocument)
    throw invalid('lines', `The document has more than ${linesMaxPerDocument} lines.`);
  for (const [param, id] of [
    ['number', documentIdOf(content.seller.id, content.number)],
    ['buyer', customerIdOf(content.seller.id, content.buyer.id)],
  ] as const)
    if (encodeURIComponent(id).length > encodedIdMaxChars)
      throw invalid(param, 'The number or a party id is too long.');
  return content;
}

/** Lines and tax groups whose stated figures differ from what they multiply or add up to. The stated figures count. */
export function arithmeticWarnings(content: DocumentContent): readonly string[] {
  const { currency, lines, taxGroups } = content;
  const warnings: string[] = [];
  for (const line of lines) {
    const computedMinor = lineNet(line, currency);
    if (computedMinor !== line.netMinor)
      warnings.push(
        `Line ${line.id}: stated net ${formatMoney(line.netMinor, currency)}, by quantity and price ${formatMoney(computedMinor, currency)}; the stated net counts.`,
      );
  }
  for (const group of computeTaxGroups(content)) {
    const stated = taxGroups.find((candidate) => sameGroup(candidate, group));
    if (stated?.baseMinor !== group.baseMinor)
      warnings.push(
        `Tax group ${group.taxCategory} ${group.taxRate ?? ''}: stated base ${stated === undefined ? 'none' : formatMoney(stated.baseMinor, currency)}, by the lines ${formatMoney(group.baseMinor, currency)}.`,
      );
  }
  return warnings;
}

/** Runs a reader; what it refuses becomes a rejection. Other errors are ours and go on. */
export function orRejected<T>(read: () => T, where: Omit<Rejection, 'refusal'>, rejected: Rejection[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    rejected.push({ ...where, refusal: error.refusal });
    return undefined;
  }
}
