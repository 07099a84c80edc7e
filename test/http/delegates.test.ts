import { describe, expect, test } from 'vitest';
import { putPrincipal } from '../../store/people.ts';
import { keyOf } from '../support/directory.ts';
import { useWorld } from '../support/world.ts';
import { call, overWorld } from './support/gateway.ts';
import { lend, noOf, waitingFor } from './support/waiting.ts';

const world = useWorld();
const forget = () => world.store.collections.delegations.deleteMany({});
const setRoles = (id: string, ...roles: readonly { readonly role: 'ar-approver'; readonly ceilingMinor?: number }[]) =>
  world.store.collections.people.updateOne({ _id: id }, { $set: { roles } });

describe('a right that was lent', () => {
  test('signs as B for A, and both are one person from then on', async () => {
    const one = await waitingFor(world, 'del-A-1');
    expect(noOf(await one.decide('otto'))).toEqual([403, 'NOT_ELIGIBLE']);
    expect(noOf(await one.decide('otto', { onBehalfOf: 'carla' }))).toEqual([422, 'DELEGATE_NOT_IN_FORCE']);
    await lend(world, 'carla', 'otto');
    expect(noOf(await one.decide('otto'))).toEqual([403, 'NOT_ELIGIBLE']); // nobody uses a right without saying so
    expect((await one.read()).body).toMatchObject({ may: ['reevaluate'], for: ['carla'] });
    expect(await one.decide('otto', { onBehalfOf: 'carla' })).toMatchObject({ status: 200 });
    expect((await one.read()).body['votes']).toMatchObject([{ by: 'otto', for: 'carla', roles: ['finance-approver'] }]);
    await forget();
  });

  test.each([
    ['of another kind', { kinds: ['refund' as const] }],
    ['that has ended', { endedAtMs: Date.now() - 1 }],
    ['of another request', { requestId: 'r_other' }],
    ['of another step', { step: 1 }],
  ])('%s is not in force', async (what, over) => {
    const one = await waitingFor(world, `del-B ${what}`);
    const requestId = 'step' in over ? { requestId: one.requestId } : {};
    await lend(world, 'carla', 'otto', { ...requestId, ...over });
    expect(noOf(await one.decide('otto', { onBehalfOf: 'carla' }))).toEqual([422, 'DELEGATE_NOT_IN_FORCE']);
    expect((await one.read()).body['for']).toEqual([]);
    await forget();
  });

  test('has the lower of both ceilings', async () => {
    const one = await waitingFor(world, 'del-C-1');
    await lend(world, 'carla', 'otto', { ceilingMinor: 89_999 });
    expect(noOf(await one.decide('otto', { onBehalfOf: 'carla' }))).toEqual([403, 'CEILING_EXCEEDED']);
    await forget();
    await lend(world, 'carla', 'otto', { ceilingMinor: 90_000 });
    expect(await one.decide('otto', { onBehalfOf: 'carla' })).toMatchObject({ status: 200 });
    await forget();
  });

  test('of who asked, or lent to who asked, signs nothing', async () => {
    const one = await waitingFor(world, 'del-D-1');
    await lend(world, 'maria', 'ben');
    for (const over of [{}, { onBehalfOf: 'maria' }]) {
      const reply = await one.decide('ben', over);
      expect(noOf(reply)).toEqual([403, 'SOD_CONFLICT']);
      expect(reply.body['detail']).toContain('ben counts as one person with maria');
    }
    await world.store.collections.delegations.updateMany({}, { $set: { endedAtMs: Date.now() } }); // too late
    expect(noOf(await one.decide('ben'))).toEqual([403, 'SOD_CONFLICT']);
    await forget();
    await lend(world, 'carla', 'maria');
    expect(noOf(await one.decide('maria', { onBehalfOf: 'carla' }))).toEqual([403, 'SOD_CONFLICT']);
    expect(noOf(await one.decide('carla'))).toEqual([403, 'SOD_CONFLICT']);
    await forget();
  });
});

describe('a person', () => {
  test('signs up to the ceiling of a role, inclusive', async () => {
    const one = await waitingFor(world, 'del-E-1');
    await setRoles('anna', { role: 'ar-approver', ceilingMinor: 89_999 });
    expect(noOf(await one.decide('anna'))).toEqual([403, 'CEILING_EXCEEDED']);
    expect((await one.read('anna')).body['may']).toEqual(['reject']);
    await setRoles('anna', { role: 'ar-approver', ceilingMinor: 90_000 });
    expect(await one.decide('anna')).toMatchObject({ status: 200 });
    await setRoles('anna', { role: 'ar-approver' });
  });

  test('who was hired since the gate opened may sign; one who was removed may not', async () => {
    const one = await waitingFor(world, 'del-F-1');
    await putPrincipal(world.store, { _id: 'zoe', type: 'person', roles: [{ role: 'ar-approver' }], status: 'active', version: 1 }); // prettier-ignore
    const session = await world.store.collections.sessions.findOne({ personId: 'anna' });
    expect(session).not.toBeNull();
    await world.store.collections.sessions.updateOne({ _id: session?._id ?? '' }, { $set: { personId: 'zoe' } });
    await world.store.collections.people.updateOne({ _id: 'ben' }, { $set: { status: 'revoked' } });
    expect(noOf(await one.decide('ben'))).toEqual([403, 'PRINCIPAL_SUSPENDED']);
    await world.store.collections.people.updateOne({ _id: 'ben' }, { $set: { status: 'active' } });
    expect(noOf(await one.decide('anna'))).toEqual([200, undefined]);
    expect((await one.read()).body['votes']).toMatchObject([{ by: 'zoe' }]);
    await world.store.collections.sessions.updateOne({ _id: session?._id ?? '' }, { $set: { personId: 'anna' } });
  });
});

test('services and agents decide nothing, whatever the command, and the attempt is kept', async () => {
  const one = await waitingFor(world, 'del-G-1');
  for (const as of ['billing', 'bank', 'assistant'])
    for (const command of ['approve', 'reject', 'retract', 'withdraw', 'revise', 'reevaluate'])
      expect(noOf(await one.decide(as, { command, comment: 'please' }))).toEqual([403, 'FORBIDDEN_PRINCIPAL']);
  const { attempts } = (await one.read('aude')).body as { readonly attempts?: readonly { readonly result: string }[] };
  expect(attempts).toHaveLength(18);
  expect(new Set(attempts?.map(({ result }) => result))).toEqual(new Set(['FORBIDDEN_PRINCIPAL']));
  const unknown = await call(overWorld(world), 'POST', '/v1/corrections/r_none/decisions', {
    as: 'assistant',
    body: { command: 'approve', revision: 1, step: 0, planHash: 'a', decisionId: 'd' },
  });
  expect(noOf(unknown)).toEqual([403, 'FORBIDDEN_PRINCIPAL']); // no telling what there is
  expect(keyOf('assistant')).toMatch(/^csk_/);
});
