import { beforeAll, expect, test } from 'vitest';
import { until } from '../support/decisions.ts';
import { testDirectory } from '../support/directory.ts';
import { twoLevels } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { call, overWorld } from './support/gateway.ts';
import { lend, waitingFor } from './support/waiting.ts';

const world = useWorld({ policy: twoLevels('3102') });
const hourMs = 3_600_000;
const persons = testDirectory.filter(({ type }) => type === 'person').map(({ id }) => id);
const asked: string[] = [];

beforeAll(async () => {
  const plain = await waitingFor(world, 'CI-W-1');
  const large = await waitingFor(world, 'CI-W-2', { gross: '20000.00' });
  const released = await waitingFor(world, 'CI-W-3', { gross: '20000.00', as: 'ben' });
  const revised = await waitingFor(world, 'CI-W-4', { gross: '20000.00' });
  const services = await waitingFor(world, 'CI-W-5', { as: 'billing' });
  expect((await released.decide('anna')).body).toMatchObject({ state: 'open' });
  await revised.decide('ben');
  expect((await revised.decide('maria', { command: 'revise', input: { kind: 'cancel' } })).status).toBe(202);
  asked.push(...[plain, large, released, revised, services].map(({ requestId }) => requestId));
  await until(async () => (await revised.read()).body['state'] === 'open' || undefined, 'the new plan');
  await lend(world, 'nora', 'dora');
  await lend(world, 'anna', 'edith', { kinds: ['update'] });
});

test.each([
  ['at first', 0],
  ['after the escalation of the steps', 49],
])(
  // prettier-ignore
  'an inbox holds exactly what the gate would take from its reader, %s',
  async (_when, hours) => {
    const app = overWorld(world, { nowMs: () => Date.now() + hours * hourMs });
    let found = 0;
    for (const as of persons) {
      const { body } = await call(app, 'GET', '/v1/inbox', { as });
      const inInbox = (body['items'] as readonly { requestId: string }[]).map(({ requestId }) => requestId);
      const mayApprove = await Promise.all(
        asked.map(async (id) => {
          const detail = (await call(app, 'GET', `/v1/corrections/${id}`, { as })).body;
          const { may = [], for: lenders = [] } = detail as { may?: readonly string[]; for?: readonly string[] };
          return may.includes('approve') || lenders.length > 0 ? [id] : [];
        }),
      );
      expect([as, inInbox.toSorted()]).toEqual([as, mayApprove.flat().toSorted()]);
      found += inInbox.length;
    }
    expect(found).toBeGreaterThan(15);
  },
);
