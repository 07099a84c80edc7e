import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { Stack } from '../../../stack/start.ts';
import { onAdmin } from './hooks.ts';

export async function inTemporal<T>(stack: Stack, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: stack.temporal.address });
  try {
    return await work(new Client({ connection, namespace: stack.temporal.namespace }));
  } finally {
    await connection.close();
  }
}

/** Starts a run that nobody works on: it stays open, which is all that is asked here. */
export async function openRun(stack: Stack, workflowId: string): Promise<void> {
  const key = defineSearchAttributeKey('InvoiceId', 'KEYWORD');
  const typedSearchAttributes = [{ key, value: workflowId }];
  await inTemporal(stack, (client) =>
    client.workflow.start('waits', { workflowId, taskQueue: 'nobody', typedSearchAttributes }),
  );
}

export async function inTransaction(uri: string, id: string): Promise<void> {
  await onAdmin(uri, (client) =>
    client.withSession((session) =>
      session.withTransaction(async () => {
        await client.db('t').collection<{ _id: string }>('c').insertOne({ _id: id }, { session });
      }),
    ),
  );
}
