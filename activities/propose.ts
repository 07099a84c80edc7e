import { refusal, Refused, type Refusal } from '../domain/errors.ts';
import type { LiveGate } from '../domain/gate.ts';
import { planHashOf } from '../domain/plan.ts';
import { backtest } from '../domain/policy-backtest.ts';
import {
  policyOpening,
  policyPlanOf,
  policyPlanText,
  type PolicyChange,
  type PolicyClocks,
  type PolicyOutcome,
} from '../domain/policy-change.ts';
import { policyDiff } from '../domain/policy-diff.ts';
import { whyNotProposable } from '../domain/policy-lint.ts';
import { parsePolicy } from '../domain/policy-read.ts';
import { policyText, type Policy } from '../domain/policy.ts';
import { pastDecisions } from '../store/past-decisions.ts';
import { activePolicy, findPolicy, policyIn } from '../store/policies.ts';
import { openProposal, rejoinProposal } from '../store/policy-changes.ts';
import type { Store } from '../store/database.ts';
import { messageSettings } from '../store/settings.ts';
import type { PolicyRecord } from '../store/approval-records.ts';
import type { Activities, Evaluated } from '../workflows/contract.ts';
import type { CorrectionDeps } from './evaluate.ts';
import { translated } from './failures.ts';
import { keptGate } from './known-request.ts';
import { askingNotices } from './opening.ts';
import { dueAtOf } from './plan-request.ts';
import { createRing, whyNotProposed, type Ring } from './taken-in.ts';

export interface PolicyDeps extends CorrectionDeps {
  readonly policyClocks: PolicyClocks;
}

type Input = Parameters<Activities['proposePolicy']>[0];

/**
 * Brings a version before people: read, linted with the people there are, tried on past decisions, and stored with its plan and its
 * open gate (approvals.md section 6). What stops it leaves no record, so that its number stays free.
 */
export function createProposing(deps: PolicyDeps): Activities['proposePolicy'] {
  const { store } = deps;
  const ringNow = createRing(deps);
  return (input) =>
    translated(async () => {
      const { change, lockId } = input;
      const ring = await ringNow();
      const unsigned = await whyNotProposed(deps, change, ring, lockId);
      if (unsigned) return refused(change, [unsigned]);
      const stored = await findPolicy(store, change.version);
      return stored ? known(deps, input, stored) : propose(deps, input, ring);
    });
}

const refused = ({ requestId, version }: PolicyChange, blockers: readonly Refusal[]): Evaluated<PolicyOutcome> => ({
  kind: 'closed',
  outcome: { state: 'refused', requestId, version, blockers },
});

async function propose(deps: PolicyDeps, input: Input, ring: Ring): Promise<Evaluated<PolicyOutcome>> {
  const { store, people, nowMs, policyClocks: clocks } = deps;
  const { change, runId, nowMs: openedAtMs } = input;
  const now = new Date(nowMs());
  const [base, everybody] = [await activePolicy(store, now), await people()];
  const policy = parsePolicy(JSON.parse(change.text));
  if (policyText(policy) !== change.text || policy.version !== change.version)
    return refused(change, [refusal('MALFORMED', { param: 'policy' })]);
  const findings = whyNotProposable(policy, everybody);
  if (findings.length > 0) return refused(change, findings);
  const unlike = await whyNotRevert(store, change, policy);
  if (unlike) return refused(change, [unlike]);
  if (policyDiff(base, policy).length === 0) return refused(change, [refusal('NOTHING_CHANGED', { detail: `It says what version ${base.version} says.` })]);
  const report = change.reverts === undefined ? { report: backtest(await pastDecisions(store), policy) } : {};
  const planText = policyPlanText(policyPlanOf(change, { policy, base, ...report }));
  const { deployment, keyRing } = ring;
  const opening = policyOpening(change, { deployment, keyRing, clocks, planHash: planHashOf(planText) });
  const opened = await openProposal(store, {
    change, planText, opening, openedAtMs, firstExecutionRunId: runId, dueAt: dueAtOf(opening, openedAtMs),
    notices: askingNotices('approval.requested', everybody, {
      roles: opening.steps[0].roles, insiders: opening.insiders, slack: (await messageSettings(store)).slack, subject: 'policy',
    }), now,
  }); // prettier-ignore
  if (opened) return { kind: 'open', opening, atMs: openedAtMs };
  const other = await findPolicy(store, change.version);
  if (!other) throw new Error(`policy ${change.version} was taken, and is not there`);
  return known(deps, input, other);
} // prettier-ignore

/** A revert needs no back-test because its content was in force once: it must be that very content. */
async function whyNotRevert(store: Store, { reverts }: PolicyChange, policy: Policy): Promise<Refusal | undefined> {
  if (reverts === undefined) return undefined;
  const earlier = await findPolicy(store, reverts);
  const isIt = earlier?.state === 'superseded' && policyDiff(policyIn(earlier), policy).length === 0;
  return isIt ? undefined : refusal('POLICY_NOT_FOUND', { detail: `Version ${reverts} was not in force with this content.` });
} // prettier-ignore

/** The ledger comes first, as for a correction: the same proposal has its answer or is taken over, another one is in the way. */
async function known(
  { store, verify }: PolicyDeps,
  { change, runId }: Input,
  stored: PolicyRecord,
): Promise<Evaluated<PolicyOutcome>> {
  const { version, requestId, bodyHash } = change;
  if (stored.request?.requestId !== requestId) return refused(change, [whyTaken(stored)]);
  if (stored.request.bodyHash !== bodyHash) return refused(change, [refusal('REQUEST_ID_REUSED')]);
  if (stored.outcome) return { kind: 'closed', outcome: stored.outcome };
  const gate = gateOf(stored, verify);
  await rejoinProposal(store, version, runId);
  return { kind: 'rejoined', gate };
}

const whyTaken = ({ _id, state, request }: PolicyRecord): Refusal =>
  state === 'proposed'
    ? refusal('PENDING_REQUEST_EXISTS', { detail: `It is ${request?.requestId ?? _id}.` })
    : refusal('STALE_VERSION', { detail: `There is a version ${_id} already.` });

/** Throws PROOF_INVALID when what is stored does not hold. */
function gateOf({ _id, opening, openedAtMs, log }: PolicyRecord, verify: PolicyDeps['verify']): LiveGate {
  if (!opening || openedAtMs === undefined)
    throw new Refused('PLAN_INTEGRITY', { detail: `policy ${_id} has no gate` });
  return keptGate(`policy ${_id}`, { opening, revision: 1, openedAtMs, revisionOpenedAtMs: openedAtMs, log }, verify);
}
