import { refusal, type Refusal } from './errors.ts';
import { kindOfFullReturn, type EventTarget } from './event-kinds.ts';
import { hashValue, requestIdOf } from './canonical.ts';
import type { Principal } from './principal.ts';
import type { Signed } from './proof.ts';
import { insidersOf, isInsider, parseReason, reasonHelp, type CorrectionRequest, type Reason } from './request.ts';
import { shown } from './money.ts';
import type { Settings } from './settings.ts';

/** A business event as it was accepted: the envelope of CloudEvents 1.0 and its data, checked. */
export type BusinessEvent = {
  readonly source: string;
  readonly id: string;
  readonly bodyHash: string;
  readonly receivedAtMs: number;
  /** The gateway's proof that it took in exactly this (approvals.md section 5). */
  readonly intake?: Signed;
} & EventData;

export type EventData =
  | { readonly type: 'order.canceled'; readonly data: OrderCanceled }
  | { readonly type: 'cancellation.requested'; readonly data: CancellationRequested };

interface Asked {
  readonly reason: Reason;
  /** The person who caused the event, by id or e-mail address: counts as requester. */
  readonly actor?: string;
}
export interface OrderCanceled extends Asked {
  readonly orderId: string;
  readonly sellerId?: string;
}
export interface CancellationRequested extends Asked {
  readonly invoiceId: string;
}

export const eventTypes = ['order.canceled', 'cancellation.requested'] as const;

const fieldsOf: Readonly<
  Record<(typeof eventTypes)[number], { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  'order.canceled': { required: ['orderId', 'reason'], optional: ['sellerId', 'actor'] },
  'cancellation.requested': { required: ['invoiceId', 'reason'], optional: ['actor'] },
};
const idMax = 200;

/** Reads type and data of an event; anything unknown is refused with the field's path. */
export function parseEventData(type: unknown, data: unknown): EventData | Refusal {
  const known = eventTypes.find((name) => name === type);
  if (known === undefined)
    return refusal('EVENT_TYPE_UNKNOWN', { param: 'type', detail: `${shown(type)}; known: ${eventTypes.join(', ')}.` });
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return refusal('MALFORMED', { param: 'data', detail: 'An object is expected.' });
  const { required, optional } = fieldsOf[known];
  const given = data as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((key) => !required.includes(key) && !optional.includes(key));
  if (unknown !== undefined) return refusal('UNKNOWN_FIELD', { param: `data.${unknown}` });
  const reason = parseReason(given['reason']);
  if (reason === undefined) return refusal('REASON_REQUIRED', { param: 'data.reason', detail: reasonHelp });
  const wrong = [...required, ...optional].find((key) => key !== 'reason' && !isId(given[key], optional.includes(key)));
  if (wrong !== undefined)
    return refusal('MALFORMED', { param: `data.${wrong}`, detail: `Text of 1 to ${idMax} characters is expected.` });
  // An actor in another form would match nobody, and could then sign what he asked for.
  const { actor } = given;
  if (typeof actor === 'string' && !/^[^\s<>,;"]+$/u.test(actor))
    return refusal('MALFORMED', { param: 'data.actor', detail: 'An id or a bare e-mail address is expected.' });
  return { type: known, data: { ...given, reason } } as EventData; // every field was checked above
}

const isId = (value: unknown, mayMiss: boolean): boolean =>
  value === undefined
    ? mayMiss
    : typeof value === 'string' && value !== '' && value.length <= idMax && value.isWellFormed();

/** How one invoice of an event ended, or that it waits. */
export interface EventItem {
  readonly n: number;
  readonly invoiceId: string;
  readonly requestId: string;
  readonly state: string;
  readonly codes?: readonly string[];
}

/** What became of an event: one item per invoice, or the reason why there is none. */
export type EventOutcome =
  | { readonly status: 'handled'; readonly items: readonly EventItem[] }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/**
 * The n-th request of an event, pure and repeatable: its id comes from source, event id and n, so an event handled twice
 * asks once. The actor that the event names counts as requester (approvals.md section 4), by id and by e-mail address.
 */
export function requestOfEvent(
  event: BusinessEvent,
  n: number,
  invoice: EventInvoice,
  people: readonly Principal[],
  settings: Pick<Settings, 'cancel'>,
): CorrectionRequest {
  const { actor, reason } = event.data;
  const known = actor === undefined ? undefined : people.find((one) => isInsider([actor.toLowerCase()], one));
  const requester: CorrectionRequest['requester'] =
    actor === undefined
      ? { id: event.source, type: 'service' }
      : {
          id: known?.id ?? actor,
          type: known?.type ?? 'person',
          ...(known?.email === undefined ? {} : { email: known.email }),
        };
  return {
    requestId: requestIdOf([event.source, event.id, n]),
    ...(event.type === 'order.canceled' ? kindOfFullReturn(invoice, settings) : { kind: 'cancel' as const }),
    invoiceId: invoice._id,
    reason,
    evidence: `event ${event.type} ${event.id}`,
    requester,
    // The person that the event names answers for it; a service alone is answered for by the operators (section 4, rule 3).
    requesters: insidersOf(actor, known?.id),
    insiders: insidersOf(event.source, actor, known?.id, known?.email),
    origin: { via: 'event', source: event.source, eventId: event.id, n },
    bodyHash: hashValue('countersign/body/v1', { event: event.bodyHash, n, invoiceId: invoice._id }),
    receivedAtMs: event.receivedAtMs,
    label: labelOf(invoice),
  };
}

/** What a request shows of its invoice before it is evaluated. */
export interface EventInvoice extends EventTarget {
  readonly _id: string;
  readonly number: string;
  readonly currency: string;
  readonly customerId: string;
  readonly totals: { readonly grossMinor: number };
}
export const labelOf = ({ number, currency, customerId, totals }: Pick<EventInvoice, 'number' | 'currency' | 'customerId' | 'totals'>): NonNullable<CorrectionRequest['label']> => ({
  number, currency, customerId, amountMinor: Math.abs(totals.grossMinor),
}); // prettier-ignore
