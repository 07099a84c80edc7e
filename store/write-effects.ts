import type { ClientSession } from 'mongodb';
import type { AuditBody, AuditEntry } from '../domain/audit.ts';
import type { CustomerDelta } from '../domain/customer.ts';
import type { Effects, PlannedChange } from '../domain/plan.ts';
import { auditRecords, nextEntry } from './chain.ts';
import { insertsInto, toStored, type Store, type Write } from './database.ts';
import type { InvoiceRecord, JournalRecord } from './records.ts';
import { changedRecord, updateOf } from './change-document.ts';
import { createDocuments } from './create-documents.ts';
import { moneyWrites, versionWrites } from './money-records.ts';
import { nextNumber, seriesKey } from './series.ts';

/** Who writes, when, and what the audit chain says of it. */
export interface Writer {
  readonly now: Date;
  /** Issue and posting date of what is made. */
  readonly postingDate: string;
  readonly actor: string;
  readonly audit: Pick<AuditBody, 'deed' | 'requestId' | 'reason' | 'planHash' | 'detail' | 'proofHash'>;
  /** Ids of journal entries begin with it: unique for ever. */
  readonly entryPrefix: string;
  /** The request that may hold the documents; facts from outside wait for nobody and leave a request that waits as it is. */
  readonly holder?: string;
  /** The plan's documents were stored as drafts while people signed (X3). */
  readonly drafts?: boolean;
}

/** A compare-and-set matched nothing: a document or an account moved, or an audit chain did, or we did it ourselves before. */
export class Moved extends Error {
  override readonly name = 'Moved';
}

export interface Written {
  readonly changed: readonly InvoiceRecord[];
  readonly created: readonly InvoiceRecord[];
  readonly journal: readonly JournalRecord[];
  /** What is only added, for one round trip at the end of the transaction. */
  readonly writes: readonly Write[];
}

/** Series that the effects take numbers from: their transactions go one after the other in this process. */
export const seriesOf = ({ documents, changes }: Effects, targets: readonly InvoiceRecord[]): readonly string[] => [
  ...new Set([
    ...documents.map(seriesKey),
    ...changes.flatMap((change) => {
      const target = change.finalises && targets.find((one) => one._id === change.documentId);
      return target ? [seriesKey(target)] : [];
    }),
  ]),
];

/**
 * Writes effects inside a transaction (DESIGN sections 3 to 5): documents from exactly the planned versions to the next,
 * customer accounts, numbers, new documents with links, journal, payments, payouts, old versions, audit. `targets` are the
 * documents as they were read. Throws Moved when one of them, or an account that the plan uses, is not as planned.
 */
export async function writeEffects(
  store: Store,
  effects: Effects,
  targets: readonly InvoiceRecord[],
  writer: Writer,
  session: ClientSession,
): Promise<Written> {
  const entries: AuditEntry[] = [];
  const changed: { before: InvoiceRecord; after: InvoiceRecord; change: PlannedChange }[] = [];
  for (const change of effects.changes) {
    const before = targets.find((target) => target._id === change.documentId);
    if (!before) throw new Moved(`${change.documentId} is gone`);
    changed.push({ before, change, after: await moveDocument(store, change, before, writer, entries, session) });
  }
  for (const delta of effects.customers) await moveCustomer(store, delta, session);
  const created = await createDocuments(store, effects, writer, entries, session);
  const afters = changed.map(({ after }) => after);
  const customerId = afters[0]?.customerId ?? created[0]?.customerId ?? '';
  const journal = journalRecords(effects, writer, customerId);
  const { collections } = store;
  return {
    changed: afters,
    created,
    journal,
    writes: [
      ...insertsInto(collections.invoices, created),
      ...insertsInto(collections.journal, journal),
      ...insertsInto(collections.audit, auditRecords(entries)),
      ...versionWrites(store, changed, writer),
      ...moneyWrites(store, effects, [...afters, ...created], writer),
    ],
  };
}

/** Compare-and-set: from exactly the planned version to the next, and for a request only if no other one waits on it. */
async function moveDocument(
  store: Store,
  change: PlannedChange,
  before: InvoiceRecord,
  writer: Writer,
  entries: AuditEntry[],
  session: ClientSession,
): Promise<InvoiceRecord> {
  const { invoices } = store.collections;
  const version = before.version + 1;
  const number = change.finalises ? await nextNumber(store, before, session) : before.number;
  const { entry, auditHead } = nextEntry(before.auditHead, {
    ...writer.audit,
    documentId: before._id,
    at: writer.now.toISOString(),
    actor: writer.actor,
    version,
    detail: writer.audit.detail ?? `${change.fromStatus} to ${change.toStatus}`,
  });
  const after = { ...changedRecord(before, change, writer.postingDate), number, version, auditHead };
  const { matchedCount } = await invoices.updateOne(
    {
      _id: before._id,
      version: toStored(change.version),
      'auditHead.seq': toStored(before.auditHead.seq),
      ...(writer.holder === undefined
        ? {}
        : { $or: [{ openCorrectionId: { $exists: false } }, { openCorrectionId: writer.holder }] }),
    },
    updateOf(after, change, writer.holder !== undefined),
    { session },
  );
  if (matchedCount !== 1) throw new Moved(`${before._id} moved`);
  entries.push(entry);
  return after;
}

/** Accounts move by deltas, because other documents move them too; a plan that uses one fits only the state that it saw. */
async function moveCustomer(store: Store, delta: CustomerDelta, session: ClientSession): Promise<void> {
  const { customers } = store.collections;
  const { customerId, currency, creditDeltaMinor, freeDeltaMinor, payableDeltaMinor, version } = delta;
  const _id = `${customerId}/${currency}`;
  if (version !== undefined) {
    const seen = await customers.findOne({ _id }, { session });
    if ((seen?.version ?? 0) !== version) throw new Moved(`account ${_id} moved`);
  }
  await customers.updateOne(
    { _id },
    {
      $inc: toStored({
        creditMinor: creditDeltaMinor,
        freeMinor: freeDeltaMinor,
        payableMinor: payableDeltaMinor,
        version: 1,
      }),
      $setOnInsert: { customerId, currency },
    },
    { session, upsert: true },
  );
}

/** The entries as they are kept. */
function journalRecords(
  { journal }: Effects,
  { entryPrefix, postingDate, now, audit }: Writer,
  customerId: string,
): readonly JournalRecord[] {
  return journal.map((entry, index) => ({
    _id: `${entryPrefix}/${String(index + 1).padStart(3, '0')}`,
    customerId,
    ...entry,
    documentIds: [
      ...new Set(entry.postings.flatMap(({ documentId }) => (documentId === undefined ? [] : [documentId]))),
    ],
    ...(audit.requestId === undefined ? {} : { requestId: audit.requestId }),
    postedOn: postingDate,
    at: now,
  }));
}
