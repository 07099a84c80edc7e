import { workflowInfo } from '@temporalio/workflow';
import type { PolicyChange, PolicyOutcome } from '../domain/policy-change.ts';
import { policyMessages, policyWorkflowId } from './contract.ts';
import { openDesk } from './desk.ts';
import { listen } from './messages.ts';
import { nudges, thorough } from './proxies.ts';
import { untilEnded } from './story.ts';
import { policySubject } from './views.ts';

/** One version of the policy, from its proposal to its going live (approvals.md section 6): the same gate, the same story. */
export async function changePolicy(change: PolicyChange): Promise<PolicyOutcome> {
  const { version } = change;
  const desk = openDesk(policySubject(change));
  listen(desk, policyMessages); // state, then handlers, then awaits
  const lockId = policyWorkflowId(version);
  return untilEnded(desk, {
    evaluate: () =>
      thorough.proposePolicy({ change, runId: workflowInfo().firstExecutionRunId, lockId, nowMs: Date.now() }),
    apply: (via, approved) => via.activatePolicy({ change, ...approved }),
    close: (via, closing) => via.closePolicy({ change, ...closing }),
    record: (via, recorded) => via.recordOnPolicy({ change, ...recorded }),
    notify: (asking) => nudges.notifyOnPolicy({ version, ...asking }),
  });
}
