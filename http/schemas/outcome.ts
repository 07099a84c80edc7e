import { z } from 'zod';
import type { CommittedDocument, OpenView, Outcome } from '../../domain/request.ts';
import { customerDelta } from './customer.ts';
import { documentClass, documentStatus, documentType } from './document.ts';
import { refusal } from './refusal.ts';
import {
  amountMinor,
  count,
  currency,
  documentId,
  instant,
  planHash,
  principalId,
  requestId,
  type FieldsOf,
} from './scalars.ts';

const about = { requestId, invoiceId: documentId };
const ended = { ...about, by: principalId, comment: z.string() };

const committedDocument = z
  .strictObject({
    id: documentId,
    number: z.string(),
    class: documentClass,
    type: documentType,
    status: documentStatus,
    balanceMinor: amountMinor,
  } satisfies FieldsOf<CommittedDocument>)
  .meta({ id: 'CommittedDocument', description: 'A document as the correction left it.' });

export const applied = z.strictObject({
  state: z.literal('applied'),
  ...about,
  currency,
  planHash,
  documents: z.array(committedDocument),
  customers: z.array(customerDelta),
  payoutIds: z.array(z.string()).meta({ description: 'Payouts that wait for their confirmation.' }),
  journalIds: z.array(z.string()),
  committedAt: instant,
} satisfies FieldsOf<Extract<Outcome, { state: 'applied' }>>);
export const rejected = z.strictObject({ state: z.literal('rejected'), ...ended });
export const withdrawn = z.strictObject({ state: z.literal('withdrawn'), ...ended });
export const expired = z.strictObject({ state: z.literal('expired'), ...about, at: instant });
export const refused = z.strictObject({ state: z.literal('refused'), ...about, blockers: z.array(refusal) });
export const stale = z.strictObject({
  state: z.literal('stale'),
  ...about,
  plannedVersion: count,
  currentVersion: count,
});

/** How a request ended; only `applied` changed money. */
export const outcome = z
  .discriminatedUnion('state', [applied, rejected, withdrawn, expired, refused, stale])
  .meta({ id: 'Outcome', description: 'How a request ended; only `applied` changed money.' });

const waitingFor = z
  .strictObject({
    planHash,
    revision: count,
    step: count,
    stepName: z.string(),
    steps: count.meta({ description: 'How many there are.' }),
    roles: z.array(z.string()).meta({ description: 'Who may sign now: after the escalation more than before.' }),
    quorum: count,
    escalated: z.boolean(),
    votes: z.array(z.string()).meta({ description: 'Who has signed, over all steps: `ben`, or `ben for carla`.' }),
    dueAt: instant,
    why: z.array(z.string()),
  } satisfies FieldsOf<NonNullable<OpenView['waitingFor']>>)
  .meta({ id: 'WaitingFor', description: 'What an open request waits for; a decision names it.' });

/** A request that is not over. */
export const waiting = z.strictObject({
  state: z.enum(['evaluating', 'open', 'outdated', 'replanning', 'applying', 'needs-attention']),
  ...about,
  waitingFor: waitingFor.optional(),
} satisfies FieldsOf<OpenView>);
