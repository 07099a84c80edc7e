import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { errors, refusal, Refused, type ErrorCode, type ErrorKind, type Refusal } from '../domain/errors.ts';
import type { Outcome } from '../domain/request.ts';
import { isStoreTrouble } from '../store/queries.ts';
import type { Ctx, Log } from './context.ts';

/** The one place where a code becomes a status. */
const statusByKind = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  blocked: 422,
  unavailable: 503,
} as const satisfies Record<ErrorKind, ContentfulStatusCode>;

/** Codes with a status of their own. */
const statusByCode: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  INTERNAL: 500, RATE_LIMITED: 429, CONFIRM_TOKEN_EXPIRED: 410,
}; // prettier-ignore

export const statusOf = (code: ErrorCode): ContentfulStatusCode =>
  statusByCode[code] ?? statusByKind[errors[code].kind];

export interface ProblemFacts {
  readonly requestId?: string;
  /** Every reason, where there are several. */
  readonly errors?: readonly Refusal[];
  /** How the request ended, where that is why there is a problem. */
  readonly outcome?: Outcome;
}

/**
 * Answers a "no" as problem+json (RFC 9457): `{type, title, status, code, detail, next, param?, requestId?,
 * alternatives[], errors?[], outcome?}`. `next` tells what to do, from the register.
 */
export function problem(c: Ctx, refused: Refusal, facts: ProblemFacts = {}): Response {
  const { code, message, param, alternatives } = refused;
  const status = statusOf(code);
  const { summary: title, next } = errors[code];
  c.set('code', code);
  if (code === 'LOGIN_REQUIRED') c.header('WWW-Authenticate', 'Bearer');
  const body = {
    type: `urn:countersign:error:${code}`, title, status, code, detail: message, next,
    ...(param === undefined ? {} : { param }), alternatives, ...facts,
  }; // prettier-ignore
  return c.json(body, status, { 'Content-Type': 'application/problem+json' });
}

/** A "no" that says more than its refusal; thrown by handlers. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly refusal: Refusal;
  readonly facts: ProblemFacts;
  constructor(refused: Refusal, facts: ProblemFacts) {
    super(`${refused.code}: ${refused.message}`);
    this.refusal = refused;
    this.facts = facts;
  }
}

/** What reaches the edge as an exception. Nothing of the inside goes out; the log has it. */
export function onError(error: unknown, c: Ctx, log: Log): Response {
  if (error instanceof Refused) return problem(c, error.refusal);
  if (error instanceof Problem) return problem(c, error.refusal, error.facts);
  return problem(c, refusal(reported(error, log)));
}

/** Logs what no code foresees, and answers the code that may be told of it. */
export function reported(error: unknown, log: Log): 'UNAVAILABLE' | 'INTERNAL' {
  const outage = isStoreTrouble(error);
  log(outage ? 'warn' : 'error', outage ? 'the store does not answer' : 'a request failed', {
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return outage ? 'UNAVAILABLE' : 'INTERNAL';
}
