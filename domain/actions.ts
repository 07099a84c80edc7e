import { creditUsedMinor, paidMinor } from './balance.ts';
import type { InvoiceDocument } from './document.ts';
import { refusal, type Alternative, type Refusal } from './errors.ts';
import { formatMoney } from './money.ts';
import { kinds, reasonHelp, type CorrectionRequest, type Kind } from './request.ts';
import type { Settings } from './settings.ts';

/** What is true of an invoice at the moment of planning; all that the rules look at. */
export interface Facts {
  readonly document: InvoiceDocument;
  /** Credit notes of this invoice that are not canceled. */
  readonly creditNotes: readonly Pick<InvoiceDocument, 'id' | 'number' | 'status'>[];
  readonly settings: Settings;
  readonly settingsVersion: number;
}

/** What the asker said, as far as the rules look at it. */
export type Asked = Pick<CorrectionRequest, 'requestId' | 'reason' | 'expectedVersion'>;

const none: readonly Refusal[] = [];

/**
 * Every reason why this invoice cannot be canceled now, in the register's order; the first is the answer's code
 * (spec/domain.md section 4). `asked` is absent where nobody asks yet: the list of actions.
 */
export function whyNotCancel(facts: Facts, asked?: Asked): readonly Refusal[] {
  return [...whyNotAsk(facts.document, asked), ...whyNotByStatus(facts), ...whyNotByLinks(facts)];
}

function whyNotAsk({ version, openCorrectionId }: InvoiceDocument, asked?: Asked): readonly Refusal[] {
  const blockers: Refusal[] = [];
  if (asked && asked.reason.code === 'other' && asked.reason.text === undefined)
    blockers.push(refusal('REASON_REQUIRED', { param: 'reason', detail: reasonHelp }));
  if (asked?.expectedVersion !== undefined && asked.expectedVersion !== version)
    blockers.push(refusal('STALE_VERSION', { detail: `It is at version ${version}.`, param: 'expectedVersion' }));
  if (openCorrectionId !== undefined && openCorrectionId !== asked?.requestId)
    blockers.push(refusal('PENDING_REQUEST_EXISTS', { detail: `It is ${openCorrectionId}.` }));
  return blockers;
}

function whyNotByStatus({ document }: Facts): readonly Refusal[] {
  const { type, status, links } = document;
  if (type === 'cancellation') return [refusal('CANNOT_CANCEL_CANCELLATION', see(links.cancels, 'the original'))];
  if (status === 'canceled') return [refusal('ALREADY_CANCELED', see(links.canceledWith, 'its cancellation'))];
  const consumed = document.class === 'credit' && document.rows.some((row) => !ownRows.includes(row.kind));
  return status === 'settled' || consumed ? [refusal('CREDIT_CONSUMED')] : none;
}

/** Rows that come from the document itself; any other row on a credit means that part of it is gone. */
const ownRows: readonly string[] = ['invoice', 'rounding'];

function whyNotByLinks({ document, creditNotes, settings }: Facts): readonly Refusal[] {
  if (document.class === 'credit' || document.status === 'canceled') return none;
  const blockers: Refusal[] = [];
  const paid = paidMinor(document.rows);
  if (paid !== 0 && settings.cancel.paid === 'forbid')
    blockers.push(refusal('HAS_PAYMENTS', { detail: `${formatMoney(paid, document.currency)} is linked.` }));
  if (creditNotes.length > 0) {
    const alternatives = creditNotes
      .filter((note) => note.status === 'open')
      .map((note): Alternative => ({
        kind: 'cancel',
        documentId: note.id,
        text: `cancel the open credit note ${note.number} first`,
      }));
    blockers.push(
      refusal('HAS_CREDIT_NOTES', { detail: creditNotes.map((note) => note.number).join(', '), alternatives }),
    );
  }
  return blockers;
}

const see = (documentId: string | undefined, what: string): { alternatives: readonly Alternative[] } => ({
  alternatives: documentId === undefined ? [] : [{ kind: 'see', documentId, text: `see ${what} ${documentId}` }],
});

/** One kind of correction for this invoice now: possible with this effect, or blocked for these reasons (R41, R42). */
export interface Action {
  readonly kind: Kind;
  readonly available: boolean;
  readonly effect: string;
  readonly blockers: readonly Refusal[];
}

/** What can be done with this invoice now, by the same rules that the plan uses. */
export function actionsFor(facts: Facts): readonly Action[] {
  return kinds.map((kind) => {
    const blockers = whyNotCancel(facts);
    return { kind, available: blockers.length === 0, effect: effectOfCancel(facts.document), blockers };
  });
}

function effectOfCancel(document: InvoiceDocument): string {
  const amount = (minor: number): string => formatMoney(minor, document.currency);
  const parts = [`takes back ${amount(document.totals.grossMinor)} by a cancellation document`];
  const paid = paidMinor(document.rows);
  const credit = creditUsedMinor(document.rows);
  if (credit !== 0) parts.push(`gives ${amount(credit)} of customer credit back`);
  if (paid !== 0) parts.push(`frees ${amount(paid)} of payments`);
  return parts.join(', ');
}
