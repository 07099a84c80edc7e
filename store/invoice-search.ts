import type { Filter } from 'mongodb';
import type { DocumentClass, DocumentStatus, DocumentType } from '../domain/document.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';
import { listMax } from './queries.ts';
import type { InvoiceRecord } from './records.ts';

/** Which documents are looked for; what is not named may be anything. */
export interface WantedInvoices {
  /** What the number begins with. */
  readonly number?: string;
  readonly customerId?: string;
  readonly orderId?: string;
  readonly status?: DocumentStatus;
  readonly class?: DocumentClass;
  readonly type?: DocumentType;
  readonly currency?: string;
  /** Gross in minor units without its sign, so that credits are found, too; both ends included. */
  readonly minMinor?: number;
  readonly maxMinor?: number;
  /** Days `YYYY-MM-DD`, both included. */
  readonly issuedFrom?: string;
  readonly issuedTo?: string;
  /** Only those with a correction that waits. */
  readonly isOpen?: boolean;
}

/** A document as lists show it: without its lines, which may be a thousand. */
export type InvoiceSummary = Pick<
  InvoiceRecord,
  | '_id'
  | 'number'
  | 'sellerId'
  | 'class'
  | 'type'
  | 'status'
  | 'customerId'
  | 'currency'
  | 'rows'
  | 'balanceMinor'
  | 'issueDate'
  | 'dueDate'
  | 'orderId'
  | 'openCorrectionId'
  | 'version'
> & { readonly buyer: { readonly name?: string }; readonly totals: { readonly grossMinor: number } };

const summary = {
  number: 1, sellerId: 1, class: 1, type: 1, status: 1, customerId: 1, currency: 1, rows: 1, balanceMinor: 1, issueDate: 1,
  dueDate: 1, orderId: 1, openCorrectionId: 1, version: 1, 'buyer.name': 1, 'totals.grossMinor': 1,
} as const; // prettier-ignore

/** Place in the list: day of issue and id, or number and seller where a number is looked for. */
export type InvoicePlace = readonly [string, string];
export const placeOf = (wanted: WantedInvoices, { issueDate, _id, number, sellerId }: InvoiceSummary): InvoicePlace =>
  wanted.number === undefined ? [issueDate, _id] : [number, sellerId];

/**
 * Documents, newest first; where the beginning of a number is looked for, by number downwards, which is the newest first of each
 * series. Both orders are those of an index: a page reads as many documents as it shows and as what else is asked leaves out.
 */
export function searchInvoices(
  { collections: { invoices } }: Store,
  wanted: WantedInvoices,
  { limit, after }: { readonly limit: number; readonly after?: InvoicePlace | undefined },
): Promise<InvoiceSummary[]> {
  const [first, second] = wanted.number === undefined ? (['issueDate', '_id'] as const) : (['number', 'sellerId'] as const);
  const beyond = after && { $or: [{ [first]: { $lt: after[0] } }, { [first]: after[0], [second]: { $lt: after[1] } }] };
  return invoices
    .find<InvoiceSummary>(
      { $and: [filterOf(wanted), ...(beyond ? [beyond] : [])] },
      {
        sort: { [first]: -1, [second]: -1 },
        projection: summary,
        limit: Math.min(limit, listMax),
        maxTimeMS: operationMaxMs,
      },
    )
    .toArray();
} // prettier-ignore

/** No character sorts behind this one: the end of the range of what begins with a text. */
const lastCharacter = '\u{10ffff}';

function filterOf(wanted: WantedInvoices): Filter<InvoiceRecord> {
  const { number, customerId, orderId, status, class: side, type, currency, minMinor, maxMinor, issuedFrom, issuedTo, isOpen } = wanted; // prettier-ignore
  const issued = rangeOf(issuedFrom, issuedTo);
  return {
    ...(number === undefined ? {} : { number: { $gte: number, $lt: `${number}${lastCharacter}` } }),
    ...(customerId === undefined ? {} : { customerId }),
    ...(orderId === undefined ? {} : { orderId }),
    ...(status === undefined ? {} : { status }),
    ...(side === undefined ? {} : { class: side }),
    ...(type === undefined ? {} : { type }),
    ...(currency === undefined ? {} : { currency }),
    ...grossWithin(minMinor, maxMinor),
    ...(issued && { issueDate: issued }),
    ...(isOpen ? { openCorrectionId: { $gt: '' } } : {}),
  };
}

function grossWithin(minMinor: number | undefined, maxMinor: number | undefined): Filter<InvoiceRecord> {
  if (minMinor === undefined && maxMinor === undefined) return {};
  const gross = (from: number | undefined, to: number | undefined) => ({
    'totals.grossMinor': rangeOf(toStored(from), toStored(to)),
  });
  const negated = (minor: number | undefined) => (minor === undefined ? undefined : -minor);
  if (minMinor === undefined) return gross(negated(maxMinor), maxMinor);
  return { $or: [gross(minMinor, maxMinor), gross(negated(maxMinor), negated(minMinor))] };
}

const rangeOf = <T>(from: T | undefined, to: T | undefined) =>
  from === undefined && to === undefined
    ? undefined
    : { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lte: to }) };
