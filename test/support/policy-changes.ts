import { ulid } from 'ulid';
import { actorOf } from '../../domain/actor.ts';
import type { Decision } from '../../domain/decision.ts';
import { insidersOf } from '../../domain/request.ts';
import type { PolicyChange } from '../../domain/policy-change.ts';
import { policyText, type Policy } from '../../domain/policy.ts';
import { delegationsSince } from '../../store/delegations.ts';
import { activePrincipals } from '../../store/people.ts';
import { activePolicy, findPolicy, nextPolicyVersion } from '../../store/policies.ts';
import { messageOf, type Over } from './decisions.ts';
import type { SignedWorld } from './signed-world.ts';

/** A proposal of the policy in force with something else in it, by edith, under the next number. */
export async function aChange(world: SignedWorld, policy: Partial<Policy>, over: Partial<PolicyChange> = {}): Promise<PolicyChange> {
  const { author = { id: 'edith', type: 'person', email: 'edith@example.com' }, version = await nextPolicyVersion(world.store) } = over;
  const base = await activePolicy(world.store, new Date());
  return {
    requestId: `r_${ulid()}`, version, text: policyText({ ...base, ...policy, version }), reason: 'tests', author, requesters: [author.id],
    insiders: insidersOf(author.id, author.email), bodyHash: 'b', receivedAtMs: Date.now(), ...over,
  };
} // prettier-ignore

/** A decision on the proposal that waits, as the gateway would make it. */
export async function aPolicyDecision(world: SignedWorld, { requestId, version, receivedAtMs }: PolicyChange, over: Over): Promise<Decision> {
  const { by, onBehalfOf, actor: claimed, ...said } = over;
  const stored = await findPolicy(world.store, version);
  const decision = { command: 'approve' as const, requestId, revision: 1, step: 0, planHash: stored?.planHash ?? 'none', decisionId: ulid(), ...said };
  const people = await activePrincipals(world.store, new Date());
  const person = people.find(({ id }) => id === by);
  if (!person) throw new Error(`no person ${by}`);
  const nowMs = Date.now();
  const about = { requestId, kind: 'policy' as const, receivedAtMs };
  const delegations = await delegationsSince(world.store, receivedAtMs);
  const made = actorOf(person, { people, delegations, about, nowMs, authAtMs: nowMs, step: decision.step, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) });
  if (!made.ok) throw new Error(made.refusal.message);
  return { ...decision, actor: { ...made.actor, ...claimed } };
} // prettier-ignore

/** Sends a decision to the run that waits. */
export async function decideOnPolicy(world: SignedWorld, change: PolicyChange, over: Over) {
  const message = messageOf(world, await aPolicyDecision(world, change, over));
  const { firstExecutionRunId = '' } = (await findPolicy(world.store, change.version)) ?? {};
  return world.gateway.decideOnPolicy(message, { version: change.version, firstExecutionRunId });
}
