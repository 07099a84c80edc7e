import { z } from 'zod';
import type { Payment } from '../../domain/payments.ts';
import type { PaymentRecord, PayoutRecord } from '../../store/records.ts';
import { invoiceDocument } from './document.ts';
import { figure } from './input.ts';
import { pageOf, pageQuery } from './page.ts';
import {
  amountMinor,
  currency,
  day,
  documentId,
  instant,
  principalId,
  requestId,
  text,
  type FieldsOf,
} from './scalars.ts';

/** Ids of payments and payouts, as they are shown. */
export const moneyId = text(1_000);

/** Money that a bank or a payment service tells of. */
export const paymentBody = z
  .strictObject({
    reference: text().meta({ description: "The caller's own name for it; the same again is the same payment." }),
    amount: figure,
    currency: text(12).exactOptional().meta({ description: 'Another one than the invoice has is refused.' }),
    on: day.exactOptional().meta({ description: 'Value date; today unless said otherwise.' }),
    pending: z.boolean().exactOptional().meta({
      description: 'Started, not confirmed: corrections wait. Without it the same payment is confirmed.',
    }),
  })
  .meta({ id: 'PaymentBody' });

export const payment = z
  .strictObject({
    id: z.string(),
    documentId,
    customerId: z.string(),
    currency,
    amountMinor,
    on: day,
    state: z.enum(['in_flight', 'linked', 'free', 'reversed']),
    source: z.enum(['recorded', 'imported', 'free_balance']),
    reference: z.string().optional(),
    by: principalId,
    at: instant,
  } satisfies FieldsOf<Payment & Omit<PaymentRecord, '_id'>>)
  .meta({ id: 'Payment', description: 'Money that a document was told of.' });

export const recordedPayment = z
  .strictObject({ change: z.enum(['recorded', 'unchanged']), payment, document: invoiceDocument })
  .meta({ id: 'RecordedPayment' });
export const changedPayment = z.strictObject({ payment, document: invoiceDocument }).meta({ id: 'ChangedPayment' });

export const payoutState = z.enum(['requested', 'confirmed', 'failed']);
export const payoutQuery = pageQuery.extend({ state: payoutState.default('requested') });
export const failureBody = z.strictObject({ reason: text(500).meta({ description: 'What the bank said.' }) });

export const payout = z
  .strictObject({
    id: z.string(),
    documentId,
    customerId: z.string(),
    currency,
    amountMinor,
    state: payoutState,
    requestId,
    requestedAt: instant,
    closedAt: instant.optional(),
    by: principalId.optional(),
    failure: z.string().optional().meta({ description: 'What the bank said when it failed.' }),
  } satisfies FieldsOf<{ readonly id: string } & Omit<PayoutRecord, '_id'>>)
  .meta({ id: 'Payout', description: 'Money that is to go out.' });

export const payoutPage = pageOf(payout).meta({ id: 'PayoutPage' });
export const changedPayout = z.strictObject({ payout }).meta({ id: 'ChangedPayout' });
