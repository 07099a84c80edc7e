import { paidMinor, paymentState, type PaymentState } from './balance.ts';
import type { InvoiceDocument, Party } from './document.ts';
import type { Facts } from './facts.ts';
import type { Kind } from './input.ts';
import { isChanged, type Plan } from './plan.ts';
import type { CumulativeKey, FactFlag } from './policy.ts';
import type { PrincipalType } from './principal.ts';
import type { ReasonCode } from './request.ts';
import { isSame } from './update-header.ts';

/** What other requests with the same key move: sums in the base currency, minor units, of those whose granted level is that. */
export interface CumulativeFact {
  readonly key: CumulativeKey;
  /** The invoice, the customer, the person; several persons where an agent has several owners. */
  readonly name: string;
  /** By level of the ladder; only requests that are reserved or applied, and within the key's window. */
  readonly byLevel: readonly number[];
  /** Ids of the newest requests that were counted, at most 20. */
  readonly requests: readonly string[];
}

/**
 * All that the policy looks at (approvals.md section 2.1), plain JSON: it is stored with the decision, so that the decision can be
 * computed again, and tried under another policy.
 */
export interface PolicyFacts extends Readonly<Record<FactFlag, boolean>> {
  readonly kind: Kind;
  readonly reason: ReasonCode;
  /** Minor units of the currency (section 2.3). */
  readonly exposureMinor: number;
  readonly currency: string;
  readonly payment: PaymentState;
  /** From the day of issue to the day of receipt. A draft is of today. */
  readonly ageDays: number;
  readonly requesterType: PrincipalType;
  /** Items that the requester corrects in bulk within 24 h, all batches summed; 0 for a single request. */
  readonly bulkItems: number;
  readonly cumulative: readonly CumulativeFact[];
}

/** What the policy looked at and what it came to, so that both can be computed again (approvals.md section 6). */
export interface Judged {
  readonly policyVersion: string;
  /** Index of the granted level in the policy's ladder. */
  readonly level: number;
  readonly facts: PolicyFacts;
}

/** What is known of the request beyond invoice and plan. */
export interface AboutRequest extends Pick<PolicyFacts, 'requesterType'> {
  /** The day of receipt in UTC, `YYYY-MM-DD`. */
  readonly receivedOn: string;
  /** The request comes from a `bank.mismatch` ticket (floor f9). */
  readonly bankMismatch?: boolean;
  readonly breaker?: boolean;
  readonly capReached?: boolean;
  readonly revisedAfterVote?: boolean;
  readonly bulkItems?: number;
  readonly cumulative?: PolicyFacts['cumulative'];
}

const dayMs = 86_400_000;

/** Whole days from one day to the other, both `YYYY-MM-DD`; 0 when the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.max(Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs), 0);

/** The facts of a request as they stand with this plan. */
export function policyFactsOf(
  { document, settings }: Pick<Facts, 'document' | 'settings'>,
  plan: Plan,
  about: AboutRequest,
): PolicyFacts {
  const isDraft = document.status === 'draft';
  const payment = isDraft ? 'unpaid' : paymentState(document);
  const { closedThrough } = settings.periods;
  const posts = plan.journal.length > 0 || plan.documents.length > 0;
  return {
    kind: plan.kind,
    reason: plan.reason.code,
    exposureMinor: plan.exposureMinor,
    currency: plan.currency,
    payment,
    ageDays: isDraft ? 0 : daysBetween(document.issueDate, about.receivedOn),
    requesterType: about.requesterType,
    moneyReceived: !isDraft && (paidMinor(document.rows) !== 0 || freesMoney(plan)),
    paysOut: plan.payouts.length > 0,
    closedPeriod: posts && !isDraft && closedThrough !== undefined && document.issueDate <= closedThrough,
    termsChange: !isDraft && changesTerms(document, plan),
    identityChange: !isDraft && changesIdentity(document, plan),
    bankMismatch: about.bankMismatch ?? false,
    breaker: about.breaker ?? false,
    capReached: about.capReached ?? false,
    bulkItems: about.bulkItems ?? 0,
    revisedAfterVote: about.revisedAfterVote ?? false,
    finaliseManual: plan.finalise === 'manual',
    cumulative: about.cumulative ?? [],
  };
}

/** Payments are unlinked (X1): the money was there, also where the rows come to nothing. */
const freesMoney = ({ changes }: Plan): boolean =>
  changes.some(({ rowsAdded }) => rowsAdded.some((row) => row.kind === 'payment' && row.amountMinor > 0));

/** The document's own change, and what takes its place. */
const inPlaceOf = (document: InvoiceDocument, plan: Plan) =>
  plan.changes.find((change) => change.documentId === document.id && isChanged(change));
const replacementIn = (plan: Plan) => plan.documents.find(({ type }) => type === 'replacement');

/** Due date or payment terms are others afterwards: set or cleared in place, or on the replacement (R23, floor f7). */
function changesTerms(document: InvoiceDocument, plan: Plan): boolean {
  const fields = ['dueDate', 'paymentTerms'] as const;
  const { set, cleared = [] } = inPlaceOf(document, plan) ?? {};
  const made = replacementIn(plan);
  return fields.some(
    (field) =>
      (set?.[field] !== undefined && set[field] !== document[field]) ||
      cleared.includes(field) ||
      (made !== undefined && made[field] !== document[field]),
  );
}

/** Another buyer, or another billing address of the same; whom to ask (contact, e-mail) is no identity (floor f9). */
function changesIdentity(document: InvoiceDocument, plan: Plan): boolean {
  const after = [inPlaceOf(document, plan)?.set?.buyer, replacementIn(plan)?.buyer];
  return after.some((buyer) => buyer !== undefined && !isSame(identityOf(buyer), identityOf(document.buyer)));
}

const identityOf = ({ contact: _contact, email: _email, ...identity }: Party): Party => identity;
