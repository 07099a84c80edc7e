import type { Collection, CreateIndexesOptions, Document, IndexSpecification } from 'mongodb';
import type { AuditEntry } from '../domain/audit.ts';
import type { InvoiceDocument } from '../domain/document.ts';
import type { EventOutcome, BusinessEvent } from '../domain/event-rules.ts';
import type { Opening, Vote } from '../domain/gate.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Notice, NoticeFacts } from '../domain/notices.ts';
import type { CorrectionRequest, CorrectionState, Outcome } from '../domain/request.ts';
import type { Settings } from '../domain/settings.ts';

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
  /** Credit that an import brought along. */
  readonly openingMinor?: number;
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

export interface SettingsRecord {
  readonly _id: 'current';
  readonly version: number;
  readonly settings: Settings;
}

export interface MigrationRecord {
  readonly _id: number;
  readonly name: string;
  readonly at: Date;
}

export interface Collections {
  readonly invoices: Collection<InvoiceRecord>;
  readonly corrections: Collection<CorrectionRecord>;
  readonly journal: Collection<JournalRecord>;
  readonly customers: Collection<CustomerRecord>;
  readonly audit: Collection<AuditRecord>;
  readonly outbox: Collection<OutboxRecord>;
  readonly events: Collection<EventRecord>;
  readonly number_series: Collection<SeriesRecord>;
  readonly settings: Collection<SettingsRecord>;
  readonly migrations: Collection<MigrationRecord>;
}

export const collectionNames = [
  'invoices', 'corrections', 'journal', 'customers', 'audit', 'outbox', 'events', 'number_series', 'settings', 'migrations',
] as const satisfies readonly (keyof Collections)[]; // prettier-ignore

const long = { bsonType: 'long' } as const;
const string = { bsonType: 'string' } as const;
const balanceRow = {
  bsonType: 'object',
  required: ['kind', 'amountMinor'],
  properties: { kind: string, amountMinor: long },
};

/** Validators of the collections that hold money: whoever writes, amounts are 64-bit integers. */
export const validators: Partial<Record<keyof Collections, Document>> = {
  invoices: {
    bsonType: 'object',
    required: [
      '_id',
      'sellerId',
      'number',
      'class',
      'type',
      'status',
      'currency',
      'rows',
      'balanceMinor',
      'version',
      'totals',
    ],
    properties: {
      class: { enum: ['invoice', 'credit'] },
      type: { enum: ['standard', 'credit_note', 'cancellation'] },
      status: { enum: ['open', 'paid', 'canceled', 'settled'] },
      balanceMinor: long,
      version: long,
      rows: { bsonType: 'array', items: balanceRow },
      totals: {
        bsonType: 'object',
        required: ['grossMinor', 'taxMinor', 'netMinor'],
        properties: { grossMinor: long, taxMinor: long, netMinor: long },
      },
    },
  },
  journal: {
    bsonType: 'object',
    required: ['kind', 'currency', 'postings', 'postedOn'],
    properties: {
      postings: {
        bsonType: 'array',
        minItems: 2,
        items: {
          bsonType: 'object',
          required: ['account', 'side', 'amountMinor'],
          properties: {
            account: string,
            side: { enum: ['debit', 'credit'] },
            amountMinor: { bsonType: 'long', minimum: 1 },
          },
        },
      },
    },
  },
  customers: {
    bsonType: 'object',
    required: ['customerId', 'currency', 'creditMinor', 'freeMinor'],
    properties: { creditMinor: { bsonType: 'long', minimum: 0 }, freeMinor: { bsonType: 'long', minimum: 0 } },
  },
  number_series: { bsonType: 'object', required: ['last'], properties: { last: { bsonType: 'long', minimum: 1 } } },
};

export interface NamedIndex {
  readonly name: string;
  readonly key: IndexSpecification;
  readonly options?: CreateIndexesOptions;
}

/** Every query of this folder is served by one of these or by `_id`; a test asserts the winning plans. */
export const indexes: Partial<Record<keyof Collections, readonly NamedIndex[]>> = {
  invoices: [
    { name: 'number_seller', key: { number: 1, sellerId: 1 }, options: { unique: true } },
    { name: 'order_seller', key: { orderId: 1, sellerId: 1 } },
    { name: 'preceding_seller', key: { 'preceding.number': 1, sellerId: 1 } },
  ],
  corrections: [
    { name: 'state_received', key: { state: 1, receivedAt: 1, _id: 1 } },
    { name: 'invoice_received', key: { invoiceId: 1, receivedAt: 1 } },
  ],
  journal: [{ name: 'documents', key: { documentIds: 1, _id: 1 } }],
  audit: [{ name: 'document_seq', key: { documentId: 1, seq: 1 }, options: { unique: true } }],
  outbox: [
    { name: 'state_due', key: { state: 1, dueAt: 1, _id: 1 } },
    { name: 'invoice_state_order', key: { invoiceId: 1, state: 1, order: 1 } },
  ],
};
