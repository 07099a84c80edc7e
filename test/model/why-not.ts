import { creditable, refundable } from './left.ts';
import { cashOf, docOf, notesOf, type Doc, type Model } from './state.ts';

/** The first reason of spec/domain.md section 4, by state of the document; undefined when the action is possible. */
export function whyNotCancel(model: Model, doc: Doc, payout: boolean): string | undefined {
  if (isClosed(doc)) return 'CANNOT_CANCEL_CANCELLATION';
  if (doc.status === 'canceled') return 'ALREADY_CANCELED';
  if (doc.side === 'credit') return doc.status === 'settled' || !doc.whole ? 'CREDIT_CONSUMED' : undefined;
  const linked = whyNotRevise(model, doc, model.settings.cancel.whenCreditNotesExist === 'allow');
  return linked ?? (payout && cashOf(doc) === 0 ? 'NOTHING_PAID' : undefined);
}

function whyNotRevise(model: Model, doc: Doc, openNotes: boolean): string | undefined {
  if (cashOf(doc) > 0 && model.settings.cancel.paid === 'forbid') return 'HAS_PAYMENTS';
  const notes = notesOf(model, doc);
  const stray = openNotes && notes.every(({ status, whole }) => status === 'open' && whole);
  return notes.length > 0 && !stray ? 'HAS_CREDIT_NOTES' : undefined;
}

export const isClosed = (doc: Doc): boolean => doc.closed || doc.type === 'cancellation';

const whyNotEnded = (doc: Doc): string | undefined => {
  if (doc.status === 'canceled') return 'ALREADY_CANCELED';
  if (isClosed(doc)) return 'ALREADY_SETTLED';
  return doc.status === 'settled' ? 'CREDIT_CONSUMED' : undefined;
};

export function whyNotRefund(model: Model, doc: Doc): string | undefined {
  const ended = whyNotEnded(doc);
  if (ended) return ended;
  const invoice = doc.side === 'credit' ? docOf(model, doc.about ?? '') : doc;
  if (cashOf(invoice) === 0) return 'NOTHING_PAID';
  return refundable(model, doc) === 0 ? 'EXCEEDS_REFUNDABLE' : undefined;
}

export function whyNotCredit(doc: Doc): string | undefined {
  const ended = whyNotEnded(doc);
  if (ended || doc.side === 'credit') return ended;
  if (cashOf(doc) === 0 && doc.status !== 'paid') return 'NOTHING_PAID';
  return creditable(doc) === 0 ? 'EXCEEDS_CREDITABLE' : undefined;
}

export function whyNotDiscount(model: Model, doc: Doc): string | undefined {
  if (doc.side === 'credit') return 'NOT_AN_INVOICE';
  const ended = whyNotEnded(doc);
  if (ended) return ended;
  if (doc.balance <= 0) return 'NOTHING_OPEN';
  if (cashOf(doc) === 0 && !model.settings.discount.allowUnpaid) return 'NOT_PARTIALLY_PAID';
  return creditable(doc) === 0 ? 'EXCEEDS_CREDITABLE' : undefined;
}

/** The open credit note that a cancellation left over: this one, or the oldest of this invoice. */
export function strayNote(model: Model, doc: Doc): Doc | undefined {
  const invoice = doc.side === 'credit' && doc.type === 'credit_note' ? docOf(model, doc.about ?? '') : doc;
  if (invoice.status !== 'canceled' || invoice.side === 'credit') return undefined;
  const stray = notesOf(model, invoice).filter((note) => note.status === 'open' && note.whole);
  return doc === invoice ? stray[0] : stray.find((note) => note === doc);
}

export function whyNotCorrect(model: Model, doc: Doc): string | undefined {
  if (strayNote(model, doc)) return undefined;
  const ended = whyNotEnded(doc);
  if (ended) return ended;
  return doc.side === 'credit' && !doc.whole ? 'CREDIT_CONSUMED' : 'NO_STRAY_CREDIT_NOTE';
}

/** How an update of lines, or of the fiscal part of the head, is carried out (X2). */
export function wayOf(model: Model, doc: Doc, lines: boolean): 'in_place' | 'revision' | 'difference' {
  if (lines && (cashOf(doc) > 0 || notesOf(model, doc).length > 0)) return 'difference';
  const inPlace = model.settings.update.finalisedFiscal === 'in_place' && cashOf(doc) === 0 && doc.status === 'open';
  // A discount was split over groups that the change may take away: the revision takes it back with the original.
  return inPlace && (!lines || doc.discounts.length === 0) ? 'in_place' : 'revision';
}

export function whyNotFiscal(model: Model, doc: Doc, lines: boolean): string | undefined {
  if (doc.side === 'credit') return isClosed(doc) ? 'ALREADY_SETTLED' : 'NOT_AN_INVOICE';
  const ended = whyNotEnded(doc);
  if (ended) return ended;
  return wayOf(model, doc, lines) === 'revision' ? whyNotRevise(model, doc, false) : undefined;
}

/** Due date and the like: until an invoice is paid. */
export const whyNotTerms = (doc: Doc): string | undefined =>
  doc.side === 'credit' || isClosed(doc) || doc.status !== 'open' ? 'FIELD_LOCKED' : undefined;

/** Requests that can be taken back once, and what stands in the way (R52). */
export function whyNotCounter(model: Model, doc: Doc, counters: string): string | undefined {
  const before = model.applied.get(counters);
  const no = 'COUNTER_UNKNOWN';
  if (!before || before.doc !== doc.id || doc.side === 'credit') return no;
  if (before.kind === 'cancel') return doc.replaced ? no : undefined;
  if (!['refund', 'credit', 'discount'].includes(before.kind) || doc.status === 'canceled') return no;
  const again = [...model.docs.values()].some((one) => one.counters === counters && one.status !== 'canceled');
  return again ? no : undefined;
}
