import { mergeDeltas } from './customer.ts';
import { refusal, type Refusal } from './errors.ts';
import type { Facts } from './facts.ts';
import type { CustomerHears } from './notice-facts.ts';
import { appliedNotices, customerHears } from './notices.ts';
import { isChanged, type Effects, type Plan } from './plan.ts';
import type { CorrectionRequest } from './request.ts';

/** A plan, or the reasons why there is none. */
export type Drafted = Plan | { readonly blockers: readonly Refusal[] };

export const isBlocked = (drafted: Drafted): drafted is Exclude<Drafted, Plan> => 'blockers' in drafted;

/** What a kind of correction decides of its plan; who asks and how it ends is the same for all. */
export interface Draft extends Effects, Pick<Plan, 'exposureMinor' | 'warnings' | 'finalise'> {}

export const noEffects = { changes: [], documents: [], journal: [], customers: [], payouts: [], warnings: [] } as const;

export const nothingChanged: Drafted = { blockers: [refusal('NOTHING_CHANGED')] };

/** Who signs knows that the customer has to be told in another way (R79). */
const noAddress = 'The customer is not told: the document names no e-mail address of the buyer.';

/** What the customer hears of a plan once it is applied, as the plan itself says. */
export function customerHearsBy({ notifications, warnings }: Pick<Plan, 'notifications' | 'warnings'>): CustomerHears {
  if (notifications.some(({ topic }) => topic === 'customer.applied')) return 'mail';
  return warnings.includes(noAddress) ? 'no-address' : 'off';
}

/** One payout a plan. */
export const payoutId = ({ requestId }: Pick<CorrectionRequest, 'requestId'>): string => `${requestId}.payout`;

/** The whole plan around what a kind drafted. With the journal off nothing is posted, all else is the same (X12). */
export function draftPlan(facts: Facts, request: CorrectionRequest, draft: Draft): Plan {
  const { document, settings, settingsVersion, policyVersion } = facts;
  const { evidence, input } = request;
  return {
    ...draft,
    requestId: request.requestId,
    requester: request.requester,
    reason: request.reason,
    ...(evidence === undefined ? {} : { evidence }),
    kind: request.kind,
    ...(input === undefined ? {} : { input }),
    ...(input?.postingDate === undefined ? {} : { postingDate: input.postingDate }),
    invoiceId: document.id,
    invoiceVersion: document.version,
    policyVersion,
    settingsVersion,
    currency: document.currency,
    journal: settings.journal.enabled ? draft.journal : [],
    customers: mergeDeltas(draft.customers),
    balancesAfter: [
      ...draft.changes.filter(isChanged).map(({ documentId, toStatus: status, toBalanceMinor: balanceMinor }) => ({
        documentId,
        status,
        balanceMinor,
      })),
      ...draft.documents.map(({ id: documentId, status, balanceMinor }) => ({ documentId, status, balanceMinor })),
    ],
    notifications: appliedNotices(request, document, settings.messages),
    warnings: [...draft.warnings, ...(customerHears(document, settings.messages) === 'no-address' ? [noAddress] : [])],
  };
}
