import type { ClientSession } from 'mongodb';
import { bookDocument, paymentsOf, type History } from '../domain/booking.ts';
import { customerIdOf, documentIdOf, type DocumentContent } from '../domain/document.ts';
import { Refused } from '../domain/errors.ts';
import { insertEntries, nextEntry } from './chain.ts';
import { isDuplicateKey } from './perform.ts';
import type { InvoiceRecord, JournalRecord, PaymentRecord } from './records.ts';
import { insertStored, toStored, type Store } from './database.ts';
import { isSeriesNumber } from './series.ts';

/** A document from outside that is to enter the books. */
export interface Incoming {
  readonly content: DocumentContent;
  readonly history: History;
  /** Day on which it went to a tax authority; no part of its identity. */
  readonly transmittedOn?: string;
  /** Identity of what was sent: the same again is no change, another under the same number is refused. */
  readonly contentHash: string;
  /** Who brought it, for the audit chain. */
  readonly actor: string;
}

/**
 * Books a document that comes from outside, in one transaction: document, links to the invoice or the credits that it names,
 * customer credit that it used, journal (macro IA), audit. The same content again is `unchanged`.
 * Throws DOCUMENT_EXISTS, NUMBER_RESERVED.
 */
export async function recordDocument(
  store: Store,
  incoming: Incoming,
  now: Date,
  journalEnabled: boolean,
): Promise<'imported' | 'unchanged'> {
  const { content, contentHash } = incoming;
  const id = documentIdOf(content.seller.id, content.number);
  const same = { number: content.number, sellerId: content.seller.id };
  const stored = await store.collections.invoices.findOne(same, { projection: { contentHash: 1 } });
  if (stored) return unchangedOrRefused(stored, contentHash, content.number);
  if (isSeriesNumber(content.number)) throw new Refused('NUMBER_RESERVED', { param: 'number', detail: content.number });
  try {
    await store.transact((session) => book(store, id, incoming, now, journalEnabled, session));
    return 'imported';
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // Another import was faster.
    const winner = await store.collections.invoices.findOne(same, { projection: { contentHash: 1 } });
    if (!winner) throw error;
    return unchangedOrRefused(winner, contentHash, content.number);
  }
}

function unchangedOrRefused(
  stored: Pick<InvoiceRecord, 'contentHash'>,
  contentHash: string,
  number: string,
): 'unchanged' {
  if (stored.contentHash === contentHash) return 'unchanged';
  throw new Refused('DOCUMENT_EXISTS', { param: 'number', detail: number });
}

async function book(
  store: Store,
  id: string,
  incoming: Incoming,
  now: Date,
  journalEnabled: boolean,
  session: ClientSession,
): Promise<void> {
  const { content, history, contentHash, transmittedOn, actor } = incoming;
  const { invoices, customers, journal, payments } = store.collections;
  const sellerId = content.seller.id;
  const customerId = customerIdOf(sellerId, content.buyer.id);
  const { rows, balanceMinor, status, journal: entries } = bookDocument(id, content, history);
  const linked = await relatives(store, id, content, session);
  const { entry, auditHead } = nextEntry(undefined, {
    documentId: id, at: now.toISOString(), deed: 'imported', actor, contentHash, version: 1, detail: content.number,
  }); // prettier-ignore
  const links =
    content.class === 'credit'
      ? linked[0]
        ? { creditFor: linked[0]._id }
        : {}
      : { creditedBy: linked.map((credit) => credit._id) };
  const record: InvoiceRecord = {
    ...content,
    _id: id,
    sellerId,
    customerId,
    status,
    rows,
    balanceMinor,
    links,
    version: 1,
    contentHash,
    ...(transmittedOn === undefined ? {} : { transmittedOn }),
    auditHead,
  };
  await insertStored(invoices, [record], session);
  for (const other of linked) await linkBack(store, other, record, now, session);
  if (history.creditUsedMinor !== 0) {
    const { matchedCount } = await customers.updateOne(
      { _id: `${customerId}/${content.currency}`, creditMinor: { $gte: toStored(history.creditUsedMinor) } },
      { $inc: toStored({ creditMinor: -history.creditUsedMinor, version: 1 }) },
      { session },
    );
    if (matchedCount !== 1)
      throw new Refused('DOCUMENT_INVALID', {
        param: 'creditUsed',
        detail: `${content.number}: the customer has less credit.`,
      });
  }
  const records = entries.map((posted, index): JournalRecord => ({
    _id: `${id}/${String(index + 1).padStart(3, '0')}`, ...posted, documentIds: [id], customerId, postedOn: content.issueDate, at: now,
  })); // prettier-ignore
  if (journalEnabled) await insertStored(journal, records, session);
  const paid = paymentsOf(id, content, history).map((payment): PaymentRecord => ({
    _id: payment.id, documentId: id, customerId, currency: content.currency, amountMinor: payment.amountMinor, on: payment.on ?? content.issueDate, state: 'linked', source: 'imported', by: actor, at: now,
  })); // prettier-ignore
  await insertStored(payments, paid, session);
  await insertEntries(store, [entry], session);
}

/** The invoice that a credit names, or the credits that came before the invoice they name. */
async function relatives(
  { collections: { invoices } }: Store,
  id: string,
  content: DocumentContent,
  session: ClientSession,
): Promise<readonly InvoiceRecord[]> {
  const sellerId = content.seller.id;
  if (content.class === 'invoice')
    return invoices
      .find(
        { 'preceding.number': content.number, sellerId, class: 'credit', 'links.creditFor': { $exists: false } },
        { session, sort: { _id: 1 }, limit: 100 },
      )
      .toArray();
  if (!content.preceding) return [];
  const original = await invoices.findOne(
    { number: content.preceding.number, sellerId, class: 'invoice', _id: { $ne: id } },
    { session },
  );
  return original ? [original] : [];
}

async function linkBack(
  store: Store,
  other: InvoiceRecord,
  record: InvoiceRecord,
  now: Date,
  session: ClientSession,
): Promise<void> {
  const { entry, auditHead } = nextEntry(other.auditHead, {
    documentId: other._id, at: now.toISOString(), deed: 'linked', actor: 'import', version: other.version + 1, detail: record._id,
  }); // prettier-ignore
  await store.collections.invoices.updateOne(
    { _id: other._id, version: toStored(other.version) },
    {
      $set: { auditHead: toStored(auditHead), ...(other.class === 'credit' ? { 'links.creditFor': record._id } : {}) },
      $inc: toStored({ version: 1 }),
      ...(other.class === 'invoice' ? { $push: { 'links.creditedBy': record._id } } : {}),
    },
    { session },
  );
  await insertEntries(store, [entry], session);
}
