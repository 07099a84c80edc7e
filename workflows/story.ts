import { ApplicationFailure } from '@temporalio/common';
import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { nextDueMs } from '../domain/gate-clock.ts';
import { heldBy, type Ended, type OpenGate, type OutdatedGate } from '../domain/gate.ts';
import { canceledByOperator } from '../domain/judge-internal.ts';
import { alarmAt, type Alarm } from './alarm.ts';
import type { Approved, Asking, Closing, Evaluated, Recorded, Replanned } from './contract.ts';
import type { Desk } from './desk.ts';
import { record, tell } from './on-the-way.ts';
import { persistently } from './persistently.ts';
import type { Commits } from './proxies.ts';
import { replan } from './replan.ts';

/** What a run does about its subject by the ledger; each is idempotent. */
export interface Deeds<O extends Ended> {
  readonly evaluate: (via: Commits) => Promise<Evaluated<O>>;
  /** Absent where nothing is ever planned anew. */
  readonly replan?: (via: Commits, replanned: Replanned) => Promise<Evaluated<O>>;
  readonly apply: (via: Commits, approved: Approved) => Promise<O>;
  readonly close: (via: Commits, closing: Closing) => Promise<O>;
  readonly record: (via: Commits, recorded: Recorded) => Promise<void>;
  /** Whether the plan that waits no longer fits; asked after a hint. `closed` when the ledger has the end already. */
  readonly hasMoved?: () => Promise<boolean | 'closed'>;
  readonly notify: (asking: Asking) => Promise<void>;
}

/** From `submit` to the outcome: the one story of everything that waits at a gate. A business "no" is a value, never a failed run. */
export async function untilEnded<O extends Ended>(desk: Desk<O>, deeds: Deeds<O>): Promise<O> {
  const scope = CancellationScope.current();
  try {
    let outcome = await evaluate(desk, deeds);
    while (!outcome) {
      if (scope.consideredCancelled) desk.act({ kind: 'operator-cancel' });
      else await awaitPeople(desk, deeds);
      if (desk.gate.state === 'replanning' && deeds.replan) outcome = await replan(desk, deeds.replan);
      // People have decided: an operator's Cancel must not part the decision from its effect, and after a cancellation every
      // wait outside this shield would throw.
      else outcome = await CancellationScope.nonCancellable(() => settle(desk, deeds));
    }
    const ended = outcome;
    return await CancellationScope.nonCancellable(() => desk.close(ended));
  } catch (error) {
    if (error instanceof ApplicationFailure) await CancellationScope.nonCancellable(() => desk.fail(error));
    throw error;
  }
}

/**
 * The fast path: the outcome, or undefined when people are waited for. An operator's Cancel meanwhile comes too late if the
 * ledger has applied, which only the ledger knows.
 */
async function evaluate<O extends Ended>(desk: Desk<O>, deeds: Deeds<O>): Promise<O | undefined> {
  let evaluated: Evaluated<O>;
  try {
    evaluated = await persistently(desk, (via) => deeds.evaluate(via));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    const how = canceledByOperator(Date.now());
    return CancellationScope.nonCancellable(() =>
      persistently(desk, (via) => deeds.close(via, { how, log: [], nowMs: Date.now() })),
    );
  }
  switch (evaluated.kind) {
    case 'closed':
      return evaluated.outcome;
    case 'open':
      desk.act({ kind: 'planned', opening: evaluated.opening, atMs: evaluated.atMs });
      return undefined;
    case 'rejoined':
      desk.act({ kind: 'rejoined', gate: evaluated.gate });
      desk.hint(); // nobody watched meanwhile
      return undefined;
  }
}

/** Waits while people may act: decisions, the clock, a hint that something moved, or an operator's Cancel. One timer. */
async function awaitPeople<O extends Ended>(desk: Desk<O>, deeds: Deeds<O>): Promise<void> {
  let before: Alarm | undefined;
  try {
    for (let gate = waiting(desk); gate; gate = waiting(desk)) {
      desk.show();
      await record(desk, deeds, gate);
      if (desk.takeHint()) await look(desk, deeds);
      const seen = gate;
      const alarm = alarmAt(nextDueMs(gate), `${gate.state}: what is due next`, before);
      before = alarm;
      await condition(() => desk.gate !== seen || desk.isHinted || alarm.rang);
      await tell(desk, deeds, desk.act({ kind: 'tick' }));
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    desk.act({ kind: 'operator-cancel' });
  } finally {
    before?.stop();
  }
}

/**
 * Looks whether the plan still fits. When a task fails right after its commit (a signal came in between), the server drops the
 * decision that led to it, and the ledger is ahead of the run: whatever is asked of it then, closing answers the end that stands there.
 */
async function look<O extends Ended>(desk: Desk<O>, { hasMoved }: Deeds<O>): Promise<void> {
  const seen = await hasMoved?.();
  if (seen === 'closed') desk.act({ kind: 'operator-cancel' });
  else if (seen === true) desk.act({ kind: 'moved' });
}

const waiting = ({ gate }: Desk): OpenGate | OutdatedGate | undefined =>
  gate.state === 'open' || gate.state === 'outdated' ? gate : undefined;

/** Brings the ledger to what the people decided. */
async function settle<O extends Ended>(desk: Desk<O>, deeds: Deeds<O>): Promise<O> {
  const { gate } = desk;
  const log = heldBy(gate)?.log ?? [];
  switch (gate.state) {
    case 'applying': {
      const { opening, revision } = gate;
      return persistently(desk, (via) =>
        deeds.apply(via, { planHash: opening.planHash, revision, log, nowMs: Date.now() }),
      );
    }
    case 'closing': {
      const { how } = gate;
      return persistently(desk, (via) => deeds.close(via, { how, log, nowMs: Date.now() }));
    }
    default:
      throw ApplicationFailure.nonRetryable(`nothing to settle in ${gate.state}`, 'INTERNAL');
  }
}
