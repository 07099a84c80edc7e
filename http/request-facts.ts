import { actionsFor, type Action } from '../domain/actions.ts';
import type { DocumentContent } from '../domain/document.ts';
import type { Refusal } from '../domain/errors.ts';
import type { Gate } from '../domain/gate.ts';
import { maySee } from '../domain/may-see.ts';
import { medianDaysToPay, openBalances } from '../domain/paying.ts';
import type { Plan } from '../domain/plan.ts';
import { hasRole } from '../domain/principal.ts';
import { documentsOfCustomer, pastMax, requestsOfCustomer, type PastRequest } from '../store/customer-history.ts';
import { loadFacts } from '../store/facts.ts';
import { contentAt } from '../store/versions.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import type { Deps } from './context.ts';
import { detailOf, lendersFor, planOf, type Detail } from './detail.ts';
import { mayDo, triedBy, type Seen, type Sight } from './sight.ts';
import { gateOf } from './view.ts';

/** What a customer has had corrected, and how he pays. */
export interface CustomerPast {
  readonly customerId: string;
  /** Of the last twelve months that the reader may see, the newest first. */
  readonly requests: readonly PastRequest[];
  /** There are more than were read. */
  readonly isMore: boolean;
  readonly open: readonly (readonly [currency: string, minor: number])[];
  readonly medianDays: number | undefined;
}

/** Everything that the page of one request shows to one person. */
export interface RequestFacts {
  readonly detail: Detail;
  readonly record: CorrectionRecord;
  readonly sight: Sight;
  readonly gate: Gate;
  /** The invoice as the plan found it. */
  readonly before: (DocumentContent & { readonly id: string }) | undefined;
  /** By revision, the current one last. */
  readonly plans: readonly (Plan | undefined)[];
  readonly past: CustomerPast | undefined;
  /** What else could be done with the invoice now. */
  readonly others: readonly Action[];
  /** Whose right the reader may use, by what for. */
  readonly lenders: Readonly<Record<'approve' | 'reject', readonly string[]>>;
  /** Why the reader cannot sign; undefined when he can. */
  readonly whyNotSign: Refusal | undefined;
  /** Who may sign now, by own rights. */
  readonly signers: readonly string[];
  readonly mayRetry: boolean;
}

/** Reads what the page shows. Throws PLAN_INTEGRITY. */
export async function requestFactsOf(deps: Deps, seen: Seen): Promise<RequestFacts> {
  const { record, sight } = seen;
  const gate = gateOf(record, sight.nowMs);
  const detail = await detailOf(deps, seen);
  const { plan } = detail;
  const [before, past, others] = await Promise.all([
    plan && contentAt(deps.store, record.invoiceId, plan.invoiceVersion),
    pastOf(deps, seen),
    isWaiting(gate) ? othersThan(deps, record) : [],
  ]);
  const tried = triedBy(sight, record, gate, { command: 'approve' });
  return {
    detail, record, sight, gate, before, past, others,
    plans: [...(record.pastRevisions ?? []).map(planOf), plan],
    lenders: { approve: detail.for, reject: lendersFor(sight, record, gate, 'reject') },
    whyNotSign: tried.ok ? undefined : tried.refusal,
    signers: signersOf(seen, gate),
    mayRetry: record.state === 'needs-attention' && hasRole(sight.principal, 'operator'),
  };
} // prettier-ignore

const isWaiting = ({ state }: Gate): boolean => state === 'open' || state === 'outdated';

/** Who may sign now, by the one judgement. */
export const signersOf = ({ record, sight }: Seen, gate: Gate): readonly string[] =>
  gate.state !== 'open'
    ? []
    : sight.people
        .filter((principal) => mayDo({ ...sight, principal }, record, gate, { command: 'approve' }))
        .map(({ id }) => id);

/** The other kinds that are possible, as if this request were not there. */
async function othersThan({ store, nowMs }: Deps, { invoiceId, request }: CorrectionRecord): Promise<readonly Action[]> {
  const facts = await loadFacts(store, invoiceId, new Date(nowMs()));
  if (!facts) return [];
  const { openCorrectionId: _this, ...document } = facts.document;
  return actionsFor({ ...facts, document }).filter(({ kind, available }) => available && kind !== request.kind);
} // prettier-ignore

const yearMs = 365 * 86_400_000;

async function pastOf({ store }: Deps, { record, sight }: Seen): Promise<CustomerPast | undefined> {
  const customerId = record.request.label?.customerId;
  if (customerId === undefined) return undefined;
  const [all, documents] = await Promise.all([
    requestsOfCustomer(store, customerId, new Date(sight.nowMs - yearMs)),
    documentsOfCustomer(store, customerId),
  ]);
  const isTold = ({ request }: PastRequest): boolean => maySee(sight.principal, request, false);
  return {
    customerId,
    requests: all.filter((one) => one._id !== record._id && isTold(one)),
    isMore: all.length === pastMax,
    open: openBalances(documents),
    medianDays: medianDaysToPay(documents),
  };
} // prettier-ignore
