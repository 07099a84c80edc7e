import { expect, inject, test } from 'vitest';
import { saidIn } from '../../domain/accepted.ts';
import { attemptsOf } from '../../store/attempts.ts';
import { useWorld } from '../support/world.ts';
import { historyOf } from './decided-in-history.ts';
import { openGate, toldIn } from './gate-over-http.ts';
import { countsOf, inFlight } from './in-flight.ts';
import { pickFrom } from './seeded.ts';

const world = useWorld();
const races = inject('faults').verdictRaces;

test(`F14: ${races} times two people approve and reject at one instant: one final state, both attempts kept`, async () => {
  const { seed, pick } = pickFrom('F14');
  const rejectsFirst = Array.from({ length: races }, () => pick(0, 1) === 1);
  const ends = await inFlight(races, async (n) => {
    const gate = await openGate(world, `F14-${n}`);
    const { requestId, invoiceId } = gate.request;
    const approve = () => gate.post('ben');
    const reject = () => gate.post('carla', { command: 'reject', comment: 'no' });
    const replies = rejectsFirst[n]
      ? (await Promise.all([reject(), approve()])).toReversed()
      : await Promise.all([approve(), reject()]);
    const told = replies.map(toldIn).join(', ');

    const { outcome, log } = await gate.record();
    const { decided, ended } = await historyOf(world, invoiceId);
    const attempts = (await attemptsOf(world.store, requestId)).map(
      ({ principal, result }) => `${principal} ${result}`,
    );
    const first = log[0] && saidIn(log[0]).decision;
    const [truth, kept] =
      first === 'approve'
        ? ['applied, GATE_CLOSED applied', 'ben accepted, carla GATE_CLOSED']
        : ['GATE_CLOSED rejected, rejected', 'ben GATE_CLOSED, carla accepted'];
    const state = first === 'approve' ? 'applied' : 'rejected';
    const fits = outcome?.state === state && ended === state && log.length === 1 && decided.length === 1;
    const isTold = told === truth && attempts.toSorted().join(', ') === kept;
    return fits && isTold ? state : `WRONG ${JSON.stringify({ told, outcome, ended, decided, attempts })}`;
  });
  console.log(`F14 ${races} approvals against rejections, seed ${seed}:`, countsOf(ends));
  expect(ends.filter((end) => end !== 'applied' && end !== 'rejected')).toEqual([]);
  if (races >= 100) expect(new Set(ends).size).toBe(2); // else nothing was raced
});
