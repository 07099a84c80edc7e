import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { expiresAtMs } from '../domain/gate-clock.ts';
import { awake, type Ended } from '../domain/gate.ts';
import type { Evaluated } from './contract.ts';
import type { Desk } from './desk.ts';
import { persistently } from './persistently.ts';
import type { Deeds } from './story.ts';

type Replanning<O extends Ended> = NonNullable<Deeds<O>['replan']>;

/**
 * Has the next plan made: the outcome when there is none or nobody has to sign it; undefined when the gate is open again, or was
 * withdrawn, or its time ran out meanwhile. What the ledger has committed by then stands, and closing finds it there.
 */
export async function replan<O extends Ended>(desk: Desk<O>, make: Replanning<O>): Promise<O | undefined> {
  try {
    const made = await madeInTime(desk, make);
    if (made?.kind === 'closed') return made.outcome;
    desk.act({ kind: 'tick' });
    if (made?.kind === 'open') desk.act({ kind: 'planned', opening: made.opening, atMs: made.atMs });
  } catch (error) {
    if (!isCancellation(error)) throw error;
    desk.act({ kind: 'operator-cancel' });
  }
  return undefined;
}

const isReplanning = ({ gate }: Desk): boolean => awake(gate).state === 'replanning';

/** Undefined when it is no longer wanted. */
async function madeInTime<O extends Ended>(desk: Desk<O>, make: Replanning<O>): Promise<Evaluated<O> | undefined> {
  const { gate } = desk;
  if (gate.state !== 'replanning') return undefined;
  const { log, revision, cause } = gate;
  return CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    const made = persistently(desk, (via) => make(via, { log, revision, cause, nowMs: Date.now() }));
    const over = condition(() => !isReplanning(desk), Math.max(expiresAtMs(gate) - Date.now(), 1), {
      summary: 'replanning: the request expires',
    });
    try {
      return await Promise.race([made, over.then(() => undefined)]);
    } finally {
      scope.cancel(); // whichever is late
    }
  });
}
