import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate, type Sinks } from '@temporalio/workflow';
import { encodeId } from '../domain/canonical.ts';
import type { DecisionMessage } from '../domain/decision.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { EventOutcome, BusinessEvent } from '../domain/event-rules.ts';
import type { Accepted, Ended, LiveGate, Opening, Replan, Unapproved } from '../domain/gate.ts';
import type { PolicyChange, PolicyOutcome, PolicyView } from '../domain/policy-change.ts';
import type { CorrectionRequest, CorrectionView, Outcome } from '../domain/request.ts';

/** Names that client, gateway, worker and Temporal UI agree on. Payloads are plain JSON, one object a message. */
export const workflowTypes = {
  correctInvoice: 'correctInvoice',
  handleBusinessEvent: 'handleBusinessEvent',
  changePolicy: 'changePolicy',
} as const;

/** One open correction per invoice: the id is the lock (DESIGN section 3). */
export const correctionWorkflowId = (invoiceId: string): string => `correction/${encodeId(invoiceId)}`;
/** One proposal a version. */
export const policyWorkflowId = (version: string): string => `policy/${encodeId(version)}`;
export const eventWorkflowId = (source: string, eventId: string): string =>
  `event/${encodeId(source)}/${encodeId(eventId)}`;

/** What `submit` says: which request the caller means. */
export interface Submit {
  readonly requestId: string;
}

/** What every run with a gate hears; `V` is how callers see what it is about. */
const messagesOf = <V>() => ({
  submit: defineUpdate<V, [Submit]>('submit'),
  decide: defineUpdate<V, [DecisionMessage]>('decide'),
  retry: defineUpdate<V, []>('retry'),
  state: defineQuery<V>('state'),
});
export type Messages<V> = ReturnType<typeof messagesOf<V>>;
export const correctionMessages = messagesOf<CorrectionView>();
export const policyMessages = messagesOf<PolicyView>();
export const { submit: submitUpdate, decide: decideUpdate, retry: retryUpdate, state: stateQuery } = correctionMessages;
export const decideSignal = defineSignal<[DecisionMessage]>('decideSignal');
/** A hint that something wrote to the invoice: the run looks for itself. */
export const invoiceMovedSignal = defineSignal('invoiceMoved');

/** Shown in the Temporal UI's drop-downs. */
export const descriptions = {
  submit: 'The gateway asks what became of its request. Input: {"requestId": "r_..."}',
  decide: "A person's decision on exactly one plan, sent by the gateway. Use countersign approve or reject instead.",
  retry: 'An operator starts a stuck request again (state needs-attention). No input.',
  decideSignal: 'As decide, without an answer.',
  invoiceMoved: 'Something wrote to the invoice; the run reads its version again. No input.',
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

/** What an evaluation comes to: an outcome, a gate to open, or one that an earlier run has left. */
export type Evaluated<O extends Ended = Outcome> =
  | { readonly kind: 'closed'; readonly outcome: O }
  | { readonly kind: 'open'; readonly opening: Opening; readonly atMs: number }
  | { readonly kind: 'rejoined'; readonly gate: LiveGate };

/** What people have said so far, over all revisions. */
interface Said {
  readonly log: readonly Accepted[];
  /** Workflow time, ms. */
  readonly nowMs: number;
}
/** What people have said that leaves the gate open; `asks` names who may sign the step that has just opened. */
export interface Recorded extends Said {
  readonly dueAtMs: number;
  readonly asks?: { readonly roles: readonly string[]; readonly insiders: readonly string[] };
}
export interface Replanned extends Said {
  readonly revision: number;
  readonly cause: Replan;
}
export interface Approved extends Said {
  readonly planHash: string;
  readonly revision: number;
}
export interface Closing extends Said {
  readonly how: Unapproved;
}
/** A message to those who may sign; `suffix` tells repeats apart. */
export interface Asking {
  readonly topic: 'approval.reminder' | 'approval.escalated';
  readonly suffix: string;
  readonly dueAtMs: number;
  readonly roles: readonly string[];
}
/** In which run something is evaluated. `lockId` is the id that the run must have, `nowMs` workflow time: the gate's clocks begin with it. */
export interface InRun {
  readonly runId: string;
  readonly lockId: string;
  readonly nowMs: number;
}
interface OfRequest {
  readonly request: CorrectionRequest;
}
interface OfChange {
  readonly change: PolicyChange;
}

/** A message that did not come through a gateway. */
export interface RefusedRaw {
  readonly code: ErrorCode;
  readonly via: 'update' | 'signal';
  readonly requestId: string;
}

/** Where the worker hears of it: not on replay, and lost only if the worker dies just then (guides/temporal.md section 3). */
export interface SecuritySinks extends Sinks {
  readonly securityEvents: { refused(event: RefusedRaw): void };
}

/** The effects that the workflows call; `activities/` implements them. Each is idempotent by requestId. Times are ms. */
export interface Activities {
  /** Plans and judges the request; applies it there and then when no approval is needed, else stores the open request. */
  evaluateAndApply(input: OfRequest & InRun): Promise<Evaluated>;
  /** Makes another plan in the place of `revision`. */
  replan(input: OfRequest & Replanned): Promise<Evaluated>;
  /** Applies the signed plan once; a repeat returns the stored outcome. */
  applyApproved(input: OfRequest & Approved): Promise<Outcome>;
  /** Records an end without effect on money, and frees the invoice. */
  closeUnapplied(input: OfRequest & Closing): Promise<Outcome>;
  /** Records what left the gate open. */
  recordAccepted(input: OfRequest & Recorded): Promise<void>;
  /** Whether the plan that waits no longer fits the invoice; `closed` when the ledger has the request's end already. */
  checkVersion(input: { readonly requestId: string }): Promise<boolean | 'closed'>;
  /** Puts messages to those who may sign into the outbox. */
  notify(input: Asking & { readonly requestId: string }): Promise<void>;

  /** Lints a version of the policy, tries it on past decisions, and stores it with its open gate. */
  proposePolicy(input: OfChange & InRun): Promise<Evaluated<PolicyOutcome>>;
  /** Puts the signed version in force once, in the place of the one that it was proposed against. */
  activatePolicy(input: OfChange & Approved): Promise<PolicyOutcome>;
  closePolicy(input: OfChange & Closing): Promise<PolicyOutcome>;
  recordOnPolicy(input: OfChange & Recorded): Promise<void>;
  notifyOnPolicy(input: Asking & { readonly version: string }): Promise<void>;

  /** Finds the event's invoices and submits a correction for each; resumes where an earlier attempt stopped. */
  handleEvent(event: BusinessEvent): Promise<EventOutcome>;
}
