import { errors, Refused, type Alternative, type ErrorCode, type Refusal } from '../domain/errors.ts';
import type { Outcome } from '../domain/request.ts';
import { exitCodes, exitOfRefusals, type ExitCode } from './exit-codes.ts';
import { renderRefusal } from './render/refusal.ts';
import { renderOutcome } from './render/request.ts';
import { visible, type Look } from './terminal.ts';

/** The command line itself is wrong: an unknown option, a missing file. `next` is what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly next: string;
  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

export interface RefusedFacts {
  readonly requestId?: string;
  /** How the request ended, where that is why. */
  readonly outcome?: Outcome;
}

/** Reasons, first things first: why an invoice cannot be corrected, or what the gateway answered. */
export class RefusedFor extends Error {
  override readonly name = 'RefusedFor';
  readonly refusals: readonly [Refusal, ...Refusal[]];
  readonly facts: RefusedFacts;
  constructor(refusals: readonly [Refusal, ...Refusal[]], facts: RefusedFacts = {}) {
    super(refusals.map(({ code, message }) => `${code}: ${message}`).join('\n'));
    this.refusals = refusals;
    this.facts = facts;
  }
}

/** The first reason of an error that carries some. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof RefusedFor) return error.refusals[0];
  return error instanceof Refused ? error.refusal : undefined;
}

/** An error as a program reads it, on standard error with --json: the gateway's problem form (RFC 9457) with the exit code. */
export interface Problem extends RefusedFacts {
  readonly type: string;
  readonly title: string;
  readonly code: ErrorCode;
  readonly detail: string;
  /** What to do. */
  readonly next: string;
  readonly exitCode: ExitCode;
  readonly param?: string;
  readonly alternatives: readonly Alternative[];
  /** Every reason, where there are several; the first is this one. */
  readonly errors?: readonly Refusal[];
}

const typeOf = (code: ErrorCode): string => `urn:countersign:error:${code}`;

/** Any error as a problem; what nobody foresaw is INTERNAL. */
export function problemOf(error: unknown): Problem {
  if (error instanceof UsageError)
    return { type: typeOf('MALFORMED'), title: 'The command line is not understood.', code: 'MALFORMED', detail: error.message, next: error.next, exitCode: exitCodes.usage, alternatives: [] }; // prettier-ignore
  if (error instanceof RefusedFor) return refusedFor(error.refusals, error.facts);
  if (error instanceof Refused) return refusedFor([error.refusal], {});
  const { summary } = errors.INTERNAL;
  return {
    type: typeOf('INTERNAL'),
    title: summary,
    code: 'INTERNAL',
    detail: `${summary} ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    next: 'Repeat it; LOG_LEVEL=debug shows where it happened, countersign doctor what is wrong outside.',
    exitCode: exitCodes.failed,
    alternatives: [],
  };
}

function refusedFor(refusals: readonly [Refusal, ...Refusal[]], facts: RefusedFacts): Problem {
  const [{ code, message, param, alternatives }] = refusals;
  return {
    type: typeOf(code),
    title: errors[code].summary,
    code,
    detail: message,
    next: errors[code].next,
    exitCode: exitOfRefusals(refusals),
    ...(param === undefined ? {} : { param }),
    alternatives,
    ...(refusals.length > 1 ? { errors: refusals } : {}),
    ...facts,
  };
}

/** `CODE: message`, what to do and the ways that stay open; further reasons below, and how the request ended if it did. */
export function renderProblem(problem: Problem, look: Look): string {
  const { code, detail, param, next, alternatives, errors: all = [], outcome } = visible(problem);
  const first: Refusal = { code, message: detail, alternatives, ...(param === undefined ? {} : { param }) };
  const others = all.slice(1).map((other) => renderRefusal(other, look));
  // A refused outcome says nothing but these reasons again.
  const ending = outcome === undefined || outcome.state === 'refused' ? [] : [renderOutcome(outcome, look)];
  return [renderRefusal(first, look, next), ...others, ...ending].join('\n');
}
