import { MongoError } from 'mongodb';
import type { InvoiceDocument } from '../domain/document.ts';
import { Refused } from '../domain/errors.ts';
import type { AuditRecord, CustomerRecord, InvoiceRecord, JournalRecord } from './records.ts';
import type { CorrectionRecord } from './approval-records.ts';
import { operationMaxMs, toStored, type Store } from './database.ts';

/** Bound of every list that is read whole. */
export const listMax = 1_000;
const bounded = { limit: listMax, maxTimeMS: operationMaxMs } as const;

/** Whether a read failed because the server does not answer, or not in time: nothing is wrong with what was asked. */
export const isStoreTrouble = (error: unknown): boolean => error instanceof MongoError;

export function documentOf({ _id, contentHash: _hash, auditHead: _head, ...document }: InvoiceRecord): InvoiceDocument {
  return { id: _id, ...document };
}

/**
 * The document that people mean: by its id, by SELLER:NUMBER, or by its number where only one seller has it.
 * Throws INVOICE_NOT_FOUND, INVOICE_AMBIGUOUS (naming the ids).
 */
export async function findInvoice({ collections: { invoices } }: Store, idOrNumber: string): Promise<InvoiceRecord> {
  const byId = await invoices.findOne({ _id: idOrNumber }, { maxTimeMS: operationMaxMs });
  if (byId && idOrNumber.includes(':')) return byId;
  // SELLER:NUMBER as people write it; documents that a correction made have another kind of id.
  const [, seller, ofSeller] = /^([^:]+):(.+)$/.exec(idOrNumber) ?? [];
  if (seller !== undefined && ofSeller !== undefined) {
    const sellers = { $in: [seller, decoded(seller)] };
    const named = await invoices.findOne({ number: ofSeller, sellerId: sellers }, { maxTimeMS: operationMaxMs });
    if (named) return named;
  }
  // An id of a caller's own choice (a draft's) may look like a number that somebody else means.
  const numbered = await invoices.find({ number: idOrNumber }, { limit: 10, maxTimeMS: operationMaxMs }).toArray();
  const [first, ...others] = byId ? [byId, ...numbered.filter(({ _id }) => _id !== byId._id)] : numbered;
  if (!first) throw new Refused('INVOICE_NOT_FOUND', { detail: idOrNumber.slice(0, 80) });
  if (others.length > 0) throw ambiguous([first, ...others].map(({ _id }) => _id));
  return first;
}

const ambiguous = (ids: readonly string[]): Refused =>
  new Refused('INVOICE_AMBIGUOUS', {
    detail: ids.join(', '),
    alternatives: ids.map((documentId) => ({ kind: 'see', documentId, text: `see ${documentId}` })),
  });

/** The document of exactly this id, whatever number it looks like. Throws INVOICE_NOT_FOUND. */
export async function readInvoice({ collections: { invoices } }: Store, _id: string): Promise<InvoiceRecord> {
  const found = await invoices.findOne({ _id }, { maxTimeMS: operationMaxMs });
  if (!found) throw new Refused('INVOICE_NOT_FOUND', { detail: _id.slice(0, 80) });
  return found;
}

/** A seller as it stands in ids is percent-encoded. */
function decoded(seller: string): string {
  try {
    return decodeURIComponent(seller);
  } catch {
    return seller;
  }
}

/** Documents that this one is linked with, in no order. */
export async function linkedDocuments(
  { collections: { invoices } }: Store,
  { links }: InvoiceDocument,
): Promise<readonly InvoiceRecord[]> {
  const { counters: _request, ...documents } = links;
  const ids = Object.values(documents).flat();
  return ids.length === 0 ? [] : invoices.find({ _id: { $in: ids } }, bounded).toArray();
}

/** Invoices of an order, oldest id first, over all sellers or one. */
export const invoicesOfOrder = (
  { collections: { invoices } }: Store,
  orderId: string,
  sellerId?: string,
): Promise<InvoiceRecord[]> =>
  invoices
    .find(
      { orderId, class: 'invoice', type: 'standard', ...(sellerId === undefined ? {} : { sellerId }) },
      { ...bounded, sort: { _id: 1 } },
    )
    .toArray();

/** Documents by id, in the order of the ids; one that is gone is left out. */
export async function invoicesById(
  { collections: { invoices } }: Store,
  ids: readonly string[],
): Promise<readonly InvoiceRecord[]> {
  const found = new Map(
    (await invoices.find({ _id: { $in: [...ids] } }, { limit: ids.length, maxTimeMS: operationMaxMs }).toArray()).map(
      (record) => [record._id, record],
    ),
  );
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** The buyers' names on some documents, by the documents' ids. */
export async function buyerNames(
  { collections: { invoices } }: Store,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const options = { ...bounded, projection: { 'buyer.name': 1 } } as const;
  const found = ids.length === 0 ? [] : await invoices.find({ _id: { $in: [...ids] } }, options).toArray();
  return new Map(found.flatMap(({ _id, buyer: { name } }) => (name === undefined ? [] : [[_id, name] as const])));
}

export const findCorrection = (
  { collections: { corrections } }: Store,
  requestId: string,
): Promise<CorrectionRecord | null> => corrections.findOne({ _id: requestId }, { maxTimeMS: operationMaxMs });

/** Entries that move a document's sub-ledger, in posting order. */
export const journalOf = (
  { collections: { journal } }: Store,
  documentIds: readonly string[],
): Promise<JournalRecord[]> =>
  journal.find({ documentIds: { $in: [...documentIds] } }, { ...bounded, sort: { at: 1, _id: 1 } }).toArray();

export const auditOf = ({ collections: { audit } }: Store, documentId: string): Promise<AuditRecord[]> =>
  audit.find({ documentId }, { ...bounded, sort: { seq: 1 } }).toArray();

/** The newest entries of a document's chain, the newest first; `below` is the last place of the page before. */
export const latestEntries = (
  { collections: { audit } }: Store,
  documentId: string,
  { limit, below }: { readonly limit: number; readonly below?: number | undefined },
): Promise<AuditRecord[]> =>
  audit
    .find(
      { documentId, ...(below === undefined ? {} : { seq: { $lt: toStored(below) } }) },
      { sort: { seq: -1 }, limit: Math.min(limit, listMax), maxTimeMS: operationMaxMs },
    )
    .toArray();

/** The whole chain of a document, however long, page by page. */
export async function wholeChainOf(
  { collections: { audit } }: Store,
  documentId: string,
): Promise<readonly AuditRecord[]> {
  const chain: AuditRecord[] = [];
  for (;;) {
    const after = chain.at(-1)?.seq ?? 0;
    const page = await audit.find({ documentId, seq: { $gt: after } }, { ...bounded, sort: { seq: 1 } }).toArray();
    chain.push(...page);
    if (page.length < listMax) return chain;
  }
}

export const auditEntryCount = ({ collections: { audit } }: Store): Promise<number> => audit.countDocuments();

/** The ids of all documents, page by page in their order: for verification, not for requests. */
export async function* everyInvoiceId({ collections: { invoices } }: Store): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const page = await invoices
      .find({ _id: { $gt: after } }, { ...bounded, sort: { _id: 1 }, projection: { _id: 1 } })
      .toArray();
    for (const { _id } of page) yield _id;
    after = page.at(-1)?._id ?? after;
    if (page.length < listMax) return;
  }
}

/** Requests by id, in no order; one that is gone is left out. */
export const correctionsById = (
  { collections: { corrections } }: Store,
  ids: readonly string[],
): Promise<CorrectionRecord[]> => corrections.find({ _id: { $in: [...ids] } }, bounded).toArray();

export const customerAccounts = (
  { collections: { customers } }: Store,
  customerId: string,
  currency: string,
): Promise<CustomerRecord | null> =>
  customers.findOne({ _id: `${customerId}/${currency}` }, { maxTimeMS: operationMaxMs });
