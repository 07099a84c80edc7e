import type { NewServiceKey, ServiceKey } from '../domain/api-key.ts';
import type { Plan } from '../domain/plan.ts';
import type { CorrectionRequest, CorrectionView, ReasonCode } from '../domain/request.ts';
import { createCall, type CallOptions } from './http-call.ts';

/** Who asked what, why and when, as the gateway tells it. */
export interface AskedFor extends Pick<
  CorrectionRequest,
  'kind' | 'evidence' | 'expectedVersion' | 'requester' | 'origin' | 'label'
> {
  readonly reason: { readonly code: ReasonCode; readonly text: string };
  readonly receivedAt: string;
}

/** A row of a list: what became of the request so far, and what it is. */
export type RequestRow = CorrectionView & { readonly request: AskedFor };

/** Everything about one request, with the plan whose hash people sign. */
export type RequestDetail = RequestRow & {
  readonly planHash?: string;
  readonly plan?: Plan;
  readonly votes: readonly { readonly step: number; readonly by: string; readonly at: string }[];
  readonly closedAt?: string;
};

export interface RequestPage {
  readonly items: readonly RequestRow[];
  /** There while more may follow. */
  readonly next?: string;
}

export interface Asking {
  readonly kind: string;
  readonly reason: string;
  readonly evidence?: string;
  readonly expectedVersion?: number;
}

export interface Deciding {
  readonly command: 'approve' | 'reject' | 'withdraw';
  readonly revision: number;
  readonly step: number;
  readonly planHash: string;
  /** Fresh for each decision; the same again is the same decision. */
  readonly decisionId: string;
  readonly comment?: string;
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
  request(invoice: string, asking: Asking, key: string): Promise<CorrectionView>;
  read(requestId: string): Promise<RequestDetail>;
  /** What the holder of the key may sign now. */
  inbox(): Promise<RequestPage>;
  /** Everything that is open. */
  open(): Promise<RequestPage>;
  decide(requestId: string, deciding: Deciding): Promise<CorrectionView>;
  /** Gives a service a key, which only this answer shows. */
  createKey(service: string, wanted: KeyWanted): Promise<NewServiceKey>;
  /** Keys of a service, or of all; `after` is the `next` of the page before. */
  keys(service?: string, after?: string): Promise<{ readonly items: readonly ServiceKey[]; readonly next?: string }>;
  revokeKey(keyId: string): Promise<ServiceKey>;
}

/** Rows of one page of a list. */
export const pageRows = 100;

const pageAfter = (after: string | undefined): string =>
  `?limit=${pageRows}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`;

export function createApi(options: CallOptions): Api {
  const call = createCall(options);
  const corrections = (requestId: string): string => `/v1/corrections/${encodeURIComponent(requestId)}`;
  const keysOf = (service: string): string => `/v1/principals/${encodeURIComponent(service)}/keys`;
  return {
    request: (invoice, asking, idempotencyKey) =>
      call('POST', `/v1/invoices/${encodeURIComponent(invoice)}/corrections`, asking, {
        'idempotency-key': idempotencyKey,
      }),
    read: (requestId) => call('GET', corrections(requestId)),
    inbox: () => call('GET', `/v1/inbox?limit=${pageRows}`),
    open: () => call('GET', `/v1/corrections?state=open&limit=${pageRows}`),
    decide: (requestId, deciding) => call('POST', `${corrections(requestId)}/decisions`, deciding),
    createKey: (service, wanted) => call('POST', keysOf(service), wanted),
    keys: (service, after) => call('GET', `${service === undefined ? '/v1/keys' : keysOf(service)}${pageAfter(after)}`),
    revokeKey: (keyId) => call('DELETE', `/v1/keys/${encodeURIComponent(keyId)}`),
  };
}
