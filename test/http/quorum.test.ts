import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { policyHashOf, policyText } from '../../domain/policy.ts';
import { grossOf, put } from '../support/documents.ts';
import { aStep, lenientPolicy } from '../support/policies.ts';
import { useWorld } from '../support/world.ts';
import { call, overWorld } from './support/gateway.ts';
import { noOf, waitingFor } from './support/waiting.ts';

const twoUnits = aStep({ quorum: 2, distinctUnits: 2 });

describe('a step of two signatures from two units', () => {
  const world = useWorld({ policy: lenientPolicy({ steps: [twoUnits] }) });

  test('takes the second from another unit', async () => {
    const one = await waitingFor(world, 'quo-A-1', { as: 'billing' });
    expect(await one.decide('maria')).toMatchObject({ status: 202, body: { waitingFor: { step: 0, votes: ['maria'] } } });
    expect(noOf(await one.decide('anna'))).toEqual([409, 'UNIT_ALREADY_COUNTED']);
    expect((await one.read('anna')).body['may']).toEqual(['reject']);
    expect(await one.decide('ben')).toMatchObject({ status: 200, body: { state: 'applied' } });
  });

  test('is taken back before the quorum, at most so often', async () => {
    const one = await waitingFor(world, 'quo-A-2');
    for (const _time of [1, 2, 3]) {
      expect(await one.decide('ben')).toMatchObject({ body: { waitingFor: { votes: ['ben'] } } });
      expect((await one.read('ben')).body['may']).toEqual(['retract']);
      expect(await one.decide('ben', { command: 'retract' })).toMatchObject({ status: 202, body: { waitingFor: { votes: [] } } });
    }
    await one.decide('ben');
    expect(noOf(await one.decide('ben', { command: 'retract' }))).toEqual([409, 'RETRACT_LIMIT']);
    expect((await one.read('ben')).body).toMatchObject({ may: [], votes: [{ by: 'ben' }] });
  });

  test('says why, by the policy that judged it', async () => {
    const one = await waitingFor(world, 'quo-A-3');
    const { policyVersion, policyHash, explanation } = (await one.read('ben')).body;
    expect([policyVersion, policyHash]).toEqual([defaultPolicy.version, policyHashOf(policyText(lenientPolicy({ steps: [twoUnits] })))]);
    expect(explanation).toMatchObject({
      kind: 'approval', level: 'L1', row: 'large', floors: [], own: { amountMinor: 90_000, currency: 'EUR' }, base: 'EUR',
      whyNotAuto: [{ fact: 'exposureMinor', value: 90_000, threshold: 50_000 }],
    });
  });
}); // prettier-ignore

describe('the shipped policy', () => {
  const world = useWorld({ policy: defaultPolicy });
  /** A look ahead at the cancellation of a fresh invoice. */
  const planOf = async (number: string, gross: string, as: string): Promise<Readonly<Record<string, unknown>>> => {
    const id = await put(world.store, { number, lines: grossOf(gross) });
    const path = `/v1/invoices/${encodeURIComponent(id)}/plan`;
    return (await call(overWorld(world), 'POST', path, { as, body: { kind: 'cancel' } })).body;
  };

  test('has a large one reviewed and then released by a controller, in a look ahead as in earnest', async () => {
    const one = await waitingFor(world, 'quo-B-1', { gross: '12000.00' });
    const body = await planOf('quo-B-1b', '12000.00', 'ben');
    expect(body).toMatchObject({
      need: { kind: 'approval', row: '5', steps: [{ name: 'review', roles: ['ar-approver'] }, { name: 'release', roles: ['controller'] }] },
      explanation: { level: 'L2', row: '5' },
    }); // prettier-ignore
    expect(noOf(await one.decide('nora'))).toEqual([403, 'NOT_ELIGIBLE']);
    expect(await one.decide('ben')).toMatchObject({ status: 202, body: { waitingFor: { step: 1, steps: 2, roles: ['controller'] } } }); // prettier-ignore
    expect((await one.read('ben')).body['may']).toEqual([]);
    expect(await one.decide('nora')).toMatchObject({ status: 200, body: { state: 'applied' } });
  });

  test('counts what others of the same customer moved, and names it to who may see it', async () => {
    const before = await waitingFor(world, 'quo-B-2', { gross: '700.00' });
    const explained = async (as: string): Promise<unknown> =>
      ((await planOf(`quo-B-2 ${as}`, '700.00', as))['explanation'] as { readonly cumulative: unknown }).cumulative;
    expect(await explained('ben')).toMatchObject(expect.arrayContaining([expect.objectContaining({ key: 'customer', name: 'DE100:B1', requests: expect.arrayContaining([before.requestId]) })])); // prettier-ignore
    expect(await explained('billing')).toMatchObject(expect.arrayContaining([expect.objectContaining({ key: 'customer', requests: [] })])); // prettier-ignore
  });

  test('escalates by the clock, so that others find it in their inbox', async () => {
    const one = await waitingFor(world, 'quo-B-3', { gross: '800.00' });
    const inbox = async (hours: number): Promise<readonly string[]> => {
      const app = overWorld(world, { nowMs: () => Date.now() + hours * 3_600_000 });
      const { body } = await call(app, 'GET', '/v1/inbox', { as: 'ruth' });
      return (body['items'] as readonly { readonly requestId: string }[]).map(({ requestId }) => requestId);
    };
    expect(await inbox(47)).not.toContain(one.requestId);
    expect(await inbox(49)).toContain(one.requestId);
  });
});
