import type { DocumentClass, DocumentStatus, DocumentType } from './document.ts';
import type { CustomerDelta } from './customer.ts';
import { isChanged, type Plan, type PlannedChange } from './plan.ts';

/** What becomes of a document that exists; amounts in minor units of the plan's currency. */
export interface ChangeInShort {
  readonly number: string;
  readonly from: DocumentStatus;
  readonly to: DocumentStatus;
  readonly fromBalanceMinor: number;
  readonly toBalanceMinor: number;
  /** Names of what it says differently. */
  readonly fields?: readonly string[];
}

/** A document that comes into being; its number is there once it is committed. */
export interface MadeInShort {
  readonly class: DocumentClass;
  readonly type: DocumentType;
  readonly grossMinor: number;
  readonly number?: string;
}

/** A plan as a message tells it (R15): what becomes of documents and money, without lines, journal and hashes. */
export interface PlanInShort {
  /** What the correction moves. */
  readonly exposureMinor: number;
  readonly changes: readonly ChangeInShort[];
  readonly made: readonly MadeInShort[];
  readonly payoutMinor: number;
  /** What the customer's accounts gain, or lose where it is negative. */
  readonly creditMinor: number;
  readonly freeMinor: number;
  /** Documents beyond the ones that are named. */
  readonly more: number;
}

/** So many documents are named: a message stays one that people read. */
const namedMax = 8;

/**
 * Tells a plan in short. `number` is what people call its invoice; `made` are the documents as committed, where they are.
 */
export function planInShort(plan: Plan, number: string, made?: readonly MadeInShort[]): PlanInShort {
  const changes = plan.changes.filter(isChanged);
  const documents = made ?? plan.documents.map((one) => ({ class: one.class, type: one.type, grossMinor: one.totals.grossMinor }));
  const own = plan.customers.filter(({ currency }) => currency === plan.currency);
  return {
    exposureMinor: plan.exposureMinor,
    changes: changes.slice(0, namedMax).map((change) => changeInShort(change, change.documentId === plan.invoiceId ? number : numberIn(change.documentId))),
    made: documents.slice(0, namedMax),
    payoutMinor: plan.payouts.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    creditMinor: sumOf(own, ({ creditDeltaMinor }) => creditDeltaMinor),
    freeMinor: sumOf(own, ({ freeDeltaMinor }) => freeDeltaMinor),
    more: Math.max(changes.length - namedMax, 0) + Math.max(documents.length - namedMax, 0),
  };
} // prettier-ignore

function changeInShort(change: PlannedChange, number: string): ChangeInShort {
  const fields = [...Object.keys(change.set ?? {}), ...(change.cleared ?? [])];
  return {
    number,
    from: change.fromStatus,
    to: change.toStatus,
    fromBalanceMinor: change.fromBalanceMinor,
    toBalanceMinor: change.toBalanceMinor,
    ...(fields.length === 0 ? {} : { fields }),
  };
}

/** The number in a document's id, which is `{sellerId}:{number}` unless a request made it. */
export const numberIn = (documentId: string): string => documentId.slice(documentId.indexOf(':') + 1);

const sumOf = (deltas: readonly CustomerDelta[], of: (delta: CustomerDelta) => number): number =>
  deltas.reduce((sum, delta) => sum + of(delta), 0) || 0;
