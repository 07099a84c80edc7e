import { z } from 'zod';
import { refusal, Refused, type Refusal } from '../domain/errors.ts';
import type { Kind } from '../domain/input.ts';
import { explainedTo } from '../domain/may-see.ts';
import { makePlan } from '../domain/make-plan.ts';
import { sumMinor } from '../domain/money.ts';
import { isBlocked } from '../domain/plan-draft.ts';
import { planHashOf, planText, readPlan, type Plan } from '../domain/plan.ts';
import type { Verdict } from '../domain/policy-evaluate.ts';
import { explain, type Explanation } from '../domain/policy-explain.ts';
import type { Principal } from '../domain/principal.ts';
import type { CorrectionRequest, Reason } from '../domain/request.ts';
import { judgePlan } from '../store/judge-plan.ts';
import { findInvoice } from '../store/queries.ts';
import type { CorrectionRecord } from '../store/approval-records.ts';
import type { Deps } from './context.ts';
import { blockers } from './corrections.ts';
import { askers, knownTo } from './intake.ts';
import { factsOf } from './invoices.ts';
import { Problem } from './problems.ts';
import { json, route, type Route, type Told } from './route.ts';
import { planBody, saidIn, type Said } from './schemas/asking.ts';
import { counterView, preview } from './schemas/preview.ts';
import { invoiceName, requestId } from './schemas/scalars.ts';
import { seenBy } from './sight.ts';

/** What would happen, by the same rules that a request is planned by. Nothing is written. */
export const planRoutes = (deps: Deps): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/invoices/{id}/plan',
    operationId: 'planCorrection',
    tag: 'corrections',
    summary: 'See what a correction would do; nothing is written.',
    caller: 'key',
    params: z.strictObject({ id: invoiceName }),
    body: json(planBody, { kind: 'refund', lines: [{ lineId: '1', quantity: '1' }] }),
    answers: { 200: preview },
    problems: ['KIND_UNKNOWN', 'REASON_REQUIRED', ...blockers],
  }).answeredBy(async ({ principal, params, body }) => {
    const { _id } = await findInvoice(deps.store, params.id);
    const planned = await look(deps, principal, _id, saidIn(body), body.reason);
    if ('blockers' in planned)
      throw new Problem(planned.blockers[0] ?? refusal('INTERNAL'), { errors: planned.blockers });
    return { status: 200, body: { preview: true, ...planned } };
  }),
  route({
    method: 'get',
    path: '/v1/corrections/{requestId}/counter',
    operationId: 'getCounter',
    tag: 'corrections',
    summary: 'The steps that take an applied correction back.',
    caller: 'key',
    params: z.strictObject({ requestId }),
    answers: { 200: counterView },
    problems: ['REQUEST_NOT_FOUND', 'PLAN_INTEGRITY', 'INVOICE_NOT_FOUND'],
  }).answeredBy(async ({ principal, params }, c) => {
    const { record } = await seenBy(deps, c, principal, params.requestId);
    return { status: 200, body: await counterOf(deps, principal, record) };
  }),
];

/** A plan as it would be now, and who would have to sign it. */
export interface Planned {
  readonly number: string;
  readonly plan: Plan;
  readonly planHash: string;
  readonly need: Verdict;
  readonly explanation: Explanation;
}

/** Who only looks has not said why. */
const noReason: Reason = { code: 'other', text: 'not said yet' };

/** The plan of a correction as it would be now, or every reason why there is none. Nothing is written. */
export async function look(
  deps: Deps,
  principal: Principal,
  invoiceId: string,
  said: Said,
  reason: Reason = noReason,
): Promise<Planned | { readonly blockers: readonly Refusal[] }> {
  const { store, nowMs } = deps;
  const { id, type, email } = principal;
  const facts = await factsOf(store, invoiceId, new Date(nowMs()), said);
  const { document } = facts;
  const request: CorrectionRequest = {
    ...said,
    requestId: 'r_preview',
    invoiceId,
    reason,
    requester: { id, type, ...(email === undefined ? {} : { email }) },
    ...askers(principal, await knownTo(deps)),
    origin: { via: 'api' },
    bodyHash: '',
    receivedAtMs: nowMs(),
  };
  const plan = makePlan(facts, request);
  if (isBlocked(plan)) return plan;
  const { verdict: need, judged } = await judgePlan(store, request, { facts, plan }, new Date(nowMs()));
  const explanation = explainedTo(principal, explain(facts.policy, judged.facts));
  return { number: document.number, plan, planHash: planHashOf(planText(plan)), need, explanation };
}

const steps: Partial<Record<Kind, string>> = {
  cancel: 'Issue the original again: a replacement with the same lines',
  refund: 'Charge the refunded amount again: a correction invoice',
  credit: 'Charge the credited amount again: a correction invoice, which the credit pays as far as it is there',
  discount: 'Charge the discount again: a correction invoice',
};

/** The way back (R52, R68): a new correction of the same invoice, planned as it would be now. */
async function counterOf(
  deps: Deps,
  principal: Principal,
  { _id, invoiceId, request: { kind }, state, planText: text, planHash }: CorrectionRecord,
): Promise<Told<typeof counterView>> {
  const about = { requestId: _id, invoiceId, kind };
  if (state !== 'applied' || text === undefined)
    return { ...about, steps: [], net: netOf([]), why: `The request is ${state}: there is nothing to take back.` };
  if (planHashOf(text) !== planHash) throw new Refused('PLAN_INTEGRITY');
  const applied = readPlan(text);
  const step = steps[kind];
  const none = (why: string) => ({ ...about, steps: [], net: netOf([applied]), why });
  if (step === undefined)
    return none(`There is no counter-action of ${kind}; correct what is wrong now by another request.`);
  const input = { counters: _id };
  const planned = await look(deps, principal, invoiceId, { kind: 'update', input });
  if ('blockers' in planned) return none(planned.blockers.map(({ message }) => message).join(' '));
  const { number: _number, explanation: _why, ...made } = planned;
  return { ...about, steps: [{ text: step, kind: 'update', input, ...made }], net: netOf([applied, made.plan]) };
}

/** What plans come to together: money that goes out, what the customer may use, and what is owed on documents. */
const netOf = (plans: readonly Plan[]) => ({
  payoutMinor: sumMinor(plans.flatMap(({ payouts }) => payouts.map(({ amountMinor }) => amountMinor))),
  creditMinor: sumMinor(
    plans.flatMap(({ customers }) =>
      customers.flatMap(({ creditDeltaMinor, freeDeltaMinor }) => [creditDeltaMinor, freeDeltaMinor]),
    ),
  ),
  receivableMinor: sumMinor(
    plans.flatMap(({ changes, documents }) => [
      ...changes.map(({ fromBalanceMinor, toBalanceMinor }) => toBalanceMinor - fromBalanceMinor),
      ...documents.map(({ balanceMinor }) => balanceMinor),
    ]),
  ),
});
