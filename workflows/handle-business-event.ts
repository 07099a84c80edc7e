import type { BusinessEvent, EventOutcome } from '../domain/event-rules.ts';
import { intake } from './proxies.ts';

/** One accepted event, from the gateway's 202 to a submitted correction for each of its invoices. Its id is the dedupe. */
export async function handleBusinessEvent(event: BusinessEvent): Promise<EventOutcome> {
  return intake.handleEvent(event);
}
