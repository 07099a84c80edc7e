import { expect, inject, test } from 'vitest';
import { readPlan } from '../../domain/plan.ts';
import { policyHashOf, policyText } from '../../domain/policy.ts';
import { insertStored } from '../../store/database.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { openGate, toldIn, type OpenedGate } from './gate-over-http.ts';
import { countsOf, inFlight } from './in-flight.ts';

const world = useWorld();
const requests = inject('faults').policyChanges;

/** Puts version 2 in force, by which a controller signs. */
async function activateNext(): Promise<void> {
  const { store } = world;
  const { policies } = store.collections;
  const text = policyText(lenientPolicy({ steps: [aStep({ roles: ['controller'] })], over: { version: '2' } }));
  const now = new Date();
  await store.transact(async (session) => {
    await policies.updateOne({ _id: '1' }, { $set: { state: 'superseded', activeUntil: now } }, { session });
    const next = { _id: '2', text, hash: policyHashOf(text), author: 'tests', state: 'active', proposedAt: now, activeFrom: now, log: [] } as const; // prettier-ignore
    await insertStored(policies, [next], session);
  });
}

/** The one version that everything of a request names; all of them if they differ. */
async function versionOf({ record }: OpenedGate): Promise<string> {
  const { judged, opening, planText = '' } = await record();
  return [...new Set([judged?.policyVersion, opening?.policyVersion, readPlan(planText).policyVersion])].join(' and ');
}

/** Who signs by each version. */
const signers: Readonly<Record<string, string>> = { '1': 'ben', '2': 'nora' };
const others: Readonly<Record<string, string>> = { '1': 'nora', '2': 'ben' };

async function approved(gate: OpenedGate, version: string, revision: number): Promise<string> {
  const { planHash = '' } = await gate.record();
  const over = { revision, planHash };
  const first = toldIn(await gate.post(others[version] ?? '', over));
  const second = toldIn(await gate.post(signers[version] ?? '', over));
  return `${first} ${second} under ${await versionOf(gate)}`;
}

test(`F18: ${requests} requests across a change of the policy: each ends under its own version, or under the new one when an operator says so`, async () => {
  const half = Math.ceil(requests / 2);
  const before = await inFlight(half, (n) => openGate(world, `F18-a${n}`));
  const [, during] = await Promise.all([
    activateNext(),
    inFlight(requests - half, (n) => openGate(world, `F18-b${n}`)),
  ]);
  const gates = [...before, ...during];
  const opened = await Promise.all(gates.map(versionOf));
  expect(new Set(opened.slice(0, half))).toEqual(new Set(['1']));

  const ends = await inFlight(gates.length, async (n) => {
    const [gate, version = ''] = [gates[n], opened[n]];
    if (!gate) throw new Error('it is open');
    if (n % 3 === 0) return `pinned to ${version}: ${await approved(gate, version, 1)}`;
    if (n % 3 === 1) {
      expect(toldIn(await gate.post('maria', { command: 'revise' }))).toBe('open');
      return `revised under ${version}: ${await approved(gate, version, 2)}`;
    }
    expect(toldIn(await gate.post('otto', { command: 'reevaluate', comment: 'new policy' }))).toBe('open');
    return `reevaluated: ${await approved(gate, '2', 2)}`;
  });
  const counts = countsOf(ends);
  console.log(`F18 ${requests} requests across a change of the policy:`, counts);
  const good = ['1', '2'].flatMap((version) =>
    [`pinned to ${version}`, `revised under ${version}`].map(
      (how) => `${how}: 403 NOT_ELIGIBLE applied under ${version}`,
    ),
  );
  expect(
    Object.keys(counts).filter((end) => ![...good, 'reevaluated: 403 NOT_ELIGIBLE applied under 2'].includes(end)),
  ).toEqual([]);
  expect(await versionOf(await openGate(world, 'F18-after'))).toBe('2');
});
