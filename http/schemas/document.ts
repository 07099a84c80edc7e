import { z } from 'zod';
import type { DocumentContent, InvoiceDocument, Links } from '../../domain/document.ts';
import { allowanceCharge, balanceRow, line, taxGroup, totals } from './amounts.ts';
import { delivery, party } from './party.ts';
import { amountMinor, count, currency, day, documentId, requestId, type FieldsOf } from './scalars.ts';

/** Documents as domain/document.ts keeps them. */
export const documentClass = z.enum(['invoice', 'credit']);
export const documentType = z.enum(['standard', 'credit_note', 'cancellation', 'correction', 'replacement']);
export const documentStatus = z.enum(['draft', 'open', 'paid', 'canceled', 'settled', 'discarded']);

const word = z.string().optional();

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
    counters: requestId.optional().meta({ description: 'The request whose effect this document takes back.' }),
  } satisfies FieldsOf<Links>)
  .meta({ id: 'DocumentLinks', description: 'Ids of the documents that belong to this one.' });

/** What a document says. */
export const content = {
  class: documentClass,
  type: documentType,
  typeCode: z.string(),
  number: z.string().meta({ description: 'Empty on a draft.' }),
  seller: party,
  buyer: party,
  currency,
  issueDate: day,
  supplyDate: day.optional(),
  dueDate: day.optional(),
  paymentTerms: word,
  orderId: word,
  buyerReference: word,
  costCenter: word,
  delivery: delivery.optional(),
  notes: z.array(z.string()).optional(),
  preceding: z.strictObject({ number: z.string(), issueDate: day.optional() }).optional(),
  lines: z.array(line),
  allowancesCharges: z.array(allowanceCharge),
  taxGroups: z.array(taxGroup),
  totals,
} satisfies FieldsOf<DocumentContent>;

export const contentField = z.enum(Object.keys(content) as [keyof DocumentContent, ...(keyof DocumentContent)[]]);

/** Payments that were started and are not confirmed yet. */
export const inFlight = z.array(z.strictObject({ id: z.string(), amountMinor }));

const { number, issueDate, ...told } = content;
const planned = {
  id: documentId,
  ...told,
  sellerId: z.string(),
  customerId: z.string(),
  status: documentStatus,
  rows: z.array(balanceRow),
  balanceMinor: amountMinor,
  links: documentLinks,
};

/** A document as planned: its number and its day are given at the commit. */
export const plannedDocument = z
  .strictObject(planned)
  .meta({ id: 'PlannedDocument', description: 'A new document as planned.' });

/** A document in the books, or a draft. */
export const invoiceDocument = z
  .strictObject({
    ...planned,
    number,
    issueDate,
    transmittedOn: day.optional().meta({ description: 'Day on which it went to a tax authority.' }),
    paymentsInFlight: inFlight.optional(),
    version: count,
    openCorrectionId: requestId.optional(),
  } satisfies FieldsOf<InvoiceDocument>)
  .meta({ id: 'Document', description: 'An invoice or a credit.' });
