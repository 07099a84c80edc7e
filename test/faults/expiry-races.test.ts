import { expect, inject, test } from 'vitest';
import { attemptsOf } from '../../store/attempts.ts';
import { correctionWorkflowId } from '../../workflows/contract.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { historyOf } from './decided-in-history.ts';
import { openGate, toldIn } from './gate-over-http.ts';
import { countsOf, inFlight } from './in-flight.ts';
import { pickFrom } from './seeded.ts';

const expireAfterMs = 2_000;
const withinMs = 50;
/** By how much the next decision is sent later after one that came in time, and sooner after one that did not. */
const huntMs = 10;
const world = useWorld({ policy: lenientPolicy({ steps: [aStep({ escalateTo: [], expireAfterMs })] }) });
const races = inject('faults').expiryRaces;

/** A timer meets the instant; nothing is waited for by it. */
const until = (atMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, atMs - Date.now()));

test(`F13: ${races} decisions within ${withinMs} ms of their expiry: one outcome each, and everybody is told it`, async () => {
  const { seed, pick } = pickFrom('F13');
  const offsets = Array.from({ length: races }, () => pick(-withinMs, withinMs));
  // A timer fires some ms after its time, and a post takes some to arrive: the instant at which a run expires is hunted.
  let expiryMs = 0;
  const ends = await inFlight(races, async (n) => {
    const gate = await openGate(world, `F13-${n}`);
    const { invoiceId, requestId } = gate.request;
    await until(gate.expiresAtMs + expiryMs + (offsets[n] ?? 0));
    const told = toldIn(await gate.post('ben'));
    await world.client.workflow.getHandle(correctionWorkflowId(invoiceId)).result();

    const { outcome, log } = await gate.record();
    const { decided, rang, ended } = await historyOf(world, invoiceId);
    const attempts = (await attemptsOf(world.store, requestId)).map(({ result }) => result);
    const state = outcome?.state ?? 'open';
    expiryMs += state === 'applied' ? huntMs : -huntMs;
    const truth = state === 'applied' ? 'applied' : `GATE_CLOSED ${state}`;
    const isTrue = told === truth && ended === state && log.length === decided.length;
    const fits =
      state === 'applied'
        ? decided.length === 1 && attempts.join() === 'accepted'
        : state === 'expired' && decided.length === 0 && rang.length > 0 && attempts.join() === 'GATE_CLOSED';
    return isTrue && fits ? state : `LIE ${JSON.stringify({ told, state, ended, decided, rang, attempts })}`;
  });
  console.log(`F13 ${races} decisions against expiry, seed ${seed}:`, countsOf(ends));
  expect(ends.filter((end) => end !== 'applied' && end !== 'expired')).toEqual([]);
  if (races >= 100) expect(new Set(ends).size).toBe(2); // else nothing was raced
});
