import { describe, expect, test } from 'vitest';
import { signIntake } from '../../domain/intake.ts';
import type { DecisionMessage } from '../../domain/decision.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { newPrivateKey, signerOf } from '../../integrations/proof/signer.ts';
import {
  correctionWorkflowId,
  decideSignal,
  decideUpdate,
  eventWorkflowId,
  workflowTypes,
} from '../../workflows/contract.ts';
import { aDecision, aMessage, decide, eventsOfCorrection, messageOf, runOf, until } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { keepHistory } from '../support/histories.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld();
const stranger = signerOf(newPrivateKey());

async function waiting(number: string) {
  const invoiceId = await put(world.store, { number, lines: grossOf('900.00') });
  const request = aRequest(invoiceId);
  expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'open' } });
  return request;
}
const handleOf = ({ invoiceId }: CorrectionRequest) => world.client.workflow.getHandle(correctionWorkflowId(invoiceId));
const noted = ({ requestId }: CorrectionRequest, kind: string, code: string) =>
  world.store.collections.security_events.find({ requestId, kind: kind as never, code }).toArray();

/** What somebody with access to Temporal alone could send, by what it is refused with. */
const raw: readonly (readonly [what: string, code: string, make: (mine: CorrectionRequest, other: CorrectionRequest) => Promise<unknown>])[] = [
  ['no proof', 'PROOF_MISSING', () => Promise.resolve({})],
  ['a claim without a proof', 'MALFORMED', (mine) => aDecision(world, mine, { by: 'ben' })],
  ['nothing that is a message', 'MALFORMED', () => Promise.resolve('approve')],
  ['a proof by a key of his own', 'PROOF_KEY_UNKNOWN', async (mine) => messageOf(world, await aDecision(world, mine, { by: 'ben' }), { signer: stranger })],
  ['a proof that names the known key, signed by his own', 'PROOF_INVALID', async (mine) => {
    const { proof } = await aMessage(world, mine, { by: 'ben' });
    return { proof: { text: proof.text, signature: stranger.sign('countersign/proof/v1', proof.text).signature } };
  }],
  ['a proof with one letter changed', 'PROOF_INVALID', async (mine) => {
    const { proof } = await aMessage(world, mine, { by: 'ben', command: 'reject', comment: 'no' });
    return { proof: { ...proof, text: proof.text.replace('"reject"', '"approve"') }, comment: 'no' };
  }],
  ['the proof of another request', 'PROOF_MISMATCH', (_mine, other) => aMessage(world, other, { by: 'ben' })],
  ['the proof of another deployment', 'PROOF_MISMATCH', async (mine) => messageOf(world, await aDecision(world, mine, { by: 'ben' }), { deployment: 'd_other' })],
  ['a proof with other words', 'PROOF_MISMATCH', async (mine) => ({ ...(await aMessage(world, mine, { by: 'ben', command: 'reject', comment: 'no' })), comment: 'yes' })],
  ['a proof of two days ago', 'PROOF_TIME', async (mine) => messageOf(world, await aDecision(world, mine, { by: 'ben' }), { timeMs: Date.now() - 48 * 3_600_000 })],
]; // prettier-ignore

describe('what no gateway vouches for changes nothing and is a security event each (F15)', () => {
  test.each(raw)('%s is %s, as update and as signal', async (what, code, make) => {
    const [mine, other] = [await waiting(`P-${what}`), await waiting(`P-other-${what}`)];
    const message = (await make(mine, other)) as DecisionMessage;
    const before = await eventsOfCorrection(world, mine.invoiceId);
    await expect(handleOf(mine).executeUpdate(decideUpdate, { args: [message] })).rejects.toMatchObject({
      cause: { type: code },
    });
    expect(await eventsOfCorrection(world, mine.invoiceId)).toEqual(before);
    await handleOf(mine).signal(decideSignal, message);
    expect(await handleOf(mine).query('state')).toMatchObject({ state: 'open', waitingFor: { votes: [] } });
    for (const kind of ['raw_update', 'raw_signal'])
      expect(
        await until(async () => {
          const rows = await noted(mine, kind, code);
          return rows.length > 0 ? rows : undefined;
        }, `${kind} of ${what}`),
      ).toMatchObject([{ requestId: mine.requestId, workflowId: correctionWorkflowId(mine.invoiceId) }]);
    expect(await decide(world, mine, { by: 'ben' })).toMatchObject({ view: { state: 'applied' } });
    if (code === 'PROOF_MISSING') await keepHistory(world, 'refused-signal', correctionWorkflowId(mine.invoiceId));
  });

  test('a replayed proof is a repeat: the same vote, counted once', async () => {
    const request = await waiting('P-replayed');
    const message = await aMessage(world, request, { by: 'ben' });
    expect(await world.gateway.decide(message, await runOf(world, request))).toMatchObject({ view: { state: 'applied' } });
    expect((await world.store.collections.corrections.findOne({ _id: request.requestId }))?.log).toHaveLength(1);
  });
}); // prettier-ignore

describe('a run that was started by hand', () => {
  const started = async (request: CorrectionRequest, workflowId = correctionWorkflowId(request.invoiceId)) => {
    const { taskQueue } = world;
    const args = [request] as const;
    return (await world.client.workflow.execute(workflowTypes.correctInvoice, { workflowId, taskQueue, args: [...args] })) as unknown; // prettier-ignore
  };
  const nothingOf = async ({ requestId, invoiceId }: CorrectionRequest) => {
    expect(await world.store.collections.corrections.findOne({ _id: requestId })).toBeNull();
    expect(await world.store.collections.invoices.findOne({ _id: invoiceId })).toMatchObject({ version: 1, status: 'open' }); // prettier-ignore
    expect(await noted({ requestId } as CorrectionRequest, 'unsigned_intake', 'INTAKE_UNSIGNED')).toHaveLength(1);
  };

  test.each<[what: string, forge: (request: CorrectionRequest) => CorrectionRequest]>([
    ['without a proof', (request) => request],
    ['with a proof of his own', (request) => signIntake(stranger, world.deployment, request)],
    ['of another requester', (request) => ({ ...signIntake(world.signer, world.deployment, request), requester: { id: 'ben', type: 'person' } })],
    ['without its insiders', (request) => ({ ...signIntake(world.signer, world.deployment, request), insiders: [] })],
    ['of another deployment', (request) => signIntake(world.signer, 'd_other', request)],
    ['that claims to come from an event', (request) => ({ ...request, origin: { via: 'event', source: 'shop', eventId: 'none', n: 0 } })],
  ])('%s is refused, is not recorded, and poisons nothing', async (what, forge) => {
    const invoiceId = await put(world.store, { number: `H-${what}` });
    const request = aRequest(invoiceId);
    expect(await started(forge(request))).toMatchObject({ state: 'refused', blockers: [{ code: 'INTAKE_UNSIGNED' }] });
    await nothingOf(request);
    expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'applied' } });
  }); // prettier-ignore

  test('under another id than the lock of its invoice, with a copied proof, is refused', async () => {
    const invoiceId = await put(world.store, { number: 'H-lock' });
    const request = aRequest(invoiceId);
    const copied = signIntake(world.signer, world.deployment, request);
    expect(await started(copied, `mine-${invoiceId}`)).toMatchObject({ blockers: [{ code: 'INTAKE_UNSIGNED' }] });
    await nothingOf(request);
  });

  test('an event without the proof of its intake comes to nothing and keeps its place free', async () => {
    await put(world.store, { number: 'H-event', orderId: 'H-event' });
    const event = { source: 'shop', id: 'forged', bodyHash: 'b', receivedAtMs: Date.now(), type: 'order.canceled' as const, data: { orderId: 'H-event', reason: { code: 'order_canceled' as const } } }; // prettier-ignore
    const workflowId = eventWorkflowId(event.source, event.id);
    expect(await world.client.workflow.execute(workflowTypes.handleBusinessEvent, { workflowId, taskQueue: world.taskQueue, args: [event] })).toMatchObject({ status: 'refused', refusal: { code: 'INTAKE_UNSIGNED' } }); // prettier-ignore
    expect(await world.store.collections.events.countDocuments()).toBe(0);
  });
});

describe('what the ledger has is proven again when it is applied', () => {
  test('a key that was revoked since: refused, the invoice is free, and it can be asked again', async () => {
    const request = await waiting('A-revoked');
    const { proof_keys: keys } = world.store.collections;
    const message = await aMessage(world, request, { by: 'ben' });
    await keys.updateOne({ _id: world.signer.key.kid }, { $set: { state: 'revoked' } });
    const answer = await world.gateway.decide(message, await runOf(world, request));
    await keys.updateOne({ _id: world.signer.key.kid }, { $set: { state: 'current' } });
    expect(answer).toMatchObject({ view: { state: 'refused', blockers: [{ code: 'PROOF_KEY_REVOKED' }] } });
    expect(await world.gateway.submit(aRequest(request.invoiceId))).toMatchObject({ view: { state: 'open' } });
  });

  test('somebody who was revoked since he signed: refused', async () => {
    const request = await waiting('A-person');
    const message = await aMessage(world, request, { by: 'anna' });
    const { people } = world.store.collections;
    await people.updateOne({ _id: 'anna' }, { $set: { status: 'revoked' } });
    const answer = await world.gateway.decide(message, await runOf(world, request));
    await people.updateOne({ _id: 'anna' }, { $set: { status: 'active' } });
    expect(answer).toMatchObject({ view: { state: 'refused', blockers: [{ code: 'PRINCIPAL_SUSPENDED' }] } });
  });

  test('steps that were lowered in the store: the run fails, nothing is applied', async () => {
    const request = await waiting('A-lowered');
    const { corrections } = world.store.collections;
    await corrections.updateOne({ _id: request.requestId }, { $set: { 'opening.planHash': 'other' } });
    expect(await decide(world, request, { by: 'ben' })).toMatchObject({ refusal: { code: 'PLAN_INTEGRITY' } });
    await expect(handleOf(request).result()).rejects.toMatchObject({ cause: { type: 'PLAN_INTEGRITY' } });
    expect(await world.store.collections.invoices.findOne({ _id: request.invoiceId })).toMatchObject({ version: 1 });
  });
});
