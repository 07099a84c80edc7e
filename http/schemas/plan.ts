import { z } from 'zod';
import { kinds } from '../../domain/input.ts';
import type { JournalEntry, Posting } from '../../domain/journal.ts';
import type { Plan, PlannedChange, PlannedPayout } from '../../domain/plan.ts';
import { principalTypes } from '../../domain/principal.ts';
import type { Notice } from '../../domain/notices.ts';
import { reasonCodes } from '../../domain/request.ts';
import { balanceRow, recognition } from './amounts.ts';
import { plannedDelta } from './customer.ts';
import { content, contentField, documentStatus, inFlight, plannedDocument } from './document.ts';
import { correctionInput } from './input.ts';
import { amountMinor, count, currency, day, documentId, principalId, requestId, type FieldsOf } from './scalars.ts';

export const kind = z.enum(kinds).meta({ id: 'Kind', description: 'A kind of correction.' });
export const requester = z.strictObject({
  id: principalId,
  type: z.enum(principalTypes),
  email: z.string().optional(),
});

const change = z
  .strictObject({
    documentId,
    version: count.meta({ description: 'At another version nothing is applied.' }),
    fromStatus: documentStatus,
    toStatus: documentStatus,
    fromBalanceMinor: amountMinor,
    toBalanceMinor: amountMinor,
    rowsAdded: z.array(balanceRow),
    canceledWith: documentId.optional(),
    replacedBy: documentId.optional(),
    creditedBy: documentId.optional(),
    correctedBy: documentId.optional(),
    stopsRecognition: z.boolean(),
    schedules: z.array(z.strictObject({ lineId: z.string(), recognition: z.array(recognition) })).optional(),
    set: z
      .strictObject(content)
      .partial()
      .optional()
      .meta({ description: 'Changed in place; the old version is kept.' }),
    cleared: z.array(contentField).optional(),
    unlinks: z.array(z.string()).optional().meta({ description: 'Payments that are no longer linked.' }),
    finalises: z.literal(true).optional(),
    customerId: z.string().optional(),
    contentHash: z.string().optional(),
    creditFor: documentId.optional(),
    paymentsInFlight: inFlight.optional(),
  } satisfies FieldsOf<PlannedChange>)
  .meta({ id: 'PlannedChange', description: 'What happens to a document that exists.' });

export const journalEntry = z
  .strictObject({
    kind: z.string().meta({ description: 'What the booking is for.', examples: ['reversal'] }),
    currency,
    postings: z.array(
      z.strictObject({
        account: z.string().meta({ examples: ['1200'] }),
        documentId: documentId.optional(),
        side: z.enum(['debit', 'credit']),
        amountMinor,
      } satisfies FieldsOf<Posting>),
    ),
    customerId: z.string().optional(),
  } satisfies FieldsOf<JournalEntry>)
  .meta({ id: 'JournalEntry', description: 'One booking: its debits are its credits.' });

const payout = z
  .strictObject({
    id: z.string(),
    documentId,
    customerId: z.string(),
    currency,
    amountMinor,
  } satisfies FieldsOf<PlannedPayout>)
  .meta({ id: 'PlannedPayout', description: 'Money that goes to the customer once a bank says so.' });

/** The plan of domain/plan.ts: what exactly would happen, and all that people sign. */
export const plan = z
  .strictObject({
    requestId,
    requester,
    reason: z.strictObject({ code: z.enum(reasonCodes), text: z.string().optional() }),
    evidence: z.string().optional(),
    kind,
    input: correctionInput.optional(),
    invoiceId: documentId,
    invoiceVersion: count,
    policyVersion: z.string(),
    settingsVersion: count,
    currency,
    exposureMinor: amountMinor,
    postingDate: day.optional(),
    finalise: z.literal('manual').optional(),
    changes: z.array(change),
    documents: z.array(plannedDocument),
    journal: z.array(journalEntry),
    customers: z.array(plannedDelta),
    payouts: z.array(payout),
    balancesAfter: z.array(z.strictObject({ documentId, status: documentStatus, balanceMinor: amountMinor })),
    notifications: z.array(
      z.strictObject({
        topic: z.string(),
        recipient: z.string(),
        channel: z.literal('slack').optional().meta({ description: 'Mail unless it says otherwise.' }),
      } satisfies FieldsOf<Notice>),
    ),
    warnings: z.array(z.string()),
  } satisfies FieldsOf<Plan>)
  .meta({ id: 'Plan', description: 'What exactly would happen, and all that people sign.' });
