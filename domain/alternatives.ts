import { whyNot } from './blockers.ts';
import { fieldsOpen } from './blockers-update.ts';
import { maxOf } from './caps.ts';
import type { InvoiceDocument } from './document.ts';
import { effectOf } from './effect-text.ts';
import type { Alternative, ErrorCode, Refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Kind } from './input.ts';
import { isWhole } from './plan-correct.ts';

/** Kinds that a refusal must offer where they are possible (spec/domain.md section 4). */
const offers: Partial<Record<ErrorCode, readonly Kind[]>> = {
  HAS_PAYMENTS: ['refund', 'credit', 'update', 'discount'],
  HAS_CREDIT_NOTES: ['update', 'credit'],
  NOTHING_PAID: ['cancel', 'update', 'credit'],
  NOTHING_OPEN: ['credit', 'refund'],
  NOT_PARTIALLY_PAID: ['update', 'cancel'],
  EXCEEDS_OPEN: ['discount', 'credit'],
  EXCEEDS_REFUNDABLE: ['refund', 'credit'],
  EXCEEDS_CREDITABLE: ['credit', 'refund'],
  ALREADY_CANCELED: ['correct-credit-note'],
};

/** Each refusal with the ways that stay open: kinds with their largest amount and effect, documents to look at. */
export const withAlternatives = (facts: Facts, asked: Kind, blockers: readonly Refusal[]): readonly Refusal[] =>
  blockers.map((blocker) => ({
    ...blocker,
    alternatives: [...blocker.alternatives, ...alternativesFor(facts, asked, blocker)],
  }));

function alternativesFor(facts: Facts, asked: Kind, blocker: Refusal): readonly Alternative[] {
  const offered = (offers[blocker.code] ?? []).filter(
    (kind) => (kind !== asked || blocker.code.startsWith('EXCEEDS_')) && isPossible(facts, kind),
  );
  return [...offered.map((kind) => ofKind(facts, kind)), ...elsewhere(facts, blocker)];
}

/** Whether a kind is possible for some amount: an update at least of the fiscal part. */
const isPossible = (facts: Facts, kind: Kind): boolean => whyNot(kind, facts).length === 0;

function ofKind(facts: Facts, kind: Kind): Alternative {
  const amountMinor = maxOf(facts, kind);
  const text = kind === 'update' ? `update: ${effectOf(facts, kind)}` : effectOf(facts, kind);
  return { kind, documentId: facts.document.id, text, ...(amountMinor === undefined ? {} : { amountMinor }) };
}

/** What lies outside the asked document: its partner, an open note, another way of dating or carrying out. */
function elsewhere(facts: Facts, { code, param }: Refusal): readonly Alternative[] {
  const { document, original, settings, today } = facts;
  const { id, links } = document;
  switch (code) {
    case 'PAYMENT_IN_FLIGHT':
      return [repeat('the same correction when the payment is confirmed or has failed; a confirmed one can be refunded')]; // prettier-ignore
    case 'ALREADY_CANCELED':
      return [...look(links.canceledWith, 'its cancellation'), ...again(document)];
    case 'CANNOT_CANCEL_CANCELLATION':
    case 'ALREADY_SETTLED':
      return [...look(links.cancels ?? links.correctionOf, 'the original'), ...again(original?.document)];
    case 'HAS_CREDIT_NOTES':
      return openNotes(facts);
    case 'NO_STRAY_CREDIT_NOTE':
      return document.class === 'invoice' ? openNotes(facts) : isPossible(facts, 'cancel') ? [ofKind(facts, 'cancel')] : []; // prettier-ignore
    case 'NOT_AN_INVOICE':
      return look(original?.document.id ?? links.creditFor ?? links.cancels, 'the invoice that it credits');
    case 'CREDIT_CONSUMED':
      return [...look(links.creditFor, 'the invoice that it credits'), ...onOriginal(facts)];
    case 'IS_DRAFT':
      return [{ kind: 'update', documentId: id, text: 'edit it, discard it or finalise it' }];
    case 'LINES_LOCKED':
      return [{ kind: 'discard', documentId: id, text: 'discard the draft and ask for the correction again' }];
    case 'FIELD_LOCKED':
      return [{ kind: 'update', documentId: id, text: `can be changed: ${fieldsOpen(document).join(', ')}` }];
    case 'PERIOD_CLOSED': {
      const { closedThrough = '' } = settings.periods;
      if (param === undefined) return [revise(id)];
      return [repeat(`the same correction dated ${today > closedThrough ? today : `after ${closedThrough}`}`)];
    }
    case 'TAX_AUTHORITY_ACCEPTED':
      return [revise(id)];
    default:
      return [];
  }
}

const look = (documentId: string | undefined, what: string): readonly Alternative[] =>
  documentId === undefined ? [] : [{ kind: 'see', documentId, text: `see ${what} ${documentId}` }];
const repeat = (text: string): Alternative => ({ kind: 'repeat', text });
const revise = (documentId: string): Alternative => ({
  kind: 'update', documentId, text: 'the same update with method "revise": new documents of the open period carry it',
}); // prettier-ignore

/** A canceled invoice can be issued again, once (R52). */
function again(document: InvoiceDocument | undefined): readonly Alternative[] {
  if (document?.status !== 'canceled' || document.class !== 'invoice') return [];
  const { replacedBy } = document.links;
  if (replacedBy !== undefined) return look(replacedBy, 'its replacement');
  return [{ kind: 'update', documentId: document.id, text: 'issue the original again: countersign plan --counter with the request that canceled it' }]; // prettier-ignore
}

const openNotes = ({ creditNotes }: Facts): readonly Alternative[] =>
  creditNotes
    .filter((note) => note.status === 'open' && isWhole(note) && note.openCorrectionId === undefined)
    .map(({ id, number }) => ({ kind: 'cancel', documentId: id, text: `cancel the open credit note ${number} first` }));

/** An update of the invoice behind a credit, where it is possible: what a consumed note got wrong is charged again. */
function onOriginal({ original, ...facts }: Facts): readonly Alternative[] {
  if (!original) return [];
  const there = { ...facts, ...original, creditNotes: [...original.creditNotes, facts.document] };
  return isPossible(there, 'update') ? [ofKind(there, 'update')] : [];
}
