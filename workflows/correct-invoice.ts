import { ActivityFailure, ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { CancellationScope, condition, isCancellation, log, workflowInfo } from '@temporalio/workflow';
import { assertNever } from '../domain/errors.ts';
import { nextDueMs, currentStep, expiresAtMs, type OpenGate, type Unapproved, type Vote } from '../domain/gate.ts';
import type { CorrectionRequest, Outcome } from '../domain/request.ts';
import type { Evaluated } from './contract.ts';
import { openDesk, type Desk } from './desk.ts';
import { listen } from './messages.ts';
import { durable, local, nudges, type Commits } from './proxies.ts';

/** One correction, from `submit` to its outcome. A business "no" is a value, never a failed run. */
export async function correctInvoice(request: CorrectionRequest): Promise<Outcome> {
  const desk = openDesk(request);
  listen(desk); // state, then handlers, then awaits
  const scope = CancellationScope.current();

  try {
    const evaluated = await evaluate(desk, request);
    if (evaluated.kind === 'needs-approval') {
      desk.act({ kind: 'planned', opening: evaluated.opening });
      if (scope.consideredCancelled) desk.act({ kind: 'operator-cancel' });
      else await awaitPeople(desk, request);
    }
    // People have decided: an operator's Cancel must not part the decision from its effect, and after a cancellation
    // every wait outside this shield would throw.
    return await CancellationScope.nonCancellable(async () => {
      const outcome = evaluated.kind === 'closed' ? evaluated.outcome : await settle(desk, request);
      return desk.close(outcome);
    });
  } catch (error) {
    if (error instanceof ApplicationFailure) await CancellationScope.nonCancellable(() => desk.fail(error));
    throw error;
  }
}

/** The fast path. An operator's Cancel meanwhile comes too late if the ledger has applied, which only the ledger knows. */
async function evaluate(desk: Desk, request: CorrectionRequest): Promise<Evaluated> {
  const run = (via: Commits): Promise<Evaluated> =>
    via.evaluateAndApply({ request, runId: workflowInfo().firstExecutionRunId });
  try {
    return await persistently(desk, run);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    const how: Unapproved = {
      state: 'withdrawn',
      by: 'operator:unverified',
      comment: 'canceled in Temporal',
      atMs: Date.now(),
    };
    const outcome = await CancellationScope.nonCancellable(() =>
      persistently(desk, (via) => via.closeUnapplied({ request, how })),
    );
    return { kind: 'closed', outcome };
  }
}

/** Waits until the gate is no longer open: signatures, the clock, or an operator's Cancel. One timer at a time. */
async function awaitPeople(desk: Desk, request: CorrectionRequest): Promise<void> {
  const recorded = new Set<string>();
  let shownStep = -1;
  try {
    for (let gate = desk.gate; gate.state === 'open'; gate = desk.gate) {
      if (gate.step !== shownStep) desk.show();
      shownStep = gate.step;
      for (const vote of unrecorded(gate, recorded)) {
        await persistently(desk, (via) => via.recordVote({ request, vote }));
        recorded.add(vote.decisionId);
      }
      const seen = gate;
      const summary = `${currentStep(gate).name}: next reminder or expiry`;
      if (desk.gate === seen)
        await condition(() => desk.gate !== seen, Math.max(nextDueMs(gate) - Date.now(), 1), { summary });
      if (desk.act({ kind: 'tick' }).some((event) => event.kind === 'reminded')) await remind(desk, request);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    desk.act({ kind: 'operator-cancel' });
  }
}

const unrecorded = (gate: OpenGate, recorded: ReadonlySet<string>): readonly Vote[] =>
  gate.votes.filter((vote) => !recorded.has(vote.decisionId));

async function remind({ gate }: Desk, { requestId }: CorrectionRequest): Promise<void> {
  if (gate.state !== 'open') return;
  try {
    await nudges.remind({
      requestId,
      n: gate.reminders,
      step: gate.step,
      dueAtMs: expiresAtMs(gate),
      roles: currentStep(gate).roles,
    });
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('a reminder was not written; the next one is tried in its turn', { requestId });
  }
}

/** Brings the ledger to what the people decided. */
async function settle(desk: Desk, request: CorrectionRequest): Promise<Outcome> {
  const { gate } = desk;
  switch (gate.state) {
    case 'applying':
      return persistently(desk, (via) =>
        via.applyApproved({ request, planHash: gate.opening.planHash, votes: gate.votes }),
      );
    case 'closing':
      return persistently(desk, (via) => via.closeUnapplied({ request, how: gate.how }));
    case 'evaluating':
    case 'open':
    case 'needs-attention':
    case 'closed':
      throw ApplicationFailure.nonRetryable(`nothing to settle in ${gate.state}`, 'INTERNAL');
    default:
      return assertNever(gate);
  }
}

/**
 * Local first; remotely when the store does not answer; and when that runs out too, the request needs attention until an
 * operator's `retry`. Everything called so is idempotent. A mismatch of hashes is no trouble of the store: it fails the run.
 */
async function persistently<T>(desk: Desk, run: (via: Commits) => Promise<T>): Promise<T> {
  try {
    // Not cancellable: it is over within seconds, and what it may have committed must be known.
    return await CancellationScope.nonCancellable(() => run(local));
  } catch (error) {
    throwUnlessTrouble(error);
  }
  for (;;) {
    try {
      return await run(durable);
    } catch (error) {
      throwUnlessTrouble(error);
      desk.act({ kind: 'stuck' });
      desk.show();
      await condition(() => desk.gate.state !== 'needs-attention');
      desk.show();
    }
  }
}

/** Trouble of a server comes wrapped from a remote activity and bare from a local one; anything else is rethrown. */
function throwUnlessTrouble(error: unknown): void {
  if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && cause.type === 'PLAN_INTEGRITY') throw cause;
}
