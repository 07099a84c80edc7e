import { paymentState } from '../domain/balance.ts';
import type { InvoiceDocument } from '../domain/document.ts';
import { returnedQuantities } from '../domain/left.ts';
import { sumMinor } from '../domain/money.ts';
import { reasonText } from '../domain/request.ts';
import type { Store } from '../store/database.ts';
import { creditNotesOf } from '../store/facts.ts';
import { paymentsOf } from '../store/payments.ts';
import { payoutsOf } from '../store/payouts.ts';
import { documentOf, findCorrection, journalOf, linkedDocuments } from '../store/queries.ts';
import type { InvoiceRecord, PaymentRecord, PayoutRecord } from '../store/records.ts';
import type { Told } from './route.ts';
import type { invoiceView, relations } from './schemas/invoice.ts';
import type { payment, payout } from './schemas/money.ts';

/** Everything around a document, as it is kept. */
export async function aroundInvoice(store: Store, record: InvoiceRecord) {
  const document = documentOf(record);
  const { id, openCorrectionId } = document;
  const [creditNotes, linked, journal, payments, payouts, open] = await Promise.all([
    creditNotesOf(store, document),
    linkedDocuments(store, document),
    journalOf(store, [id]),
    paymentsOf(store, id),
    payoutsOf(store, id),
    openCorrectionId === undefined ? undefined : findCorrection(store, openCorrectionId),
  ]);
  return { document, creditNotes, linked, journal, payments, payouts, open };
}
type Around = Awaited<ReturnType<typeof aroundInvoice>>;

/** A document with everything around it, read now. */
export const invoiceViewOf = async (store: Store, record: InvoiceRecord): Promise<Told<typeof invoiceView>> =>
  toldAround(await aroundInvoice(store, record));

/** The same as it is told. */
export function toldAround({ document, creditNotes, linked, journal, payments, payouts, open }: Around): Told<typeof invoiceView> {
  return {
    document,
    paymentState: paymentState(document),
    isPaid: document.status !== 'draft' && document.status !== 'discarded' && document.balanceMinor === 0,
    returnedQuantity: returnedQuantities(document, creditNotes),
    creditedAmountMinor: -sumMinor(creditNotes.map((note) => note.totals.grossMinor)) || 0,
    linked: linked.map((other) => linkOf(document, documentOf(other))),
    journal: journal.map(({ _id, kind, currency, postings, customerId, postedOn }) => ({
      id: _id, kind, currency, postings, customerId, postedOn,
    })),
    payments: payments.map(paymentView),
    payouts: payouts.map(payoutView),
    ...(open
      ? {
          openRequest: {
            requestId: open._id,
            requester: open.request.requester.id,
            reason: reasonText(open.request.reason),
            receivedAt: open.receivedAt.toISOString(),
          },
        }
      : {}),
  };
} // prettier-ignore

export const paymentView = ({ _id: id, at, ...record }: PaymentRecord): Told<typeof payment> => ({
  id,
  ...record,
  at: at.toISOString(),
});

export const payoutView = ({ _id: id, requestedAt, closedAt, ...record }: PayoutRecord): Told<typeof payout> => ({
  id,
  ...record,
  requestedAt: requestedAt.toISOString(),
  ...(closedAt ? { closedAt: closedAt.toISOString() } : {}),
});

type Relation = (typeof relations)[number];

/** One document can be linked in two ways (a cancellation credits what it cancels): the stronger word comes first. */
function linkOf({ links }: InvoiceDocument, { id, number, class: side, type, status, balanceMinor }: InvoiceDocument) {
  const words: readonly (readonly [relation: Relation, ids: readonly (string | undefined)[]])[] = [
    ['canceled with', [links.canceledWith]],
    ['cancels', [links.cancels]],
    ['replaces', [links.replaces]],
    ['replaced by', [links.replacedBy]],
    ['correction of', [links.correctionOf]],
    ['corrected by', links.correctedBy ?? []],
    ['credit for', [links.creditFor]],
    ['credited by', links.creditedBy ?? []],
  ];
  const [relation] = words.find(([, ids]) => ids.includes(id)) ?? (['credited by'] as const);
  return { relation, id, number, class: side, type, status, balanceMinor };
}
