import { setHandler, workflowInfo } from '@temporalio/workflow';
import type { CorrectionRequest, Outcome } from '../domain/request.ts';
import { correctionMessages, correctionWorkflowId, descriptions, invoiceMovedSignal } from './contract.ts';
import { openDesk } from './desk.ts';
import { listen } from './messages.ts';
import { losable } from './on-the-way.ts';
import { nudges } from './proxies.ts';
import { untilEnded } from './story.ts';
import { correctionSubject } from './views.ts';

/** One correction, from `submit` to its outcome. */
export async function correctInvoice(request: CorrectionRequest): Promise<Outcome> {
  const { requestId } = request;
  const desk = openDesk(correctionSubject(request));
  // State, then handlers, then awaits; this one before the handler of unknown signals, which takes what is buffered.
  setHandler(invoiceMovedSignal, () => desk.hint(), { description: descriptions.invoiceMoved });
  listen(desk, correctionMessages);
  const lockId = correctionWorkflowId(request.invoiceId);
  return untilEnded(desk, {
    evaluate: (via) =>
      via.evaluateAndApply({ request, runId: workflowInfo().firstExecutionRunId, lockId, nowMs: Date.now() }),
    replan: (via, replanned) => via.replan({ request, ...replanned }),
    apply: (via, approved) => via.applyApproved({ request, ...approved }),
    close: (via, closing) => via.closeUnapplied({ request, ...closing }),
    record: (via, recorded) => via.recordAccepted({ request, ...recorded }),
    // A store that does not answer leaves it open: the compare-and-set at the commit decides.
    hasMoved: async () => (await losable(() => nudges.checkVersion({ requestId }))) ?? false,
    notify: (asking) => nudges.notify({ requestId, ...asking }),
  });
}
