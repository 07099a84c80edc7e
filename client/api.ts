import { isErrorCode, refusal, Refused, type Refusal } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import type { CorrectionRequest, CorrectionView, Outcome, ReasonCode } from '../domain/request.ts';
import { RefusedFor } from './failure.ts';

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
}

export interface ApiOptions {
  readonly url: string;
  readonly key: string;
  /** The gateway answers within its own, shorter time, also when Temporal does not. */
  readonly timeoutMs?: number;
}

/** Rows of one page of a list. */
export const pageRows = 100;

export function createApi({ url, key, timeoutMs = 30_000 }: ApiOptions): Api {
  async function call<T>(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const init: RequestInit = {
      method,
      redirect: 'error', // a key is for this address only
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(path, url), init);
      text = await response.text();
    } catch (error) {
      throw new Refused('UNAVAILABLE', { detail: `The gateway at ${url} does not answer (${causeOf(error)}).` });
    }
    const value = parsed(text);
    if (!response.ok) throw refusedBy(value, `${url} answered ${response.status}`);
    if (!isObject(value)) throw new Refused('INTERNAL', { detail: `${url} answered ${response.status} without JSON.` });
    return value as T; // our own gateway's answer, in the shape of http/view.ts
  }

  const corrections = (requestId: string): string => `/v1/corrections/${encodeURIComponent(requestId)}`;
  return {
    request: (invoice, asking, idempotencyKey) =>
      call('POST', `/v1/invoices/${encodeURIComponent(invoice)}/corrections`, asking, {
        'idempotency-key': idempotencyKey,
      }),
    read: (requestId) => call('GET', corrections(requestId)),
    inbox: () => call('GET', `/v1/inbox?limit=${pageRows}`),
    open: () => call('GET', `/v1/corrections?state=open&limit=${pageRows}`),
    decide: (requestId, deciding) => call('POST', `${corrections(requestId)}/decisions`, deciding),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A problem+json as the refusals that it carries; what is no problem of ours is INTERNAL. */
function refusedBy(value: unknown, what: string): RefusedFor | Refused {
  const first = refusalIn(value);
  if (!isObject(value) || first === undefined) return new Refused('INTERNAL', { detail: `${what}.` });
  const all = Array.isArray(value['errors']) ? value['errors'].map(refusalIn).filter((one) => one !== undefined) : [];
  const { requestId, outcome } = value;
  return new RefusedFor([first, ...all.slice(1)], {
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(isObject(outcome) ? { outcome: outcome as unknown as Outcome } : {}),
  });
}

/** A refusal, from a problem (`detail`) or from a list of them (`message`). */
function refusalIn(value: unknown): Refusal | undefined {
  if (!isObject(value)) return undefined;
  const { code, detail, message, title, param, alternatives } = value;
  if (typeof code !== 'string') return undefined;
  const said = [detail, message, title].find((text) => typeof text === 'string') ?? '';
  // A newer gateway may know more codes than this program.
  if (!isErrorCode(code)) return refusal('INTERNAL', { detail: `${code}: ${said}` });
  return {
    code,
    message: said,
    ...(typeof param === 'string' ? { param } : {}),
    alternatives: Array.isArray(alternatives) ? alternatives.filter(isAlternative) : [],
  };
}

const isAlternative = (value: unknown): value is Refusal['alternatives'][number] =>
  isObject(value) && typeof value['kind'] === 'string' && typeof value['text'] === 'string';

/** `fetch failed` tells nothing; its cause does. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
