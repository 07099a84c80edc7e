import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from './contract.ts';

/** What decides about money and people, by both ways of calling it. */
export type Commits = Omit<Activities, 'notify' | 'notifyOnPolicy' | 'checkVersion' | 'handleEvent' | 'proposePolicy'>;

/** Something does not match its hash, signature or chain: no retry makes it right, somebody must look. */
export const brokenTypes: readonly string[] = ['PLAN_INTEGRITY', 'PROOF_INVALID', 'CHAIN_BROKEN'];
const nonRetryableErrorTypes = [...brokenTypes];

/**
 * The fast path: inside the workflow task, so it must end within 80 % of the 10 s task timeout (guides/temporal.md
 * section 6). What fails for longer than that is a store that is down.
 */
export const local = proxyLocalActivities<Commits>({
  startToCloseTimeout: '3s',
  scheduleToCloseTimeout: '6s',
  retry: { initialInterval: '50ms', maximumAttempts: 3, nonRetryableErrorTypes },
  summary: 'ledger',
});

/** The same functions, remotely: an outage of a day is waited out, visibly, as a pending activity. */
export const durable = proxyActivities<Commits>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '500ms', maximumInterval: '1 minute', nonRetryableErrorTypes },
  summary: 'ledger, until the store answers',
});

/**
 * Lint and back-test take seconds (measured: 0.8 to 1.5 s, and 1.4 s over 10,000 decisions), so never inside a workflow task. An
 * outage of ten minutes is waited out, twice; then a proposal needs attention.
 */
export const thorough = proxyActivities<Pick<Activities, 'proposePolicy'>>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '10 minutes',
  retry: { initialInterval: '500ms', maximumInterval: '1 minute', nonRetryableErrorTypes },
  summary: 'lint, back-test',
});

/** Messages and hints: bounded and losable; a dead notifier never delays a decision. */
export const nudges = proxyLocalActivities<Pick<Activities, 'notify' | 'notifyOnPolicy' | 'checkVersion'>>({
  startToCloseTimeout: '2s',
  retry: { maximumAttempts: 1 },
  summary: 'messages, version',
});

/** The work of an event: repeated until each of its invoices is submitted, however long a store or an open request takes. */
export const intake = proxyActivities<Pick<Activities, 'handleEvent'>>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '20s',
  scheduleToCloseTimeout: '7 days',
  retry: { initialInterval: '500ms', maximumInterval: '1 minute' },
  summary: 'submit a correction for each invoice',
});
