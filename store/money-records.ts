import { freePaymentId } from '../domain/booking.ts';
import { hashValue } from '../domain/canonical.ts';
import type { DocumentContent } from '../domain/document.ts';
import type { Effects, PlannedChange } from '../domain/plan.ts';
import { insertsInto, type Store, type Write } from './database.ts';
import type { InvoiceRecord, PaymentRecord, PayoutRecord, VersionRecord } from './records.ts';
import type { Writer } from './write-effects.ts';

/** Payments that are freed, payments that free balance makes, and payouts that are asked for. */
export function moneyWrites(
  { collections }: Store,
  { changes, payouts }: Effects,
  documents: readonly InvoiceRecord[],
  writer: Writer,
): readonly Write[] {
  const freed = changes.flatMap((change) => change.unlinks ?? []);
  const added = new Set([...changes.flatMap((change) => change.rowsAdded), ...documents.filter(({ version }) => version === 1).flatMap(({ rows }) => rows)].flatMap(({ ref }) => ref ?? [])); // prettier-ignore
  const { now, actor, postingDate, audit } = writer;
  const fromFree = documents.flatMap(({ _id, rows, customerId, currency }) => {
    const row = rows.find((one) => one.kind === 'payment' && one.ref === freePaymentId(_id) && one.amountMinor < 0);
    if (!row || !added.has(freePaymentId(_id)) || freed.includes(freePaymentId(_id))) return [];
    const payment: PaymentRecord = {
      _id: freePaymentId(_id), documentId: _id, customerId, currency, amountMinor: -row.amountMinor, on: postingDate, state: 'linked', source: 'free_balance', by: actor, at: now,
    }; // prettier-ignore
    return [payment];
  });
  const asked = payouts.map(({ id, ...payout }): PayoutRecord => ({
    ...payout, _id: id, state: 'requested', requestId: audit.requestId ?? '', requestedAt: now,
  })); // prettier-ignore
  return [
    ...freed.map((_id): Write => ({
      name: 'updateOne', namespace: collections.payments.namespace, filter: { _id }, update: { $set: { state: 'free' } }, upsert: false,
    })),
    ...insertsInto(collections.payments, fromFree),
    ...insertsInto(collections.payouts, asked),
  ]; // prettier-ignore
}

/** What documents were before they changed in place, each with the hash of its content. */
export function versionWrites(
  { collections }: Store,
  changed: readonly { readonly before: InvoiceRecord; readonly change: PlannedChange }[],
  { now, actor, audit }: Writer,
): readonly Write[] {
  const records = changed
    .filter(({ change }) => change.set !== undefined)
    .map(({ before }): VersionRecord => {
      const content = contentOf(before);
      return {
        _id: `${before._id}/${before.version}`,
        documentId: before._id,
        version: before.version,
        content,
        contentHash: hashValue('countersign/version/v1', content),
        replacedAt: now,
        replacedBy: actor,
        ...(audit.requestId === undefined ? {} : { requestId: audit.requestId }),
      };
    });
  return insertsInto(collections.invoice_versions, records);
}

/** What the document says, without its place in the books. */
export function contentOf(record: InvoiceRecord): DocumentContent {
  const {
    _id, sellerId: _seller, customerId: _customer, status: _status, rows: _rows, balanceMinor: _balance, links: _links,
    version: _version, openCorrectionId: _open, contentHash: _hash, auditHead: _head, transmittedOn: _transmitted,
    paymentsInFlight: _inFlight, ...content
  } = record; // prettier-ignore
  return content;
}
