import { expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { activePolicy, findPolicy } from '../../store/policies.ts';
import { until } from '../support/decisions.ts';
import { aChange, decideOnPolicy } from '../support/policy-changes.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({
  policy: { ...defaultPolicy, version: '2300' },
  policyClocks: { remindEveryMs: 400, escalateAfterMs: 600, expireAfterMs: 3_000, maxOpenMs: 60_000 },
});

test('a version that nobody signs in time expires; its signers were reminded, and nobody else was asked', async () => {
  const change = await aChange(world, { sampleRate: '0.05' });
  expect(await world.gateway.propose(change)).toMatchObject({ view: { state: 'open' } });
  await decideOnPolicy(world, change, { by: 'petra' });
  const ended = await until(async () => {
    const stored = await findPolicy(world.store, change.version);
    return stored?.outcome ? stored : undefined;
  }, 'the end');
  expect(ended).toMatchObject({ state: 'expired', log: [{}] });
  expect((await activePolicy(world.store, new Date())).version).toBe('2300');
  const rows = await world.store.collections.outbox.find({ invoiceId: `policy:${change.version}` }).toArray();
  const asked = (topic: string) => [...new Set(rows.filter((row) => row.topic === topic).map(({ recipient }) => recipient))].toSorted(); // prettier-ignore
  const controllers = ['nora@example.com', 'paul@example.com', 'ruth@example.com'];
  expect(asked('approval.requested')).toEqual([...controllers, 'ivan@example.com', 'petra@example.com'].toSorted());
  expect(asked('approval.reminder')).toEqual(expect.arrayContaining(controllers));
  expect(asked('approval.escalated')).toEqual([]);
  expect(asked('policy.expired')).toEqual([change.author.email]); // who proposed it hears how it ended
});
