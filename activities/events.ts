import { ApplicationFailure } from '@temporalio/common';
import { activityInfo, heartbeat } from '@temporalio/activity';
import { refusal, Refused } from '../domain/errors.ts';
import { requestOfEvent, type BusinessEvent, type EventItem, type EventOutcome } from '../domain/event-rules.ts';
import { whyNotIntake } from '../domain/intake.ts';
import { isOutcome, type CorrectionRequest, type CorrectionView } from '../domain/request.ts';
import type { InvoiceRecord } from '../store/records.ts';
import type { Store } from '../store/database.ts';
import { closeEvent, fixRequests, recordEvent } from '../store/events.ts';
import { findInvoice, invoicesOfOrder } from '../store/queries.ts';
import { currentSettings } from '../store/settings.ts';
import type { Activities } from '../workflows/contract.ts';
import type { CorrectionDeps } from './evaluate.ts';
import { createRing, noteUnsigned } from './taken-in.ts';

/** What a submission came to: a view of the request, or another request is open on the invoice. */
export type Submitted =
  { readonly kind: 'view'; readonly view: CorrectionView } | { readonly kind: 'busy' } | { readonly kind: 'unknown' };

export interface EventDeps extends CorrectionDeps {
  /** Handed in: activities do not know the Temporal client. */
  readonly submit: (request: CorrectionRequest) => Promise<Submitted>;
}

/** How long an invoice's other request is waited for before the next look, ms; grows with the attempts. */
const busyDelayMs = (attempt: number): number => Math.min(500 * 2 ** Math.min(attempt, 7), 60_000);

/** Turns an accepted event into corrections, one per invoice. */
export function createEventActivities(deps: EventDeps): Pick<Activities, 'handleEvent'> {
  const { store, people, submit } = deps;
  const ringNow = createRing(deps);

  async function submitEach(requests: readonly CorrectionRequest[]): Promise<readonly EventItem[]> {
    const items: EventItem[] = [];
    const busy: string[] = [];
    for (const [n, request] of requests.entries()) {
      const submitted = await submit(request);
      heartbeat(n);
      if (submitted.kind === 'view') items.push(itemOf(n, request, submitted.view));
      else busy.push(request.label?.number ?? request.invoiceId);
    }
    if (busy.length === 0) return items;
    throw ApplicationFailure.create({
      type: 'PENDING_REQUEST_EXISTS',
      message: `another request is open, or Temporal does not answer: ${busy.join(', ')}`,
      nextRetryDelay: busyDelayMs(activityInfo().attempt),
      category: 'BENIGN',
    });
  }

  return {
    async handleEvent(event): Promise<EventOutcome> {
      const { proving, deployment } = await ringNow();
      const unsigned = whyNotIntake(event, proving, deployment, deps.verify);
      if (unsigned) {
        await noteUnsigned(deps, unsigned);
        return { status: 'refused', refusal: unsigned };
      }
      const row = await recordEvent(store, event);
      if (row.outcome) return row.outcome;
      if (row.bodyHash !== event.bodyHash) return { status: 'refused', refusal: refusal('EVENT_ID_REUSED') };
      const outcome = await outcomeOf(event);
      await closeEvent(store, event, outcome);
      return outcome;
    },
  };

  async function outcomeOf(event: BusinessEvent): Promise<EventOutcome> {
    try {
      const [invoices, everybody, { settings }] = await Promise.all([invoicesOf(store, event), people(), currentSettings(store)]); // prettier-ignore
      const derived = invoices.map((invoice, n) => requestOfEvent(event, n, invoice, everybody, settings));
      return { status: 'handled', items: await submitEach(await fixRequests(store, event, derived)) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { status: 'refused', refusal: error.refusal };
    }
  }
}

/** The invoices that an event is about, in a fixed order. Throws ORDER_UNKNOWN, ORDER_AMBIGUOUS, INVOICE_NOT_FOUND. */
async function invoicesOf(store: Store, event: BusinessEvent): Promise<readonly InvoiceRecord[]> {
  if (event.type === 'cancellation.requested') return [await findInvoice(store, event.data.invoiceId)];
  const { orderId, sellerId } = event.data;
  const found = await invoicesOfOrder(store, orderId, sellerId);
  if (found.length === 0) throw new Refused('ORDER_UNKNOWN', { param: 'data.orderId', detail: orderId });
  const sellers = [...new Set(found.map((invoice) => invoice.sellerId))];
  if (sellers.length > 1)
    throw new Refused('ORDER_AMBIGUOUS', { param: 'data.sellerId', detail: `${orderId}: ${sellers.join(', ')}.` });
  return found;
}

const itemOf = (n: number, { requestId, invoiceId }: CorrectionRequest, view: CorrectionView): EventItem => ({
  n, invoiceId, requestId, state: view.state,
  ...(isOutcome(view) && view.state === 'refused' ? { codes: view.blockers.map((blocker) => blocker.code) } : {}),
}); // prettier-ignore
