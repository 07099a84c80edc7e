import { expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { decide } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';

/** The shipped bands and sums, whatever the age of the invoice. */
const world = useWorld({
  policy: {
    ...defaultPolicy,
    base: [
      { name: 'B0', when: { band: ['B0'] }, result: 'L0' },
      { name: 'B1', when: { band: ['B1'] }, result: 'L1' },
      { name: 'B2', when: { band: ['B2', 'none'] }, result: 'L2' },
    ],
    floors: [],
  },
});

test('100 concurrent requests of 400.00 for one customer: 1 at once, 24 by one step, 75 by two (approvals.md section 2.4, A3)', async () => {
  const ids = await Promise.all(
    Array.from({ length: 100 }, (_none, n) => put(world.store, { number: `S-${n}`, buyerId: 'S', lines: grossOf('400.00') })),
  ); // prettier-ignore
  const requests = ids.map((id) => aRequest(id));
  const startedMs = Date.now();
  const answers = await Promise.all(requests.map((request) => world.gateway.submit(request)));
  console.log(`100 requests for one customer: ${Date.now() - startedMs} ms`);
  const ends = answers.map((answer) => {
    if (answer.kind !== 'view') return answer.kind;
    return answer.view.state === 'open' ? `${answer.view.waitingFor?.steps} steps` : answer.view.state;
  });
  const count = (end: string): number => ends.filter((one) => one === end).length;
  expect({ applied: count('applied'), one: count('1 steps'), two: count('2 steps') }).toEqual({
    applied: 1,
    one: 24,
    two: 75,
  });
  const { exposures } = world.store.collections;
  const byLevel = await Promise.all([0, 1, 2].map((level) => exposures.countDocuments({ level })));
  expect(byLevel).toEqual([1, 24, 75]);
  // What is rejected counts no more: the next one needs one step again.
  const rejected = requests.find((_request, n) => ends[n] === '1 steps');
  if (!rejected) throw new Error('one has one step');
  await decide(world, rejected, { by: 'ben', command: 'reject', comment: 'no' });
  expect(await exposures.countDocuments({ level: 1 })).toBe(23);
  const invoiceId = await put(world.store, { number: 'S-next', buyerId: 'S', lines: grossOf('400.00') });
  expect(await world.gateway.submit(aRequest(invoiceId))).toMatchObject({
    view: { state: 'open', waitingFor: { steps: 1 } },
  });
});
