import { assertNever } from './errors.ts';
import { awake, type Ended, type Gate, type LiveGate, type Opening, type Unapproved } from './gate.ts';
import { clock } from './gate-clock.ts';
import { accept, no, type Verdict } from './judge.ts';
import type { Outcome } from './request.ts';

/** Commands of the run itself: never parsed from a message. */
export type InternalCommand<O extends Ended = Outcome> =
  /** A plan waits for people, as the ledger has it since `atMs`. */
  | { readonly kind: 'planned'; readonly opening: Opening; readonly atMs: number }
  /** The request waited already: another run opened its gate and is gone. */
  | { readonly kind: 'rejoined'; readonly gate: LiveGate }
  | { readonly kind: 'tick' }
  /** The invoice is no longer at the version that the plan was made for. */
  | { readonly kind: 'moved' }
  | { readonly kind: 'operator-cancel' }
  | { readonly kind: 'settled'; readonly outcome: O }
  | { readonly kind: 'stuck' }
  | { readonly kind: 'retry' };

/** Nothing of the Temporal UI's Cancel says who pressed it (guides/temporal.md section 8). */
export const canceledByOperator = (atMs: number): Unapproved => ({
  state: 'withdrawn', by: 'operator:unverified', comment: 'canceled in Temporal', atMs,
}); // prettier-ignore

/** What the run's own commands do; one that does not fit the state is ignored (no events) or refused. */
export function judgeInternal<O extends Ended = Outcome>(
  gate: Gate<O>,
  command: InternalCommand<O>,
  nowMs: number,
): Verdict<O> {
  const { state } = gate;
  switch (command.kind) {
    case 'planned':
      return state === 'evaluating' || state === 'replanning'
        ? accept({ kind: 'opened', opening: command.opening, atMs: command.atMs })
        : accept();
    case 'rejoined':
      return state === 'evaluating' ? accept({ kind: 'rejoined', gate: command.gate }) : accept();
    case 'tick':
      return accept(...clock(gate, nowMs));
    case 'moved':
      return state === 'open' ? accept({ kind: 'outdated' }) : accept();
    case 'operator-cancel':
      return isWaiting(awake(gate).state) ? accept({ kind: 'ended', how: canceledByOperator(nowMs) }) : accept();
    case 'settled':
      return state === 'closed' || state === 'open' || state === 'outdated'
        ? accept()
        : accept({ kind: 'closed', outcome: command.outcome });
    case 'stuck':
      return state === 'evaluating' || state === 'replanning' || state === 'applying' || state === 'closing'
        ? accept({ kind: 'stuck' })
        : accept();
    case 'retry':
      return state === 'needs-attention' ? accept({ kind: 'resumed' }) : no('NOT_STUCK');
    default:
      return assertNever(command);
  }
}

const isWaiting = (state: Gate['state']): boolean => state === 'open' || state === 'outdated' || state === 'replanning';
