import { z } from 'zod';
import { commandNames } from '../../domain/decision.ts';
import { reasonCodes } from '../../domain/request.ts';
import { idMax } from '../context.ts';
import { refusedAs } from '../parse.ts';
import { explanation } from './explanation.ts';
import { correctionInput } from './input.ts';
import { applied, expired, refused, rejected, stale, waiting, withdrawn } from './outcome.ts';
import { pageOf } from './page.ts';
import { kind, plan, requester } from './plan.ts';
import { amountMinor, count, currency, instant, links, planHash, principalId } from './scalars.ts';

const noKey = refusedAs('IDEMPOTENCY_KEY_REQUIRED', `1 to ${idMax} characters.`);
/** Makes a request its caller's own: the same again is the same request. Refuses with IDEMPOTENCY_KEY_REQUIRED. */
export const idempotencyKey = z
  .string(noKey)
  .trim()
  .min(1, noKey)
  .max(idMax, noKey)
  .meta({ description: 'The same key and body get the same answer for ever.', examples: ['2026-0107-a'] });

const example = { requestId: 'r_ab3de', invoiceId: 'DE123:INV-7', links: { self: '/v1/corrections/r_ab3de' } };

/** A request that ended by what was asked. */
const endedView = z
  .discriminatedUnion('state', [
    applied.extend({ links }),
    rejected.extend({ links }),
    withdrawn.extend({ links }),
    expired.extend({ links }),
  ])
  .meta({
    id: 'EndedView',
    description: 'How a request ended.',
    examples: [{ state: 'withdrawn', ...example, by: 'maria', comment: 'asked by mistake' }],
  });

const waitingView = waiting.extend({ links }).meta({
  id: 'WaitingView',
  description: 'A request that is not over.',
  examples: [
    {
      state: 'open',
      ...example,
      waitingFor: {
        planHash: 'a3f1c2',
        revision: 1,
        step: 0,
        stepName: 'review',
        steps: 1,
        roles: ['ar-approver'],
        quorum: 1,
        escalated: false,
        votes: [],
        dueAt: '2026-01-10T09:00:00.000Z',
        why: ['EUR 900.00 is above the limit of EUR 500.00'],
      },
    },
  ],
});

/** What asking and deciding are answered with. */
export const viewAnswers = { 200: endedView, 202: waitingView };

const inAnyState = <E extends z.ZodRawShape>(extra: E) =>
  z.discriminatedUnion('state', [
    waiting.extend(extra),
    applied.extend(extra),
    rejected.extend(extra),
    withdrawn.extend(extra),
    expired.extend(extra),
    refused.extend(extra),
    stale.extend(extra),
  ]);

const row = {
  request: z
    .strictObject({
      kind,
      reason: z.strictObject({ code: z.enum(reasonCodes), text: z.string() }),
      evidence: z.string().optional(),
      input: correctionInput.optional(),
      expectedVersion: count.optional(),
      requester,
      origin: z.discriminatedUnion('via', [
        z.strictObject({ via: z.literal('api') }),
        z.strictObject({ via: z.literal('event'), source: z.string(), eventId: z.string(), n: count }),
      ]),
      label: z
        .strictObject({ number: z.string(), currency, amountMinor, customerId: z.string().optional() })
        .optional(),
      resubmits: z.string().optional().meta({ description: 'The request that this one asks again for.' }),
      receivedAt: instant,
    })
    .meta({ id: 'AskedFor', description: 'Who asked what, why, when and from where.' }),
  exposure: z
    .strictObject({ amountMinor, currency })
    .optional()
    .meta({ description: 'What is corrected, as the policy judged it; filters by amount look at it.' }),
  links,
};

export const requestRow = inAnyState(row).meta({ id: 'RequestRow', description: 'A row of a list of requests.' });

export const requestPage = pageOf(requestRow).meta({ id: 'RequestPage' });

const may = z.array(z.enum(commandNames)).meta({ description: 'What the gate would take from the caller now.' });
const asOthers = z
  .array(principalId)
  .meta({ description: 'Whose right the caller may sign by: send one as onBehalfOf.' });

/** A row of the inbox. */
export const inboxRow = inAnyState({ ...row, may, for: asOthers }).meta({
  id: 'InboxRow', description: 'A request that waits, and what its caller may do.',
}); // prettier-ignore
export const inboxPage = pageOf(inboxRow).meta({ id: 'InboxPage' });

const said = {
  command: z.enum(commandNames),
  by: principalId,
  for: principalId.optional().meta({ description: 'Whose right was used.' }),
  step: count,
  roles: z.array(z.string()),
  comment: z.string().optional(),
  decisionId: z.string(),
  at: instant,
};

const revision = z
  .strictObject({
    revision: count,
    planHash,
    policyVersion: z.string().optional(),
    openedAt: instant.optional(),
    replacedAt: instant.optional(),
    said: z.array(z.strictObject(said)).meta({ description: 'Everything that was accepted, in order.' }),
    plan: plan.optional(),
  })
  .meta({ id: 'Revision', description: 'A plan that people decided on; votes on an earlier one are void.' });

export const comment = z
  .strictObject({ id: z.string(), by: principalId, at: instant, text: z.string() })
  .meta({ id: 'Comment', description: 'A word about a request; it decides nothing.' });

const attempt = z
  .strictObject({
    decisionId: z.string(),
    by: principalId,
    command: z.string(),
    result: z.string().meta({ description: '`accepted`, `unknown` when no answer came, or the code of the refusal.' }),
    at: instant,
  })
  .meta({ id: 'Attempt', description: 'A try to decide, with what it came to.' });

export const requestDetail = inAnyState({
  ...row,
  planHash: planHash.optional(),
  plan: plan.optional(),
  policyVersion: z.string().optional(),
  policyHash: z.string().optional(),
  explanation: explanation.optional().meta({ description: 'As the policy of that version judged it.' }),
  votes: z.array(z.strictObject(said)).meta({ description: 'Signatures that stand on the current plan.' }),
  revisions: z.array(revision).meta({ description: 'Every plan, the current one last and without its text.' }),
  comments: z.array(comment),
  attempts: z.array(attempt).optional().meta({ description: 'Every try to decide; for operators and auditors.' }),
  may,
  for: asOthers,
  closedAt: instant.optional(),
}).meta({ id: 'RequestDetail', description: 'Everything about one request, with the plan whose hash people sign.' });
