import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Refused, type ErrorCode, type Refusal } from '../../domain/errors.ts';
import { refusalsIn } from '../console/error-page.tsx';
import type { Ctx, Deps } from '../context.ts';
import { Problem, statusOf } from '../problems.ts';

/** What a page says when it comes back because of a "no". */
export interface Again {
  readonly refused: readonly Refusal[];
  readonly status: ContentfulStatusCode;
}

/** Those that have a page of their own. */
const elsewhere: readonly ErrorCode[] = ['LOGIN_REQUIRED', 'POLICY_NOT_FOUND'];

/** A "no" to be said on the page where the deed was asked for, so that nothing that was typed is lost; other errors go on. */
export function noOf(error: unknown, c: Ctx, deps: Deps): Again {
  if (!(error instanceof Refused || error instanceof Problem) || elsewhere.includes(error.refusal.code)) throw error;
  const { refusal, others } = refusalsIn(error, deps);
  c.set('code', refusal.code);
  return { refused: [refusal, ...others], status: statusOf(refusal.code) };
}
