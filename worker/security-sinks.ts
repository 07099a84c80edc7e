import type { InjectedSinks } from '@temporalio/worker';
import type { Store } from '../store/database.ts';
import { recordSecurityEvent } from '../store/security-events.ts';
import type { SecuritySinks } from '../workflows/contract.ts';

/** Brings what workflows refuse without a gateway's word to `security_events`; a store that is down loses it to the log. */
export function securitySinks(store: Store, nowMs: () => number): InjectedSinks<SecuritySinks> {
  return {
    securityEvents: {
      refused: {
        callDuringReplay: false,
        fn: ({ workflowId, runId }, { code, via, requestId }) =>
          recordSecurityEvent(store, { kind: `raw_${via}`, code, requestId, workflowId, runId, at: new Date(nowMs()) }),
      },
    },
  };
}
