import { paidMinor, type BalanceRow } from './balance.ts';
import type { CustomerDelta } from './customer.ts';
import { creditByGross, creditByLines, type CreditParts } from './credit-parts.ts';
import type { InvoiceDocument } from './document.ts';
import { refusal, type Refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import { accounts, entries, entry, type JournalEntry } from './journal.ts';
import { creditableMinor, linesLeft } from './left.ts';
import { keptOf } from './made.ts';
import { decimal, formatMoney, parseAmount, sumMinor, toMinor, fromMinor, plainAmount } from './money.ts';
import { documentMoves } from './moves.ts';
import {
  changeOf,
  touched,
  type Effects,
  type PlannedChange,
  type PlannedDocument,
  type PlannedPayout,
} from './plan.ts';
import { draftPlan, noEffects, payoutId, type Drafted } from './plan-draft.ts';
import type { LineShare } from './input.ts';
import type { CorrectionRequest } from './request.ts';

/** Where the money of a credit goes: off the open balance, to the customer's credit, or out. */
export interface Disposition {
  readonly clearMinor: number;
  readonly creditMinor: number;
  readonly refundMinor: number;
}

/** Money paid on an invoice that was refunded by its credit notes. */
export const refundedMinor = (notes: readonly Pick<InvoiceDocument, 'rows'>[]): number =>
  sumMinor(
    notes.flatMap((note) => note.rows.filter((row) => row.kind === 'disposition_refund').map((row) => row.amountMinor)),
  );

/** Cap of a refund: min(cash - refunded, creditable) (spec/domain.md section 4); of an open credit note what is left of it. */
export function refundableMinor({ document, creditNotes, original }: Facts): number {
  if (document.class === 'credit') {
    const cashMinor = original
      ? paidMinor(original.document.rows) - refundedMinor([...original.creditNotes, document])
      : 0;
    return Math.max(Math.min(cashMinor, -document.balanceMinor), 0);
  }
  return Math.max(
    Math.min(paidMinor(document.rows) - refundedMinor(creditNotes), creditableMinor(document, creditNotes)),
    0,
  );
}

/** Cap of a credit: what credit notes and discounts have left; of an open credit note what is left of it. */
export const creditCapMinor = ({ document, creditNotes }: Facts): number =>
  document.class === 'credit' ? Math.max(-document.balanceMinor, 0) : creditableMinor(document, creditNotes);

/** The credit that is asked for, by lines, by an unused share, by amount, or all that the cap allows. */
function wantedParts(facts: Facts, request: CorrectionRequest, capMinor: number): CreditParts | Refusal {
  const { lines, amount, unused } = request.input ?? {};
  const { currency } = facts.document;
  if (lines) return creditByLines(facts, lines);
  if (unused) return creditByLines(facts, unusedShares(facts, unused), 'unused');
  return creditByGross(facts, amount === undefined ? capMinor : parseAmount(amount, currency, 'amount'));
}

/** The unused share of every line's net (R4, E17): net x days / of, rounded once. */
function unusedShares(
  { document, creditNotes }: Facts,
  { days, of }: { days: number; of: number },
): readonly LineShare[] {
  return linesLeft(document, creditNotes).flatMap(({ line, netMinor }) => {
    const unused = toMinor(
      fromMinor(line.netMinor, document.currency)
        .times(decimal(String(days)))
        .div(of),
      document.currency,
    );
    const shareMinor = Math.min(unused, netMinor);
    return shareMinor <= 0 ? [] : [{ lineId: line.id, net: plainAmount(shareMinor, document.currency) }];
  });
}

/**
 * Plans a refund (R43, R44) or a credit for future invoices (R45): a credit note that is paid out, or added to the customer's
 * credit; an open credit note is disposed of itself. Examples E6 to E7, E17.
 */
export function planCredit(facts: Facts, request: CorrectionRequest): Drafted {
  const isRefund = request.kind === 'refund';
  const capMinor = isRefund ? refundableMinor(facts) : creditCapMinor(facts);
  if (facts.document.class === 'credit') return planDisposal(facts, request, capMinor);
  const parts = wantedParts(facts, request, capMinor);
  if ('code' in parts) return { blockers: [parts] };
  const over = whyOver(facts, request, parts.grossMinor, isRefund);
  if (over) return { blockers: [over] };
  const { document, settings } = facts;
  const offsets = isRefund && settings.refund.partiallyPaid === 'offset_first';
  const clearMinor = offsets ? Math.min(Math.max(document.balanceMinor, 0), parts.grossMinor) : 0;
  const restMinor = parts.grossMinor - clearMinor;
  const disposition = { clearMinor, creditMinor: isRefund ? 0 : restMinor, refundMinor: isRefund ? restMinor : 0 };
  return draftPlan(facts, request, {
    ...noEffects,
    ...creditNoteEffects(facts, request, parts, disposition),
    exposureMinor: parts.grossMinor,
    warnings: [...openWarning(facts, disposition), ...loweredWarning(parts)],
  });
}

function whyOver(facts: Facts, request: CorrectionRequest, grossMinor: number, isRefund: boolean): Refusal | undefined {
  const { document, creditNotes } = facts;
  const param = request.input?.lines ? 'lines' : 'amount';
  const left = (minor: number): string => `${formatMoney(minor, document.currency)} is left.`;
  const refundable = refundableMinor(facts);
  const creditable = creditableMinor(document, creditNotes);
  if (isRefund && grossMinor > refundable) return refusal('EXCEEDS_REFUNDABLE', { param, detail: left(refundable) });
  return grossMinor > creditable ? refusal('EXCEEDS_CREDITABLE', { param, detail: left(creditable) }) : undefined;
}

const openWarning = ({ document }: Facts, { clearMinor }: Disposition): readonly string[] =>
  document.balanceMinor > clearMinor
    ? [`${formatMoney(document.balanceMinor - clearMinor, document.currency)} of the invoice stays open.`]
    : [];

const loweredWarning = ({ lowered }: CreditParts): readonly string[] =>
  lowered
    ? ['The lines were credited or discounted by amount before: what is left of their tax group is credited.']
    : [];

/** A credit note with what becomes of its money: documents, rows, journal, customer, payout (macros NU, NL; E13b). */
export function creditNoteEffects(
  { document }: Pick<Facts, 'document'>,
  request: Pick<CorrectionRequest, 'requestId'>,
  { body, grossMinor, schedules }: Pick<CreditParts, 'body' | 'grossMinor' | 'schedules'>,
  { clearMinor, creditMinor, refundMinor }: Disposition,
): Omit<Effects, 'journal'> & { readonly journal: readonly JournalEntry[] } {
  const { id: invoiceId, customerId, currency } = document;
  const id = `${request.requestId}.1`;
  const rows: readonly BalanceRow[] = [
    { kind: 'invoice', amountMinor: -grossMinor },
    ...(clearMinor === 0 ? [] : [{ kind: 'clearing', amountMinor: clearMinor, ref: invoiceId } as const]),
    ...disposedRows(creditMinor, refundMinor),
  ];
  const note: PlannedDocument = {
    ...keptOf(document),
    ...body,
    id,
    class: 'credit',
    type: 'credit_note',
    typeCode: '381',
    status: 'settled',
    rows,
    balanceMinor: 0,
    links: { creditFor: invoiceId },
  };
  const balanceMinor = document.balanceMinor - clearMinor;
  const isPaid = document.status === 'open' && clearMinor > 0 && balanceMinor === 0;
  const cleared: readonly BalanceRow[] =
    clearMinor === 0 ? [] : [{ kind: 'clearing', amountMinor: -clearMinor, ref: id }];
  const change: PlannedChange = {
    ...changeOf(document, isPaid ? 'paid' : document.status, cleared),
    creditedBy: id,
    ...(schedules.length === 0 ? {} : { schedules }),
  };
  return {
    changes: [change],
    documents: [note],
    journal: entries([
      entry('credit_note', currency, documentMoves(note)),
      entry('clearing', currency, [
        [accounts.receivable, clearMinor, id],
        [accounts.receivable, -clearMinor, invoiceId],
      ]),
      ...disposalEntries(id, currency, creditMinor, refundMinor),
    ]),
    customers: [deltaOf(customerId, currency, creditMinor, refundMinor)],
    payouts: payoutOf(request, note, refundMinor),
  };
}

const disposedRows = (creditMinor: number, refundMinor: number): readonly BalanceRow[] => [
  ...(creditMinor === 0 ? [] : [{ kind: 'disposition_credit', amountMinor: creditMinor } as const]),
  ...(refundMinor === 0 ? [] : [{ kind: 'disposition_refund', amountMinor: refundMinor } as const]),
];

const disposalEntries = (id: string, currency: string, creditMinor: number, refundMinor: number) => [
  entry('credit_granted', currency, [
    [accounts.receivable, creditMinor, id],
    [accounts.customerCredit, -creditMinor],
  ]),
  entry('refund_due', currency, [
    [accounts.receivable, refundMinor, id],
    [accounts.refundsPayable, -refundMinor],
  ]),
];

const deltaOf = (customerId: string, currency: string, creditMinor: number, refundMinor: number): CustomerDelta => ({
  customerId, currency, creditDeltaMinor: creditMinor, freeDeltaMinor: 0, payableDeltaMinor: refundMinor,
}); // prettier-ignore

const payoutOf = (
  request: Pick<CorrectionRequest, 'requestId'>,
  { id, customerId, currency }: Pick<InvoiceDocument, 'id' | 'customerId' | 'currency'>,
  amountMinor: number,
): readonly PlannedPayout[] =>
  amountMinor === 0 ? [] : [{ id: payoutId(request), documentId: id, customerId, currency, amountMinor }];

/** An open credit note is paid out or added to the customer's credit, as far as it is asked for. */
function planDisposal(facts: Facts, request: CorrectionRequest, capMinor: number): Drafted {
  const { document } = facts;
  const { currency, customerId } = document;
  const isRefund = request.kind === 'refund';
  const asked = request.input?.amount;
  const amountMinor = asked === undefined ? capMinor : parseAmount(asked, currency, 'amount');
  if (amountMinor > capMinor || amountMinor === 0) {
    const code = isRefund ? 'EXCEEDS_REFUNDABLE' : 'EXCEEDS_CREDITABLE';
    return { blockers: [refusal(code, { param: 'amount', detail: `${formatMoney(capMinor, currency)} is left.` })] };
  }
  const [creditMinor, refundMinor] = isRefund ? [0, amountMinor] : [amountMinor, 0];
  const isGone = document.balanceMinor + amountMinor === 0;
  return draftPlan(facts, request, {
    ...noEffects,
    exposureMinor: amountMinor,
    changes: [
      changeOf(document, isGone ? 'settled' : 'open', disposedRows(creditMinor, refundMinor)),
      ...touched(facts.original?.document),
    ],
    journal: entries(disposalEntries(document.id, currency, creditMinor, refundMinor)),
    customers: [deltaOf(customerId, currency, creditMinor, refundMinor)],
    payouts: payoutOf(request, document, refundMinor),
  });
}
