import { whyNot } from './blockers.ts';
import { effectOf, maxOf } from './caps.ts';
import type { Alternative, ErrorCode, Refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Kind } from './input.ts';

/** Kinds that a refusal must offer where they are possible (spec/domain.md section 4). */
const offers: Partial<Record<ErrorCode, readonly Kind[]>> = {
  HAS_PAYMENTS: ['refund', 'credit', 'update', 'discount'],
  HAS_CREDIT_NOTES: ['update', 'credit'],
  NOTHING_PAID: ['cancel', 'update'],
  NOTHING_OPEN: ['credit', 'refund'],
  NOT_PARTIALLY_PAID: ['update', 'cancel'],
  NO_STRAY_CREDIT_NOTE: [],
  EXCEEDS_OPEN: ['discount', 'credit'],
  EXCEEDS_REFUNDABLE: ['refund', 'credit'],
  EXCEEDS_CREDITABLE: ['credit', 'refund'],
  ALREADY_CANCELED: ['correct-credit-note'],
  CREDIT_CONSUMED: [],
  PAYMENT_IN_FLIGHT: [],
  FIELD_LOCKED: ['update'],
};

/** Each refusal with the ways that stay open: kinds with their largest amount and effect, documents to look at, settings. */
export const withAlternatives = (facts: Facts, asked: Kind, blockers: readonly Refusal[]): readonly Refusal[] =>
  blockers.map((blocker) => ({
    ...blocker,
    alternatives: [...blocker.alternatives, ...alternativesFor(facts, asked, blocker.code)],
  }));

function alternativesFor(facts: Facts, asked: Kind, code: ErrorCode): readonly Alternative[] {
  const offered = (offers[code] ?? []).filter(
    (kind) => (kind !== asked || code.startsWith('EXCEEDS_')) && isPossible(facts, kind),
  );
  return [...offered.map((kind) => ofKind(facts, kind)), ...elsewhere(facts, code)];
}

/** Whether a kind is possible for some amount: an update at least of the fiscal part. */
const isPossible = (facts: Facts, kind: Kind): boolean => whyNot(kind, facts).length === 0;

function ofKind(facts: Facts, kind: Kind): Alternative {
  const amountMinor = maxOf(facts, kind);
  const text = kind === 'update' ? `update: ${effectOf(facts, kind)}` : effectOf(facts, kind);
  return { kind, documentId: facts.document.id, text, ...(amountMinor === undefined ? {} : { amountMinor }) };
}

/** What lies outside the asked document: its partner, an open note, another way of dating or carrying out. */
function elsewhere({ document, creditNotes, original, settings }: Facts, code: ErrorCode): readonly Alternative[] {
  const { links } = document;
  const look = (documentId: string | undefined, what: string): readonly Alternative[] =>
    documentId === undefined ? [] : [{ kind: 'see', documentId, text: `see ${what} ${documentId}` }];
  const again = (documentId: string | undefined): readonly Alternative[] =>
    documentId === undefined ? [] : [{ kind: 'update', documentId, text: 'issue the original again: countersign plan --counter with the request that canceled it' }]; // prettier-ignore
  switch (code) {
    case 'ALREADY_CANCELED':
      return [...look(links.canceledWith, 'its cancellation'), ...again(document.class === 'invoice' && links.canceledWith !== undefined ? document.id : undefined)]; // prettier-ignore
    case 'CANNOT_CANCEL_CANCELLATION':
    case 'ALREADY_SETTLED':
      return [...look(links.cancels ?? links.correctionOf, 'the original'), ...again(links.cancels)];
    case 'HAS_CREDIT_NOTES':
    case 'NO_STRAY_CREDIT_NOTE':
      return creditNotes
        .filter((note) => note.status === 'open')
        .map((note) => ({
          kind: 'cancel',
          documentId: note.id,
          text: `cancel the open credit note ${note.number} first`,
        }));
    case 'NOT_AN_INVOICE':
    case 'CREDIT_CONSUMED':
      return look(original?.document.id ?? links.creditFor, 'the invoice that it credits');
    case 'IS_DRAFT':
      return [{ kind: 'update', documentId: document.id, text: 'edit it, discard it or finalise it' }];
    case 'PERIOD_CLOSED':
      return [{ kind: 'repeat', text: `the same correction dated after ${settings.periods.closedThrough ?? 'today'}${document.status === 'open' ? '; an update by revision' : ''}` }]; // prettier-ignore
    case 'TAX_AUTHORITY_ACCEPTED':
      return [
        {
          kind: 'update',
          documentId: document.id,
          text: 'the same update with method "revise": new documents carry it',
        },
      ];
    case 'FIELD_LOCKED':
      return [{ kind: 'update', documentId: document.id, text: 'notes, contact and e-mail can be changed' }];
    default:
      return [];
  }
}
