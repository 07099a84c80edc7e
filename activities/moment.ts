import { activityInfo } from '@temporalio/activity';

/**
 * When an effect happens, by the clock of the Temporal server: that of a worker may be wrong, and what the ledger says of one
 * request must not go backwards when another worker goes on (F19). A local activity runs at workflow time; a remote one may be
 * tried long after that, and the server says when.
 * @param input `nowMs` is workflow time when it was called, ms
 */
export function momentOf({ nowMs }: { readonly nowMs: number }): Date {
  const { isLocal, currentAttemptScheduledTimestampMs: triedAtMs } = activityInfo();
  return new Date(isLocal ? nowMs : Math.max(nowMs, triedAtMs));
}
