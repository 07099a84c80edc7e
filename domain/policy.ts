import { paidMinor } from './balance.ts';
import type { InvoiceDocument } from './document.ts';
import type { Step } from './gate.ts';
import { formatMoney } from './money.ts';
import type { Settings } from './settings.ts';

/** What a request needs: nothing, or ordered steps and the reasons for them. */
export type Need =
  | { readonly kind: 'auto' }
  | { readonly kind: 'approval'; readonly steps: readonly [Step, ...Step[]]; readonly why: readonly string[] };

/**
 * The rule of this stage (R13, R14): a cancellation is applied at once when the document's gross is at most the currency's
 * limit, inclusive, and no money is linked to it (X1: money freed is never below one approver). Else one step waits.
 */
export function evaluatePolicy(settings: Settings, document: InvoiceDocument): Need {
  const { autoUpToMinor, review } = settings.approval;
  const { currency } = document;
  const gross = Math.abs(document.totals.grossMinor);
  const limit = Object.hasOwn(autoUpToMinor, currency) ? autoUpToMinor[currency] : undefined;
  const why: string[] = [];
  if (limit === undefined) why.push(`no limit is set for ${currency}`);
  else if (gross > limit)
    why.push(`${formatMoney(gross, currency)} is above the limit of ${formatMoney(limit, currency)}`);
  const paid = paidMinor(document.rows);
  if (paid !== 0) why.push(`${formatMoney(paid, currency)} of payments is linked`);
  if (why.length === 0) return { kind: 'auto' };
  const { roles, remindEveryMs, expireAfterMs } = review;
  return { kind: 'approval', steps: [{ name: 'review', roles, quorum: 1, remindEveryMs, expireAfterMs }], why };
}
