import { whyNot } from './blockers.ts';
import { withAlternatives } from './alternatives.ts';
import { Refused } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Kind } from './input.ts';
import { planCancel } from './plan-cancel.ts';
import { planCorrectCreditNote } from './plan-correct.ts';
import { planCounter } from './plan-counter.ts';
import { planCredit } from './plan-credit.ts';
import { planDiscount } from './plan-discount.ts';
import { isBlocked, type Drafted } from './plan-draft.ts';
import { planUpdate } from './plan-update.ts';
import type { CorrectionRequest } from './request.ts';

const planners: Readonly<Record<Kind, (facts: Facts, request: CorrectionRequest) => Drafted>> = {
  cancel: planCancel,
  refund: planCredit,
  credit: planCredit,
  discount: planDiscount,
  'correct-credit-note': planCorrectCreditNote,
  update: (facts, request) => (request.input?.counters === undefined ? planUpdate : planCounter)(facts, request),
};

/**
 * The plan of a correction, or every reason why there is none, each with the ways that stay open and what they cost
 * (spec/domain.md sections 3 to 6). Pure: the same facts and request give the same plan.
 */
export function makePlan(facts: Facts, request: CorrectionRequest): Drafted {
  const drafted = draft(facts, request);
  return isBlocked(drafted) ? { blockers: withAlternatives(facts, request.kind, drafted.blockers) } : drafted;
}

function draft(facts: Facts, request: CorrectionRequest): Drafted {
  try {
    const blockers = whyNot(request.kind, facts, request);
    return blockers.length > 0 ? { blockers } : planners[request.kind](facts, request);
  } catch (error) {
    if (error instanceof Refused) return { blockers: [error.refusal] }; // what was asked for is not in its form
    throw error;
  }
}
