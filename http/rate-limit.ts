import { Refused } from '../domain/errors.ts';

/** Calls in a minute (approvals.md section 11): no person decides faster with open eyes, and no agent floods the approvers. */
export const ratesPerMinute = { decisionsOfPerson: 30, requestsOfAgent: 60, signInsOfAddress: 10, pagesOfSession: 300 } as const; // prettier-ignore

const minuteMs = 60_000;

/**
 * Counts calls by name, in this process: any sixty seconds hold at most `max` of them. Answers a function that throws
 * RATE_LIMITED for one more; a call that is refused does not count.
 */
export function createRateLimit(max: number, nowMs: () => number): (name: string) => void {
  const calls = new Map<string, readonly number[]>();
  return (name) => {
    const now = nowMs();
    for (const [other, [last = 0]] of calls) if (last <= now - minuteMs) calls.delete(other); // nobody is kept for ever
    const recent = (calls.get(name) ?? []).filter((at) => at > now - minuteMs);
    const oldest = recent.at(-1);
    if (recent.length >= max && oldest !== undefined)
      throw new Refused('RATE_LIMITED', {
        detail: `At most ${max} in a minute; the next in ${Math.ceil((oldest + minuteMs - now) / 1_000)} s.`,
      });
    calls.set(name, [now, ...recent]);
  };
}
