import { encodeId } from '../domain/canonical.ts';
import { Refused, refusal } from '../domain/errors.ts';
import { heldBy } from '../domain/gate.ts';
import { signerOf } from '../domain/gate-view.ts';
import { planHashOf } from '../domain/plan.ts';
import { readPolicyPlan, type PolicyPlan, type PolicyView } from '../domain/policy-change.ts';
import { findPolicy, policiesBefore, policyIn } from '../store/policies.ts';
import type { Store } from '../store/database.ts';
import type { PolicyRecord } from '../store/approval-records.ts';
import type { Deps } from './context.ts';
import { Problem } from './problems.ts';
import type { Answer, Told } from './route.ts';
import type { policyAnswers, policyDetail, policyPage, policyRow } from './schemas/policy.ts';
import { gateOf, openViewOf } from './view.ts';

export const policyPath = (version: string): string => `/v1/policies/${encodeId(version)}`;
const linksOf = (version: string) => ({ self: policyPath(version) });

/** What became of a proposal so far, from the ledger. */
export function policyViewOf(record: PolicyRecord, nowMs: number): PolicyView {
  const { _id: version, request, outcome } = record;
  return outcome ?? { requestId: request?.requestId ?? '', version, ...openViewOf(gateOf(record, nowMs)) };
}

/** One version of the list: its time in force, and what it waits for. */
export function policyRowOf(record: PolicyRecord, nowMs: number): Told<typeof policyRow> {
  const { _id: version, hash, author, request, state, proposedAt, activeFrom, activeUntil, outcome } = record;
  return {
    version,
    hash,
    state,
    author,
    requestId: request?.requestId,
    reason: request?.reason,
    reverts: request?.reverts,
    proposedAt: proposedAt.toISOString(),
    activeFrom: activeFrom?.toISOString(),
    activeUntil: activeUntil?.toISOString(),
    waitingFor: state === 'proposed' ? openViewOf(gateOf(record, nowMs)).waitingFor : undefined,
    outcome,
    links: linksOf(version),
  };
}

/** Versions and proposals, newest first. Throws MALFORMED for a cursor that is none. */
export async function listedPolicies(
  { store, nowMs }: Pick<Deps, 'store' | 'nowMs'>,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<Told<typeof policyPage>> {
  const before = after === undefined ? undefined : new Date(after);
  if (before && Number.isNaN(before.getTime())) throw new Refused('MALFORMED', { param: 'after' });
  const records = await policiesBefore(store, { limit, before });
  const next = records.length === limit ? records.at(-1)?.proposedAt.toISOString() : undefined;
  const items = records.map((record) => policyRowOf(record, nowMs()));
  return { items, ...(next === undefined ? {} : { next }) };
}

/** Whatever is stored of a version. Throws POLICY_NOT_FOUND. */
export async function policyRecordOf(store: Store, version: string): Promise<PolicyRecord> {
  const record = await findPolicy(store, version);
  if (!record) throw new Refused('POLICY_NOT_FOUND', { detail: version });
  return record;
}

/** A version with all that people sign. Throws PLAN_INTEGRITY: nothing is shown under a hash that it does not have. */
export function policyDetailOf(record: PolicyRecord, nowMs: number): Told<typeof policyDetail> {
  const plan = policyPlanIn(record);
  return {
    ...policyRowOf(record, nowMs),
    policy: { ...policyIn(record) },
    planHash: record.planHash,
    from: plan?.from.version,
    diff: plan?.diff,
    report: plan?.report,
    votes: (heldBy(gateOf(record, nowMs))?.votes ?? []).map((vote) => ({
      by: signerOf(vote),
      step: vote.step,
      at: new Date(vote.acceptedAtMs).toISOString(),
      comment: record.log.find(({ decisionId }) => decisionId === vote.decisionId)?.message.comment,
    })),
  }; // prettier-ignore
}

/** Throws PLAN_INTEGRITY. */
export function policyPlanIn({ planText, planHash, _id }: PolicyRecord): PolicyPlan | undefined {
  if (planText === undefined) return undefined;
  if (planHashOf(planText) !== planHash) throw new Refused('PLAN_INTEGRITY', { detail: `policy ${_id}` });
  return readPolicyPlan(planText);
}

/** As for a correction: 200 when it ended by what was asked, 202 while it waits, a Problem when a rule or time was in the way. */
export function answerPolicy(view: PolicyView): Answer<typeof policyAnswers> {
  const links = linksOf(view.version);
  switch (view.state) {
    case 'refused': {
      const [first] = view.blockers;
      throw new Problem(first ?? refusal('INTERNAL'), { requestId: view.requestId, errors: view.blockers });
    }
    case 'stale': {
      const detail = `It was proposed against version ${view.from}, and ${view.inForce} is in force; it is not live.`;
      throw new Problem(refusal('STALE_VERSION', { detail }), { requestId: view.requestId });
    }
    case 'applied':
    case 'rejected':
    case 'withdrawn':
    case 'expired':
      return { status: 200, body: { ...view, links } };
    default:
      return { status: 202, location: links.self, body: { ...view, links } };
  }
}
