import { ActivityFailure, ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Desk } from './desk.ts';
import { brokenTypes, durable, local, type Commits } from './proxies.ts';

/**
 * Local first; remotely when the store does not answer; and when that runs out too, the request needs attention until an
 * operator's `retry`. Everything called so is idempotent. A mismatch of hashes or signatures is no trouble of the store: it
 * fails the run.
 */
export async function persistently<T>(desk: Desk, run: (via: Commits) => Promise<T>): Promise<T> {
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
  if (cause instanceof ApplicationFailure && brokenTypes.some((type) => type === cause.type)) throw cause;
}
