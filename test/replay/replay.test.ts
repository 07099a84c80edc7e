import { readdirSync, readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const folder = new URL('histories/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''));
const read = (name: string): temporal.api.history.v1.IHistory =>
  historyFromJSON(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));

/** Replays with the production bundle; resolves to the error, if it comes to one. */
async function replay(name: string, history = read(name)): Promise<Error | undefined> {
  const results = Worker.runReplayHistories({ workflowBundle: { codePath: inject('bundlePath') } }, [
    { workflowId: name, history },
  ]);
  for await (const { error } of results) return error;
  throw new Error('nothing was replayed');
}

describe('recorded histories replay on this code', () => {
  test.each(names)('%s', async (name) => {
    expect(await replay(name)).toBeUndefined();
  });

  test('all paths of this stage are there', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'auto', 'refused', 'approved', 'approved-by-signal', 'rejected', 'withdrawn', 'canceled-in-ui', 'expired-after-a-reminder',
        'store-down-fallback', 'stale', 'needs-attention-then-retry', 'worker-killed-while-waiting', 'event-handled', 'event-of-an-unknown-order',
        'quorum-two', 'two-steps', 'retracted', 'revised', 'reevaluated', 'escalated', 'outdated-then-stale', 'refused-signal',
      ]),
    ); // prettier-ignore
  });

  test('a history with one command swapped does not replay: the test can fail', async () => {
    const history = read('approved');
    const events = (history.events ?? []).map((event) =>
      event.eventType === temporal.api.enums.v1.EventType.EVENT_TYPE_TIMER_STARTED
        ? {
            ...event,
            eventType: temporal.api.enums.v1.EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
            timerStartedEventAttributes: null,
            upsertWorkflowSearchAttributesEventAttributes: { searchAttributes: { indexedFields: {} } },
          }
        : event,
    );
    expect(await replay('approved', { events })).toBeInstanceOf(Error);
  });
});
