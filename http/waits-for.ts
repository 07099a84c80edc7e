import type { Delegation } from '../domain/separation.ts';
import type { Principal } from '../domain/principal.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import { lendersIn, mayDo } from './sight.ts';
import { gateOf } from './view.ts';

interface Knowing {
  readonly people: readonly Principal[];
  readonly delegations: readonly Delegation[];
  readonly nowMs: number;
}

/** Whether a request waits for somebody's signature, by his own right or a lent one, as the inbox judges it; its gate is read once. */
export function waitsFor(record: CorrectionRecord, knowing: Knowing) {
  const { nowMs } = knowing;
  const gate = gateOf(record, nowMs);
  const isEscalated = gate.state === 'open' && gate.escalated;
  return {
    isOverdue: isEscalated || (record.dueAt !== undefined && record.dueAt.getTime() < nowMs),
    isFor(principal: Principal): boolean {
      const sight = { ...knowing, principal, authAtMs: nowMs };
      return (
        mayDo(sight, record, gate, { command: 'approve' }) ||
        lendersIn(sight, record, gate).some((onBehalfOf) => mayDo(sight, record, gate, { command: 'approve', onBehalfOf }))
      );
    },
  };
} // prettier-ignore
