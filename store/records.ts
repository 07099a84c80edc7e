import type { ServiceRole } from '../domain/api-key.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { DocumentContent, InvoiceDocument } from '../domain/document.ts';
import type { EventOutcome, BusinessEvent } from '../domain/event-rules.ts';
import type { Opening, Vote } from '../domain/gate.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Notice, NoticeFacts } from '../domain/notices.ts';
import type { Payment } from '../domain/payments.ts';
import type { PayoutState } from '../domain/payouts.ts';
import type { PlannedPayout } from '../domain/plan.ts';
import type { CorrectionRequest, CorrectionState, Outcome } from '../domain/request.ts';

/** An invoice or credit. `auditHead` is the end of its chain, so that a chain cut short is seen. */
export interface InvoiceRecord extends Omit<InvoiceDocument, 'id'> {
  readonly _id: string;
  /** Hash of what was imported; absent on documents that a correction made. */
  readonly contentHash?: string;
  readonly auditHead: { readonly seq: number; readonly hash: string };
}

/** A request from its evaluation on, with everything that the decision was made from. */
export interface CorrectionRecord {
  readonly _id: string;
  readonly request: CorrectionRequest;
  readonly invoiceId: string;
  readonly state: CorrectionState;
  readonly planText?: string;
  readonly planHash?: string;
  readonly opening?: Opening;
  /** Decisions address the run that opened the gate; a late one never meets the next request on the invoice. */
  readonly firstExecutionRunId?: string;
  readonly dueAt?: Date;
  readonly votes: readonly Vote[];
  /** The rejection or withdrawal that ended it. */
  readonly endedBy?: { readonly id: string; readonly contentHash: string };
  readonly outcome?: Outcome;
  readonly receivedAt: Date;
  readonly closedAt?: Date;
}

export interface JournalRecord extends JournalEntry {
  readonly _id: string;
  /** Documents whose sub-ledger moves. */
  readonly documentIds: readonly string[];
  readonly customerId: string;
  readonly requestId?: string;
  readonly postedOn: string;
  readonly at: Date;
}

export interface CustomerRecord {
  /** `{customerId}/{currency}`: accounts of different currencies never meet. */
  readonly _id: string;
  readonly customerId: string;
  readonly currency: string;
  readonly creditMinor: number;
  readonly freeMinor: number;
  /** Absent on accounts of before refunds: 0. */
  readonly payableMinor?: number;
  /** Grows with every change; absent is 0. */
  readonly version?: number;
  /** Credit that an import brought along. */
  readonly openingMinor?: number;
}

/** A payment that a document was told of; how much of it is linked stands in the document's rows. */
export interface PaymentRecord extends Omit<Payment, 'id'> {
  readonly _id: string;
  /** The caller's own name for it. */
  readonly reference?: string;
  readonly by: string;
  readonly at: Date;
}

/** Money that is to go out; 2160 until a bank confirms it. */
export interface PayoutRecord extends Omit<PlannedPayout, 'id'> {
  readonly _id: string;
  readonly state: PayoutState;
  readonly requestId: string;
  readonly requestedAt: Date;
  readonly closedAt?: Date;
  readonly by?: string;
  /** What the bank said when it failed. */
  readonly failure?: string;
}

/** What a document was before it changed in place. */
export interface VersionRecord {
  /** `{documentId}/{version}`. */
  readonly _id: string;
  readonly documentId: string;
  readonly version: number;
  readonly content: DocumentContent;
  readonly contentHash: string;
  readonly replacedAt: Date;
  readonly replacedBy: string;
  readonly requestId?: string;
}

export interface AuditRecord extends AuditEntry {
  readonly _id: string;
}

export interface OutboxRecord {
  /** `{requestId}:{topic}:{recipient}`: a message is written once. */
  readonly _id: string;
  readonly invoiceId: string;
  /** Position in the invoice's messages: they leave in commit order. */
  readonly order: number;
  readonly topic: Notice['topic'];
  readonly recipient: string;
  readonly facts: NoticeFacts;
  readonly state: 'pending' | 'sent' | 'dead';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly createdAt: Date;
  readonly sentAt?: Date;
  readonly lastError?: string;
}

export interface EventRecord {
  readonly _id: string;
  readonly event: BusinessEvent;
  readonly bodyHash: string;
  /** Fixed at the first look, so that a repeated attempt asks for the same requests. */
  readonly invoiceIds?: readonly string[];
  readonly outcome?: EventOutcome;
  readonly receivedAt: Date;
}

export interface SeriesRecord {
  /** `{sellerId}/{class}/{type}`. */
  readonly _id: string;
  readonly last: number;
}

/** A service's key. What is presented is `csk_{_id}_{secret}`; the secret itself is kept nowhere. */
export interface ApiKeyRecord {
  /** Begins with the time it was made: ids sort by age. */
  readonly _id: string;
  /** The service, in the one spelling that is kept: lower case. */
  readonly principalId: string;
  readonly name?: string;
  /** sha256 of the secret, hex. */
  readonly hash: string;
  readonly roles: readonly ServiceRole[];
  readonly createdAt: Date;
  /** The person who gave it out, and who answers for what it asks. */
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly revokedAt?: Date;
  readonly revokedBy?: string;
  /** Exact to a minute. */
  readonly lastUsedAt?: Date;
}

/** Who gave what to whom, and who took it back: lines are only ever added. */
export interface DirectoryLogRecord {
  /** `{keyId}:{deed}`: a deed is written once. */
  readonly _id: string;
  readonly at: Date;
  readonly actor: string;
  readonly deed: 'key_created' | 'key_revoked';
  readonly keyId: string;
  readonly principalId: string;
  readonly roles: readonly ServiceRole[];
}

export interface MigrationRecord {
  readonly _id: number;
  readonly name: string;
  readonly at: Date;
}
