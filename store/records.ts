import type { AuditEntry } from '../domain/audit.ts';
import type { DocumentContent, InvoiceDocument } from '../domain/document.ts';
import type { BusinessEvent, EventOutcome } from '../domain/event-rules.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { MessageFacts } from '../domain/notice-facts.ts';
import type { Channel, Topic } from '../domain/notices.ts';
import type { Payment } from '../domain/payments.ts';
import type { PayoutState } from '../domain/payouts.ts';
import type { PlannedPayout } from '../domain/plan.ts';
import type { CorrectionRequest } from '../domain/request.ts';

/** An invoice or credit. `auditHead` is the end of its chain, so that a chain cut short is seen. */
export interface InvoiceRecord extends Omit<InvoiceDocument, 'id'> {
  readonly _id: string;
  /** Hash of what was imported; absent on documents that a correction made. */
  readonly contentHash?: string;
  readonly auditHead: { readonly seq: number; readonly hash: string };
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
  /** As the text says; checkpoints go by it. */
  readonly at: Date;
}

export interface OutboxRecord {
  /** `{requestId}:{topic}:{recipient}`: a message is written once. */
  readonly _id: string;
  readonly invoiceId: string;
  /** Position in the invoice's messages: those of a channel leave in commit order. */
  readonly order: number;
  readonly topic: Topic;
  readonly channel: Channel;
  /** An e-mail address, or the name of a channel of Slack. */
  readonly recipient: string;
  readonly facts: MessageFacts;
  readonly state: 'pending' | 'sent' | 'dead';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly createdAt: Date;
  readonly sentAt?: Date;
  /** In which it was sent: the recipient's is looked up then. */
  readonly language?: string;
  readonly lastError?: string;
}

/** What somebody wants to be sent besides what needs him. */
export interface MessagePreferencesRecord {
  /** The person. */
  readonly _id: string;
  /** Stands in links of digests, and ends them; grants nothing else. */
  readonly token: string;
  readonly digest: boolean;
  /** The person's own day that was last looked at for a digest: one a day, whoever looks. */
  readonly digestDay?: string;
}

export interface EventRecord {
  readonly _id: string;
  readonly event: BusinessEvent;
  readonly bodyHash: string;
  /** Fixed at the first look, so that a repeated attempt asks for the same requests. */
  readonly requests?: readonly CorrectionRequest[];
  readonly outcome?: EventOutcome;
  readonly receivedAt: Date;
}

export interface SeriesRecord {
  /** `{sellerId}/{class}/{type}`. */
  readonly _id: string;
  readonly last: number;
}

export interface MigrationRecord {
  readonly _id: number;
  readonly name: string;
  readonly at: Date;
}
