import { z } from 'zod';
import { reasonCodes } from '../../domain/request.ts';
import { idMax } from '../context.ts';
import { refusedAs } from '../parse.ts';
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
        roles: ['ar-approver'],
        quorum: 1,
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
        z.strictObject({ via: z.literal('event'), source: z.string(), eventId: z.string() }),
      ]),
      label: z.strictObject({ number: z.string(), currency, amountMinor }).optional(),
      receivedAt: instant,
    })
    .meta({ id: 'AskedFor', description: 'Who asked what, why, when and from where.' }),
  links,
};

export const requestRow = inAnyState(row).meta({ id: 'RequestRow', description: 'A row of a list of requests.' });

export const requestPage = pageOf(requestRow).meta({ id: 'RequestPage' });

export const requestDetail = inAnyState({
  ...row,
  planHash: planHash.optional(),
  plan: plan.optional(),
  votes: z.array(
    z.strictObject({
      step: count,
      by: principalId,
      roles: z.array(z.string()),
      decisionId: z.string(),
      at: instant,
    }),
  ),
  closedAt: instant.optional(),
}).meta({ id: 'RequestDetail', description: 'Everything about one request, with the plan whose hash people sign.' });
