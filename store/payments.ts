import { dayOf } from '../domain/calendar.ts';
import { paymentIdOf } from '../domain/booking.ts';
import { Refused } from '../domain/errors.ts';
import type { Booking } from '../domain/lifecycle.ts';
import { receivePayment, reversePayment, startPayment, unlinkPayment, type Payment } from '../domain/payments.ts';
import { refundedMinor } from '../domain/caps.ts';
import { insertsInto, operationMaxMs, toStored, type Store, type Write } from './database.ts';
import { creditNotesOf, loadAccounts } from './facts.ts';
import { perform, type By, type Operation } from './perform.ts';
import { documentOf, findInvoice, listMax, readInvoice } from './queries.ts';
import type { PaymentRecord } from './records.ts';
import { currentSettings } from './settings.ts';

/** Money that a bank or a payment service tells of. */
export interface Received {
  /** The caller's own name for the payment, unique on the invoice; the same again is the same payment. */
  readonly reference: string;
  readonly amountMinor: number;
  /** Value date, `YYYY-MM-DD`; today unless said otherwise. */
  readonly on?: string;
  /** Started and not confirmed yet: no money is booked, and corrections wait. Send it again without to confirm it. */
  readonly pending?: boolean;
}

/**
 * Records a payment on an invoice: as far as the invoice is open it is linked, the rest is free balance. The same again is
 * `unchanged`; one in flight is confirmed by sending it without `pending`. Throws PAYMENT_ID_REUSED, NOT_AN_INVOICE.
 */
export async function recordPayment(
  store: Store,
  idOrNumber: string,
  received: Received,
  by: By,
): Promise<{ readonly change: 'recorded' | 'unchanged'; readonly payment: PaymentRecord }> {
  const { _id: documentId } = await findInvoice(store, idOrNumber);
  const _id = paymentIdOf(documentId, received.reference);
  let change: 'recorded' | 'unchanged' = 'unchanged';
  await perform(store, by, async () => {
    const known = await store.collections.payments.findOne({ _id }, { maxTimeMS: operationMaxMs });
    if (known && known.amountMinor !== received.amountMinor) throw new Refused('PAYMENT_ID_REUSED', { param: 'reference', detail: `It was ${known.amountMinor} minor units.` }); // prettier-ignore
    if (known && (known.state !== 'in_flight' || received.pending)) return undefined;
    const booking = await bookingOf(store, documentId, by);
    change = 'recorded';
    return received.pending ? started(store, booking, _id, received, by) : arrived(store, booking, _id, received, by);
  });
  return { change, payment: await findPayment(store, _id) };
}

function started(store: Store, { document, today }: Booking, _id: string, received: Received, by: By): Operation {
  const record = recordOf(document, _id, received, 'in_flight', today, by);
  return {
    effects: startPayment(document, { id: _id, amountMinor: received.amountMinor }),
    audit: { deed: 'payment_recorded', detail: `${received.reference}: started` },
    entryPrefix: `${_id}/started`,
    writes: insertsInto(store.collections.payments, [record]),
  };
}

function arrived(store: Store, booking: Booking, _id: string, received: Received, by: By): Operation {
  const on = received.on ?? booking.today;
  const effects = receivePayment(booking, { id: _id, amountMinor: received.amountMinor, on });
  const isLinked = effects.changes.some((change) => change.rowsAdded.length > 0);
  const { _id: _same, ...record } = recordOf(
    booking.document,
    _id,
    received,
    isLinked ? 'linked' : 'free',
    booking.today,
    by,
  );
  const { payments } = store.collections;
  return {
    effects,
    audit: { deed: 'payment_recorded', detail: received.reference },
    entryPrefix: _id,
    // One in flight becomes this; one that is there already matches nothing, and its id ends the transaction.
    writes: [{ name: 'updateOne', namespace: payments.namespace, filter: { _id, state: 'in_flight' }, update: { $set: toStored(record) }, upsert: true }], // prettier-ignore
  };
}

const recordOf = (
  { id: documentId, customerId, currency }: Booking['document'],
  _id: string,
  { reference, amountMinor, on }: Received,
  state: Payment['state'],
  today: string,
  { actor, now }: By,
): PaymentRecord => ({
  _id, documentId, customerId, currency, amountMinor, reference, on: on ?? today, state, source: 'recorded', by: actor, at: now,
}); // prettier-ignore

/** Takes a payment off its document: the money becomes free balance. Throws PAYMENT_NOT_FOUND, PAYMENT_STATE. */
export const unlink = (store: Store, paymentId: string, by: By): Promise<PaymentRecord> =>
  onPayment(store, paymentId, by, 'free', async (booking, payment) => {
    const refunded = refundedMinor(await creditNotesOf(store, booking.document));
    return {
      effects: unlinkPayment(booking, payment, refunded),
      audit: { deed: 'payment_unlinked', detail: paymentId },
    };
  });

/** The bank took the money back. Throws PAYMENT_NOT_FOUND, PAYMENT_STATE, FREE_BALANCE_USED. */
export const reverse = (store: Store, paymentId: string, by: By): Promise<PaymentRecord> =>
  onPayment(store, paymentId, by, 'reversed', (booking, payment) =>
    Promise.resolve({
      effects: reversePayment(booking, payment),
      audit: { deed: 'payment_reversed', detail: paymentId },
    }),
  );

/** Brings a payment into a state; one that is there already is left as it is. */
async function onPayment(
  store: Store,
  paymentId: string,
  by: By,
  state: Payment['state'],
  decide: (booking: Booking, payment: Payment) => Promise<Pick<Operation, 'effects' | 'audit'>>,
): Promise<PaymentRecord> {
  await perform(store, by, async () => {
    const { _id: id, ...record } = await findPayment(store, paymentId);
    if (record.state === state) return undefined;
    const booking = await bookingOf(store, record.documentId, by);
    const update: Write = { name: 'updateOne', namespace: store.collections.payments.namespace, filter: { _id: id, state: record.state }, update: { $set: { state } }, upsert: false }; // prettier-ignore
    return {
      ...(await decide(booking, { id, ...record })),
      entryPrefix: `${id}/${state}/${booking.document.version}`,
      writes: [update],
    };
  });
  return findPayment(store, paymentId);
}

/** Throws PAYMENT_NOT_FOUND. */
export async function findPayment({ collections: { payments } }: Store, _id: string): Promise<PaymentRecord> {
  const found = await payments.findOne({ _id }, { maxTimeMS: operationMaxMs });
  if (!found) throw new Refused('PAYMENT_NOT_FOUND', { detail: _id.slice(0, 120) });
  return found;
}

/** Payments that a document was told of. */
export const paymentsOf = ({ collections: { payments } }: Store, documentId: string): Promise<PaymentRecord[]> =>
  payments.find({ documentId }, { limit: listMax, maxTimeMS: operationMaxMs, sort: { _id: 1 } }).toArray();

/** What the pure rules look at, read now. */
export async function bookingOf(store: Store, documentId: string, { now }: Pick<By, 'now'>): Promise<Booking> {
  const document = documentOf(await readInvoice(store, documentId));
  const [{ settings }, [account]] = await Promise.all([currentSettings(store), loadAccounts(store, [document])]);
  if (!account) throw new Error('an account was asked for');
  return { document, account, settings, today: dayOf(now) };
}
