import { isCancellation, log } from '@temporalio/workflow';
import { expiresAtMs } from '../domain/gate-clock.ts';
import { currentStep, type Ended, type GateEvent, type OpenGate, type OutdatedGate } from '../domain/gate.ts';
import type { Asking } from './contract.ts';
import type { Desk } from './desk.ts';
import { persistently } from './persistently.ts';
import type { Deeds } from './story.ts';

/** Brings to the ledger what people have said since it was told last; a step that has just opened is asked for. */
export async function record<O extends Ended>(desk: Desk<O>, deeds: Deeds<O>, gate: OpenGate | OutdatedGate): Promise<void> {
  const { log: said, step, opening } = gate;
  if (desk.recorded >= said.length) return;
  const isNext = gate.state === 'open' && step > 0 && !gate.votes.some((vote) => vote.step === step);
  const asks = isNext ? { asks: { roles: currentStep(gate).roles, insiders: opening.insiders } } : {};
  await persistently(desk, (via) => deeds.record(via, { log: said, nowMs: Date.now(), dueAtMs: expiresAtMs(gate), ...asks }));
  desk.recorded = said.length;
} // prettier-ignore

/** Tells those who may sign what the clock did. */
export async function tell<O extends Ended>(
  desk: Desk<O>,
  deeds: Deeds<O>,
  events: readonly GateEvent<O>[],
): Promise<void> {
  const { gate } = desk;
  if (gate.state !== 'open') return;
  const { roles, escalateTo } = currentStep(gate);
  const place = `#${gate.revision}.${gate.step}`;
  const dueAtMs = expiresAtMs(gate);
  const notify = (asking: Omit<Asking, 'dueAtMs'>): Promise<unknown> =>
    losable(() => deeds.notify({ dueAtMs, ...asking }));
  if (events.some(({ kind }) => kind === 'escalated')) {
    desk.show();
    await notify({ topic: 'approval.escalated', suffix: place, roles: escalateTo });
  }
  if (events.some(({ kind }) => kind === 'reminded'))
    await notify({ topic: 'approval.reminder', suffix: `${place}.${gate.reminders}`, roles });
}

/** What may be lost: it never delays a decision, and the next one is tried in its turn. */
export async function losable<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the store did not take or give something that can be lost');
    return undefined;
  }
}
