import { z } from 'zod';
import type { Action } from '../../domain/actions.ts';
import { content, documentClass, documentStatus, documentType, invoiceDocument } from './document.ts';
import { payment, payout } from './money.ts';
import { pageOf } from './page.ts';
import { journalEntry, kind } from './plan.ts';
import { refusal } from './refusal.ts';
import {
  amountMinor, count, currency, day, decimal, documentId, instant, principalId, requestId, type FieldsOf,
} from './scalars.ts'; // prettier-ignore

/** An id of the caller's own; ids of corrections' documents begin with `r_`, those of imports have a colon. */
export const draftId = z
  .string()
  .regex(/^(?!r_)[A-Za-z0-9._-]{1,100}$/, 'It has 1 to 100 letters, digits, points, hyphens and underscores, and does not begin with r_')
  .meta({ description: 'An id of your own.', examples: ['order-4711'] }); // prettier-ignore

export const documentAnswer = z.strictObject({ document: invoiceDocument }).meta({ id: 'DocumentAnswer' });
export const draftAnswer = z
  .strictObject({ change: z.enum(['created', 'unchanged', 'replaced']), document: invoiceDocument })
  .meta({ id: 'DraftAnswer' });

export const relations = [
  'canceled with', 'cancels', 'credit for', 'credited by', 'correction of', 'corrected by', 'replaces', 'replaced by',
] as const; // prettier-ignore

const linkedDocument = z
  .strictObject({
    relation: z.enum(relations),
    id: documentId,
    number: z.string(),
    class: documentClass,
    type: documentType,
    status: documentStatus,
    balanceMinor: amountMinor,
  })
  .meta({ id: 'LinkedDocument' });

/** A document and everything around it. */
export const invoiceView = z
  .strictObject({
    document: invoiceDocument,
    paymentState: z.enum(['unpaid', 'partially_paid', 'paid']),
    isPaid: z.boolean().meta({ description: 'Finalised, and nothing is open.' }),
    returnedQuantity: z.record(z.string(), decimal).meta({ description: 'Units that came back, by line id.' }),
    creditedAmountMinor: amountMinor.meta({ description: 'Gross of its credit notes, more than 0.' }),
    linked: z.array(linkedDocument),
    journal: z.array(journalEntry.extend({ id: z.string(), postedOn: day })),
    payments: z.array(payment),
    payouts: z.array(payout),
    openRequest: z
      .strictObject({ requestId, requester: principalId, reason: z.string(), receivedAt: instant })
      .optional(),
  })
  .meta({ id: 'InvoiceView', description: 'A document and everything around it.' });

const version = z
  .strictObject({
    version: count,
    content: z.strictObject(content),
    contentHash: z.string(),
    replacedAt: instant,
    replacedBy: principalId,
    requestId: requestId.optional(),
  })
  .meta({ id: 'DocumentVersion', description: 'What a document was before it changed in place.' });
export const versionPage = pageOf(version).meta({ id: 'DocumentVersionPage' });

const action = z
  .strictObject({
    kind,
    scope: z.enum(['fiscal', 'non_fiscal']).optional(),
    available: z.boolean(),
    effect: z.string(),
    maxMinor: amountMinor.optional().meta({ description: 'The largest amount that it can be about.' }),
    blockers: z.array(refusal),
  } satisfies FieldsOf<Action>)
  .meta({
    id: 'Action',
    description: 'A kind of correction: possible with this effect, or blocked for these reasons.',
  });

export const actionsView = z
  .strictObject({ invoiceId: documentId, number: z.string(), currency, version: count, actions: z.array(action) })
  .meta({ id: 'Actions', description: 'What can be done with a document now.' });
