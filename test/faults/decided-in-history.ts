import { correctionWorkflowId } from '../../workflows/contract.ts';
import type { World } from '../support/world.ts';

export interface History {
  /** Numbers of the events by which decisions were accepted. */
  readonly decided: readonly number[];
  /** Numbers of the events of timers that fired. */
  readonly rang: readonly number[];
  /** The outcome that the run ended with; undefined while it goes on. */
  readonly ended?: string;
}

/** What the history of a correction's newest run says, in its order. */
export async function historyOf(world: World, invoiceId: string): Promise<History> {
  const { events } = await world.client.workflow.getHandle(correctionWorkflowId(invoiceId)).fetchHistory();
  const decided: number[] = [];
  const rang: number[] = [];
  let ended: string | undefined;
  for (const event of events ?? []) {
    const at = Number(event.eventId);
    if (event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name === 'decide')
      decided.push(at);
    if (event.timerFiredEventAttributes) rang.push(at);
    const [result] = event.workflowExecutionCompletedEventAttributes?.result?.payloads ?? [];
    if (result?.data) ended = (JSON.parse(Buffer.from(result.data).toString('utf8')) as { state: string }).state;
  }
  return { decided, rang, ...(ended === undefined ? {} : { ended }) };
}
