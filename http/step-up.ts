import type { CommandName } from '../domain/decision.ts';
import { refusal, Refused, type Refusal } from '../domain/errors.ts';
import type { Opening } from '../domain/gate.ts';

/** How fresh a sign-in must be for what weighs most, ms (approvals.md section 11). */
export const stepUpMaxMs = 5 * 60_000;

/** Whether a signature weighs so much: on the policy, or where one signature alone is not enough (L2 and above). */
export const isWeighty = ({ kind, steps }: Pick<Opening, 'kind' | 'steps'>): boolean =>
  kind === 'policy' || steps.length > 1 || steps.some(({ quorum }) => quorum > 1);

export const needsFreshSignIn = (command: CommandName, opening: Opening | undefined): boolean =>
  command === 'approve' && opening !== undefined && isWeighty(opening);

const detail = `It is good for ${stepUpMaxMs / 60_000} minutes.`;

export const isFresh = (authAtMs: number, nowMs: number): boolean => nowMs - authAtMs <= stepUpMaxMs;

/** STEP_UP_REQUIRED when who acts proved who he is too long ago. */
export const whyNotFresh = (authAtMs: number, nowMs: number): Refusal | undefined =>
  isFresh(authAtMs, nowMs) ? undefined : refusal('STEP_UP_REQUIRED', { detail });

/** Throws STEP_UP_REQUIRED when who acts proved who he is too long ago: for L2, policy and bulk. */
export function requireFreshSignIn(authAtMs: number, nowMs: number): void {
  if (!isFresh(authAtMs, nowMs)) throw new Refused('STEP_UP_REQUIRED', { detail });
}
