import { dayOf } from '../domain/calendar.ts';
import type { Plan } from '../domain/plan.ts';
import { evaluatePolicy, type Verdict } from '../domain/policy-evaluate.ts';
import { policyFactsOf, type Judged, type PolicyFacts } from '../domain/policy-facts.ts';
import type { CorrectionRequest } from '../domain/request.ts';
import type { Store } from './database.ts';
import { sumsFor, type Sums } from './exposure-sums.ts';
import { personsOf, type ExposureKey, type Reservation } from './exposures.ts';
import type { SeenFacts } from './facts.ts';

/** What the policy says to a plan, and what it looked at. */
export interface JudgedPlan {
  readonly verdict: Verdict;
  readonly judged: Judged;
  /** What it takes of the sums of others; nothing where nothing is moved, or no rate says how much. */
  readonly exposure?: Reservation;
}

/** Under which keys a request counts (approvals.md section 2.4). */
export const exposureKeysOf = ({ policy, document }: SeenFacts, request: CorrectionRequest): readonly ExposureKey[] =>
  policy.cumulative.flatMap(({ key, windowMs }) => {
    const names = { invoice: [document.id], customer: [document.customerId], person: personsOf(request) }[key];
    return names.map((name) => ({ key, name, ...(windowMs === undefined ? {} : { windowMs }) }));
  });

/** Asks the policy about a plan; it looks at other requests too: one read when the plan moves anything, none otherwise. */
export async function judgePlan(
  store: Store,
  request: CorrectionRequest,
  {
    facts,
    plan,
    revisedAfterVote = false,
  }: { readonly facts: SeenFacts; readonly plan: Plan; readonly revisedAfterVote?: boolean },
  now: Date,
): Promise<JudgedPlan> {
  const { policy, settings } = facts;
  const keys = plan.exposureMinor === 0 ? [] : exposureKeysOf(facts, request);
  const sums = keys.length === 0 ? none : await sumsFor(store, { requestId: request.requestId, keys }, now);
  const seen = policyFactsOf(facts, plan, {
    requesterType: request.requester.type,
    receivedOn: dayOf(new Date(request.receivedAtMs)),
    breaker: settings.breaker.on,
    revisedAfterVote,
    cumulative: cumulativeOf(sums),
  });
  const verdict = evaluatePolicy(policy, seen);
  const { level, exposureBaseMinor: baseMinor = 0 } = verdict;
  return {
    verdict,
    judged: { policyVersion: policy.version, level, facts: seen },
    ...(keys.length > 0 && baseMinor > 0 ? { exposure: { request, keys, guards: sums.guards, baseMinor, level } } : {}),
  };
}

const none: Sums = { sums: [], guards: [], isCut: false };

/** More rows than are read are over every budget. */
const cumulativeOf = ({ sums, isCut }: Sums): PolicyFacts['cumulative'] =>
  isCut ? sums.map((sum) => ({ ...sum, byLevel: [Number.MAX_SAFE_INTEGER] })) : sums;
