import type { BalanceRow } from './balance.ts';
import type { InvoiceDocument } from './document.ts';
import { Refused } from './errors.ts';
import { accounts, entries, entry } from './journal.ts';
import { noDelta, posted, type Booking } from './lifecycle.ts';
import { formatMoney } from './money.ts';
import { changeOf, touched, type Effects } from './plan.ts';
import { noEffects } from './plan-draft.ts';
import { isClosedPair } from './standing.ts';

/** A payment that a document was told of. Where its money is now stands in the document's rows. */
export interface Payment {
  readonly id: string;
  readonly documentId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly on: string;
  readonly state: 'in_flight' | 'linked' | 'free' | 'reversed';
  readonly source: 'recorded' | 'imported' | 'free_balance';
}

/** What a payment has on its document now, minor units. */
export const linkedMinor = ({ rows }: Pick<InvoiceDocument, 'rows'>, paymentId: string): number =>
  -rows.reduce((sum, row) => (row.kind === 'payment' && row.ref === paymentId ? sum + row.amountMinor : sum), 0) || 0;

/**
 * Money came: as far as the invoice is open it is linked to it, the rest is the customer's free balance (2150); on a document
 * that takes none (canceled, a draft) all of it is. Throws NOT_AN_INVOICE.
 */
export function receivePayment(
  { document, account, settings }: Booking,
  payment: Pick<Payment, 'id' | 'amountMinor' | 'on'>,
): Effects {
  if (document.class === 'credit') throw new Refused('NOT_AN_INVOICE');
  const { amountMinor, on, id } = payment;
  const takes = document.status === 'open' && !isClosedPair(document);
  const linkMinor = takes ? Math.min(Math.max(document.balanceMinor, 0), amountMinor) : 0;
  const freeMinor = amountMinor - linkMinor;
  const rows: readonly BalanceRow[] =
    linkMinor === 0 ? [] : [{ kind: 'payment', amountMinor: -linkMinor, ref: id, on }];
  const inFlight = document.paymentsInFlight?.filter((one) => one.id !== id);
  return posted(settings, {
    ...noEffects,
    changes: [
      {
        ...changeOf(document, takes && document.balanceMinor === linkMinor ? 'paid' : document.status, rows),
        ...(inFlight === undefined ? {} : { paymentsInFlight: inFlight }),
      },
    ],
    journal: entries([
      entry('payment', document.currency, [
        [accounts.bank, amountMinor],
        [accounts.receivable, -linkMinor, document.id],
        [accounts.unapplied, -freeMinor],
      ]),
    ]),
    customers: freeMinor === 0 ? [] : [{ ...noDelta(account), freeDeltaMinor: freeMinor }],
  });
}

/** A payment was started: until it is confirmed or fails, corrections that move money wait (PAYMENT_IN_FLIGHT). */
export function startPayment(
  document: InvoiceDocument,
  { id, amountMinor }: Pick<Payment, 'id' | 'amountMinor'>,
): Effects {
  if (document.class === 'credit') throw new Refused('NOT_AN_INVOICE');
  const inFlight = [...(document.paymentsInFlight ?? []), { id, amountMinor }];
  return { ...noEffects, changes: touched(document).map((change) => ({ ...change, paymentsInFlight: inFlight })) };
}

/**
 * Takes a payment off its document: the money stays with the customer as free balance (macro UP). Throws PAYMENT_STATE when it
 * is not linked, or when more cash was refunded than would be left.
 */
export function unlinkPayment(
  { document, account, settings }: Booking,
  payment: Payment,
  refundedMinor: number,
): Effects {
  const amountMinor = linkedMinor(document, payment.id);
  if (payment.state !== 'linked' || amountMinor === 0)
    throw new Refused('PAYMENT_STATE', { detail: `It is ${payment.state}.` });
  const cashMinor = -document.rows.reduce((sum, row) => (row.kind === 'payment' ? sum + row.amountMinor : sum), 0);
  if (cashMinor - amountMinor < refundedMinor)
    throw new Refused('PAYMENT_STATE', {
      detail: `${formatMoney(refundedMinor, document.currency)} of the cash was refunded.`,
    });
  const rows: readonly BalanceRow[] = [{ kind: 'payment', amountMinor, ref: payment.id }];
  return posted(settings, {
    ...noEffects,
    changes: [{ ...changeOf(document, reopened(document), rows), unlinks: [payment.id] }],
    journal: entries([
      entry('payment_unlinked', document.currency, [
        [accounts.receivable, amountMinor, document.id],
        [accounts.unapplied, -amountMinor],
      ]),
    ]),
    customers: [{ ...noDelta(account), freeDeltaMinor: amountMinor }],
  });
}

const reopened = ({ status }: InvoiceDocument): InvoiceDocument['status'] => (status === 'paid' ? 'open' : status);

/**
 * The bank took a payment back (chargeback): 1200 or 2150 against 1000. Throws PAYMENT_STATE for one that is reversed or was
 * never money of its own, FREE_BALANCE_USED when its free part is linked elsewhere by now.
 */
export function reversePayment({ document, account, settings }: Booking, payment: Payment): Effects {
  if (payment.state === 'reversed' || payment.source === 'free_balance')
    throw new Refused('PAYMENT_STATE', {
      detail: payment.state === 'reversed' ? 'It is reversed.' : 'It is free balance: unlink it.',
    });
  if (payment.state === 'in_flight') {
    const inFlight = (document.paymentsInFlight ?? []).filter((one) => one.id !== payment.id);
    return { ...noEffects, changes: touched(document).map((change) => ({ ...change, paymentsInFlight: inFlight })) };
  }
  const onDocument = linkedMinor(document, payment.id);
  const freeMinor = payment.amountMinor - onDocument;
  if (freeMinor > account.freeMinor)
    throw new Refused('FREE_BALANCE_USED', {
      detail: `${formatMoney(account.freeMinor, document.currency)} of it is free.`,
    });
  const rows: readonly BalanceRow[] =
    onDocument === 0 ? [] : [{ kind: 'payment', amountMinor: onDocument, ref: payment.id }];
  return posted(settings, {
    ...noEffects,
    changes: [changeOf(document, onDocument === 0 ? document.status : reopened(document), rows)],
    journal: entries([
      entry('payment_reversed', document.currency, [
        [accounts.receivable, onDocument, document.id],
        [accounts.unapplied, freeMinor],
        [accounts.bank, -payment.amountMinor],
      ]),
    ]),
    customers: freeMinor === 0 ? [] : [{ ...noDelta(account), freeDeltaMinor: -freeMinor, version: account.version }],
  });
}
