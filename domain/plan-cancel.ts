import { balanceOf, creditUsedMinor, paidMinor, type BalanceRow } from './balance.ts';
import type { CustomerDelta } from './customer.ts';
import type { InvoiceDocument } from './document.ts';
import type { Facts } from './facts.ts';
import { accounts, entries, entry, type JournalEntry } from './journal.ts';
import { formatMoney } from './money.ts';
import { discountMoves, discountsOf, mirrored, reversalMoves } from './moves.ts';
import { changeOf, touched, type PlannedChange, type PlannedDocument } from './plan.ts';
import { draftPlan, noEffects, payoutId, type Drafted } from './plan-draft.ts';
import type { CorrectionRequest } from './request.ts';
import { reverse } from './reversal.ts';
import { givenBack } from './schedule.ts';

/** What a cancellation does, before it is part of a plan: a revision begins with it (E12). */
export interface Cancellation {
  readonly change: PlannedChange;
  readonly document: PlannedDocument;
  readonly journal: readonly JournalEntry[];
  readonly delta: CustomerDelta;
}

/**
 * Cancels a whole document (X13): first unwinds what hangs on it, mirrored (payments, used credit, discounts), then the
 * cancellation document with every line at the negated price (R25 to R27), then clearing rows that bring both to 0 (R33, R34).
 */
export function cancellationOf(
  { document, settings }: Pick<Facts, 'document' | 'settings'>,
  newId: string,
): Cancellation {
  const { customerId, currency, rows, totals } = document;
  const unlinked = unlinkedPayments(rows);
  const creditMinor = creditUsedMinor(rows);
  const returned: readonly BalanceRow[] =
    creditMinor === 0 ? [] : [{ kind: 'credit_applied', amountMinor: creditMinor }];
  const discounts = discountsOf(rows).map((row): BalanceRow => ({ ...row, amountMinor: -row.amountMinor }));
  const unwound = [...unlinked, ...returned, ...discounts.map(({ on: _on, ...row }) => row)];
  const toClearMinor = balanceOf([...rows, ...unwound]);
  const clearing: BalanceRow = { kind: 'clearing', amountMinor: -toClearMinor || 0, ref: newId };
  return {
    change: {
      ...changeOf(document, 'canceled', [...unwound, clearing]),
      canceledWith: newId,
      ...(document.class === 'invoice' ? { creditedBy: newId } : {}),
      stopsRecognition: document.lines.some((line) => line.recognition?.some((part) => !part.booked)),
      unlinks: unlinked.flatMap(({ ref }) => ref ?? []),
    },
    document: reverse(document, newId, toClearMinor, settings.typeCodes.creditCancellation),
    journal: entries([
      ...unlinked.map(({ amountMinor }) =>
        entry('payment_unlinked', currency, [
          [accounts.receivable, amountMinor, document.id],
          [accounts.unapplied, -amountMinor],
        ]),
      ),
      entry('credit_returned', currency, [
        [accounts.receivable, creditMinor, document.id],
        [accounts.customerCredit, -creditMinor],
      ]),
      ...discountsOf(rows).map((row) =>
        entry('discount_returned', currency, mirrored(discountMoves(row, document.id))),
      ),
      entry('reversal', currency, reversalMoves(document, newId)),
      entry('rounding', currency, [
        [accounts.rounding, totals.roundingMinor],
        [accounts.receivable, -totals.roundingMinor, newId],
      ]),
      entry('clearing', currency, [
        [accounts.receivable, toClearMinor, newId],
        [accounts.receivable, -toClearMinor, document.id],
      ]),
    ]),
    delta: {
      customerId,
      currency,
      creditDeltaMinor: creditMinor,
      freeDeltaMinor: paidMinor(rows),
      payableDeltaMinor: 0,
    },
  };
}

/**
 * Plans a cancellation: of an invoice, or of an open credit by class Invoice (R35, E5). With `payout` the freed money goes
 * out again (E3a). Examples E1 to E5 and E16 of spec/domain.md.
 */
export function planCancel(facts: Facts, request: CorrectionRequest): Drafted {
  const { document } = facts;
  const { customerId, currency } = document;
  const {
    change,
    document: made,
    journal,
    delta,
  } = cancellationOf(withoutLostSchedule(facts), `${request.requestId}.1`);
  const freedMinor = paidMinor(document.rows);
  const paysOut = request.input?.payout === true;
  const warnings = [
    ...(freedMinor === 0 ? [] : [freedText(formatMoney(freedMinor, currency), paysOut)]),
    ...staysWarnings(facts),
  ];
  return draftPlan(facts, request, {
    ...noEffects,
    exposureMinor: Math.abs(document.totals.grossMinor),
    changes: [change, ...creditedInvoice(facts)],
    documents: [made],
    journal: [
      ...journal,
      ...entries([
        entry('refund_due', currency, [
          [accounts.unapplied, paysOut ? freedMinor : 0],
          [accounts.refundsPayable, paysOut ? -freedMinor : 0],
        ]),
      ]),
    ],
    customers: [
      delta,
      ...(paysOut
        ? [{ customerId, currency, creditDeltaMinor: 0, freeDeltaMinor: -freedMinor, payableDeltaMinor: freedMinor }]
        : []),
    ],
    payouts: paysOut
      ? [{ id: payoutId(request), documentId: document.id, customerId, currency, amountMinor: freedMinor }]
      : [],
    ...(facts.settings.cancel.finalise === 'manual' ? { finalise: 'manual' } : {}),
    warnings,
  });
}

/** Upward corrections are invoices of their own: they stay. */
export const staysWarnings = ({ corrections }: Pick<Facts, 'corrections'>): readonly string[] =>
  corrections.map(({ number }) => `${number} corrects this invoice upwards and stays as it is: correct it, too.`);

const freedText = (amount: string, paysOut: boolean): string =>
  paysOut
    ? `${amount} of payments is unlinked and paid out to the customer.`
    : `${amount} of payments is unlinked and stays with the customer as free balance.`;

/** A canceled credit note gives its invoice the deferred revenue back that it took. */
function creditedInvoice({ document, original }: Facts): readonly PlannedChange[] {
  if (document.class !== 'credit' || !original) return [];
  const schedules = original.document.status === 'canceled' ? [] : givenBack(original.document, takenBy(document));
  return touched(original.document).map((change) => ({ ...change, ...(schedules.length === 0 ? {} : { schedules }) }));
}

/** The invoice is canceled: nothing of it is deferred any more, so what its stray note took goes back to revenue. */
function withoutLostSchedule(facts: Facts): Facts {
  const { document, original } = facts;
  if (document.class !== 'credit' || original?.document.status !== 'canceled') return facts;
  const lines = document.lines.map(({ recognition: _schedule, ...line }) => line);
  return { ...facts, document: { ...document, lines } };
}

const takenBy = ({ lines }: Pick<InvoiceDocument, 'lines'>) =>
  lines.flatMap((line) =>
    (line.recognition ?? []).flatMap((part) =>
      part.lineId === undefined ? [] : [{ ...part, lineId: part.lineId, amountMinor: -part.amountMinor }],
    ),
  );

/** One mirrored row for each payment that is still linked. */
function unlinkedPayments(rows: readonly BalanceRow[]): readonly BalanceRow[] {
  const linked = new Map<string | undefined, number>();
  for (const row of rows) if (row.kind === 'payment') linked.set(row.ref, (linked.get(row.ref) ?? 0) + row.amountMinor);
  return [...linked]
    .filter(([, amountMinor]) => amountMinor !== 0)
    .map(([ref, amountMinor]) => ({
      kind: 'payment',
      amountMinor: -amountMinor,
      ...(ref === undefined ? {} : { ref }),
    }));
}
