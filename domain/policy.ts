import type { InvoiceDocument } from './document.ts';
import type { Facts } from './facts.ts';
import type { Step } from './gate.ts';
import { formatMoney } from './money.ts';
import type { Plan } from './plan.ts';
import { isSame } from './update-header.ts';

/** What a request needs: nothing, or ordered steps and the reasons for them. */
export type Need =
  | { readonly kind: 'auto' }
  | { readonly kind: 'approval'; readonly steps: readonly [Step, ...Step[]]; readonly why: readonly string[] };

/**
 * The rules of this stage (R13, R14): applied at once when what the plan moves is at most the currency's limit, inclusive;
 * else one step waits. Never below one approver, however small: money that a cancellation frees (X1), an invoice of a closed
 * period (spec/domain.md section 8), other payment terms (R23), another buyer or billing address. With `cancel.finalise` "manual" a last signature
 * finalises the draft (X3).
 */
export function evaluatePolicy(facts: Pick<Facts, 'document' | 'settings'>, plan: Plan): Need {
  const { autoUpToMinor, review } = facts.settings.approval;
  const why = whyReview(facts, plan);
  const limit = Object.hasOwn(autoUpToMinor, plan.currency) ? autoUpToMinor[plan.currency] : undefined;
  if (plan.exposureMinor > 0 || plan.documents.length > 0) {
    if (limit === undefined) why.unshift(`no limit is set for ${plan.currency}`);
    else if (plan.exposureMinor > limit)
      why.unshift(
        `${formatMoney(plan.exposureMinor, plan.currency)} is above the limit of ${formatMoney(limit, plan.currency)}`,
      );
  }
  const { roles, remindEveryMs, expireAfterMs } = review;
  const step = (name: string): Step => ({ name, roles, quorum: 1, remindEveryMs, expireAfterMs });
  const steps = [
    ...(why.length === 0 ? [] : [step('review')]),
    ...(plan.finalise === 'manual' ? [step('finalise')] : []),
  ];
  const [first, ...others] = steps;
  if (!first) return { kind: 'auto' };
  if (plan.finalise === 'manual') why.push('cancellations are finalised by hand');
  return { kind: 'approval', steps: [first, ...others], why };
}

function whyReview({ document, settings }: Pick<Facts, 'document' | 'settings'>, plan: Plan): string[] {
  const why: string[] = [];
  const freed = plan.changes.flatMap((change) =>
    change.rowsAdded.filter((row) => row.kind === 'payment' && row.amountMinor > 0),
  );
  const freedMinor = freed.reduce((sum, row) => sum + row.amountMinor, 0);
  if (freedMinor !== 0) why.push(`${formatMoney(freedMinor, plan.currency)} of payments is linked`);
  const { closedThrough } = settings.periods;
  const posts = plan.journal.length > 0 || plan.documents.length > 0;
  if (posts && document.status !== 'draft' && closedThrough !== undefined && document.issueDate <= closedThrough)
    why.push(`the invoice is of ${document.issueDate}, and the books are closed through ${closedThrough}`);
  if (changesHead(document, plan, ['dueDate', 'paymentTerms'])) why.push('payment terms change');
  if (changesHead(document, plan, ['buyer'], true)) why.push('the buyer or the billing address changes');
  return why;
}

type HeadField = 'dueDate' | 'paymentTerms' | 'buyer';

/** Whether one of these fields is another afterwards: set or cleared in place, or on the replacement. */
function changesHead({ status, ...document }: InvoiceDocument, plan: Plan, fields: readonly HeadField[], onlyNew = false): boolean {
  if (status === 'draft') return false;
  const inPlace = plan.changes.some(({ set, cleared = [] }) => fields.some((field) => set?.[field] !== undefined || cleared.includes(field)));
  const made = plan.documents.find(({ type }) => type === 'replacement');
  return (inPlace && !onlyNew) || (made !== undefined && fields.some((field) => !isSame(made[field], document[field])));
} // prettier-ignore
