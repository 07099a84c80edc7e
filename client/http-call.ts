import { isErrorCode, refusal, Refused, type Refusal } from '../domain/errors.ts';
import type { Outcome } from '../domain/request.ts';
import { RefusedFor } from './failure.ts';

export interface CallOptions {
  readonly url: string;
  /** The token of a session, or an API key; nobody's unless said otherwise. */
  readonly key?: string;
  /** The gateway answers within its own, shorter time, also when Temporal does not. */
  readonly timeoutMs?: number;
}

/**
 * Calls the gateway in the name of one person or service; the caller names the shape of the answer. Every call throws RefusedFor for a
 * problem, UNAVAILABLE when nobody answers, and INTERNAL for what is no answer of ours.
 */
export const createCall =
  ({ url, key, timeoutMs = 30_000 }: CallOptions) =>
  async <T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> => {
    const init: RequestInit = {
      method,
      redirect: 'error', // a key is for this address only
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
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
  };

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
