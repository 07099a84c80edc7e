import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { BusinessEvent } from '../domain/event-rules.ts';
import { eventWorkflowId, workflowTypes } from '../workflows/contract.ts';
import type { handleBusinessEvent } from '../workflows/handle-business-event.ts';
import { isTroubleOfTemporal, type GatewayOptions } from './runs.ts';

export type EventAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'duplicate'; readonly bodyHash: string | undefined }
  | { readonly kind: 'unavailable' };

export interface EventGateway {
  /** Makes an event durable; the same source and id again is a duplicate. */
  startEvent(event: BusinessEvent): Promise<EventAnswer>;
  /** What an earlier start of this event carried, or undefined when Temporal does not know it. */
  eventBodyHash(source: string, eventId: string): Promise<string | undefined>;
}

/** The event's way to Temporal: a plain start whose workflow id is the event's identity. */
export function createEventGateway({ client, taskQueue, answerWithinMs }: GatewayOptions): EventGateway {
  const eventBodyHash = async (source: string, eventId: string): Promise<string | undefined> => {
    try {
      const { memo } = await client.workflow.getHandle(eventWorkflowId(source, eventId)).describe();
      return typeof memo?.['bodyHash'] === 'string' ? memo['bodyHash'] : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  };
  return {
    async startEvent(event) {
      try {
        await client.connection.withDeadline(Date.now() + answerWithinMs, () =>
          client.workflow.start<typeof handleBusinessEvent>(workflowTypes.handleBusinessEvent, {
            workflowId: eventWorkflowId(event.source, event.id),
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            taskQueue,
            args: [event],
            memo: { bodyHash: event.bodyHash },
            staticSummary: event.type,
          }),
        );
        return { kind: 'accepted' };
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError)
          return { kind: 'duplicate', bodyHash: await eventBodyHash(event.source, event.id) };
        if (isTroubleOfTemporal(error)) return { kind: 'unavailable' };
        throw error;
      }
    },
    eventBodyHash,
  };
}
