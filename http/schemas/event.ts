import { z } from 'zod';
import { eventTypes } from '../../domain/event-rules.ts';
import { refusedAs } from '../parse.ts';
import { refusal } from './refusal.ts';
import { count, documentId, instant, links, requestId, text } from './scalars.ts';

const uriMax = 1_000;
const json = /^application\/(?:[\w.+-]+\+)?json(?:\s*;.*)?$/i;

/** The context attributes of CloudEvents 1.0 in JSON; data is read by its type's own rules (domain/event-rules.ts). */
export const envelope = z
  .object({
    specversion: z.literal('1.0', 'CloudEvents "1.0" is expected'),
    id: text(),
    source: text(),
    type: text(),
    subject: text().optional(),
    time: instant.optional(),
    datacontenttype: z
      .string()
      .refine((type) => json.test(type), 'JSON is expected')
      .optional(),
    dataschema: text(uriMax).optional(),
    data: z.unknown().optional(),
  })
  .catchall(z.union([z.string().max(uriMax), z.boolean(), z.int32()]));

const cause = {
  reason: z.string(),
  actor: text().optional().meta({ description: 'Who caused it, by id or bare e-mail address: counts as requester.' }),
};

/** An event as it is sent: the envelope, and the data of the types that are known. */
export const cloudEvent = envelope
  .extend({
    type: z.enum(eventTypes),
    data: z.union([
      z.strictObject({ orderId: text(), sellerId: text().optional(), ...cause }).meta({ id: 'OrderCanceled' }),
      z.strictObject({ invoiceId: text(), ...cause }).meta({ id: 'CancellationRequested' }),
    ]),
  })
  .meta({ id: 'CloudEvent', description: 'A CloudEvent 1.0 in the structured JSON form.' });

const unsigned = refusedAs('SIGNATURE_INVALID');
/** Headers of Standard Webhooks. */
export const signatureHeaders = z.strictObject({
  'webhook-id': z.string(unsigned),
  'webhook-timestamp': z.string(unsigned).meta({ description: 'Seconds since 1970; five minutes of tolerance.' }),
  'webhook-signature': z.string(unsigned),
});

const named = { source: z.string(), id: z.string(), links };

export const acceptedEvent = z.strictObject({ status: z.literal('accepted'), ...named }).meta({ id: 'AcceptedEvent' });
export const knownEvent = z.strictObject({ status: z.literal('duplicate'), ...named }).meta({ id: 'KnownEvent' });

const seen = {
  ...named,
  type: z.enum(eventTypes),
  receivedAt: instant,
  invoiceIds: z.array(documentId).optional(),
};
const eventItem = z
  .strictObject({
    n: count,
    invoiceId: documentId,
    requestId,
    state: z.string(),
    codes: z.array(z.string()).optional(),
  })
  .meta({ id: 'EventItem', description: 'How one invoice of an event ended, or that it waits.' });

/** What became of an event; before the ledger has seen it, less is known. */
export const eventView = z
  .union([
    z.strictObject({ status: z.literal('handled'), ...seen, items: z.array(eventItem) }),
    z.strictObject({ status: z.literal('refused'), ...seen, refusal }),
    z.strictObject({ status: z.literal('accepted'), ...seen }),
    acceptedEvent,
  ])
  .meta({ id: 'EventView', description: 'What became of an event.' });
