import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { readPolicyPlan, type PolicyChange } from '../../domain/policy-change.ts';
import { signIntake } from '../../domain/intake.ts';
import { newPrivateKey, signerOf } from '../../integrations/proof/signer.ts';
import { activePolicy, findPolicy } from '../../store/policies.ts';
import { insertStored } from '../../store/database.ts';
import { policyMessages, policyWorkflowId, workflowTypes } from '../../workflows/contract.ts';
import { decide, messageOf, until } from '../support/decisions.ts';
import { aRequest, grossOf, put } from '../support/documents.ts';
import { keepHistory } from '../support/histories.ts';
import { aChange, aPolicyDecision, decideOnPolicy } from '../support/policy-changes.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld({ policy: { ...defaultPolicy, version: '2100' } }); // a number of its own: all worlds share one namespace
const stranger = signerOf(newPrivateKey());

let rate = 3;
/** Something else each time: a version that says the same is refused. */
const another = () => ({ sampleRate: `0.${String((rate += 1)).padStart(3, '0')}` });

async function proposed(over: Partial<PolicyChange> = {}): Promise<PolicyChange> {
  const change = await aChange(world, another(), over);
  expect(await world.gateway.propose(change)).toMatchObject({ view: { state: 'open', version: change.version } });
  return change;
}
const stored = ({ version }: PolicyChange) => findPolicy(world.store, version);
const inForce = async () => (await activePolicy(world.store, new Date())).version;

describe('a version of the policy', () => {
  test('goes live by an owner and a controller, and the one before ends', async () => {
    const before = await inForce();
    const change = await proposed();
    expect(await decideOnPolicy(world, change, { by: 'petra' })).toMatchObject({
      view: { state: 'open', waitingFor: { step: 1, roles: ['controller'], votes: ['petra'] } },
    });
    expect(await inForce()).toBe(before);
    expect(await decideOnPolicy(world, change, { by: 'nora', step: 1 })).toMatchObject({
      view: { state: 'applied', version: change.version, from: before },
    });
    expect(await inForce()).toBe(change.version);
    const { state, activeUntil } = (await findPolicy(world.store, before)) ?? {};
    expect({ state, ended: activeUntil instanceof Date }).toEqual({ state: 'superseded', ended: true });
    expect(await stored(change)).toMatchObject({ state: 'active', outcome: { state: 'applied' }, log: [{}, {}] });
    expect(readPolicyPlan((await stored(change))?.planText ?? '')).toMatchObject({
      author: 'edith', from: { version: before }, diff: [{ path: 'sampleRate' }], report: { policyVersion: change.version },
    }); // prettier-ignore
    await keepHistory(world, 'policy-approved', policyWorkflowId(change.version));
  });

  test.each([
    ['its author', { author: { id: 'petra', type: 'person' as const } }, [], { by: 'petra' }, 'SOD_CONFLICT'],
    ['somebody of another step', {}, [], { by: 'nora' }, 'NOT_ELIGIBLE'],
    ['somebody without a role', {}, [], { by: 'ben' }, 'NOT_ELIGIBLE'],
    ['another plan', {}, [], { by: 'petra', planHash: 'other' }, 'PLAN_MISMATCH'],
    ['a revision', {}, [], { by: 'edith', command: 'revise' as const }, 'UNKNOWN_COMMAND'],
    ['a rejection without a reason', {}, [], { by: 'petra', command: 'reject' as const }, 'REASON_REQUIRED'],
  ] as const)('refuses %s', async (_what, over, _before, decision, code) => {
    const change = await proposed(over);
    expect(await decideOnPolicy(world, change, decision)).toMatchObject({ refusal: { code } });
    expect(await stored(change)).toMatchObject({ state: 'proposed' });
  });

  test('one person does not sign both steps, whatever roles he holds', async () => {
    const { people } = world.store.collections;
    await people.updateOne({ _id: 'ruth' }, { $set: { roles: [{ role: 'controller' }, { role: 'policy-owner' }] } });
    const change = await proposed();
    await decideOnPolicy(world, change, { by: 'ruth' });
    expect(await decideOnPolicy(world, change, { by: 'ruth', step: 1 })).toMatchObject({
      refusal: { code: 'ALREADY_VOTED' },
    });
    expect(await decideOnPolicy(world, change, { by: 'paul', step: 1 })).toMatchObject({ view: { state: 'applied' } });
  });

  test('who signs for the author, or is signed for by him, counts as the author', async () => {
    const change = await proposed();
    const now = Date.now();
    const lends = (_id: string, from: string, to: string) => ({ _id, from, to, fromMs: now - 1, untilMs: now + 60_000, createdBy: from, createdAt: new Date() });
    await insertStored(world.store.collections.delegations, [lends('d1', 'edith', 'ivan'), lends('d2', 'ivan', 'paul')]);
    for (const [by, step] of [['ivan', 0], ['paul', 1]] as const) {
      if (step === 1) await decideOnPolicy(world, change, { by: 'petra' });
      expect(await decideOnPolicy(world, change, { by, step })).toMatchObject({ refusal: { code: 'SOD_CONFLICT' } });
    }
    await world.store.collections.delegations.deleteMany({});
    expect(await decideOnPolicy(world, change, { by: 'nora', step: 1 })).toMatchObject({ view: { state: 'applied' } });
  }); // prettier-ignore

  test('is rejected by one, or withdrawn by its author, and its number is used up', async () => {
    const before = await inForce();
    const [first, second] = [await proposed(), await proposed()];
    const said = { comment: 'too lax' };
    expect(await decideOnPolicy(world, first, { by: 'petra', command: 'reject', ...said })).toMatchObject({ view: { state: 'rejected', by: 'petra' } });
    expect(await decideOnPolicy(world, second, { by: 'petra', command: 'withdraw', ...said })).toMatchObject({ refusal: { code: 'NOT_REQUESTER' } });
    expect(await decideOnPolicy(world, second, { by: 'edith', command: 'withdraw', ...said })).toMatchObject({ view: { state: 'withdrawn' } });
    expect([(await stored(first))?.state, (await stored(second))?.state, await inForce()]).toEqual(['rejected', 'withdrawn', before]);
    expect(await world.gateway.propose(await aChange(world, another(), { version: first.version }))).toMatchObject({ view: { state: 'refused', blockers: [{ code: 'STALE_VERSION' }] } });
  }); // prettier-ignore

  test('is stale when another one went live meanwhile', async () => {
    const [late, early] = [await proposed(), await proposed()];
    for (const change of [early, late]) await decideOnPolicy(world, change, { by: 'petra' });
    expect(await decideOnPolicy(world, early, { by: 'nora', step: 1 })).toMatchObject({ view: { state: 'applied' } });
    expect(await decideOnPolicy(world, late, { by: 'nora', step: 1 })).toMatchObject({
      view: { state: 'stale', inForce: early.version },
    });
    expect(await inForce()).toBe(early.version);
  });

  test('meets the open one of its number, and the same again joins it', async () => {
    const change = await proposed();
    const other = await aChange(world, another(), { version: change.version });
    expect(await world.gateway.propose(other)).toMatchObject({ refusal: { code: 'PENDING_REQUEST_EXISTS' } });
    expect(await world.gateway.propose(change)).toMatchObject({ view: { state: 'open' } });
  });

  test('that lint finds wanting, or that changes nothing, is refused and leaves no record', async () => {
    const gap = await aChange(world, { base: defaultPolicy.base.slice(1) });
    const same = await aChange(world, {});
    for (const [change, code] of [[gap, 'POLICY_GAP'], [same, 'NOTHING_CHANGED']] as const) {
      expect(await world.gateway.propose(change)).toMatchObject({ view: { state: 'refused', blockers: expect.arrayContaining([expect.objectContaining({ code })]) } });
      expect(await stored(change)).toBeNull();
    }
  }); // prettier-ignore

  test('goes back to an earlier one without a back-test, which must be that one', async () => {
    const first = await findPolicy(world.store, '2100');
    const content = JSON.parse(first?.text ?? '{}') as typeof defaultPolicy;
    const lie = await aChange(world, { ...content, sampleRate: '0.9' }, { reverts: '2100' });
    expect(await world.gateway.propose(lie)).toMatchObject({ view: { state: 'refused', blockers: [{ code: 'POLICY_NOT_FOUND' }] } });
    const change = await aChange(world, content, { reverts: '2100' });
    expect(await world.gateway.propose(change)).toMatchObject({ view: { state: 'open' } });
    expect(readPolicyPlan((await stored(change))?.planText ?? '')).not.toHaveProperty('report');
    await decideOnPolicy(world, change, { by: 'petra' });
    expect(await decideOnPolicy(world, change, { by: 'nora', step: 1 })).toMatchObject({ view: { state: 'applied' } });
  }); // prettier-ignore
});

describe('what no gateway vouches for', () => {
  const handleOf = ({ version }: PolicyChange) => world.client.workflow.getHandle(policyWorkflowId(version));
  const started = (change: PolicyChange, workflowId = policyWorkflowId(change.version)) =>
    world.client.workflow.execute(workflowTypes.changePolicy, { workflowId, taskQueue: world.taskQueue, args: [change] }) as Promise<unknown>;

  test('a run started by hand activates nothing and is a security event', async () => {
    for (const forge of [
      (change: PolicyChange) => change,
      (change: PolicyChange) => signIntake(stranger, world.deployment, change),
      (change: PolicyChange) => ({ ...signIntake(world.signer, world.deployment, change), insiders: [] }),
    ]) {
      const change = forge(await aChange(world, another()));
      expect(await started(change)).toMatchObject({ state: 'refused', blockers: [{ code: 'INTAKE_UNSIGNED' }] });
      expect(await stored(change)).toBeNull();
      expect(await world.store.collections.security_events.find({ requestId: change.requestId, kind: 'unsigned_intake' }).toArray()).toHaveLength(1);
    }
    const copied = signIntake(world.signer, world.deployment, await aChange(world, another()));
    expect(await started(copied, 'policy/mine')).toMatchObject({ blockers: [{ code: 'INTAKE_UNSIGNED' }] });
  });

  test('a raw decision changes nothing and is a security event', async () => {
    const change = await proposed();
    const forged = messageOf(world, await aPolicyDecision(world, change, { by: 'petra' }), { signer: stranger });
    for (const message of [{}, forged])
      await expect(handleOf(change).executeUpdate(policyMessages.decide, { args: [message as typeof forged] })).rejects.toThrow();
    await handleOf(change).signal('decideSignal', forged);
    await handleOf(change).signal('invoiceMoved');
    expect(await handleOf(change).query(policyMessages.state)).toMatchObject({ state: 'open', waitingFor: { votes: [] } });
    await until(async () => {
      const codes = (await world.store.collections.security_events.find({ requestId: change.requestId }).toArray()).map(({ code }) => code);
      return ['PROOF_MISSING', 'PROOF_KEY_UNKNOWN', 'UNKNOWN_COMMAND'].every((code) => codes.includes(code)) ? true : undefined;
    }, 'security events');
  });

  test('a text that was changed in the store fails the run; nothing goes live', async () => {
    const before = await inForce();
    const change = await proposed();
    await decideOnPolicy(world, change, { by: 'petra' });
    await world.store.collections.policies.updateOne({ _id: change.version }, { $set: { 'opening.insiders': [], text: '{}' } });
    expect(await decideOnPolicy(world, change, { by: 'nora', step: 1 })).toMatchObject({ refusal: { code: 'PLAN_INTEGRITY' } });
    expect(await inForce()).toBe(before);
  });
}); // prettier-ignore

describe('requests that wait while the policy changes (F18)', () => {
  test('finish under their version, unless an operator brings them to the new one', async () => {
    const before = await inForce();
    const waiting = async (number: string) => {
      const request = aRequest(await put(world.store, { number, lines: grossOf('900.00') }));
      expect(await world.gateway.submit(request)).toMatchObject({ view: { state: 'open' } });
      return request;
    };
    const [stays, moves] = [await waiting('F18-stays'), await waiting('F18-moves')];
    const base = await activePolicy(world.store, new Date());
    const higher = base.base.map((row) => (row.name === '4' ? { ...row, result: 'L2' } : row));
    const change = await aChange(world, { base: higher, ...another() });
    expect(await world.gateway.propose(change)).toMatchObject({ view: { state: 'open' } });
    const { report } = readPolicyPlan((await stored(change))?.planText ?? '');
    expect(report?.changes.moreSteps).toMatchObject({ count: 2, moneyMinor: { EUR: 180_000 } });
    await decideOnPolicy(world, change, { by: 'petra' });
    expect(await decideOnPolicy(world, change, { by: 'nora', step: 1 })).toMatchObject({ view: { state: 'applied' } });

    expect(await decide(world, stays, { by: 'anna' })).toMatchObject({ view: { state: 'applied' } });
    expect((await world.store.collections.corrections.findOne({ _id: stays.requestId }))?.judged?.policyVersion).toBe(before);
    expect(await decide(world, moves, { by: 'otto', command: 'reevaluate', comment: 'by the new rules' })).toMatchObject({
      view: { state: 'open', waitingFor: { revision: 2, steps: 2, votes: [] } },
    });
    const moved = await world.store.collections.corrections.findOne({ _id: moves.requestId });
    expect([moved?.judged?.policyVersion, moved?.pastRevisions?.[0]?.policyVersion]).toEqual([change.version, before]);
    const trail = await world.store.collections.audit.find({ documentId: moves.invoiceId }, { sort: { seq: 1 } }).toArray();
    expect(trail.map(({ text }) => (JSON.parse(text) as { deed: string }).deed)).toContain('reevaluated');
  });
}); // prettier-ignore
