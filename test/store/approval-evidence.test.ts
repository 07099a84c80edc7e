import { beforeAll, describe, expect, test } from 'vitest';
import { whyNotApproved } from '../../domain/apply-check.ts';
import { verifyNatively } from '../../integrations/proof/signer.ts';
import { readEvidence } from '../../store/approval-evidence.ts';
import { insertStored, toStored } from '../../store/database.ts';
import { putPrincipal } from '../../store/people.ts';
import { publishKeys, revokeProofKey } from '../../store/proof-keys.ts';
import type { CorrectionRecord } from '../../store/approval-records.ts';
import { approved, evidenceOf, openedAtMs, signer, stranger } from '../pure/approved.ts';
import { openWorld, type World } from '../support/world.ts';

const evidence = evidenceOf(approved);
const { gate, judged, policy, request } = evidence;
if (!gate || !judged || !policy) throw new Error('people signed it');
const { opening, revision, revisionOpenedAtMs, log } = gate;
const record: CorrectionRecord = {
  _id: request.requestId, request, invoiceId: request.invoiceId, state: 'open', planText: evidence.planText, planHash: evidence.planHash,
  judged, opening, revision, openedAtMs, revisionOpenedAtMs, log: [], receivedAt: new Date(request.receivedAtMs),
}; // prettier-ignore

let world: World & { close(): Promise<void> };
beforeAll(async () => {
  world = await openWorld({ worker: false });
  const { store } = world;
  await store.collections.people.deleteMany({});
  await store.collections.policies.deleteMany({});
  for (const id of ['ben', 'chu', 'dee'])
    await putPrincipal(store, { _id: id, type: 'person', email: `${id}@example.com`, roles: [], status: 'active', version: 1 }); // prettier-ignore
  await publishKeys(store, { current: signer.key, next: stranger.key }, new Date(openedAtMs));
  await store.collections.policies.insertOne({ _id: '1', ...policy, author: 'dee', state: 'active', proposedAt: new Date(), log: [] }); // prettier-ignore
  await insertStored(store.collections.corrections, [record]);
  return () => world.close();
}); // prettier-ignore

/** What the applying transaction would find out, with the log that a run hands in. */
async function found(entries = log): Promise<string> {
  const { store } = world;
  const stored = await store.collections.corrections.findOne({ _id: request.requestId });
  if (!stored) throw new Error('it is stored');
  const claimed = { stored, deployment: 'd_1', planHash: evidence.planHash, log: entries };
  const unproven = await store.transact(async (session) =>
    whyNotApproved(await readEvidence(store, claimed, new Date(evidence.nowMs), session), verifyNatively),
  );
  if (!unproven) return 'approved';
  return 'refused' in unproven ? `refused ${unproven.refused.code}` : `broken ${unproven.broken}`;
}

describe('evidence as the store has it', () => {
  test('is that of the request, also after the way through the driver', async () => {
    expect(await found()).toBe('approved');
    expect(await found(log.slice(0, 1))).toBe('broken CHAIN_BROKEN');
    expect(await found(log.map((one) => ({ ...one, message: { proof: { text: 'x', signature: 'x' } } })))).toBe('broken PROOF_INVALID'); // prettier-ignore
  });

  test('has delegations as they are now, also ended ones, of the people who voted', async () => {
    const { delegations } = world.store.collections;
    const row = { from: 'ben', to: 'zoe', fromMs: openedAtMs + 1, untilMs: openedAtMs + 10, createdBy: 'ben', createdAt: new Date() }; // prettier-ignore
    await insertStored(delegations, [{ _id: '1', ...row }]);
    expect(await found()).toBe('approved');
    await insertStored(delegations, [{ _id: '2', ...row, from: 'zoe', to: 'chu', endedAtMs: openedAtMs + 2 }]);
    expect(await found()).toBe('refused SOD_CONFLICT');
    await delegations.deleteMany({});
    expect(await found()).toBe('approved');
  });

  test('has people as they are now: suspended still counts, revoked does not', async () => {
    const { people } = world.store.collections;
    await people.updateOne({ _id: 'chu' }, { $set: { status: 'suspended' } });
    expect(await found()).toBe('approved');
    await people.updateOne({ _id: 'chu' }, { $set: { status: 'revoked' } });
    expect(await found()).toBe('refused PRINCIPAL_SUSPENDED');
    await people.updateOne({ _id: 'chu' }, { $set: { status: 'active' } });
  });

  test('has the plan, the policy and the opening of the ledger, whatever the run says', async () => {
    const { corrections, policies } = world.store.collections;
    await corrections.updateOne({ _id: request.requestId }, { $set: { planText: `${evidence.planText} ` } });
    expect(await found()).toBe('broken PLAN_INTEGRITY');
    await corrections.updateOne({ _id: request.requestId }, { $set: { planText: evidence.planText, 'opening.steps': toStored(opening.steps.slice(1)) } }); // prettier-ignore
    expect(await found()).toBe('refused LEVEL_CHANGED');
    await corrections.updateOne({ _id: request.requestId }, { $set: { 'opening.steps': toStored(opening.steps) } });
    await policies.updateOne({ _id: '1' }, { $set: { text: policy.text.replace('50000', '90000') } });
    expect(await found()).toBe('broken PLAN_INTEGRITY');
    await policies.updateOne({ _id: '1' }, { $set: { text: policy.text } });
    expect(await found()).toBe('approved');
  });

  test('has keys as they are now', async () => {
    await revokeProofKey(world.store, stranger.key.kid, { by: 'otto', reason: 'lost', now: new Date() });
    expect(await found()).toBe('approved');
    await revokeProofKey(world.store, signer.key.kid, { by: 'otto', reason: 'copied', now: new Date() });
    expect(await found()).toBe('refused PROOF_KEY_REVOKED');
  });
});
