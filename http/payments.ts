import { z } from 'zod';
import { Refused } from '../domain/errors.ts';
import { parseAmount } from '../domain/money.ts';
import { recordPayment, reverse, unlink, type Received } from '../store/payments.ts';
import { documentOf, findInvoice, readInvoice } from '../store/queries.ts';
import type { InvoiceRecord, PaymentRecord } from '../store/records.ts';
import { by, type Deps } from './context.ts';
import { paymentView } from './invoice-view.ts';
import { json, route, type Route } from './route.ts';
import { changedPayment, moneyId, paymentBody, recordedPayment } from './schemas/money.ts';
import { invoiceName } from './schemas/scalars.ts';

const operator = { role: 'operator' } as const;
const ofPayment = z.strictObject({ id: moneyId });

/** Money that came, and money that a bank took back: facts from outside, recorded whatever waits. */
export const paymentRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/invoices/{id}/payments',
    operationId: 'recordPayment',
    tag: 'payments',
    summary: 'Record a payment of an invoice.',
    caller: operator,
    params: z.strictObject({ id: invoiceName }),
    body: json(paymentBody, { reference: 'BANK-7781', amount: '100.00', on: '2026-01-31' }),
    answers: { 200: recordedPayment },
    problems: [
      'INVOICE_NOT_FOUND',
      'INVOICE_AMBIGUOUS',
      'AMOUNT_FORMAT',
      'AMOUNT_RANGE',
      'CURRENCY_MISMATCH',
      'NOT_AN_INVOICE',
      'PAYMENT_ID_REUSED',
    ],
  }).answeredBy(async ({ principal, params, body }) => {
    const invoice = await findInvoice(deps.store, params.id);
    const { change, payment } = await recordPayment(
      deps.store,
      params.id,
      receivedIn(body, invoice),
      by(principal, deps),
    );
    return { status: 200, body: { change, ...(await told(deps, payment)) } };
  }),
  route({
    method: 'post',
    path: '/v1/payments/{id}/unlink',
    operationId: 'unlinkPayment',
    tag: 'payments',
    summary: 'Take a payment off its document; the money stays with the customer.',
    caller: operator,
    params: ofPayment,
    answers: { 200: changedPayment },
    problems: ['MALFORMED', 'PAYMENT_NOT_FOUND', 'PAYMENT_STATE'],
  }).answeredBy(async ({ principal, params }) => ({
    status: 200,
    body: await told(deps, await unlink(deps.store, params.id, by(principal, deps))),
  })),
  route({
    method: 'post',
    path: '/v1/payments/{id}/reverse',
    operationId: 'reversePayment',
    tag: 'payments',
    summary: 'Record that the bank took a payment back.',
    caller: operator,
    params: ofPayment,
    answers: { 200: changedPayment },
    problems: ['MALFORMED', 'PAYMENT_NOT_FOUND', 'PAYMENT_STATE', 'FREE_BALANCE_USED'],
  }).answeredBy(async ({ principal, params }) => ({
    status: 200,
    body: await told(deps, await reverse(deps.store, params.id, by(principal, deps))),
  })),
];

/** Throws CURRENCY_MISMATCH, AMOUNT_FORMAT. */
function receivedIn(
  { reference, amount, currency, on, pending }: z.output<typeof paymentBody>,
  invoice: Pick<InvoiceRecord, 'currency'>,
): Received {
  if (currency !== undefined && currency !== invoice.currency)
    throw new Refused('CURRENCY_MISMATCH', { param: 'currency', detail: `The invoice is in ${invoice.currency}.` });
  const amountMinor = parseAmount(amount, invoice.currency, 'amount');
  if (amountMinor === 0) throw new Refused('AMOUNT_FORMAT', { param: 'amount', detail: 'A payment is more than 0.' });
  return {
    reference,
    amountMinor,
    ...(on === undefined ? {} : { on }),
    ...(pending === undefined ? {} : { pending }),
  };
}

/** The payment, and its document as it is now. A request that waits on it is told that its plan may be outdated. */
async function told({ store, gateway }: Deps, payment: PaymentRecord) {
  const document = documentOf(await readInvoice(store, payment.documentId));
  if (document.openCorrectionId !== undefined) await gateway.hintMoved(document.id);
  return { payment: paymentView(payment), document };
}
