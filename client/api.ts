import type { ProofKeysAnswer } from './render/proof-keys.ts';
import type { NewServiceKey, ServiceKey } from '../domain/api-key.ts';
import type { CommandName } from '../domain/decision.ts';
import type { CorrectionInput } from '../domain/input.ts';
import type { PayoutState } from '../domain/payouts.ts';
import type { CorrectionView } from '../domain/request.ts';
import type { AuditFile } from '../domain/audit-file.ts';
import { createCall, type CallOptions } from './http-call.ts';
import type { CommentView, InboxPage, RequestDetail, RequestPage } from './request-views.ts';
import type {
  ActionsAnswer,
  CounterAnswer,
  DocumentAnswer,
  DraftAnswer,
  InvoiceAnswer,
  PaymentAnswer,
  PayoutAnswer,
  PayoutPage,
  PlanAnswer,
  SettingsAnswer,
  VersionsAnswer,
} from './views.ts';

/** What a correction is to do; the gateway judges it. */
export interface Correction extends CorrectionInput {
  readonly kind: string;
}

export interface Asking extends Correction {
  readonly reason: string;
  readonly evidence?: string;
  readonly expectedVersion?: number;
}

/** Again what a request that has ended asked for. */
export interface AskingAgain {
  readonly resubmits: string;
  readonly reason?: string;
  readonly evidence?: string;
  readonly expectedVersion?: number;
}

export interface Deciding {
  readonly command: CommandName;
  readonly revision: number;
  readonly step: number;
  readonly planHash: string;
  /** Fresh for each decision; the same again is the same decision. */
  readonly decisionId: string;
  readonly comment?: string;
  /** Of `revise`: what is asked for instead. */
  readonly input?: Correction;
  /** Whose right is used. */
  readonly onBehalfOf?: string;
}

/** Filters of lists by their names in the address; a flag is 'true'. */
export type Filters = Readonly<Record<string, string>>;

/** Money that came in; the same reference again is the same payment. */
export interface Paying {
  readonly reference: string;
  readonly amount: string;
  readonly currency?: string;
  readonly on?: string;
  readonly pending?: true;
}

/** A key for a service: its roles, and until when (at most 90 days, if nothing is said). */
export interface KeyWanted {
  readonly roles: readonly string[];
  readonly expiresAt?: string;
  readonly expiresInDays?: number;
  readonly name?: string;
}

/** The gateway's HTTP API. Everything throws RefusedFor for a business "no", and UNAVAILABLE when nobody answers. */
export interface Api {
  /** Asks for a correction; the same key again is the same request. */
  request(invoice: string, asking: Asking | AskingAgain, key: string): Promise<CorrectionView>;
  /** What a correction would do; nothing is written. */
  plan(invoice: string, correction: Correction & { readonly reason?: string }): Promise<PlanAnswer>;
  /** The steps back from an applied request. */
  counter(requestId: string): Promise<CounterAnswer>;
  actions(invoice: string): Promise<ActionsAnswer>;
  read(requestId: string): Promise<RequestDetail>;
  /** What the caller may sign now, or asked for. */
  inbox(filters: Filters): Promise<InboxPage>;
  /** Requests that the caller may see: the open ones unless a state, an invoice or a requester is named. */
  list(filters: Filters): Promise<RequestPage>;
  decide(requestId: string, deciding: Deciding): Promise<CorrectionView>;
  comment(requestId: string, text: string): Promise<CommentView>;
  /** Starts a request again that needs attention. Throws NOT_STUCK. */
  retry(requestId: string): Promise<CorrectionView>;

  invoice(invoice: string): Promise<InvoiceAnswer>;
  versions(invoice: string): Promise<VersionsAnswer>;
  /** Puts a draft under an id of the caller's own; the same again is unchanged. */
  putDraft(id: string, content: unknown): Promise<DraftAnswer>;
  finalise(invoice: string): Promise<DocumentAnswer>;
  discard(invoice: string): Promise<DocumentAnswer>;
  pay(invoice: string, paying: Paying): Promise<PaymentAnswer>;
  unlink(paymentId: string): Promise<PaymentAnswer>;
  reverse(paymentId: string): Promise<PaymentAnswer>;
  payouts(state: PayoutState, after?: string): Promise<PayoutPage>;
  confirm(payoutId: string): Promise<PayoutAnswer>;
  fail(payoutId: string, reason: string): Promise<PayoutAnswer>;

  settings(): Promise<SettingsAnswer>;
  /** Throws STALE_VERSION when other settings are in force by now. */
  putSettings(settings: unknown, expectedVersion: number): Promise<SettingsAnswer>;

  /** Gives a service a key, which only this answer shows. */
  createKey(service: string, wanted: KeyWanted): Promise<NewServiceKey>;
  /** Keys of a service, or of all; `after` is the `next` of the page before. */
  keys(service?: string, after?: string): Promise<{ readonly items: readonly ServiceKey[]; readonly next?: string }>;
  revokeKey(keyId: string): Promise<ServiceKey>;
  /** The public keys that proofs are checked with. */
  proofKeys(): Promise<ProofKeysAnswer>;
  revokeProofKey(kid: string, reason: string): Promise<ProofKeysAnswer['keys'][number]>;
  /** The trail of a document, with everything that proves it. */
  auditExport(invoice: string): Promise<AuditFile>;
}

/** Rows of one page of a list. */
export const pageRows = 100;

const pageAfter = (after: string | undefined): string =>
  `limit=${pageRows}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`;

const queryOf = (filters: Filters): string => String(new URLSearchParams({ limit: String(pageRows), ...filters }));

/** `/v1/THINGS/ID`; ids of payments and payouts have slashes and colons. */
const at =
  (things: string) =>
  (id: string, deed = ''): string =>
    `/v1/${things}/${encodeURIComponent(id)}${deed === '' ? '' : `/${deed}`}`;
const [invoices, corrections, payments, payouts] = [at('invoices'), at('corrections'), at('payments'), at('payouts')];

export function createApi(options: CallOptions): Api {
  const call = createCall(options);
  const keysOf = (service: string): string => at('principals')(service, 'keys');
  return {
    request: (invoice, asking, idempotencyKey) =>
      call('POST', invoices(invoice, 'corrections'), asking, { 'idempotency-key': idempotencyKey }),
    plan: (invoice, correction) => call('POST', invoices(invoice, 'plan'), correction),
    counter: (requestId) => call('GET', corrections(requestId, 'counter')),
    actions: (invoice) => call('GET', invoices(invoice, 'actions')),
    read: (requestId) => call('GET', corrections(requestId)),
    inbox: (filters) => call('GET', `/v1/inbox?${queryOf(filters)}`),
    list: (filters) => call('GET', `/v1/corrections?${queryOf(filters)}`),
    decide: (requestId, deciding) => call('POST', corrections(requestId, 'decisions'), deciding),
    comment: (requestId, text) => call('POST', corrections(requestId, 'comments'), { text }),
    retry: (requestId) => call('POST', corrections(requestId, 'retry')),

    invoice: (invoice) => call('GET', invoices(invoice)),
    versions: (invoice) => call('GET', `${invoices(invoice, 'versions')}?${pageAfter(undefined)}`),
    putDraft: (id, content) => call('PUT', invoices(id), content),
    finalise: (invoice) => call('POST', invoices(invoice, 'finalise')),
    discard: (invoice) => call('POST', invoices(invoice, 'discard')),
    pay: (invoice, paying) => call('POST', invoices(invoice, 'payments'), paying),
    unlink: (paymentId) => call('POST', payments(paymentId, 'unlink')),
    reverse: (paymentId) => call('POST', payments(paymentId, 'reverse')),
    payouts: (state, after) => call('GET', `/v1/payouts?state=${state}&${pageAfter(after)}`),
    confirm: (payoutId) => call('POST', payouts(payoutId, 'confirm')),
    fail: (payoutId, reason) => call('POST', payouts(payoutId, 'fail'), { reason }),

    settings: () => call('GET', '/v1/settings'),
    putSettings: (settings, expectedVersion) => call('PUT', '/v1/settings', { settings, expectedVersion }),

    createKey: (service, wanted) => call('POST', keysOf(service), wanted),
    keys: (service, after) =>
      call('GET', `${service === undefined ? '/v1/keys' : keysOf(service)}?${pageAfter(after)}`),
    revokeKey: (keyId) => call('DELETE', at('keys')(keyId)),
    proofKeys: () => call('GET', '/v1/proof-keys'),
    revokeProofKey: (kid, reason) => call('POST', `${at('proof-keys')(kid)}/revoke`, { reason }),
    auditExport: (invoice) => call('GET', invoices(invoice, 'audit/export')),
  };
}
