import { whyNotCancel, type Facts } from './actions.ts';
import { reversalMoves } from './booking.ts';
import { balanceOf, creditUsedMinor, paidMinor, type BalanceRow } from './balance.ts';
import type { InvoiceDocument } from './document.ts';
import type { Refusal } from './errors.ts';
import { accounts, entries, entry, type JournalEntry } from './journal.ts';
import { formatMoney } from './money.ts';
import { outcomeNotices } from './notices.ts';
import type { Plan } from './plan.ts';
import type { CorrectionRequest } from './request.ts';
import { reverse } from './reversal.ts';

/**
 * Plans the cancellation of a whole document (X13): first unwinds what hangs on it, mirrored (payments, then used credit),
 * then the cancellation document with every line at the negated price (R25 to R27), then clearing rows that bring both to
 * 0 (R33, R34). A credit is canceled by class Invoice (R35). Examples E1 to E5 and E16 of spec/domain.md.
 */
export function planCancel(facts: Facts, request: CorrectionRequest): Plan | { readonly blockers: readonly Refusal[] } {
  const blockers = whyNotCancel(facts, request);
  if (blockers.length > 0) return { blockers };

  const { document, settings, settingsVersion } = facts;
  const newId = `${request.requestId}.1`;
  const unlinked = unlinkedPayments(document.rows);
  const creditMinor = creditUsedMinor(document.rows);
  const returned: readonly BalanceRow[] =
    creditMinor === 0 ? [] : [{ kind: 'credit_applied', amountMinor: creditMinor }];
  const toClearMinor = balanceOf([...document.rows, ...unlinked, ...returned]);
  const rowsAdded: readonly BalanceRow[] = [
    ...unlinked,
    ...returned,
    { kind: 'clearing', amountMinor: -toClearMinor || 0, ref: newId },
  ];
  const cancellation = reverse(document, newId, toClearMinor);
  const paid = paidMinor(document.rows);
  return {
    requestId: request.requestId,
    requester: request.requester,
    reason: request.reason,
    ...(request.evidence === undefined ? {} : { evidence: request.evidence }),
    kind: 'cancel',
    invoiceId: document.id,
    invoiceVersion: document.version,
    policyVersion: String(settingsVersion),
    currency: document.currency,
    exposureMinor: Math.abs(document.totals.grossMinor),
    changes: [
      {
        documentId: document.id,
        fromStatus: document.status,
        toStatus: 'canceled',
        fromBalanceMinor: document.balanceMinor,
        toBalanceMinor: 0,
        rowsAdded,
        canceledWith: newId,
        ...(document.class === 'invoice' ? { creditedBy: newId } : {}),
        stopsRecognition: document.lines.some((line) => line.recognition?.some((part) => !part.booked)),
      },
    ],
    documents: [cancellation],
    journal: settings.journal.enabled ? journalOf(document, newId, unlinked, creditMinor, toClearMinor) : [],
    balancesAfter: [
      { documentId: document.id, status: 'canceled', balanceMinor: 0 },
      { documentId: newId, status: 'settled', balanceMinor: 0 },
    ],
    ...(creditMinor === 0 && paid === 0
      ? {}
      : {
          customer: {
            customerId: document.customerId,
            currency: document.currency,
            creditDeltaMinor: creditMinor,
            freeDeltaMinor: paid,
          },
        }),
    notifications: outcomeNotices(request, 'applied'),
    warnings:
      paid === 0
        ? []
        : [
            `${formatMoney(paid, document.currency)} of payments is unlinked and stays with the customer as free balance.`,
          ],
  };
}

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

/** UP, RC, XA, rounding, CL of spec/domain.md section 6, in that order. */
function journalOf(
  document: InvoiceDocument,
  newId: string,
  unlinked: readonly BalanceRow[],
  creditMinor: number,
  toClearMinor: number,
): readonly JournalEntry[] {
  const { currency, id, totals } = document;
  return entries([
    ...unlinked.map(({ amountMinor }) =>
      entry('payment_unlinked', currency, [
        [accounts.receivable, amountMinor, id],
        [accounts.unapplied, -amountMinor],
      ]),
    ),
    entry('credit_returned', currency, [
      [accounts.receivable, creditMinor, id],
      [accounts.customerCredit, -creditMinor],
    ]),
    entry('reversal', currency, reversalMoves(document, newId)),
    entry('rounding', currency, [
      [accounts.rounding, totals.roundingMinor],
      [accounts.receivable, -totals.roundingMinor, newId],
    ]),
    entry('clearing', currency, [
      [accounts.receivable, toClearMinor, newId],
      [accounts.receivable, -toClearMinor, id],
    ]),
  ]);
}
