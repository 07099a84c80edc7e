import { metricMeter, proxySinks } from '@temporalio/workflow';
import type { ErrorCode, Refusal } from '../domain/errors.ts';
import type { RefusedRaw, SecuritySinks } from './contract.ts';
import type { Desk } from './desk.ts';

const { securityEvents } = proxySinks<SecuritySinks>();
const refusals = metricMeter.createCounter('gate_refusals_total', '1', 'messages that were refused, by code');

/**
 * Counts a refused message; one that no gateway vouches for is a security event, too. A gateway records its own refusals, with
 * who it was (approvals.md section 5).
 */
export function reportRefused({ subject: { requestId } }: Desk, { code }: Refusal, via: RefusedRaw['via']): void {
  refusals.add(1, { code });
  if (isRaw(code)) securityEvents.refused({ code, via, requestId });
}

const isRaw = (code: ErrorCode): boolean =>
  code.startsWith('PROOF_') || code === 'MALFORMED' || code === 'UNKNOWN_COMMAND';
