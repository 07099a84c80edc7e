import { assertNever, errors, type ErrorCode, type Refusal } from '../domain/errors.ts';
import type { PolicyView } from '../domain/policy-change.ts';
import type { CorrectionView } from '../domain/request.ts';

/** What the shell is told (DESIGN section 6, docs/cli.md). */
export const exitCodes = { done: 0, failed: 1, usage: 2, pending: 3, refused: 4, conflict: 5 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The one map from an error to an exit code, by its kind in the register. */
export function exitOfCode(code: ErrorCode): ExitCode {
  const { kind } = errors[code];
  switch (kind) {
    case 'malformed':
    case 'too_large':
      return exitCodes.usage;
    case 'unauthenticated':
    case 'forbidden':
    case 'not_found':
    case 'blocked':
      return exitCodes.refused;
    case 'conflict':
      return exitCodes.conflict;
    case 'unavailable':
      return exitCodes.failed;
    default:
      return assertNever(kind);
  }
}

/** Several reasons at once: the first is the answer's code, as everywhere. */
export const exitOfRefusals = ([first]: readonly Refusal[]): ExitCode =>
  first === undefined ? exitCodes.refused : exitOfCode(first.code);

/** What became of a request, for who asked for it. */
export function exitOfView(view: CorrectionView | PolicyView): ExitCode {
  switch (view.state) {
    case 'applied':
      return exitCodes.done;
    case 'evaluating':
    case 'open':
    case 'outdated':
    case 'replanning':
    case 'applying':
    case 'needs-attention':
      return exitCodes.pending;
    case 'refused':
      return exitOfRefusals(view.blockers);
    case 'rejected':
    case 'withdrawn':
    case 'expired':
      return exitCodes.refused;
    case 'stale':
      return exitCodes.conflict;
    default:
      return assertNever(view);
  }
}
