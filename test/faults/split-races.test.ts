import { describe, expect, inject, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import type { Principal } from '../../domain/principal.ts';
import { until } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { countsOf } from './in-flight.ts';

const world = useWorld({ policy: defaultPolicy });
const races = inject('faults').splitRaces;
const timeout = 120_000 * races;
const split = { L0: 1, L1: 24, L2: 75 };
const service = { id: 'billing', type: 'service' } as const;
/** Somebody for each race: what a person has asked for in 24 hours counts. */
const personOf = (n: number) => ({ id: `person${n}`, type: 'person' }) as const;

/** Issued today, so that nothing but the amount asks for more (approvals.md section 2.2, row 1). */
const today = (): string => new Date().toISOString().slice(0, 10);

interface Race {
  readonly name: string;
  readonly by: Pick<Principal, 'id' | 'type'>;
  readonly requests?: number;
  readonly buyerOf: (n: number) => string;
}

/** Requests of 400.00 at once; answers how many were granted each level. */
async function race({ name, by, buyerOf, requests: count = 100 }: Race): Promise<Readonly<Record<string, number>>> {
  const ids = await Promise.all(
    Array.from({ length: count }, (_none, n) =>
      put(world.store, { number: `${name}-${n}`, buyerId: buyerOf(n), issueDate: today(), lines: grossOf('400.00') }),
    ),
  );
  const requests = ids.map((id) => aRequest(id, { by: { ...by, roles: [] } }));
  await Promise.all(requests.map((request) => world.gateway.submit(request)));
  // On a busy machine an answer may be late: the ledger says when all are judged.
  const judged = { _id: { $in: requests.map(({ requestId }) => requestId) }, judged: { $exists: true } };
  const stored = await until(
    async () => {
      const found = await world.store.collections.corrections.find(judged).toArray();
      return found.length === count ? found : undefined;
    },
    `${count} levels of ${name}`,
    90_000,
  );
  for (const one of stored) expect(one.state).toBe(one.judged?.level === 0 ? 'applied' : 'open');
  const levels = countsOf(stored.map((one) => `L${one.judged?.level}`).toSorted());
  console.log(`A3 ${name}, ${count} requests:`, levels);
  return levels;
}

describe('A3: 100 requests of 400.00 at once', () => {
  test(`for one customer, by a service, ${races} times: 1 x L0, 24 x L1, 75 x L2`, { timeout }, async () => {
    for (let n = 0; n < races; n += 1)
      expect(await race({ name: `A3-service-${n}`, by: service, buyerOf: () => `A3-s${n}` })).toEqual(split);
  });

  // In `npm test` a person asks in test/workflows/split.test.ts.
  if (races > 1)
    test('for one customer, by a person whose budget is ten times that: the same', { timeout }, async () => {
      for (let n = 0; n < races; n += 1)
        expect(await race({ name: `A3-person-${n}`, by: personOf(n), buyerOf: () => `A3-p${n}` })).toEqual(split);
    });

  test('20 for a customer each, by a person: his own budget of 5,000.00 takes 12 at once', { timeout }, async () => {
    const buyerOf = (n: number): string => `A3-q${n}`;
    expect(await race({ name: 'A3-customers', by: personOf(-1), requests: 20, buyerOf })).toEqual({ L0: 12, L1: 8 });
  });
});
