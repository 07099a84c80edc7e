import type { BalanceRow } from './balance.ts';
import { finaliseInvoice } from './booking.ts';
import type { InvoiceDocument } from './document.ts';
import { Refused } from './errors.ts';
import { entries, entry } from './journal.ts';
import { creditableMinor, groupsLeft } from './left.ts';
import { posted, type Booking } from './lifecycle.ts';
import { formatMoney } from './money.ts';
import { documentMoves } from './moves.ts';
import { changeOf, touched, type Effects } from './plan.ts';
import { noEffects } from './plan-draft.ts';
import { sameGroup } from './tax-group.ts';

/**
 * Finalises a draft: an invoice is booked and takes credit and free balance of its customer; a credit note is booked against
 * the invoice that it names, within what is left of each tax group. Throws NOT_A_DRAFT, PERIOD_CLOSED, EXCEEDS_CREDITABLE,
 * PENDING_REQUEST_EXISTS for the draft of a request, which its last signature finalises.
 */
export function finaliseDraft(
  booking: Booking,
  original?: { readonly document: InvoiceDocument; readonly creditNotes: readonly InvoiceDocument[] },
): Effects {
  const { document, account, settings, today } = booking;
  if (document.status !== 'draft') throw new Refused('NOT_A_DRAFT', { detail: `It is ${document.status}.` });
  if (document.type === 'cancellation')
    throw new Refused('PENDING_REQUEST_EXISTS', { detail: 'Its request waits for the last signature.' });
  const { closedThrough } = settings.periods;
  if (closedThrough !== undefined && today <= closedThrough)
    throw new Refused('PERIOD_CLOSED', { detail: `Closed through ${closedThrough}.` });
  if (document.class === 'credit') return posted(settings, finaliseCreditNote(document, original));
  const { rows, status, journal, customer } = finaliseInvoice(document.id, { ...document, issueDate: today }, account);
  return posted(settings, {
    ...noEffects,
    changes: [{ ...changeOf(document, status, rows), finalises: true }],
    journal,
    customers: customer.version === undefined ? [] : [customer],
  });
}

function finaliseCreditNote(
  note: InvoiceDocument,
  original: { readonly document: InvoiceDocument; readonly creditNotes: readonly InvoiceDocument[] } | undefined,
): Effects {
  if (!original) throw new Refused('INVOICE_NOT_FOUND', { param: 'preceding', detail: note.preceding?.number ?? '' });
  const leftMinor = creditableMinor(original.document, original.creditNotes);
  const groups = groupsLeft(original.document, original.creditNotes);
  const over = note.taxGroups.find((group) => {
    const left = groups.find((one) => sameGroup(one, group));
    return !left || -group.baseMinor > left.netMinor || -group.taxMinor > left.taxMinor;
  });
  if (over || -note.totals.grossMinor > leftMinor)
    throw new Refused('EXCEEDS_CREDITABLE', {
      detail: `${formatMoney(leftMinor, note.currency)} of ${original.document.number} is left${over ? `, less at ${over.taxCategory} ${over.taxRate ?? ''}` : ''}.`,
    });
  const rows: readonly BalanceRow[] = [{ kind: 'invoice', amountMinor: note.totals.grossMinor }];
  return {
    ...noEffects,
    changes: [
      { ...changeOf(note, 'open', rows), finalises: true },
      ...touched(original.document).map((change) => ({ ...change, creditedBy: note.id })),
    ],
    journal: entries([entry('credit_note', note.currency, documentMoves(note))]),
  };
}

/** Gives a draft up; it burns no number. Throws NOT_A_DRAFT, PENDING_REQUEST_EXISTS for the draft of a request. */
export function discardDraft(document: InvoiceDocument): Effects {
  if (document.status !== 'draft') throw new Refused('NOT_A_DRAFT', { detail: `It is ${document.status}.` });
  if (document.type === 'cancellation')
    throw new Refused('PENDING_REQUEST_EXISTS', { detail: 'Reject or withdraw its request.' });
  return { ...noEffects, changes: [changeOf(document, 'discarded', [])] };
}
