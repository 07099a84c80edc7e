import type { Accepted, Opening, Replan } from '../domain/gate.ts';
import type { CorrectionRequest, CorrectionState, Outcome } from '../domain/request.ts';
import type { PolicyChange, PolicyOutcome } from '../domain/policy-change.ts';
import type { Judged } from '../domain/policy-facts.ts';

/** A plan that a revision replaced, with what people had said to it. */
export interface PastRevision {
  readonly revision: number;
  readonly planText: string;
  readonly planHash: string;
  readonly policyVersion: string;
  readonly openedAt: Date;
  readonly replacedAt: Date;
  /** Who asked for the next one, and how. */
  readonly cause: Replan;
}

export interface CommentRecord {
  readonly id: string;
  readonly by: string;
  readonly at: Date;
  readonly text: string;
}

/** A request from its evaluation on, with everything that the decision was made from. */
export interface CorrectionRecord {
  readonly _id: string;
  readonly request: CorrectionRequest;
  readonly invoiceId: string;
  readonly state: CorrectionState;
  readonly planText?: string;
  readonly planHash?: string;
  /** What the policy looked at and what it came to, so that both can be computed again (section 6). */
  readonly judged?: Judged;
  /** Of the current revision. */
  readonly opening?: Opening;
  readonly revision?: number;
  /** When the gate opened first, and with the current revision: workflow time, ms. */
  readonly openedAtMs?: number;
  readonly revisionOpenedAtMs?: number;
  readonly pastRevisions?: readonly PastRevision[];
  /** Decisions address the run that opened the gate; a late one never meets the next request on the invoice. */
  readonly firstExecutionRunId?: string;
  readonly dueAt?: Date;
  /** Who may sign the step that is open, and who from `escalatesAt` on, too: inboxes are found by it. */
  readonly signerRoles?: readonly string[];
  readonly escalationRoles?: readonly string[];
  readonly escalatesAt?: Date;
  /** Everything that people said and that was accepted, in order, with its proofs. */
  readonly log: readonly Accepted[];
  readonly comments?: readonly CommentRecord[];
  readonly outcome?: Outcome;
  readonly receivedAt: Date;
  readonly closedAt?: Date;
}

/** Every authenticated attempt to decide, with what it came to: both sides of a race are here (section 5). */
export interface AttemptRecord {
  readonly _id: string;
  readonly requestId: string;
  readonly decisionId: string;
  readonly contentHash: string;
  readonly principal: string;
  readonly command: string;
  /** `accepted`, `unknown` when no answer came, or the code of the refusal. */
  readonly result: string;
  readonly at: Date;
}

/** Something that did not come through the gateway, or tried to pass for what it is not. */
export interface SecurityEventRecord {
  readonly _id: string;
  readonly at: Date;
  readonly kind: 'raw_update' | 'raw_signal' | 'unsigned_intake';
  readonly code: string;
  readonly requestId?: string;
  readonly workflowId?: string;
  readonly runId?: string;
}

/** What a request counts for in the cumulative rule (section 2.4); one that ends unapplied counts no more. */
export interface ExposureRecord {
  /** The requestId. */
  readonly _id: string;
  /** `invoice:ID`, `customer:ID`, `person:ID`. */
  readonly keys: readonly string[];
  readonly baseMinor: number;
  /** Index of the granted level in the policy's ladder. */
  readonly level: number;
  readonly at: Date;
}

/** Grows with every reservation under its key, so that two at once meet. */
export interface GuardRecord {
  readonly _id: string;
  readonly n: number;
}

/** A key that proofs are checked with; public keys are kept for ever. */
export interface ProofKeyRecord {
  /** The kid. */
  readonly _id: string;
  readonly publicKey: string;
  /** `next` is published before it signs; `retired` keys still prove what they signed, `revoked` ones nothing. */
  readonly state: 'next' | 'current' | 'retired' | 'revoked';
  readonly createdAt: Date;
  readonly revokedAt?: Date;
  readonly revokedBy?: string;
  /** Why it was revoked, or used before its time. */
  readonly reason?: string;
}

/** What this deployment is called in proofs; made once. */
export interface DeploymentRecord {
  readonly _id: 'deployment';
  readonly id: string;
  /** Grows with every change of the directory: its rules look at all of it, so two changes at once must meet. */
  readonly directoryChanges?: number;
}

/** Heads of chains, signed by the gateway (section 5). */
export interface CheckpointRecord {
  readonly _id: string;
  readonly at: Date;
  readonly text: string;
  readonly signature: string;
  /** The documents whose heads it names. */
  readonly documentIds: readonly string[];
  /** Entries up to this time were looked at. */
  readonly upTo: Date;
}

/** A version of the policy, from its proposal on (section 6). */
export interface PolicyRecord {
  /** The version, as text: 1, 2, 3 … */
  readonly _id: string;
  /** Canonical text of the policy; its hash is what plans name. */
  readonly text: string;
  readonly hash: string;
  readonly author: string;
  /** As the gateway took it in; absent for the version that a deployment began with. */
  readonly request?: PolicyChange;
  readonly state: 'proposed' | 'active' | 'superseded' | 'rejected' | 'withdrawn' | 'expired' | 'refused' | 'stale';
  readonly proposedAt: Date;
  readonly activeFrom?: Date;
  readonly activeUntil?: Date;
  /** What the signatures cover: version, difference to the version before, and the back-test. */
  readonly planText?: string;
  readonly planHash?: string;
  readonly opening?: Opening;
  readonly openedAtMs?: number;
  readonly firstExecutionRunId?: string;
  readonly dueAt?: Date;
  readonly log: readonly Accepted[];
  readonly outcome?: PolicyOutcome;
  readonly closedAt?: Date;
}
