import { z } from 'zod';
import { kinds, reasonCodes } from '../../domain/request.ts';
import { balanceRow, documentStatus, plannedDocument } from './document.ts';
import { amountMinor, count, currency, documentId, principalId, requestId } from './scalars.ts';

export const kind = z.enum(kinds).meta({ id: 'Kind', description: 'A kind of correction.' });
export const requester = z.strictObject({
  id: principalId,
  type: z.enum(['person', 'service']),
  email: z.string().optional(),
});

const change = z
  .strictObject({
    documentId,
    fromStatus: documentStatus,
    toStatus: documentStatus,
    fromBalanceMinor: amountMinor,
    toBalanceMinor: amountMinor,
    rowsAdded: z.array(balanceRow),
    canceledWith: documentId,
    creditedBy: documentId.optional(),
    stopsRecognition: z.boolean(),
  })
  .meta({ id: 'PlannedChange', description: 'What happens to a document that exists.' });

const journalEntry = z
  .strictObject({
    kind: z.string().meta({ description: 'What the booking is for.', examples: ['reversal'] }),
    currency,
    postings: z.array(
      z.strictObject({
        account: z.string().meta({ examples: ['1200'] }),
        documentId: documentId.optional(),
        side: z.enum(['debit', 'credit']),
        amountMinor,
      }),
    ),
  })
  .meta({ id: 'JournalEntry', description: 'One booking: its debits are its credits.' });

/** The plan of domain/plan.ts: what exactly would happen, and all that people sign. */
export const plan = z
  .strictObject({
    requestId,
    requester,
    reason: z.strictObject({ code: z.enum(reasonCodes), text: z.string().optional() }),
    evidence: z.string().optional(),
    kind,
    invoiceId: documentId,
    invoiceVersion: count,
    policyVersion: z.string(),
    currency,
    exposureMinor: amountMinor,
    changes: z.array(change),
    documents: z.array(plannedDocument),
    journal: z.array(journalEntry),
    balancesAfter: z.array(z.strictObject({ documentId, status: documentStatus, balanceMinor: amountMinor })),
    customer: z
      .strictObject({
        customerId: z.string(),
        currency,
        creditDeltaMinor: amountMinor,
        freeDeltaMinor: amountMinor,
      })
      .optional(),
    notifications: z.array(z.strictObject({ topic: z.string(), recipient: z.string() })),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Plan', description: 'What exactly would happen, and all that people sign.' });
