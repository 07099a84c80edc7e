import type { CommandName } from '../domain/decision.ts';
import type { Plan } from '../domain/plan.ts';
import type { Explanation } from '../domain/policy-explain.ts';
import type { CorrectionRequest, CorrectionView, ReasonCode } from '../domain/request.ts';

/** What the gateway answers about requests, as it comes over the wire: moments are ISO texts. */

/** Who asked what, why and when, as the gateway tells it. */
export interface AskedFor extends Pick<
  CorrectionRequest,
  'kind' | 'evidence' | 'expectedVersion' | 'requester' | 'origin' | 'label' | 'resubmits' | 'input'
> {
  readonly reason: { readonly code: ReasonCode; readonly text: string };
  readonly receivedAt: string;
}

/** A row of a list: what became of the request so far, and what it is. */
export type RequestRow = CorrectionView & { readonly request: AskedFor };

/** What the caller may do now, himself or by whose right. */
export interface Offers {
  readonly may: readonly CommandName[];
  readonly for: readonly string[];
}
export type InboxRow = RequestRow & Offers;

/** Something that was said to a plan and counts. */
export interface SaidView {
  readonly command: CommandName;
  readonly by: string;
  /** Whose right was used. */
  readonly for?: string;
  readonly step: number;
  readonly comment?: string;
  readonly at: string;
}

/** A plan that people decided on; votes on an earlier one are void. */
export interface RevisionView {
  readonly revision: number;
  readonly planHash: string;
  readonly policyVersion?: string;
  readonly openedAt?: string;
  readonly replacedAt?: string;
  readonly said: readonly SaidView[];
}

export interface CommentView {
  readonly id: string;
  readonly by: string;
  readonly at: string;
  readonly text: string;
}

/** A try to decide, with what it came to. */
export interface AttemptView {
  readonly decisionId: string;
  readonly by: string;
  readonly command: string;
  readonly result: string;
  readonly at: string;
}

/** Everything about one request, with the plan whose hash people sign. */
export type RequestDetail = RequestRow &
  Offers & {
    readonly planHash?: string;
    readonly plan?: Plan;
    readonly policyVersion?: string;
    readonly policyHash?: string;
    readonly explanation?: Explanation;
    /** Signatures that stand on the current plan. */
    readonly votes: readonly SaidView[];
    readonly revisions: readonly RevisionView[];
    readonly comments: readonly CommentView[];
    /** For operators and auditors. */
    readonly attempts?: readonly AttemptView[];
    readonly closedAt?: string;
  };

export interface InboxPage {
  readonly items: readonly InboxRow[];
  /** There while more may follow. */
  readonly next?: string;
}

export interface RequestPage {
  readonly items: readonly RequestRow[];
  /** There while more may follow. */
  readonly next?: string;
}
