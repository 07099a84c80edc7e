import type { Evidence } from '../../domain/apply-check.ts';
import { canonical } from '../../domain/canonical.ts';
import { signDecision } from '../../domain/decision-proof.ts';
import type { Actor, Decision } from '../../domain/decision.ts';
import { evolve } from '../../domain/evolve.ts';
import { clock } from '../../domain/gate-clock.ts';
import type { Gate, Opening } from '../../domain/gate.ts';
import { signIntake } from '../../domain/intake.ts';
import { decide } from '../../domain/judge.ts';
import { planHashOf } from '../../domain/plan.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { evaluatePolicy } from '../../domain/policy-evaluate.ts';
import type { PolicyFacts } from '../../domain/policy-facts.ts';
import { policyHashOf, policyText } from '../../domain/policy.ts';
import { verifyHere, type Signer } from '../../domain/proof.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { newPrivateKey, signerOf } from '../../integrations/proof/signer.ts';

export const receivedAtMs = 1_790_000_000_000;
export const openedAtMs = receivedAtMs + 1_000;
export const hourMs = 3_600_000;
export const signer = signerOf(newPrivateKey());
export const stranger = signerOf(newPrivateKey());

export const request: CorrectionRequest = signIntake(signer, 'd_1', {
  requestId: 'r_1', kind: 'credit', invoiceId: 'acme:INV-7', reason: { code: 'wrong_amount' }, requester: { id: 'dee', type: 'person' },
  requesters: ['dee', 'eli'], insiders: ['dee', 'dee@example.com'], origin: { via: 'api' }, bodyHash: 'b', receivedAtMs,
}); // prettier-ignore
export const facts: PolicyFacts = {
  kind: 'credit', reason: 'wrong_amount', exposureMinor: 2_000_000, currency: 'EUR', payment: 'unpaid', ageDays: 3, requesterType: 'person',
  bulkItems: 0, cumulative: [], moneyReceived: false, paysOut: false, closedPeriod: false, termsChange: false, identityChange: false,
  bankMismatch: false, breaker: false, capReached: false, revisedAfterVote: false, finaliseManual: false,
}; // prettier-ignore
export const textOf = (over: object = {}): string =>
  canonical({
    requestId: 'r_1', kind: 'credit', currency: 'EUR', exposureMinor: facts.exposureMinor, payouts: [], policyVersion: '1', ...over,
  }); // prettier-ignore

export const openingOf = (planText: string): Opening => {
  const { steps, exposureBaseMinor } = evaluatePolicy(defaultPolicy, facts);
  const [first, ...others] = steps;
  if (!first || exposureBaseMinor === undefined) throw new Error('it needs people');
  return {
    requestId: 'r_1', deployment: 'd_1', kind: 'credit', requesterType: 'person', requesters: ['dee', 'eli'], insiders: request.insiders,
    planHash: planHashOf(planText), policyVersion: '1', steps: [first, ...others], why: [], exposureBaseMinor, keyRing: [signer.key],
    maxOpenMs: 14 * 24 * hourMs,
  }; // prettier-ignore
};

export const actor = (id: string, role: string): Actor => ({
  principal: id, type: 'person', class: [id, `${id}@example.com`], roles: [{ role }], unit: `of ${id}`, authAt: receivedAtMs,
}); // prettier-ignore
export const ana = actor('ana', 'ar-approver');
export const ben = actor('ben', 'ar-approver');
export const chu = actor('chu', 'controller');

export type Saying = readonly [command: Decision['command'], who: Actor, afterMs: number, input?: Decision['input']];

/** A gate that people have spoken to, as the ledger keeps it; every saying is signed, and must be accepted. */
export function said(
  sayings: readonly Saying[],
  by: Signer = signer,
): NonNullable<Evidence['gate']> & { readonly state: string } {
  let planText = textOf();
  let revisionOpenedAtMs = openedAtMs;
  let gate: Gate = evolve({ state: 'evaluating' }, { kind: 'opened', opening: { ...openingOf(planText), keyRing: [by.key] }, atMs: openedAtMs }); // prettier-ignore
  for (const [n, [command, who, afterMs, input]] of sayings.entries()) {
    const nowMs = openedAtMs + afterMs;
    gate = clock(gate, nowMs).reduce(evolve, gate);
    if (gate.state !== 'open') throw new Error(`${command} meets ${gate.state}`);
    const { revision, step, opening } = gate;
    const comment = command === 'approve' ? undefined : 'because';
    const decision: Decision = {
      command, requestId: 'r_1', revision, step, planHash: opening.planHash, decisionId: `d${n}`, actor: who,
      ...(comment === undefined ? {} : { comment }), ...(input ? { input } : {}),
    }; // prettier-ignore
    const message = signDecision(by, 'd_1', decision, nowMs);
    const verdict = decide(gate, message, nowMs, verifyHere);
    if (!verdict.ok) throw new Error(verdict.refusal.message);
    gate = verdict.events.reduce<Gate>(evolve, gate);
    if (gate.state === 'replanning') {
      planText = textOf({ revised: gate.revision });
      revisionOpenedAtMs = nowMs;
      const next = { ...openingOf(planText), keyRing: [by.key] };
      gate = evolve(gate, { kind: 'opened', opening: next, atMs: nowMs });
    }
  }
  if (gate.state !== 'applying' && gate.state !== 'open') throw new Error(`it is ${gate.state}`);
  const { opening, revision, log } = gate;
  return { opening, revision, openedAtMs, revisionOpenedAtMs, log, state: gate.state };
}

export const person = (id: string): Evidence['people'][number] => ({
  id,
  email: `${id}@example.com`,
  isRevoked: false,
});
export function evidenceOf(sayings: readonly Saying[], by: Signer = signer): Evidence {
  const { state: _state, ...gate } = said(sayings, by);
  return {
    request,
    deployment: 'd_1',
    planText: gate.revision === 1 ? textOf() : textOf({ revised: gate.revision - 1 }),
    planHash: gate.opening.planHash,
    gate,
    judged: { policyVersion: '1', level: 2, facts },
    policy: { text: policyText(defaultPolicy), hash: policyHashOf(policyText(defaultPolicy)) },
    keys: [{ ...signer.key, isRevoked: false }],
    delegations: [],
    people: ['ana', 'ben', 'chu', 'dee'].map(person),
    nowMs: openedAtMs + 24 * hourMs,
  };
}

export const approved: readonly Saying[] = [
  ['approve', ben, 3 * hourMs],
  ['approve', chu, 4 * hourMs],
];
