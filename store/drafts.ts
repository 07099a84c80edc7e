import { customerIdOf, type DocumentContent, type InvoiceDocument } from '../domain/document.ts';
import { contentHashOf } from '../domain/document-identity.ts';
import { discardDraft, finaliseDraft } from '../domain/drafts.ts';
import { Refused } from '../domain/errors.ts';
import { changeOf } from '../domain/plan.ts';
import { noEffects } from '../domain/plan-draft.ts';
import { auditRecords, nextEntry } from './chain.ts';
import { insertStored, operationMaxMs, type Store } from './database.ts';
import { originalOf } from './facts.ts';
import { contentOf } from './money-records.ts';
import { bookingOf } from './payments.ts';
import { isDuplicateKey, perform, type By } from './perform.ts';
import { documentOf, findInvoice, invoicesById, readInvoice } from './queries.ts';
import type { InvoiceRecord } from './records.ts';

/** What a draft says, whatever the day on which it was written. */
const contentHash = (content: DocumentContent): string =>
  contentHashOf({ ...content, issueDate: '' }, { payments: [], creditUsedMinor: 0 });

/**
 * Puts a draft under an id of the caller's own: a new one, the same again (`unchanged`), or new content for a draft, whose old
 * version is kept. Throws NOT_A_DRAFT for a document that is finalised or discarded, INVOICE_NOT_FOUND when a credit note
 * names an invoice that is not there.
 */
export async function putDraft(
  store: Store,
  id: string,
  content: DocumentContent,
  by: By,
): Promise<'created' | 'unchanged' | 'replaced'> {
  const stored = await store.collections.invoices.findOne({ _id: id }, { maxTimeMS: operationMaxMs });
  if (!stored) {
    try {
      await createDraft(store, id, content, by);
      return 'created';
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return putDraft(store, id, content, by); // another call was faster
    }
  }
  // A correction may have changed a draft since; what was finalised is compared with what was put.
  const before = stored.status === 'draft' ? contentHash(contentOf(stored)) : stored.contentHash;
  if (before === contentHash(content)) return 'unchanged';
  await perform(store, by, async () => {
    const document = documentOf(await readInvoice(store, id));
    if (document.status !== 'draft' || document.type === 'cancellation')
      throw new Refused('NOT_A_DRAFT', { detail: `It is ${document.status}.` });
    const { cleared, set } = contentChange(document, content);
    const links = await linkOf(store, content);
    const change = { ...changeOf(document, 'draft', []), set, cleared, customerId: customerIdOf(document.sellerId, content.buyer.id), contentHash: contentHash(content), ...links }; // prettier-ignore
    return {
      effects: { ...noEffects, changes: [change] },
      audit: { deed: 'edited' },
      entryPrefix: `${id}/v${document.version + 1}`,
    };
  });
  return 'replaced';
}

/** Every field as it is to be; optional ones that are gone are cleared. The seller of a draft stays. Throws DOCUMENT_INVALID. */
function contentChange(document: InvoiceDocument, content: DocumentContent) {
  if (content.seller.id !== document.sellerId || content.class !== document.class)
    throw new Refused('DOCUMENT_INVALID', { param: content.class === document.class ? 'seller' : 'class', detail: 'A draft keeps its seller and class.' }); // prettier-ignore
  const { number: _number, ...set } = content;
  const optional = [
    'supplyDate',
    'dueDate',
    'paymentTerms',
    'orderId',
    'buyerReference',
    'costCenter',
    'delivery',
    'notes',
    'preceding',
  ] as const;
  return { set, cleared: optional.filter((field) => content[field] === undefined && document[field] !== undefined) };
}

async function createDraft(store: Store, id: string, content: DocumentContent, { actor, now }: By): Promise<void> {
  const links = await linkOf(store, content);
  const { entry, auditHead } = nextEntry(undefined, {
    documentId: id,
    at: now.toISOString(),
    deed: 'drafted',
    actor,
    version: 1,
  });
  const sellerId = content.seller.id;
  const record: InvoiceRecord = {
    ...content,
    number: '',
    _id: id,
    sellerId,
    customerId: customerIdOf(sellerId, content.buyer.id),
    status: 'draft',
    rows: [],
    balanceMinor: 0,
    links: links.creditFor === undefined ? {} : { creditFor: links.creditFor },
    version: 1,
    contentHash: contentHash(content),
    auditHead,
  };
  await store.transact(async (session) => {
    await insertStored(store.collections.invoices, [record], session);
    await insertStored(store.collections.audit, auditRecords([entry]), session);
  });
}

/** The invoice that a credit note's draft is about. */
async function linkOf(store: Store, content: DocumentContent): Promise<{ readonly creditFor?: string }> {
  if (content.class === 'invoice') return {};
  const number = content.preceding?.number;
  if (number === undefined)
    throw new Refused('DOCUMENT_INVALID', { param: 'preceding', detail: 'A credit note names its invoice.' });
  const found = await store.collections.invoices.findOne({ number, sellerId: content.seller.id, class: 'invoice' }, { maxTimeMS: operationMaxMs }); // prettier-ignore
  if (!found) throw new Refused('INVOICE_NOT_FOUND', { param: 'preceding', detail: number });
  if (found.currency !== content.currency)
    throw new Refused('CURRENCY_MISMATCH', { param: 'currency', detail: `The invoice is in ${found.currency}.` });
  return { creditFor: found._id };
}

/**
 * Finalises a draft: number and date are given now, credit and free balance apply themselves. A document that has its number
 * already is left as it is. Throws as `finaliseDraft`.
 */
export async function finalise(store: Store, idOrNumber: string, by: By): Promise<InvoiceRecord> {
  const _id = await draftNamed(store, idOrNumber);
  await perform(store, by, async () => {
    const booking = await bookingOf(store, _id, by);
    if (booking.document.number !== '') return undefined;
    const effects = finaliseDraft(booking, await originalOf(store, booking.document));
    return { effects, audit: { deed: 'finalised' }, entryPrefix: _id };
  });
  return readInvoice(store, _id);
}

/** A draft has no number yet, so its id is meant although a document may have that number. */
async function draftNamed(store: Store, idOrNumber: string): Promise<string> {
  const [draft] = await invoicesById(store, [idOrNumber]);
  return (draft ?? (await findInvoice(store, idOrNumber)))._id;
}

/** Gives a draft up; one that is given up already is left as it is. Throws NOT_A_DRAFT, PENDING_REQUEST_EXISTS. */
export async function discard(store: Store, idOrNumber: string, by: By): Promise<InvoiceRecord> {
  const _id = await draftNamed(store, idOrNumber);
  await perform(store, by, async () => {
    const document = documentOf(await readInvoice(store, _id));
    if (document.status === 'discarded') return undefined;
    return { effects: discardDraft(document), audit: { deed: 'discarded' }, entryPrefix: `${_id}/discard` };
  });
  return readInvoice(store, _id);
}
