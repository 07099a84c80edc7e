import type { Collection, CreateIndexesOptions, IndexSpecification } from 'mongodb';
import type {
  PaymentRecord,
  PayoutRecord,
  VersionRecord,
  InvoiceRecord,
  JournalRecord,
  CustomerRecord,
  AuditRecord,
  OutboxRecord,
  EventRecord,
  MessagePreferencesRecord,
  SeriesRecord,
  MigrationRecord,
} from './records.ts';
import type {
  CorrectionRecord,
  ProofKeyRecord,
  DeploymentRecord,
  AttemptRecord,
  SecurityEventRecord,
  ExposureRecord,
  GuardRecord,
  CheckpointRecord,
  PolicyRecord,
} from './approval-records.ts';
import type {
  ApiKeyRecord,
  DirectoryLogRecord,
  PersonRecord,
  SessionRecord,
  SignInCodeRecord,
  SignInRecord,
  DirectoryChangeRecord,
  DelegationRecord,
} from './directory-records.ts';
import type { SettingsRecord, SettingsVersionRecord } from './settings-records.ts';

export interface Collections {
  readonly invoices: Collection<InvoiceRecord>;
  readonly corrections: Collection<CorrectionRecord>;
  readonly journal: Collection<JournalRecord>;
  readonly customers: Collection<CustomerRecord>;
  readonly invoice_versions: Collection<VersionRecord>;
  readonly payments: Collection<PaymentRecord>;
  readonly payouts: Collection<PayoutRecord>;
  readonly audit: Collection<AuditRecord>;
  readonly outbox: Collection<OutboxRecord>;
  readonly message_preferences: Collection<MessagePreferencesRecord>;
  readonly events: Collection<EventRecord>;
  readonly number_series: Collection<SeriesRecord>;
  readonly settings: Collection<SettingsRecord>;
  readonly settings_versions: Collection<SettingsVersionRecord>;
  readonly migrations: Collection<MigrationRecord>;
  readonly api_keys: Collection<ApiKeyRecord>;
  readonly directory_log: Collection<DirectoryLogRecord>;
  readonly people: Collection<PersonRecord>;
  readonly sessions: Collection<SessionRecord>;
  readonly sign_ins: Collection<SignInRecord>;
  readonly sign_in_codes: Collection<SignInCodeRecord>;
  readonly directory_changes: Collection<DirectoryChangeRecord>;
  readonly delegations: Collection<DelegationRecord>;
  readonly policies: Collection<PolicyRecord>;
  readonly deployment: Collection<DeploymentRecord>;
  readonly proof_keys: Collection<ProofKeyRecord>;
  readonly decision_attempts: Collection<AttemptRecord>;
  readonly security_events: Collection<SecurityEventRecord>;
  readonly exposures: Collection<ExposureRecord>;
  readonly exposure_guards: Collection<GuardRecord>;
  readonly audit_checkpoints: Collection<CheckpointRecord>;
}

export const collectionNames = [
  'invoices', 'corrections', 'journal', 'customers', 'invoice_versions', 'payments', 'payouts', 'audit', 'outbox', 'events', 'number_series', 'settings', 'settings_versions', 'migrations',
  'api_keys', 'directory_log', 'people', 'sessions', 'sign_ins', 'sign_in_codes', 'directory_changes', 'delegations', 'policies', 'deployment', 'proof_keys', 'decision_attempts', 'security_events', 'exposures',
  'exposure_guards', 'audit_checkpoints', 'message_preferences',
] as const satisfies readonly (keyof Collections)[]; // prettier-ignore

export interface NamedIndex {
  readonly name: string;
  readonly key: IndexSpecification;
  readonly options?: CreateIndexesOptions;
}

/** Housekeeping alone: what a record means is judged by its times, never by whether it is there. */
const housekeeping = (days: number): NamedIndex => ({
  name: 'housekeeping',
  key: { expiresAt: 1 },
  options: { expireAfterSeconds: days * 86_400 },
});

/** Every query of this folder is served by one of these or by `_id`; a test asserts the winning plans. */
export const indexes: Partial<Record<keyof Collections, readonly NamedIndex[]>> = {
  invoices: [
    { name: 'number_lookup', key: { number: 1, sellerId: 1 } },
    // Drafts have no number: the unique index leaves them out.
    {
      name: 'seller_number',
      key: { sellerId: 1, number: 1 },
      options: { unique: true, partialFilterExpression: { number: { $gt: '' } } },
    },
    { name: 'order', key: { orderId: 1, class: 1, _id: 1 } },
    { name: 'preceding_seller', key: { 'preceding.number': 1, sellerId: 1 } },
    // Lists of documents, the newest first.
    { name: 'issued', key: { issueDate: -1, _id: -1 } },
    { name: 'customer_issued', key: { customerId: 1, issueDate: -1, _id: -1 } },
    { name: 'status_issued', key: { status: 1, issueDate: -1, _id: -1 } },
    { name: 'gross_issued', key: { currency: 1, 'totals.grossMinor': 1, issueDate: -1, _id: -1 } },
    // Few documents wait at a time: they are sorted when asked for, and the others cost nothing.
    {
      name: 'open_correction',
      key: { openCorrectionId: 1, issueDate: -1, _id: -1 },
      options: { partialFilterExpression: { openCorrectionId: { $gt: '' } } },
    },
  ],
  corrections: [
    { name: 'state_received', key: { state: 1, receivedAt: 1, _id: 1 } },
    { name: 'invoice_received', key: { invoiceId: 1, receivedAt: 1 } },
    { name: 'received_order', key: { receivedAt: 1, _id: 1 } },
    { name: 'requester_received', key: { 'request.requester.id': 1, receivedAt: 1, _id: 1 } },
    { name: 'customer_received', key: { 'request.label.customerId': 1, receivedAt: 1, _id: 1 } },
    { name: 'insiders_state_received', key: { 'request.insiders': 1, state: 1, receivedAt: 1, _id: 1 } },
    { name: 'state_signers_due', key: { state: 1, signerRoles: 1, dueAt: 1, _id: 1 } },
    { name: 'state_signers_received', key: { state: 1, signerRoles: 1, receivedAt: 1, _id: 1 } },
    { name: 'state_escalation', key: { state: 1, escalationRoles: 1, escalatesAt: 1 } },
  ],
  journal: [{ name: 'documents', key: { documentIds: 1, _id: 1 } }],
  payments: [{ name: 'document', key: { documentId: 1, _id: 1 } }],
  payouts: [
    { name: 'state', key: { state: 1, _id: 1 } },
    { name: 'document', key: { documentId: 1, _id: 1 } },
  ],
  invoice_versions: [{ name: 'document', key: { documentId: 1, version: 1 } }],
  audit: [
    { name: 'document_seq', key: { documentId: 1, seq: 1 }, options: { unique: true } },
    { name: 'at', key: { at: 1, _id: 1 } },
  ],
  audit_checkpoints: [{ name: 'documents', key: { documentIds: 1, _id: 1 } }],
  outbox: [
    { name: 'state_due', key: { state: 1, dueAt: 1, _id: 1 } },
    { name: 'state_channel_due', key: { state: 1, channel: 1, dueAt: 1, _id: 1 } },
    { name: 'invoice_state_order', key: { invoiceId: 1, state: 1, order: 1 } },
  ],
  message_preferences: [{ name: 'token', key: { token: 1 }, options: { unique: true } }],
  api_keys: [{ name: 'principal', key: { principalId: 1, _id: 1 } }],
  people: [
    { name: 'email', key: { email: 1 }, options: { unique: true, partialFilterExpression: { email: { $gt: '' } } } },
  ],
  directory_log: [{ name: 'principal_at', key: { principalId: 1, at: -1, _id: -1 } }],
  // What is over is told from what never was for a while; then it goes by itself.
  sessions: [{ name: 'person', key: { personId: 1, expiresAt: 1 } }, housekeeping(30)],
  sign_ins: [housekeeping(1)],
  sign_in_codes: [housekeeping(1)],
  directory_changes: [{ name: 'state', key: { state: 1, _id: 1 } }],
  delegations: [
    { name: 'from_until', key: { from: 1, untilMs: 1 } },
    { name: 'to_until', key: { to: 1, untilMs: 1 } },
    { name: 'until', key: { untilMs: 1, _id: 1 } },
  ],
  policies: [
    { name: 'state', key: { state: 1, _id: 1 } },
    { name: 'proposed', key: { proposedAt: -1 } },
    { name: 'request', key: { 'request.requestId': 1 } },
  ],
  decision_attempts: [{ name: 'request', key: { requestId: 1, at: 1 } }],
  security_events: [{ name: 'at', key: { at: 1, _id: 1 } }],
  exposures: [{ name: 'keys_at', key: { keys: 1, at: 1 } }],
};
