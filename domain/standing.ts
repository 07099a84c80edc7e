import { paidMinor, type BalanceRow } from './balance.ts';
import type { InvoiceDocument } from './document.ts';
import { refusal, type ErrorCode, type Refusal, type RefusalDetail } from './errors.ts';
import type { Facts } from './facts.ts';
import { formatMoney } from './money.ts';
import { isWhole } from './plan-correct.ts';

/** Collects refusals; their order is made at the end. */
export interface Blocking {
  readonly found: readonly Refusal[];
  add(code: ErrorCode, detail?: RefusalDetail): void;
  /** A refusal that was made elsewhere. */
  readonly take: (made: Refusal) => void;
}

export function blocking(): Blocking {
  const found: Refusal[] = [];
  return {
    found,
    add: (code, detail) => void found.push(refusal(code, detail)),
    take: (made) => void found.push(made),
  };
}

export const isFinal = ({ status }: Pick<InvoiceDocument, 'status'>): boolean =>
  status === 'canceled' || status === 'discarded';

/** A cancellation, or a correction that offset a credit note: one half of a pair that is closed for ever. */
export const isClosedPair = ({ type, status, rows, links }: Pairable): boolean =>
  status !== 'draft' &&
  (type === 'cancellation' || (type === 'correction' && rows.some((row) => isOffset(row, links.correctionOf))));

type Pairable = Pick<InvoiceDocument, 'type' | 'status' | 'rows' | 'links'>;

/** Cleared with what it corrects; a correction for more may be cleared with a credit note of its own, as any invoice. */
const isOffset = ({ kind, ref }: BalanceRow, correctionOf: string | undefined): boolean =>
  kind === 'clearing' && ref !== undefined && ref === correctionOf;

/** The other document that a refusal names. */
export const see = (documentId: string | undefined): RefusalDetail =>
  documentId === undefined ? {} : { detail: documentId };

/** Money and credit notes that hang on an invoice keep it from being canceled, or revised (X1, X14). */
export function whyNotByLinks(to: Blocking, { document, creditNotes, settings }: Facts): void {
  const paid = paidMinor(document.rows);
  if (paid !== 0 && settings.cancel.paid === 'forbid')
    to.add('HAS_PAYMENTS', { detail: `${formatMoney(paid, document.currency)} is linked.` });
  const allOpen = creditNotes.every((note) => note.status === 'open' && isWhole(note));
  if (creditNotes.length > 0 && !(settings.cancel.whenCreditNotesExist === 'allow' && allOpen))
    to.add('HAS_CREDIT_NOTES', { detail: creditNotes.map((note) => note.number).join(', ') });
}
