import type { PolicyNoticeFacts } from '../domain/notice-facts.ts';
import type { Notice } from '../domain/notices.ts';
import type { PolicyChange, PolicyOutcome } from '../domain/policy-change.ts';
import { rowOf } from './outbox.ts';
import type { OutboxRecord } from './records.ts';

interface About extends Partial<Omit<PolicyNoticeFacts, 'policyVersion' | 'author' | 'reason'>> {
  readonly now: Date;
  /** Tells repeats of a topic apart. */
  readonly suffix?: string;
}

/** Messages about a proposal; those of one version leave in order. */
export function policyRows(
  { requestId, version, author, reason }: PolicyChange,
  notices: readonly Notice[],
  { now, suffix = '', ...more }: About,
): readonly OutboxRecord[] {
  const facts = { policyVersion: version, author: author.id, reason, ...more };
  const place = { invoiceId: `policy:${version}`, order: now.getTime(), at: now };
  return notices.map((notice) => rowOf(`${requestId}:${notice.topic}${suffix}`, notice, facts, place));
}

/** What a message tells of how a proposal ended. */
export const saidOfEnd = (outcome: PolicyOutcome): Partial<PolicyNoticeFacts> => ({
  ...('by' in outcome ? { by: outcome.by, ...(outcome.comment === '' ? {} : { comment: outcome.comment }) } : {}),
  ...('blockers' in outcome ? { codes: outcome.blockers.map(({ code }) => code) } : {}),
});
