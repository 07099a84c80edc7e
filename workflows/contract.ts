import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { encodeId } from '../domain/canonical.ts';
import type { Decision } from '../domain/decision.ts';
import type { EventOutcome, BusinessEvent } from '../domain/event-rules.ts';
import type { Opening, Unapproved, Vote } from '../domain/gate.ts';
import type { CorrectionRequest, CorrectionView, Outcome } from '../domain/request.ts';

/** Names that client, gateway, worker and Temporal UI agree on. Payloads are plain JSON, one object a message. */
export const workflowTypes = { correctInvoice: 'correctInvoice', handleBusinessEvent: 'handleBusinessEvent' } as const;

/** One open correction per invoice: the id is the lock (DESIGN section 3). */
export const correctionWorkflowId = (invoiceId: string): string => `correction/${encodeId(invoiceId)}`;
export const eventWorkflowId = (source: string, eventId: string): string =>
  `event/${encodeId(source)}/${encodeId(eventId)}`;

/** What `submit` says: which request the caller means. */
export interface Submit {
  readonly requestId: string;
}

export const submitUpdate = defineUpdate<CorrectionView, [Submit]>('submit');
export const decideUpdate = defineUpdate<CorrectionView, [Decision]>('decide');
export const retryUpdate = defineUpdate<CorrectionView, []>('retry');
export const decideSignal = defineSignal<[Decision]>('decideSignal');
export const stateQuery = defineQuery<CorrectionView>('state');

/** Shown in the Temporal UI's drop-downs. */
export const descriptions = {
  submit: 'The gateway asks what became of its request. Input: {"requestId": "r_..."}',
  decide: "A person's decision on exactly one plan, sent by the gateway. Use countersign approve or reject instead.",
  retry: 'An operator starts a stuck request again (state needs-attention). No input.',
  decideSignal: 'As decide, without an answer.',
  state: 'The request as a person sees it.',
} as const;

const { KEYWORD, KEYWORD_LIST, INT, DATETIME } = SearchAttributeType;
/** Search attributes (guides/temporal.md section 9): ids, codes and amounts; never names, addresses or free text. */
export const searchAttributes = {
  InvoiceId: defineSearchAttributeKey('InvoiceId', KEYWORD),
  CorrectionKind: defineSearchAttributeKey('CorrectionKind', KEYWORD),
  CorrectionState: defineSearchAttributeKey('CorrectionState', KEYWORD),
  Currency: defineSearchAttributeKey('Currency', KEYWORD),
  RequesterId: defineSearchAttributeKey('RequesterId', KEYWORD),
  RequesterType: defineSearchAttributeKey('RequesterType', KEYWORD),
  ApprovalRoles: defineSearchAttributeKey('ApprovalRoles', KEYWORD_LIST),
  AmountMinor: defineSearchAttributeKey('AmountMinor', INT),
  ApprovalDueAt: defineSearchAttributeKey('ApprovalDueAt', DATETIME),
} as const;

/** Name to type as the Temporal CLI spells it. */
export const searchAttributeTypes = {
  InvoiceId: 'Keyword',
  CorrectionKind: 'Keyword',
  CorrectionState: 'Keyword',
  Currency: 'Keyword',
  RequesterId: 'Keyword',
  RequesterType: 'Keyword',
  ApprovalRoles: 'KeywordList',
  AmountMinor: 'Int',
  ApprovalDueAt: 'Datetime',
} as const satisfies Record<keyof typeof searchAttributes, string>;

/** What the evaluation of a request comes to: an outcome, or a gate to open. */
export type Evaluated =
  | { readonly kind: 'closed'; readonly outcome: Outcome }
  | { readonly kind: 'needs-approval'; readonly opening: Opening };

/** The effects that the workflows call; `activities/` implements them. Each is idempotent by requestId. */
export interface Activities {
  /** Plans and judges the request; applies it there and then when no approval is needed, else stores the open request. */
  evaluateAndApply(input: { readonly request: CorrectionRequest; readonly runId: string }): Promise<Evaluated>;
  /** Applies the signed plan once; a repeat returns the stored outcome. */
  applyApproved(input: {
    readonly request: CorrectionRequest;
    readonly planHash: string;
    readonly votes: readonly Vote[];
  }): Promise<Outcome>;
  /** Records an end without effect on money, and frees the invoice. */
  closeUnapplied(input: { readonly request: CorrectionRequest; readonly how: Unapproved }): Promise<Outcome>;
  /** Records a vote that leaves the gate open. */
  recordVote(input: { readonly request: CorrectionRequest; readonly vote: Vote }): Promise<void>;
  /** Puts the n-th reminder into the outbox. */
  remind(input: {
    readonly requestId: string;
    readonly n: number;
    readonly dueAtMs: number;
    readonly step: number;
    readonly roles: readonly string[];
  }): Promise<void>;
  /** Finds the event's invoices and submits a correction for each; resumes where an earlier attempt stopped. */
  handleEvent(event: BusinessEvent): Promise<EventOutcome>;
}
