import { Hono } from 'hono';
import { encodeId } from '../domain/canonical.ts';
import { Refused } from '../domain/errors.ts';
import type { BusinessEvent } from '../domain/event-rules.ts';
import { findEvent } from '../store/events.ts';
import { authenticated } from './authenticate.ts';
import { atMost, parseJson, requireMediaType } from './bodies.ts';
import { readCloudEvent } from './cloud-event.ts';
import { encodedIdMax, eventMaxBytes, type Ctx, type Deps, type Env } from './context.ts';
import { ifReached } from './outage.ts';
import { problem } from './problems.ts';
import { createVerifier } from './signature.ts';

/** `POST /events`: takes a signed business event. `GET /events/{source}/{id}`: what became of it. */
export function eventRoutes(deps: Deps): Hono<Env> {
  const signersOf = createVerifier(deps.access.webhooks);
  return new Hono<Env>()
    .post('/events', atMost(eventMaxBytes), async (c) => {
      const body = Buffer.from(await c.req.arrayBuffer());
      const signers = signersOf(body, {
        'webhook-id': c.req.header('webhook-id') ?? '',
        'webhook-timestamp': c.req.header('webhook-timestamp') ?? '',
        'webhook-signature': c.req.header('webhook-signature') ?? '',
      });
      if (signers.length === 0) throw new Refused('SIGNATURE_INVALID');
      requireMediaType(c, 'application/cloudevents+json', 'application/json');
      const event = readCloudEvent(parseJson(utf8(body)), signers, deps.nowMs());
      return 'code' in event ? problem(c, event) : takeEvent(c, deps, event);
    })
    .get('/events/:source/:id', authenticated(deps), async (c) =>
      c.json(await outcomeOf(deps, c.req.param('source'), c.req.param('id'))),
    );
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
async function takeEvent(c: Ctx, { store, gateway, log }: Deps, event: BusinessEvent): Promise<Response> {
  const { source, id, bodyHash } = event;
  const stored = await ifReached(() => findEvent(store, source, id));
  if (stored.reached && stored.value) return duplicate(c, event, stored.value.bodyHash);
  const answer = await orUnavailable(log, () => gateway.startEvent(event));
  switch (answer.kind) {
    case 'accepted':
      return c.json({ status: 'accepted', source, id, links: linksOf(source, id) }, 202, {
        Location: linksOf(source, id).self,
      });
    case 'duplicate':
      return duplicate(c, event, answer.bodyHash);
    case 'unavailable':
      throw new Refused('UNAVAILABLE', {
        detail: `The event was not taken in; send it again (${bodyHash.slice(0, 12)}).`,
      });
  }
}

/** A run whose body nobody can tell was not started by this gateway, and is no proof that this event was taken in. */
function duplicate(c: Ctx, { source, id, bodyHash }: BusinessEvent, known: string | undefined): Response {
  if (known !== bodyHash) throw new Refused('EVENT_ID_REUSED', { param: 'id' });
  return c.json({ status: 'duplicate', source, id, links: linksOf(source, id) });
}

const linksOf = (source: string, id: string): { readonly self: string } => ({
  self: `/v1/events/${encodeId(source)}/${encodeId(id)}`,
});

/** Throws EVENT_NOT_FOUND, UNAVAILABLE. */
async function outcomeOf({ store, gateway, log }: Deps, source: string, id: string) {
  if (encodeId(source).length + encodeId(id).length > encodedIdMax) throw new Refused('EVENT_NOT_FOUND');
  const links = linksOf(source, id);
  const stored = await findEvent(store, source, id);
  if (stored) {
    const { event, outcome, receivedAt, invoiceIds } = stored;
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
