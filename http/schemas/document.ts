import { z } from 'zod';
import { amountMinor, currency, day, decimal, documentId } from './scalars.ts';

/** Documents as domain/document.ts keeps them. */
export const documentClass = z.enum(['invoice', 'credit']);
export const documentType = z.enum(['standard', 'credit_note', 'cancellation', 'correction', 'replacement']);
export const documentStatus = z.enum(['draft', 'open', 'paid', 'canceled', 'settled', 'discarded']);

const word = z.string().optional();

const address = z.strictObject({
  lines: z.array(z.string()).optional(),
  city: word,
  postalCode: word,
  region: word,
  country: word,
});

const party = z
  .strictObject({
    id: z.string(),
    name: word,
    vatId: word,
    legalId: word,
    partyId: word,
    endpoint: z.strictObject({ scheme: z.string(), id: z.string() }).optional(),
    email: word,
    contact: z.strictObject({ name: word, phone: word }).optional(),
    address: address.optional(),
  })
  .meta({ id: 'Party', description: 'A seller or buyer.' });

const allowanceCharge = z
  .strictObject({
    kind: z.enum(['allowance', 'charge']),
    amountMinor,
    baseMinor: amountMinor.optional(),
    percent: decimal.optional(),
    reason: word,
    reasonCode: word,
    taxCategory: word,
    taxRate: decimal.optional(),
  })
  .meta({ id: 'AllowanceCharge', description: 'An allowance or charge of a line or of the document.' });

const line = z
  .strictObject({
    id: z.string(),
    description: z.string(),
    itemId: word,
    quantity: decimal,
    unitCode: word,
    unitPrice: decimal,
    baseQuantity: decimal.optional(),
    allowancesCharges: z.array(allowanceCharge),
    taxCategory: z.string(),
    taxRate: decimal.optional(),
    netMinor: amountMinor,
    recognition: z.array(z.strictObject({ on: day, amountMinor, booked: z.boolean() })).optional(),
    corrects: z
      .strictObject({ lineId: z.string(), quantityDelta: decimal.optional(), priceDelta: decimal.optional() })
      .optional(),
  })
  .meta({ id: 'Line', description: 'A line of a document.' });

const taxGroup = z
  .strictObject({
    taxCategory: z.string(),
    taxRate: decimal.optional(),
    baseMinor: amountMinor,
    taxMinor: amountMinor,
    exemptionReason: word,
    exemptionReasonCode: word,
  })
  .meta({ id: 'TaxGroup', description: 'Base and tax of one category and rate.' });

const totals = z
  .strictObject({
    linesMinor: amountMinor,
    allowancesMinor: amountMinor,
    chargesMinor: amountMinor,
    netMinor: amountMinor,
    taxMinor: amountMinor,
    grossMinor: amountMinor,
    prepaidMinor: amountMinor,
    roundingMinor: amountMinor,
    payableMinor: amountMinor,
  })
  .meta({ id: 'Totals', description: 'Sums of a document (EN 16931 BG-22).' });

const documentLinks = z
  .strictObject({
    creditFor: documentId.optional(),
    creditedBy: z.array(documentId).optional(),
    cancels: documentId.optional(),
    canceledWith: documentId.optional(),
    correctionOf: documentId.optional(),
    correctedBy: z.array(documentId).optional(),
    replaces: documentId.optional(),
    replacedBy: documentId.optional(),
  })
  .meta({ id: 'DocumentLinks', description: 'Ids of the documents that belong to this one.' });

export const balanceRow = z
  .strictObject({
    kind: z.enum([
      'invoice',
      'rounding',
      'payment',
      'credit_applied',
      'clearing',
      'adjustment',
      'disposition_refund',
      'disposition_credit',
    ]),
    amountMinor,
    on: day.optional(),
    ref: z.string().optional().meta({ description: 'The payment or the other document that the row is about.' }),
    split: z
      .array(
        z.strictObject({
          taxCategory: z.string(),
          taxRate: decimal.optional(),
          netMinor: amountMinor,
          taxMinor: amountMinor,
        }),
      )
      .optional(),
    deferred: z.array(z.strictObject({ lineId: z.string(), on: day, amountMinor })).optional(),
  })
  .meta({ id: 'BalanceRow', description: 'What moved the balance of a document.' });

/** What a document says, and what hangs on it; all but its id, number, day and version. */
const body = {
  class: documentClass,
  type: documentType,
  typeCode: z.string(),
  seller: party,
  buyer: party,
  currency,
  supplyDate: day.optional(),
  dueDate: day.optional(),
  paymentTerms: word,
  orderId: word,
  buyerReference: word,
  costCenter: word,
  delivery: z.strictObject({ name: word, address: address.optional() }).optional(),
  notes: z.array(z.string()).optional(),
  preceding: z.strictObject({ number: z.string(), issueDate: day.optional() }).optional(),
  lines: z.array(line),
  allowancesCharges: z.array(allowanceCharge),
  taxGroups: z.array(taxGroup),
  totals,
  sellerId: z.string(),
  customerId: z.string(),
  status: documentStatus,
  rows: z.array(balanceRow),
  balanceMinor: amountMinor,
  links: documentLinks,
  transmittedOn: day.optional(),
  paymentsInFlight: z.array(z.strictObject({ id: z.string(), amountMinor })).optional(),
};

/** A document as planned: its number and its day are given at the commit. */
export const plannedDocument = z
  .strictObject({ id: documentId, ...body })
  .meta({ id: 'PlannedDocument', description: 'A new document as planned.' });
