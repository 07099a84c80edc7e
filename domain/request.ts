import { encodeId } from './canonical.ts';
import { formatMoney } from './money.ts';
import type { Refusal } from './errors.ts';
import type { CustomerDelta } from './customer.ts';
import type { DocumentClass, DocumentStatus, DocumentType } from './document.ts';
import type { CorrectionInput, Kind } from './input.ts';
import type { Principal } from './principal.ts';
import type { Signed } from './proof.ts';

/** Reasons that reports can group by; `other` carries free words only (R28). */
export const reasonCodes = [
  'order_canceled',
  'duplicate',
  'wrong_recipient',
  'wrong_amount',
  'goods_returned',
  'created_by_mistake',
  'other',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];
export interface Reason {
  readonly code: ReasonCode;
  readonly text?: string;
}
export const reasonTextMax = 500;

/** What a reason may be, for who gave none. */
export const reasonHelp = `Catalogue: ${reasonCodes.join(', ')}; or own words of at most ${reasonTextMax} characters.`;

/** A reason from one text: a catalogue code, or somebody's own words. Undefined when there are none, or too many. */
export function parseReason(text: unknown): Reason | undefined {
  if (typeof text !== 'string') return undefined;
  const words = text.trim();
  const code = reasonCodes.find((known) => known === words);
  if (code !== undefined) return code === 'other' ? undefined : { code };
  return words === '' || words.length > reasonTextMax || !words.isWellFormed()
    ? undefined
    : { code: 'other', text: words };
}

export const reasonText = ({ code, text }: Reason): string => text ?? code.replaceAll('_', ' ');

/** Everything that a correction run needs: the run completes from this alone (guides/temporal.md trap 10). */
export interface CorrectionRequest {
  readonly requestId: string;
  readonly kind: Kind;
  readonly invoiceId: string;
  /** What is asked for beyond the kind. */
  readonly input?: CorrectionInput;
  readonly reason: Reason;
  readonly evidence?: string;
  /** The version that the asker saw; another one now is STALE_VERSION. */
  readonly expectedVersion?: number;
  readonly requester: Pick<Principal, 'id' | 'type' | 'email'>;
  /** Names of who may withdraw or revise it: the person who asked, or those who answer for who asked. Lower case. */
  readonly requesters: readonly string[];
  /** Ids and e-mail addresses that may not approve: everybody who had a part in asking (approvals.md section 4). Lower case. */
  readonly insiders: readonly string[];
  readonly origin:
    | { readonly via: 'api' }
    /** The n-th request of an event. */
    | { readonly via: 'event'; readonly source: string; readonly eventId: string; readonly n: number };
  /** Hash of what was asked: the same requestId with another body is refused. */
  readonly bodyHash: string;
  readonly receivedAtMs: number;
  /** For the Temporal UI: what is known at intake, or absent for an unknown invoice. */
  readonly label?: {
    readonly number: string;
    readonly currency: string;
    readonly amountMinor: number;
    readonly customerId?: string;
  };
  /** A request that an earlier one, which has ended, is asked again by. */
  readonly resubmits?: string;
  /** The gateway's proof that it took in exactly this; without it nothing is applied (approvals.md section 5). */
  readonly intake?: Signed;
}

/** Whether the person is one of those who asked: by id or by e-mail address, whatever the case. */
export const isInsider = (insiders: readonly string[], who: Pick<Principal, 'id' | 'email'>): boolean =>
  insiders.includes(who.id.toLowerCase()) || (who.email !== undefined && insiders.includes(who.email.toLowerCase()));

/** How insiders are kept: one spelling of each name. */
export const insidersOf = (...names: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(names.filter((name) => name !== undefined).map((name) => name.toLowerCase())),
];

export interface CommittedDocument {
  readonly id: string;
  readonly number: string;
  readonly class: DocumentClass;
  readonly type: DocumentType;
  readonly status: DocumentStatus;
  readonly balanceMinor: number;
}

/** How a request ended (spec/domain.md section 3). Only `applied` changed money. */
export type Outcome =
  | {
      readonly state: 'applied';
      readonly requestId: string;
      readonly invoiceId: string;
      readonly currency: string;
      readonly planHash: string;
      readonly documents: readonly CommittedDocument[];
      /** What became of the customers' accounts: credit, free balance and refunds payable, as deltas. */
      readonly customers: readonly Omit<CustomerDelta, 'version'>[];
      /** Payouts that were asked for and wait for their confirmation. */
      readonly payoutIds: readonly string[];
      readonly journalIds: readonly string[];
      readonly committedAt: string;
    }
  | {
      readonly state: 'refused';
      readonly requestId: string;
      readonly invoiceId: string;
      readonly blockers: readonly Refusal[];
    }
  | {
      readonly state: 'rejected';
      readonly requestId: string;
      readonly invoiceId: string;
      readonly by: string;
      readonly comment: string;
    }
  | {
      readonly state: 'withdrawn';
      readonly requestId: string;
      readonly invoiceId: string;
      readonly by: string;
      readonly comment: string;
    }
  | { readonly state: 'expired'; readonly requestId: string; readonly invoiceId: string; readonly at: string }
  | {
      readonly state: 'stale';
      readonly requestId: string;
      readonly invoiceId: string;
      readonly plannedVersion: number;
      readonly currentVersion: number;
    };

/** A request that is not over: what waits, for whom, until when. */
export interface OpenView {
  readonly state: 'evaluating' | 'open' | 'outdated' | 'replanning' | 'applying' | 'needs-attention';
  readonly requestId: string;
  readonly invoiceId: string;
  readonly waitingFor?: {
    readonly planHash: string;
    readonly revision: number;
    readonly step: number;
    readonly stepName: string;
    readonly steps: number;
    /** Who may sign now: after the step's escalation more than before. */
    readonly roles: readonly string[];
    readonly quorum: number;
    readonly escalated: boolean;
    /** Who has signed, over all steps; who signs for somebody else is `B for A`. */
    readonly votes: readonly string[];
    readonly dueAt: string;
    readonly why: readonly string[];
  };
}

export type CorrectionView = Outcome | OpenView;
export type CorrectionState = CorrectionView['state'];

const openStates: readonly string[] = ['evaluating', 'open', 'outdated', 'replanning', 'applying', 'needs-attention'] satisfies readonly OpenView['state'][]; // prettier-ignore
export const isClosed = (state: string): boolean => !openStates.includes(state);
export const isOutcome = (view: CorrectionView): view is Outcome => isClosed(view.state);

/** One line for lists: `cancel INV-7 EUR 1,250.00`; a foreign number is percent-encoded where markdown could read it. */
export function summaryOf({ kind, invoiceId, label }: CorrectionRequest): string {
  const text = label
    ? `${kind} ${encodeId(label.number)} ${formatMoney(label.amountMinor, label.currency)}`
    : `${kind} ${encodeId(invoiceId)}`;
  return text.slice(0, 120);
}
