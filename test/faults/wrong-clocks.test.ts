import { expect, inject, test } from 'vitest';
import { bodyOfEntry } from '../../domain/audit.ts';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { eventsOf } from '../support/decisions.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { openGate, toldIn, type OpenedGate } from './gate-over-http.ts';
import { countsOf, inFlight } from './in-flight.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Shorter than every error of the clock: who believed it would remind and expire at once. */
const step = aStep({
  quorum: 2,
  remindEveryMs: 10 * minuteMs,
  escalateAfterMs: 20 * minuteMs,
  expireAfterMs: 30 * minuteMs,
});
const skews = { '+1 h': hourMs, '-1 h': -hourMs, '+1 day': 24 * hourMs } as const;
let skewMs = 0;
const world = useWorld({ policy: lenientPolicy({ steps: [step] }), clockMs: () => Date.now() + skewMs });
const gates = inject('faults').openThroughClocks;

/** Whatever the ledger says of when things happened to a request, in the order in which they did. */
async function timesOf({ request: { requestId, invoiceId }, record }: OpenedGate): Promise<readonly number[]> {
  const entries = await world.store.collections.audit.find({ documentId: invoiceId }, { sort: { seq: 1 } }).toArray();
  const deeds = entries.map(bodyOfEntry).filter((body) => body.requestId === requestId);
  const { receivedAt, closedAt, log } = await record();
  const accepted = log.map(({ acceptedAtMs }) => acceptedAtMs);
  const [requested, voted, applied] = deeds.map(({ at }) => Date.parse(at));
  // A vote is accepted by the run, and then told to the ledger.
  return [receivedAt.getTime(), requested, accepted[0], voted, accepted[1], applied, closedAt?.getTime()].map(
    (at) => at ?? 0,
  );
}

test.each(Object.entries(skews))('F19: a worker whose clock is wrong by %s', async (name, openedAtMs) => {
  const count = Math.ceil(gates / 3);
  skewMs = openedAtMs;
  const startedMs = Date.now();
  const opened = await inFlight(count, (n) => openGate(world, `F19-${name}-${n}`));
  const ends = await inFlight(count, async (n) => {
    const gate = opened[n];
    if (!gate) throw new Error('it is open');
    // The next worker's clock is wrong in another way.
    skewMs = -openedAtMs;
    const first = toldIn(await gate.post('ben'));
    skewMs = openedAtMs;
    const second = toldIn(await gate.post('carla'));
    const events = await eventsOf(world, correctionWorkflowId(gate.request.invoiceId));
    const times = await timesOf(gate);
    const isMonotone = times.every((at, index) => index === 0 || at >= (times[index - 1] ?? 0));
    const isNow = times.every((at) => at >= startedMs - minuteMs && at <= Date.now() + minuteMs);
    const rang = events.filter((event) => event === 'TIMER_FIRED').length;
    return `${first}, ${second}, ${rang} timers, ${isMonotone ? 'in order' : `BACKWARDS ${times.join()}`}${isNow ? '' : ' AT ANOTHER TIME'}`;
  });
  console.log(`F19 ${count} gates, a clock wrong by ${name}:`, countsOf(ends));
  expect(countsOf(ends)).toEqual({ 'open, applied, 0 timers, in order': count });
});
