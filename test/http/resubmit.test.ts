import { describe, expect, test } from 'vitest';
import { whyNotIntake } from '../../domain/intake.ts';
import { verifyNatively } from '../../integrations/proof/signer.ts';
import { grossOf, put } from '../support/documents.ts';
import { useWorld } from '../support/world.ts';
import { ask, call, overWorld, type Reply } from './support/gateway.ts';
import { noOf, waitingFor, type Waiting } from './support/waiting.ts';

const world = useWorld();
let keys = 0;
const again = ({ invoiceId, requestId }: Pick<Waiting, 'invoiceId' | 'requestId'>, as = 'maria', over: object = {}): Promise<Reply> =>
  call(overWorld(world), 'POST', `/v1/invoices/${encodeURIComponent(invoiceId)}/corrections`, {
    as,
    headers: { 'idempotency-key': `again-${(keys += 1)}` },
    body: { resubmits: requestId, ...over },
  }); // prettier-ignore

describe('a request that has ended', () => {
  test('is asked again with the inputs that it had last', async () => {
    const one = await waitingFor(world, 're-A-1', { kind: 'update', set: { dueDate: '2027-01-31' } });
    expect(noOf(await again(one))).toEqual([409, 'PENDING_REQUEST_EXISTS']);
    await one.decide('maria', { command: 'revise', input: { kind: 'update', set: { dueDate: '2027-02-28' } } });
    await one.decide('ben', { command: 'reject', comment: 'not this month' });
    const asked = await again(one, 'maria', { evidence: 'mail of today' });
    expect(asked).toMatchObject({ status: 202, body: { state: 'open', waitingFor: { revision: 1, votes: [] } } });
    const requestId = String(asked.body['requestId']);
    expect(requestId).not.toBe(one.requestId);
    expect((await call(overWorld(world), 'GET', `/v1/corrections/${requestId}`, { as: 'ben' })).body).toMatchObject({
      request: {
        kind: 'update', input: { set: { dueDate: '2027-02-28' } }, reason: { code: 'duplicate' }, evidence: 'mail of today',
        resubmits: one.requestId,
      },
      votes: [], comments: [],
    }); // prettier-ignore
  });

  test('is found by who may see it, and about its own invoice', async () => {
    const one = await waitingFor(world, 're-B-1');
    await one.decide('maria', { command: 'withdraw', comment: 'mistake' });
    expect(noOf(await again(one, 'billing'))).toEqual([404, 'REQUEST_NOT_FOUND']);
    expect(noOf(await again({ ...one, requestId: 'r_none' }))).toEqual([404, 'REQUEST_NOT_FOUND']);
    const other = await put(world.store, { number: 're-B-2', lines: grossOf('900.00') });
    expect(await again({ ...one, invoiceId: other })).toMatchObject({ status: 400, body: { code: 'MALFORMED', param: 'resubmits' } }); // prettier-ignore
    expect(await again(one, 'maria', { set: { notes: ['x'] } })).toMatchObject({ status: 400, body: { code: 'UNKNOWN_FIELD', param: 'set' } }); // prettier-ignore
    expect(await again(one, 'maria', { reason: '' })).toMatchObject({ status: 422, body: { code: 'REASON_REQUIRED' } });
  });
});

describe('what is taken in', () => {
  test('is signed over all of it, and names everybody who has a part in asking', async () => {
    const { store, signer, deployment } = world;
    for (const [as, requesters, insiders] of [
      ['maria', ['maria'], ['maria', 'maria@example.com']],
      ['assistant', ['greta', 'otto'], ['assistant', 'greta', 'otto', 'greta@example.com', 'otto@example.com']],
      ['billing', ['otto'], ['billing', 'otto', 'otto@example.com']],
    ] as const) {
      const { requestId } = await waitingFor(world, `re-C ${as}`, { as });
      const stored = await store.collections.corrections.findOne({ _id: requestId });
      const request = stored?.request;
      if (!request) throw new Error(`no ${requestId}`);
      expect([request.requesters, request.insiders.toSorted()]).toEqual([requesters, insiders.toSorted()]);
      expect(whyNotIntake(request, [signer.key], deployment, verifyNatively)).toBeUndefined();
      const forged = { ...request, insiders: [] };
      expect(whyNotIntake(forged, [signer.key], deployment, verifyNatively)).toMatchObject({ code: 'INTAKE_UNSIGNED' });
    }
  });

  test('from an agent is at most sixty requests a minute', async () => {
    let nowMs = Date.now();
    const app = overWorld(world, { nowMs: () => nowMs });
    for (let n = 0; n < 60; n += 1)
      expect(noOf(await ask(app, 'nobody-has-it', { as: 'assistant', kind: 'erase' }))).toEqual([400, 'KIND_UNKNOWN']);
    expect(noOf(await ask(app, 'nobody-has-it', { as: 'assistant', kind: 'erase' }))).toEqual([429, 'RATE_LIMITED']);
    expect(noOf(await ask(app, 'nobody-has-it', { as: 'billing', kind: 'erase' }))).toEqual([400, 'KIND_UNKNOWN']);
    nowMs += 60_000;
    expect(noOf(await ask(app, 'nobody-has-it', { as: 'assistant', kind: 'erase' }))).toEqual([400, 'KIND_UNKNOWN']);
  });
});
