import { z } from 'zod';
import { isDate } from '../../domain/calendar.ts';
import { refusedAs } from '../parse.ts';
import { documentClass, documentStatus, documentType } from './document.ts';
import { pageOf, pageQuery } from './page.ts';
import { amountMinor, count, currency, day, documentId, requestId, text } from './scalars.ts';

/** Two texts of at most 200 characters as base64url. */
const placeMax = 2_500;
const amount = text(40).optional().meta({ description: 'Of the document, in `currency`, without sign: 1250.00; it takes part in the range.' }); // prettier-ignore
const issued = day
  .refine(isDate, refusedAs('MALFORMED', 'It is no day of the calendar.'))
  .optional()
  .meta({ description: 'Day of issue; it takes part in the range.' });

/** What documents are looked for by. */
export const invoiceQuery = pageQuery.extend({
  after: z.string().max(placeMax).optional().meta({ description: 'The `next` of the page before.' }),
  number: text().optional().meta({ description: 'What the number begins with, as it is written.', examples: ['INV-2026'] }),
  customer: text().optional().meta({ description: 'Id of the customer.', examples: ['DE123:B1'] }),
  order: text().optional().meta({ description: 'Id of the order.' }),
  status: documentStatus.optional(),
  class: documentClass.optional(),
  type: documentType.optional(),
  currency: z.string().regex(/^[A-Z]{3}$/).optional(),
  minAmount: amount,
  maxAmount: amount,
  issuedFrom: issued,
  issuedTo: issued,
  open: z.literal('true', 'Only "true" is known here').optional().meta({ description: 'Only those with a correction that waits.' }),
}); // prettier-ignore

export const invoiceRow = z
  .strictObject({
    id: documentId,
    number: z.string().meta({ description: 'Empty on a draft.' }),
    class: documentClass,
    type: documentType,
    status: documentStatus,
    paymentState: z.enum(['unpaid', 'partially_paid', 'paid']),
    customerId: z.string(),
    customerName: z.string().optional(),
    orderId: z.string().optional(),
    currency,
    grossMinor: amountMinor,
    balanceMinor: amountMinor,
    issueDate: day,
    dueDate: day.optional(),
    version: count,
    openRequestId: requestId.optional(),
  })
  .meta({ id: 'InvoiceRow', description: 'A document in a list.' });

export const invoicePage = pageOf(invoiceRow).meta({ id: 'InvoicePage' });
