import { Refused } from '../../domain/errors.ts';
import { customerIdOf } from '../../domain/document.ts';
import { digitsOf } from '../../domain/money.ts';
import { present } from '../present.ts';
import {
  arithmeticWarnings,
  fileText,
  orRejected,
  withinBounds,
  type ReadCustomer,
  type ReadDocument,
  type ReadFile,
  type Rejection,
} from '../read-document.ts';
import { readContent } from './content.ts';
import { documentFields } from './fields.ts';
import { readHistory } from './history.ts';
import { invalid, JsonObject } from './json-object.ts';

export const documentsMaxPerFile = 10_000;

export interface JsonOptions {
  /** The day that `today-10` counts from, `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * Reads our own JSON form (docs/import-json.md): documents with what happened to them before, and customers with credit.
 * Throws FILE_TOO_LARGE, FILE_MALFORMED, and UNKNOWN_FIELD or DOCUMENT_INVALID for the outermost object; a document or
 * customer that is refused is in `rejected` and the others are read.
 */
export function readJson(file: string | Uint8Array, { today }: JsonOptions): ReadFile {
  const root = new JsonObject(parsed(fileText(file)), '', ['documents', 'customers']);
  const rejected: Rejection[] = [];
  const documents = root.list('documents', documentsMaxPerFile, (value, place) =>
    orRejected(() => readDocument(value, place, today), { place, ...numberOf(value) }, rejected),
  );
  const customers = root.list('customers', documentsMaxPerFile, (value, place) =>
    orRejected(() => readCustomer(value, place), { place }, rejected),
  );
  return {
    documents: documents.filter((document) => document !== undefined),
    customers: customers.filter((customer) => customer !== undefined),
    rejected,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refused('FILE_MALFORMED', { detail: error instanceof Error ? error.message : String(error) });
  }
}

function readDocument(value: unknown, place: string, today: string): ReadDocument {
  const json = new JsonObject(value, place, documentFields);
  const content = withinBounds(readContent(json, today));
  const history = readHistory(json, content, today);
  const warnings = arithmeticWarnings(content);
  return { content, history, ...present({ transmittedOn: json.date('transmittedOn', today) }), warnings, place };
}

function readCustomer(value: unknown, place: string): ReadCustomer {
  const json = new JsonObject(value, place, ['sellerId', 'id', 'currency', 'credit']);
  const sellerId = json.needed('sellerId');
  const currency = json.needed('currency');
  digitsOf(currency);
  const creditMinor = json.neededAmount('credit', currency);
  if (creditMinor === 0) throw invalid(json.at('credit'), 'Credit is more than 0.');
  return { sellerId, customerId: customerIdOf(sellerId, json.needed('id')), currency, creditMinor, place };
}

/** For the report of a document that is refused, whatever is wrong with it. */
function numberOf(value: unknown): { number?: string } {
  const number = typeof value === 'object' && value !== null && 'number' in value ? value.number : undefined;
  return typeof number === 'string' ? { number } : {};
}
