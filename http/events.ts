import { z } from 'zod';
import { encodeId } from '../domain/canonical.ts';
import { Refused } from '../domain/errors.ts';
import { signEvent } from '../domain/intake.ts';
import type { BusinessEvent } from '../domain/event-rules.ts';
import { findEvent } from '../store/events.ts';
import { parseJson, requireMediaType } from './bodies.ts';
import { readCloudEvent } from './cloud-event.ts';
import { encodedIdMax, eventMaxBytes, type Deps } from './context.ts';
import { ifReached } from './outage.ts';
import { Problem } from './problems.ts';
import { route, type Answer, type Route, type Told } from './route.ts';
import { acceptedEvent, cloudEvent, eventView, knownEvent, signatureHeaders } from './schemas/event.ts';
import { createVerifier } from './signature.ts';

const mediaTypes = ['application/cloudevents+json', 'application/json'];
const example = {
  specversion: '1.0', id: 'evt-1', source: 'urn:example:shop', type: 'order.canceled',
  data: { orderId: '4711', reason: 'order_canceled', actor: 'ben@example.com' },
}; // prettier-ignore
const taken = { 200: knownEvent, 202: acceptedEvent };

/** Takes a signed business event, and tells what became of it. */
export function eventRoutes(deps: Deps): readonly Route[] {
  const signersOf = createVerifier(deps.webhooks);
  return [
    route({
      method: 'post',
      path: '/v1/events',
      operationId: 'sendEvent',
      tag: 'events',
      summary: 'Send a signed business event.',
      caller: 'signature',
      headers: signatureHeaders,
      body: { schema: cloudEvent, mediaTypes, maxBytes: eventMaxBytes, example },
      answers: taken,
      problems: ['EVENT_TYPE_UNKNOWN', 'REASON_REQUIRED', 'EVENT_ID_REUSED'],
    }).answeredBy(async ({ headers }, c) => {
      const body = Buffer.from(await c.req.arrayBuffer());
      const signers = signersOf(body, headers);
      if (signers.length === 0) throw new Refused('SIGNATURE_INVALID');
      requireMediaType(c, mediaTypes);
      const event = readCloudEvent(parseJson(utf8(body)), signers, deps.nowMs());
      if ('code' in event) throw new Problem(event, {});
      return takeEvent(deps, signEvent(deps.signer, deps.deployment, event));
    }),
    route({
      method: 'get',
      path: '/v1/events/{source}/{id}',
      operationId: 'getEvent',
      tag: 'events',
      summary: 'What became of an event.',
      caller: 'key',
      params: z.strictObject({ source: z.string(), id: z.string() }),
      answers: { 200: eventView },
      problems: ['EVENT_NOT_FOUND'],
    }).answeredBy(async ({ params: { source, id } }) => ({ status: 200, body: await outcomeOf(deps, source, id) })),
  ];
}

/** The text that was signed, byte for byte; JSON is UTF-8. */
function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new Refused('MALFORMED', { detail: 'The body is no UTF-8.' });
  }
}

/**
 * The ledger knows events for ever, Temporal for its retention; one of both is enough to find a duplicate. 202 is said once
 * the event's own workflow is durable, and not before.
 */
async function takeEvent({ store, gateway, log }: Deps, event: BusinessEvent): Promise<Answer<typeof taken>> {
  const { source, id, bodyHash } = event;
  const stored = await ifReached(() => findEvent(store, source, id));
  if (stored.reached && stored.value) return duplicate(event, stored.value.bodyHash);
  const answer = await orUnavailable(log, () => gateway.startEvent(event));
  switch (answer.kind) {
    case 'accepted':
      return {
        status: 202,
        location: linksOf(source, id).self,
        body: { status: 'accepted', source, id, links: linksOf(source, id) },
      };
    case 'duplicate':
      return duplicate(event, answer.bodyHash);
    case 'unavailable':
      throw new Refused('UNAVAILABLE', {
        detail: `The event was not taken in; send it again (${bodyHash.slice(0, 12)}).`,
      });
  }
}

/** A run whose body nobody can tell was not started by this gateway, and is no proof that this event was taken in. */
function duplicate({ source, id, bodyHash }: BusinessEvent, known: string | undefined): Answer<typeof taken> {
  if (known !== bodyHash) throw new Refused('EVENT_ID_REUSED', { param: 'id' });
  return { status: 200, body: { status: 'duplicate', source, id, links: linksOf(source, id) } };
}

const linksOf = (source: string, id: string): { readonly self: string } => ({
  self: `/v1/events/${encodeId(source)}/${encodeId(id)}`,
});

/** Throws EVENT_NOT_FOUND, UNAVAILABLE. */
async function outcomeOf({ store, gateway, log }: Deps, source: string, id: string): Promise<Told<typeof eventView>> {
  if (encodeId(source).length + encodeId(id).length > encodedIdMax) throw new Refused('EVENT_NOT_FOUND');
  const links = linksOf(source, id);
  const stored = await findEvent(store, source, id);
  if (stored) {
    const { event, outcome, receivedAt, requests } = stored;
    const invoiceIds = requests?.map(({ invoiceId }) => invoiceId);
    const facts = { source, id, type: event.type, receivedAt: receivedAt.toISOString(), invoiceIds };
    return { ...(outcome ?? { status: 'accepted' }), ...facts, links };
  }
  const known = await orUnavailable(log, () => gateway.eventBodyHash(source, id));
  if (known === undefined) throw new Refused('EVENT_NOT_FOUND');
  return { status: 'accepted', source, id, links }; // durable, and not looked at yet
}

async function orUnavailable<T>(log: Deps['log'], ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    log('error', 'Temporal did not answer about an event', { error: String(error) });
    throw new Refused('UNAVAILABLE', { detail: 'Send it again.' });
  }
}
