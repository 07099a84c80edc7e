import { createRateLimit, ratesPerMinute } from './rate-limit.ts';

/**
 * The counters of one gateway (approvals.md section 11), made once, so that a deed counts whichever way it comes. Each throws
 * RATE_LIMITED.
 */
export interface Limits {
  /** Decisions of a person, by id: on corrections and on the policy, by bearer and in the console; many in one form count once. */
  readonly countDecision: (personId: string) => void;
  /** Requests of an agent, by id. */
  readonly countRequest: (agentId: string) => void;
  /** Sign-ins from an address, begun or done, whichever way. */
  readonly countSignIn: (address: string) => void;
  /** Pages of a session of the console, by its id. */
  readonly countPage: (session: string) => void;
}

export const createLimits = (nowMs: () => number, signInsPerMinute: number = ratesPerMinute.signInsOfAddress): Limits => ({
  countDecision: createRateLimit(ratesPerMinute.decisionsOfPerson, nowMs),
  countRequest: createRateLimit(ratesPerMinute.requestsOfAgent, nowMs),
  countSignIn: createRateLimit(signInsPerMinute, nowMs),
  countPage: createRateLimit(ratesPerMinute.pagesOfSession, nowMs),
}); // prettier-ignore
